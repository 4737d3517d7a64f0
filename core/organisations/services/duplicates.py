"""Two records of one human become one."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.events.services import publish
from core.people.errors import MergeRefused
from core.people.events import PersonsMerged
from core.people.models import Account, GuardianCode, Guardianship, Person
from core.people.types import PersonData

from ..models import Enrolment, Membership, TeachingAssignment
from ..policies import can_edit_person


def _check(keep: Person, duplicate: Person) -> None:
    if keep.pk == duplicate.pk:
        raise MergeRefused("merge_self")
    if keep.merged_into_id is not None or duplicate.merged_into_id is not None:
        raise MergeRefused("already_merged")
    for key in ("personal_id", "moet_id"):
        pair = {getattr(keep, key), getattr(duplicate, key)} - {None, ""}
        if len(pair) > 1:
            raise MergeRefused("identifiers_differ")


def _take_over_fields(keep: Person, duplicate: Person) -> dict[str, Any]:
    """Fill what the kept record doesn't know; its own values win."""
    taken: dict[str, Any] = {}
    for name in PersonData.__dataclass_fields__:
        if not getattr(keep, name) and getattr(duplicate, name):
            taken[name] = getattr(duplicate, name)
            setattr(keep, name, taken[name])
    duplicate.personal_id = duplicate.moet_id = None
    duplicate.merged_into = keep
    duplicate.save()
    keep.save()
    return taken


def _move_dated(model: type[Any], keep: Person, duplicate: Person, same: tuple[str, ...], field: str = "person") -> int:
    """Give the duplicate's rows to the kept record; an open row it has already ends instead, so that neither is lost."""
    yesterday: date = timezone.localdate() - timedelta(days=1)
    rows = list(model.objects.filter(**{field: duplicate}))
    for row in rows:
        key = {name: getattr(row, f"{name}_id", None) or getattr(row, name) for name in same}
        twin = row.valid_to is None and model.objects.filter(**{field: keep, "valid_to": None}, **key).exists()
        if twin:
            row.valid_to = yesterday
        setattr(row, field, keep)
        row.save()
    return len(rows)


def _move_account(keep: Person, duplicate: Person) -> None:
    """Keep one log-in: the kept record's own, else the duplicate's; a second one is locked."""
    accounts = {account.person_id: account for account in Account.objects.filter(person__in=[keep, duplicate])}
    spare = accounts.get(duplicate.pk)
    if spare is None:
        return
    if keep.pk in accounts:
        spare.is_active = False
    else:
        spare.person = keep
    spare.save(update_fields=["is_active", "person"])


@transaction.atomic
def merge_people(*, actor: Actor, keep: Person, duplicate: Person) -> Person:
    """Make two records of one human one: `keep` takes over places, children, guardians, log-in and missing data.

    The duplicate stays as a pointer (`merged_into`); audit and consent entries stay under it and are read with the kept record.
    Other domains move their rows on `core.people.merged.v1`. A repeat changes nothing.
    `MergeRefused`: `merge_self`, `already_merged` (into another), `identifiers_differ`.
    """
    rows = {row.pk: row for row in Person.objects.select_for_update().filter(pk__in=sorted({keep.pk, duplicate.pk})).order_by("pk")}
    keep, duplicate = rows[keep.pk], rows[duplicate.pk]
    if duplicate.merged_into_id == keep.pk:
        require(can_edit_person, actor, keep)
        return keep
    require(can_edit_person, actor, keep)
    if duplicate.merged_into_id is None:
        require(can_edit_person, actor, duplicate)
    _check(keep, duplicate)
    moved = {
        "memberships": _move_dated(Membership, keep, duplicate, ("unit", "role")),
        "enrolments": _move_dated(Enrolment, keep, duplicate, ("class_group",)),
        "teaching": _move_dated(TeachingAssignment, keep, duplicate, ("class_group", "subject", "kind")),
    }
    Guardianship.objects.filter(guardian=duplicate, child=keep).update(valid_to=timezone.localdate() - timedelta(days=1))
    Guardianship.objects.filter(guardian=keep, child=duplicate).update(valid_to=timezone.localdate() - timedelta(days=1))
    moved["wards"] = _move_dated(Guardianship, keep, duplicate, ("child",), "guardian")
    moved["guardians"] = _move_dated(Guardianship, keep, duplicate, ("guardian",), "child")
    GuardianCode.objects.filter(child=duplicate).update(child=keep)
    _move_account(keep, duplicate)
    taken = _take_over_fields(keep, duplicate)
    changes = {"merged": [duplicate.full_name, keep.full_name], "fields": [None, sorted(taken)], "rows": [None, moved]}
    record(actor=actor, verb="people.person.merged", obj=keep, subject_person_id=keep.pk, changes=changes)
    record(actor=actor, verb="people.person.merged_away", obj=duplicate, subject_person_id=duplicate.pk)
    publish(PersonsMerged(person_id=keep.pk, duplicate_id=duplicate.pk))
    return keep
