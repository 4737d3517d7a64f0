"""The live socket: own messages, watched topics, refusals."""

import asyncio

import pytest
from channels.db import database_sync_to_async
from django.contrib.auth.models import AnonymousUser

from core.hooks import LiveTopic
from core.notifications.consumers import LiveConsumer
from core.notifications.services import notify
from core.notifications.types import KINDS, NotificationKind, register_kind
from core.ports.live import broadcast, person_group, topic_group
from tests.factories.core import make_account, make_membership, make_person, make_unit
from tests.sockets import Socket

pytestmark = pytest.mark.django_db(transaction=True)


class TestTopic(LiveTopic):
    __test__ = False
    prefix = "test"
    relays = frozenset({"typing"})

    def may_watch(self, actor, key):
        return key == "open" and actor.is_signed_in

    def sender(self, actor):
        return f"public-{actor.person_id}"


@pytest.fixture
def topic():
    hook = TestTopic()
    LiveTopic.registry.append(hook)
    yield
    LiveTopic.registry.remove(hook)


def socket_of(account):
    return Socket(LiveConsumer.as_asgi(), user=account, session={})


@database_sync_to_async
def teacher():
    person = make_person()
    make_membership(person, make_unit())
    return make_account(person)


async def test_visitor_is_told_to_stay_away():
    socket = socket_of(AnonymousUser())
    await socket.connect()
    assert (await socket.receive_output(5))["code"] == 4401


async def test_count_comes_first_then_own_messages():
    account = await teacher()
    socket = socket_of(account)
    await socket.connect()
    assert await socket.receive_json() == {"type": "unread", "count": 0}
    broadcast(person_group(account.person_id), {"type": "hello"})
    assert await socket.receive_json() == {"type": "hello"}
    broadcast(person_group(account.person_id + 1), {"type": "other"})
    assert await socket.receive_nothing()
    await socket.disconnect()


async def test_topic_is_watched_only_where_permitted(topic):
    socket = socket_of(await teacher())
    await socket.connect()
    await socket.receive_json()
    await socket.send_json({"type": "watch", "topic": "test:closed"})
    assert await socket.receive_json() == {"type": "refused", "topic": "test:closed"}
    await socket.send_json({"type": "watch", "topic": "unknown:1"})
    assert await socket.receive_json() == {"type": "refused", "topic": "unknown:1"}
    await socket.send_json({"type": "watch", "topic": "test:open"})
    assert await socket.receive_json() == {"type": "watching", "topic": "test:open"}
    broadcast(topic_group("test:open"), {"type": "moved"})
    assert await socket.receive_json() == {"type": "moved"}
    await socket.send_json({"type": "leave", "topic": "test:open"})
    await asyncio.sleep(0.05)
    broadcast(topic_group("test:open"), {"type": "moved"})
    assert await socket.receive_nothing()
    await socket.disconnect()


async def test_message_of_another_thread_arrives():
    account = await teacher()
    socket = socket_of(account)
    await socket.connect()
    await socket.receive_json()
    await asyncio.to_thread(broadcast, person_group(account.person_id), {"type": "from-worker"})
    assert await socket.receive_json() == {"type": "from-worker"}
    await socket.disconnect()


async def test_typing_is_passed_on_once_in_three_seconds_to_who_watches(topic):
    account, other = await teacher(), await teacher()
    sockets = [socket_of(account), socket_of(other)]
    for socket in sockets:
        await socket.connect()
        await socket.receive_json()
    await sockets[0].send_json({"type": "typing", "topic": "test:open"})
    assert await sockets[0].receive_json() == {"type": "refused", "topic": "test:open"}
    for socket in sockets:
        await socket.send_json({"type": "watch", "topic": "test:open"})
        await socket.receive_json()
    for kind in ("typing", "typing", "shouting"):
        await sockets[0].send_json({"type": kind, "topic": "test:open", "text": "không đi theo"})
    assert await sockets[1].receive_json() == {"type": "typing", "topic": "test:open", "person": f"public-{account.person_id}"}
    said = sorted([(await sockets[0].receive_json())["type"] for _ in range(2)])
    assert said == ["refused", "typing"]
    assert await sockets[1].receive_nothing()
    for socket in sockets:
        await socket.disconnect()


@pytest.mark.parametrize("frame", ["không phải JSON", "[]", '"a"', "", '{"type": {"a": 1}, "topic": 4}'])
async def test_a_frame_that_is_not_ours_is_refused(frame):
    socket = socket_of(await teacher())
    await socket.connect()
    await socket.receive_json()
    await socket.send_input({"type": "websocket.receive", "text": frame})
    assert (await socket.receive_json())["type"] == "refused"
    await socket.disconnect()


async def test_who_floods_is_closed(monkeypatch):
    monkeypatch.setattr("core.notifications.consumers.FRAMES_IN_WINDOW", 3)
    socket = socket_of(await teacher())
    await socket.connect()
    await socket.receive_json()
    for _ in range(4):
        await socket.send_json({"type": "leave", "topic": "test:open"})
    said = [await socket.receive_output(5) for _ in range(4)]
    assert [one.get("code") for one in said] == [None, None, None, 4408]
    broadcast(topic_group("test:open"), {"type": "moved"})
    assert await socket.receive_nothing()


async def test_notification_moves_the_badge():
    register_kind(NotificationKind("test.kind", "Có %(n)s việc", "…"))
    account = await teacher()
    socket = socket_of(account)
    await socket.connect()
    await socket.receive_json()
    await database_sync_to_async(notify)(recipient_ids=[account.person_id], kind="test.kind", data={"n": 1})
    assert await socket.receive_json() == {"type": "unread", "delta": 1}
    await socket.disconnect()
    del KINDS["test.kind"]
