"""The school's side of guardianship: adding, verifying, ending; codes for the slips."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.events.services import publish
from core.people.errors import JoinRefused, PersonInvalid
from core.people.events import GuardianJoined, GuardianshipEnded
from core.people.models import GuardianCode, Guardianship, Person, running
from core.people.rules import CODE_ALPHABET, CODE_LENGTH, MAX_GUARDIANS, MAY_SEE, person_problems
from core.people.types import PersonData, Problem

from ..policies import can_manage_family
from .people import tidy_fields

CODE_DAYS = 60
CODE_USES = 4


def _lock(child: Person) -> Person:
    return Person.objects.select_for_update().get(pk=child.pk)


def _check_sight(may_see: Sequence[str]) -> list[str]:
    if set(may_see) - set(MAY_SEE):
        raise JoinRefused("may_see_unknown")
    return [key for key in MAY_SEE if key in may_see]


@transaction.atomic
def add_guardian(
    *,
    actor: Actor,
    child: Person,
    relation: str,
    guardian: Person | None = None,
    data: PersonData | None = None,
    may_see: Sequence[str] = MAY_SEE,
    is_main_contact: bool = False,
) -> Guardianship:
    """Write that somebody is a guardian of the child: a known person, or a new record from `data`. Verified at once.

    `JoinRefused`: `already_guardian`, `guardians_full` (ten), `code_own`; `PersonInvalid` for `data`.
    """
    child = _lock(child)
    require(can_manage_family, actor, child)
    person = guardian or _new_guardian(data)
    rows = Guardianship.objects.filter(running(), child=child)
    if person.pk == child.pk:
        raise JoinRefused("code_own")
    if rows.filter(guardian=person).exists():
        raise JoinRefused("already_guardian")
    if rows.count() >= MAX_GUARDIANS:
        raise JoinRefused("guardians_full")
    if is_main_contact:
        rows.update(is_main_contact=False)
    row = Guardianship.objects.create(
        guardian=person, child=child, relation=relation, may_see=_check_sight(may_see), is_main_contact=is_main_contact or not rows.exists()
    )
    return _verify(actor, row)


def _new_guardian(data: PersonData | None) -> Person:
    if data is None:
        raise PersonInvalid([Problem("given_name", "required")])
    clean = tidy_fields(data.as_fields())
    problems = person_problems(clean, codes={}, today=timezone.localdate())
    if problems:
        raise PersonInvalid(problems)
    known = Person.objects.filter(personal_id=clean["personal_id"]).first() if clean["personal_id"] else None
    return known or Person.objects.create(**clean)


def _verify(actor: Actor, row: Guardianship) -> Guardianship:
    row.verified_at, row.verified_by_id = timezone.now(), actor.person_id or None
    row.save(update_fields=["verified_at", "verified_by"])
    record(
        actor=actor, verb="people.guardian.verified", obj=row, subject_person_id=row.child_id, changes={"relation": [None, row.relation]}
    )
    publish(GuardianJoined(guardianship_id=row.pk, guardian_id=row.guardian_id, child_id=row.child_id))
    return row


@transaction.atomic
def verify_guardian(*, actor: Actor, guardianship: Guardianship) -> Guardianship:
    """Confirm a claimed guardianship; confirming twice changes nothing."""
    row = Guardianship.objects.select_for_update(of=("self",)).select_related("child").get(pk=guardianship.pk)
    require(can_manage_family, actor, row.child)
    return row if row.verified_at is not None else _verify(actor, row)


@transaction.atomic
def set_guardian_sight(*, actor: Actor, guardianship: Guardianship, may_see: Sequence[str], is_main_contact: bool) -> Guardianship:
    """Choose what a guardian sees of the child (`progress`, `marks`, `contacts`) and whether it is called first."""
    row = Guardianship.objects.select_for_update(of=("self",)).select_related("child").get(pk=guardianship.pk)
    require(can_manage_family, actor, row.child)
    old, new = list(row.may_see), _check_sight(may_see)
    if is_main_contact:
        Guardianship.objects.filter(running(), child=row.child).exclude(pk=row.pk).update(is_main_contact=False)
    row.may_see, row.is_main_contact = new, is_main_contact
    row.save(update_fields=["may_see", "is_main_contact"])
    record(actor=actor, verb="people.guardian.updated", obj=row, subject_person_id=row.child_id, changes={"may_see": [old, new]})
    return row


@transaction.atomic
def end_guardianship(*, actor: Actor, guardianship: Guardianship) -> Guardianship:
    """End a guardianship at once; the guardian sees nothing of the child from now on. Ending twice changes nothing."""
    row = Guardianship.objects.select_for_update(of=("self",)).select_related("child").get(pk=guardianship.pk)
    require(can_manage_family, actor, row.child)
    yesterday = timezone.localdate() - timedelta(days=1)
    if row.valid_to is not None and row.valid_to <= yesterday:
        return row
    row.valid_to = yesterday
    row.save(update_fields=["valid_to"])
    record(actor=actor, verb="people.guardian.ended", obj=row, subject_person_id=row.child_id)
    publish(GuardianshipEnded(guardianship_id=row.pk, guardian_id=row.guardian_id, child_id=row.child_id))
    return row


def _new_code() -> str:
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


@transaction.atomic
def issue_guardian_codes(*, actor: Actor, children: Iterable[Person], days: int = CODE_DAYS, uses: int = CODE_USES) -> list[GuardianCode]:
    """Make a fresh joining code for each child, for the school's slips; the child's earlier codes stop working.

    Returned in the order of `children`. A code lives `days` days and serves `uses` guardians.
    """
    rows = list(children)
    for child in rows:
        require(can_manage_family, actor, child)
    now = timezone.now()
    GuardianCode.objects.filter(child__in=rows, revoked_at=None, expires_at__gt=now).update(revoked_at=now)
    codes = [
        GuardianCode(
            child=child, code=_new_code(), uses_left=uses, expires_at=now + timedelta(days=days), created_by_id=actor.person_id or None
        )
        for child in rows
    ]
    GuardianCode.objects.bulk_create(codes)
    for child in rows:
        record(actor=actor, verb="people.guardian_code.issued", obj=child, subject_person_id=child.pk)
    return codes


@transaction.atomic
def revoke_guardian_codes(*, actor: Actor, child: Person) -> int:
    """Stop every open joining code of a child; returns how many there were."""
    require(can_manage_family, actor, child)
    count = GuardianCode.objects.filter(child=child, revoked_at=None, expires_at__gt=timezone.now()).update(revoked_at=timezone.now())
    if count:
        record(actor=actor, verb="people.guardian_code.revoked", obj=child, subject_person_id=child.pk)
    return count
