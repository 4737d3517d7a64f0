"""The live socket: own messages, watched topics, refusals."""

import asyncio

import pytest
from channels.db import database_sync_to_async
from django.conf import settings
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

    def may_watch(self, actor, key):
        return key == "open" and actor.is_signed_in


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


async def test_visitor_is_refused():
    connected = await socket_of(AnonymousUser()).connect()
    assert connected is False


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


@pytest.mark.skipif(bool(settings.REDIS_URL), reason="the embedded layer hands messages over between threads; Redis needs no such thing")
async def test_message_of_another_thread_arrives():
    account = await teacher()
    socket = socket_of(account)
    await socket.connect()
    await socket.receive_json()
    await asyncio.to_thread(broadcast, person_group(account.person_id), {"type": "from-worker"})
    assert await socket.receive_json() == {"type": "from-worker"}
    await socket.disconnect()


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
