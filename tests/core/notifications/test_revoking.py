"""Access that is taken away reaches open sockets at once: through the real door, with a session and the cookie."""

import asyncio
from datetime import timedelta

import pytest
from channels.db import database_sync_to_async
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone

from config.asgi import application
from core.access.types import Actor
from core.hooks import LiveTopic
from core.notifications import consumers
from core.organisations.models import Enrolment
from core.organisations.services import end_guardianship, end_hat, leave
from core.people.models import Guardianship
from core.ports.live import broadcast, topic_group
from core.signin.services.accounts import set_locked
from tests.browsers import session_of
from tests.factories.core import make_account, make_class, make_enrolment, make_guardianship, make_membership, make_person, make_unit
from tests.sockets import Socket

pytestmark = pytest.mark.django_db(transaction=True)
SYSTEM = Actor.system("test")


class ChildTopic(LiveTopic):
    """`child:<person>`: to its guardians while it studies."""

    prefix = "child"

    def may_watch(self, actor, key):
        studies = Enrolment.objects.filter(person_id=key, valid_to=None).exists()
        return studies and Guardianship.objects.filter(guardian_id=actor.person_id, child_id=key, valid_to=None).exists()


class HatTopic(LiveTopic):
    prefix = "hat"

    def may_watch(self, actor, key):
        return actor.hat is not None


@pytest.fixture(autouse=True)
def topics():
    hooks = [ChildTopic(), HatTopic()]
    LiveTopic.registry.extend(hooks)
    yield
    for hook in hooks:
        LiveTopic.registry.remove(hook)


async def opened(key: str, *topics: str) -> Socket:
    """Return an open socket of a session that watches the topics."""
    socket = Socket(
        application, headers=[(b"host", b"localhost"), (b"origin", b"http://localhost"), (b"cookie", f"sessionid={key}".encode())]
    )
    assert await socket.connect()
    assert (await socket.receive_json())["type"] == "unread"
    for topic in topics:
        await socket.send_json({"type": "watch", "topic": topic})
        assert await socket.receive_json() == {"type": "watching", "topic": topic}
    return socket


@database_sync_to_async
def family():
    """A child in a class, its guardian with a log-in, a session of the guardian."""
    unit = make_unit()
    child, guardian = make_person(), make_person()
    enrolment = make_enrolment(make_class(unit), child)
    row = make_guardianship(guardian, child)
    account = make_account(guardian)
    return row, enrolment, account, session_of(account)


async def test_a_removed_guardian_is_out_at_once():
    row, _enrolment, account, key = await family()
    topic = f"child:{row.child_id}"
    sockets = [await opened(key, topic), await opened(key, topic)]
    await database_sync_to_async(end_guardianship)(actor=SYSTEM, guardianship=row)
    for socket in sockets:
        assert await socket.receive_json() == {"type": "refused", "topic": topic}
    broadcast(topic_group(topic), {"type": "secret"})
    assert await sockets[0].receive_nothing()
    await sockets[0].send_json({"type": "watch", "topic": topic})
    assert await sockets[0].receive_json() == {"type": "refused", "topic": topic}
    for socket in sockets:
        await socket.disconnect()
    assert account.person_id == row.guardian_id


async def test_a_hat_that_ended_and_a_learner_who_left():
    row, enrolment, _account, key = await family()

    @database_sync_to_async
    def teacher():
        membership = make_membership(make_person(), make_unit())
        return membership, session_of(make_account(membership.person))

    membership, teachers_key = await teacher()
    socket, guardian = await opened(teachers_key, "hat:1"), await opened(key, f"child:{row.child_id}")
    await database_sync_to_async(end_hat)(actor=SYSTEM, membership=membership)
    assert await socket.receive_json() == {"type": "refused", "topic": "hat:1"}
    await database_sync_to_async(leave)(actor=SYSTEM, enrolment=enrolment, reason="chuyển nhà")
    assert await guardian.receive_json() == {"type": "refused", "topic": f"child:{row.child_id}"}
    for one in (socket, guardian):
        await one.disconnect()


async def test_locking_closes_all_and_signing_out_the_session_alone():
    row, _enrolment, account, key = await family()
    other_key = await database_sync_to_async(session_of)(account)
    one, other = await opened(key), await opened(other_key, f"child:{row.child_id}")

    def sign_out():
        client = Client()
        client.cookies["sessionid"] = key
        client.logout()

    await database_sync_to_async(sign_out)()
    assert (await one.receive_output(5))["code"] == 4401
    assert await other.receive_nothing()
    await database_sync_to_async(set_locked)(actor=SYSTEM, person=account.person, locked=True)
    assert (await other.receive_output(5))["code"] == 4401
    assert (await database_sync_to_async(get_user_model().objects.get)(pk=account.pk)).is_active is False


async def test_each_socket_asks_again_by_itself(monkeypatch):
    monkeypatch.setattr(consumers, "RECHECK_SECONDS", 0.3)
    row, _enrolment, _account, key = await family()
    socket = await opened(key, f"child:{row.child_id}")
    await database_sync_to_async(Guardianship.objects.filter(pk=row.pk).update)(valid_to=timezone.localdate() - timedelta(days=1))
    assert await asyncio.wait_for(socket.receive_json(), 5) == {"type": "refused", "topic": f"child:{row.child_id}"}
    await socket.disconnect()
