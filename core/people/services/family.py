"""Guardians join their child by the school's code.

A code was handed to the family by the school, so whoever holds it and knows the child's birth date is taken for a
guardian at once; the school sees every guardian of a child and can end a wrong one.
"""

from dataclasses import replace
from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from core.access.policies import anyone, require
from core.access.types import Actor
from core.audit.services import record
from core.events.services import publish
from core.lib.identifiers import normal_phone

from ..errors import JoinRefused, PersonInvalid
from ..events import GuardianJoined
from ..models import Account, GuardianCode, Guardianship, Person, running
from ..policies import can_join_family
from ..rules import MAX_GUARDIANS, MAY_SEE, normal_code, person_problems
from ..types import PersonData, Problem

MAX_FAILURES = 5
FAILURE_WINDOW_SECONDS = 15 * 60


def _throttle_key(who: str) -> str:
    return f"people:join:{who}"


def _refuse_throttled(who: str) -> None:
    if (cache.get(_throttle_key(who)) or 0) >= MAX_FAILURES:
        raise JoinRefused("code_throttled")


def _count_failure(who: str) -> None:
    if not cache.add(_throttle_key(who), 1, FAILURE_WINDOW_SECONDS):
        cache.incr(_throttle_key(who))


def _open_code(text: str, child_born_on: date, who: str) -> GuardianCode:
    """Return the code's row, locked; unknown, expired and revoked codes and a wrong birth date are one answer."""
    row = (
        GuardianCode.objects.select_for_update(of=("self",))
        .select_related("child")
        .filter(code=normal_code(text), expires_at__gt=timezone.now(), revoked_at=None)
        .first()
    )
    if row is None or row.child.born_on != child_born_on:
        _count_failure(who)
        raise JoinRefused("code_unknown")
    if not row.uses_left:
        raise JoinRefused("code_used_up")
    return row


def _join(actor: Actor, code: GuardianCode, guardian: Person, relation: str) -> Guardianship:
    if guardian.pk == code.child_id:
        raise JoinRefused("code_own")
    rows = Guardianship.objects.filter(running(), child=code.child)
    row = rows.filter(guardian=guardian).first()
    if row is not None and row.verified_at is not None:
        return row
    if row is None and rows.count() >= MAX_GUARDIANS:
        raise JoinRefused("guardians_full")
    row = row or Guardianship(guardian=guardian, child=code.child, may_see=list(MAY_SEE), is_main_contact=not rows.exists())
    row.relation, row.verified_at, row.verified_by_id = relation, timezone.now(), code.created_by_id
    row.save()
    code.uses_left -= 1
    code.save(update_fields=["uses_left"])
    record(actor=actor, verb="people.guardian.joined", obj=row, subject_person_id=code.child_id, changes={"relation": [None, relation]})
    publish(GuardianJoined(guardianship_id=row.pk, guardian_id=guardian.pk, child_id=code.child_id))
    return row


def redeem_guardian_code(*, actor: Actor, code: str, child_born_on: date, relation: str) -> Guardianship:
    """Make the signed-in person a verified guardian of the code's child; joining twice costs no use and changes nothing.

    `JoinRefused`: `code_unknown` (also expired, revoked, wrong birth date), `code_used_up`, `code_own`, `guardians_full`,
    `code_throttled` (five wrong tries a person in 15 minutes).
    """
    require(can_join_family, actor)
    _refuse_throttled(actor.name)
    with transaction.atomic():
        row = _open_code(code, child_born_on, actor.name)
        return _join(actor, row, Person.objects.get(pk=actor.person_id), relation)


def _checked_newcomer(data: PersonData, password: str) -> PersonData:
    phone = normal_phone(data.phone)
    problems = person_problems(data.as_fields(), codes={}, today=timezone.localdate())
    if phone is None and not any(problem.field == "phone" for problem in problems):
        problems.append(Problem("phone", "required"))
    try:
        validate_password(password)
    except ValidationError:
        problems.append(Problem("password", "password_weak"))
    if problems:
        raise PersonInvalid(problems)
    return replace(data, phone=phone or "")


def join_as_guardian(
    *, actor: Actor, client: str, code: str, child_born_on: date, relation: str, data: PersonData, password: str
) -> tuple[Guardianship, Account]:
    """Make a person, a log-in (by phone) and a verified guardianship for somebody who has none yet but holds a school's code.

    This is the only way to an account without the school making it. `client` names the visitor for throttling (an address).
    `JoinRefused` as in `redeem_guardian_code`, and `phone_taken`; `PersonInvalid` for name, phone, password.
    """
    require(anyone, actor)
    _refuse_throttled(client)
    with transaction.atomic():
        row = _open_code(code, child_born_on, client)
        checked = _checked_newcomer(data, password)
        if Account.objects.filter(phone=checked.phone).exists() or Account.objects.filter(username=checked.phone).exists():
            raise JoinRefused("phone_taken")
        person = Person.objects.create(**checked.as_fields())
        account = Account.objects.create_user(checked.phone, password, person=person, phone=checked.phone)
        record(actor=actor, verb="people.account.created_by_code", obj=account, subject_person_id=person.pk)
        return _join(actor, row, person, relation), account
