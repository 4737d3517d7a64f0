"""Class codes: the QR on the classroom wall that opens a class's list of names."""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.organisations.models import ClassGroup

from ..models import ClassLoginCode
from ..policies import can_open_class_login
from .secrets import keyed_digest

CHOOSING = timedelta(minutes=60)


@dataclass(frozen=True, slots=True)
class ClassCodeTerms:
    """When a class code works: its last day, the hours of the day (None: any), whether children may choose pictures now."""

    days: int = 280
    from_time: time | None = None
    to_time: time | None = None
    choosing: bool = True


def class_token(code: ClassLoginCode) -> str:
    """Return the token in the code's address. Only this server can derive it from the row; no table holds it."""
    return keyed_digest("class-code", str(code.uuid))[:32]


def token_hash(token: str) -> str:
    """Return what is stored to find a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def class_url(code: ClassLoginCode) -> str:
    """Return the absolute address the QR leads to."""
    return f"{settings.BASE_URL}/vao-lop/{class_token(code)}/"


@transaction.atomic
def make_class_code(*, actor: Actor, class_group: ClassGroup, terms: ClassCodeTerms | None = None) -> ClassLoginCode:
    """Make a new code for a class; others stay as they are."""
    require(can_open_class_login, actor, class_group)
    terms = terms or ClassCodeTerms()
    now = timezone.now()
    code = ClassLoginCode(
        uuid=uuid.uuid4(),
        class_group=class_group,
        from_time=terms.from_time,
        to_time=terms.to_time,
        expires_at=now + timedelta(days=terms.days),
        pictures_until=now + CHOOSING if terms.choosing else None,
        created_by_id=actor.person_id or None,
    )
    code.token_hash = token_hash(class_token(code))
    code.save()
    record(actor=actor, verb="signin.class_code.made", obj=code, unit_path=class_group.unit.path)
    return code


@transaction.atomic
def revoke_class_code(*, actor: Actor, code: ClassLoginCode) -> ClassLoginCode:
    """End a code at once; sessions begun with it run out by themselves."""
    require(can_open_class_login, actor, code.class_group)
    if code.revoked_at is None:
        code.revoked_at = timezone.now()
        code.save(update_fields=["revoked_at"])
        record(actor=actor, verb="signin.class_code.revoked", obj=code, unit_path=code.class_group.unit.path)
    return code


@transaction.atomic
def open_choosing(*, actor: Actor, code: ClassLoginCode, until: datetime | None = None) -> ClassLoginCode:
    """Let children without a picture code choose one, for an hour unless said otherwise."""
    require(can_open_class_login, actor, code.class_group)
    code.pictures_until = until or timezone.now() + CHOOSING
    code.save(update_fields=["pictures_until"])
    record(actor=actor, verb="signin.class_code.choosing_opened", obj=code, unit_path=code.class_group.unit.path)
    return code
