"""Sessions of shared devices, and the record of signing in and out.

A session dictionary is passed in; nothing here knows a request.
"""

import time
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.organisations.middleware import SHARED_SESSION_KEY, SHARED_UNTIL_KEY
from core.people.models import Account
from core.ports.live import end_sockets_of

from ..policies import own_device

SHARED_WANTED_KEY = "shared_wanted"
CLASS_TOKEN_KEY = "class_token"  # noqa: S105 (a key of the session)


def begin_shared(session: SessionBase) -> None:
    """Make a session that of a shared device: it ends after SHARED_DEVICE_MINUTES, used or not."""
    seconds = settings.SHARED_DEVICE_MINUTES * 60
    session[SHARED_SESSION_KEY] = True
    session[SHARED_UNTIL_KEY] = time.time() + seconds
    session.set_expiry(seconds)


def keep_shared_expiry(session: SessionBase) -> None:
    """Set the short life again where a library has set its own."""
    if session.get(SHARED_SESSION_KEY):
        session.set_expiry(max(1, int(session[SHARED_UNTIL_KEY] - time.time())))


def shared_is_over(session: SessionBase) -> bool:
    """Say whether a shared session has outlived its time."""
    return bool(session.get(SHARED_SESSION_KEY)) and time.time() > float(session.get(SHARED_UNTIL_KEY, 0))


@transaction.atomic
def note_sign_in(*, account: Account, method: str, shared: bool) -> None:
    """Write into the audit trail that a person signed in, by `password`, `mfa`, `oidc` or `picture`."""
    _note(account, "signin.session.started", {"method": [None, method], "shared_device": [None, shared]})


@transaction.atomic
def note_sign_out(*, account: Account, session_key: str | None = None) -> None:
    """Write into the audit trail that a person signed out; the session's live sockets close."""
    _note(account, "signin.session.ended", {})
    _end_sockets(account.person_id, session_key)


def _end_sockets(person_id: int, session_key: str | None) -> None:
    if session_key:
        transaction.on_commit(lambda: end_sockets_of(person_id, session_key), robust=True)


@transaction.atomic
def note_failure(*, account: Account | None, reason: str = "password") -> None:
    """Write a failed sign-in into the audit trail. What was typed is never kept; without an account only the fact is."""
    record(
        actor=Actor.system("signin"),
        verb="signin.session.refused",
        obj=account,
        subject_person_id=account.person_id if account else None,
        changes={"reason": [None, reason]},
    )


def _note(account: Account, verb: str, changes: dict[str, Any]) -> None:
    actor = Actor.of(account_id=account.pk, person_id=account.person_id, hat=None)
    record(actor=actor, verb=verb, obj=account, subject_person_id=account.person_id, changes=changes)


@transaction.atomic
def note_factor(*, account: Account, verb: str, kind: str) -> None:
    """Write into the audit trail that a second factor came or went."""
    _note(account, verb, {"kind": [None, kind]})


@transaction.atomic
def end_session(*, actor: Actor, session_id: int) -> bool:
    """End one of one's own other sessions; says whether there was one."""
    require(own_device, actor)
    row = UserSession.objects.filter(user_id=actor.account_id, pk=session_id).first()
    if row is None:
        return False
    session_key = row.session_key
    row.end()
    _end_sockets(actor.person_id, session_key)
    record(actor=actor, verb="signin.session.closed", subject_person_id=actor.person_id)
    return True
