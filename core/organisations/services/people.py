"""Records of people, made and changed by those who manage the unit where they have a place."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from core.access.enums import Role
from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.lib import vietnamese
from core.lib.identifiers import normal_phone
from core.people.errors import PersonInvalid
from core.people.models import Person
from core.people.rules import person_problems
from core.people.selectors import code_sets
from core.people.types import PersonData, Problem

from ..models import ClassGroup, Unit
from ..policies import can_edit_person, can_manage_people, can_view_person
from .enrolments import write_enrolment
from .hats import write_hat

# Written as [old, new] into the audit trail only as "changed": numbers and addresses have no place in a second table.
_PRIVATE = frozenset({"personal_id", "phone", "email", "address", "extra", "policy_group", "disability", "poverty", "religion"})


def tidy_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return written fields as they are stored: NFC, single spaces, empty identifiers as None, phones as 0…"""
    clean = {key: vietnamese.tidy(value) if isinstance(value, str) else value for key, value in fields.items()}
    for key in ("personal_id", "moet_id"):
        if key in clean:
            clean[key] = (clean[key] or "").replace(" ", "") or None
    if clean.get("phone"):
        clean["phone"] = normal_phone(clean["phone"]) or clean["phone"]
    return clean


def _taken(fields: Mapping[str, Any], person_id: int | None) -> list[Problem]:
    others = Person.objects.exclude(pk=person_id) if person_id else Person.objects.all()
    return [
        Problem(key, f"{key}_taken")
        for key in ("personal_id", "moet_id")
        if fields.get(key) and others.filter(**{key: fields[key]}).exists()
    ]


def similar_people(*, actor: Actor, data: PersonData) -> list[Person]:
    """Return people of the same name (diacritics and case apart) and birth date whom the actor may see, at most five."""
    if data.born_on is None:
        return []
    folded = vietnamese.fold(vietnamese.join_name(data.family_name, data.middle_name, data.given_name))
    same = Person.objects.filter(born_on=data.born_on, search_text__startswith=folded, merged_into=None).order_by("pk")[:20]
    return [person for person in same if can_view_person(actor, person)][:5]


def _checked(fields: dict[str, Any], person_id: int | None) -> dict[str, Any]:
    clean = tidy_fields(fields)
    problems = person_problems(clean, codes=code_sets(), today=timezone.localdate()) + _taken(clean, person_id)
    if problems:
        raise PersonInvalid(problems)
    return clean


@transaction.atomic
def create_person(*, actor: Actor, unit: Unit, data: PersonData, allow_similar: bool = False) -> Person:
    """Make the record of a person who is about to get a place in `unit` (see `add_person`, which does both).

    `PersonInvalid`: problems by field; `similar` on `given_name` when the actor already has somebody of that name and birth
    date, unless `allow_similar`.
    """
    require(can_manage_people, actor, unit)
    clean = _checked(data.as_fields(), None)
    if not allow_similar and similar_people(actor=actor, data=replace(data, **clean)):
        raise PersonInvalid([Problem("given_name", "similar")])
    try:
        with transaction.atomic():
            person = Person.objects.create(**clean)
    except IntegrityError as error:
        raise PersonInvalid(_taken(clean, None) or [Problem("personal_id", "personal_id_taken")]) from error
    record(actor=actor, verb="people.person.created", obj=person, subject_person_id=person.pk, unit_id=unit.pk, unit_path=unit.path)
    return person


@transaction.atomic
def add_person(
    *,
    actor: Actor,
    unit: Unit,
    data: PersonData,
    role: Role,
    class_group: ClassGroup | None = None,
    title: str = "",
    on: date | None = None,
    allow_similar: bool = False,
) -> Person:
    """Make a person's record with a first place: a pupil in `class_group`, or anybody else with a hat of `role` in `unit`."""
    if role is Role.STUDENT and class_group is None:
        raise PersonInvalid([Problem("class_group", "required")])
    person = create_person(actor=actor, unit=unit, data=data, allow_similar=allow_similar)
    if role is Role.STUDENT and class_group is not None:
        write_enrolment(actor=actor, person=person, class_group=class_group, on=on)
    else:
        write_hat(actor=actor, person=person, unit=unit, role=role, title=title, valid_from=on)
    return person


@transaction.atomic
def update_person(*, actor: Actor, person: Person, changes: Mapping[str, Any]) -> Person:
    """Write changed fields of a person's record (names as in `PersonData`); others stay.

    The audit trail keeps old and new values, of private fields only that they changed. `PersonInvalid`: problems by field.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    require(can_edit_person, actor, person)
    known = {name: getattr(person, name) for name in PersonData.__dataclass_fields__}
    unknown = [Problem(key, "extra_unknown") for key in changes if key not in known]
    if unknown:
        raise PersonInvalid(unknown)
    clean = _checked({**known, **changes}, person.pk)
    changed = {key: [known[key], clean[key]] for key in changes if known[key] != clean[key]}
    if not changed:
        return person
    for key, (_old, new) in changed.items():
        setattr(person, key, new)
    person.save()
    record(actor=actor, verb="people.person.updated", obj=person, subject_person_id=person.pk, changes=_for_audit(changed))
    return person


def _for_audit(changed: Mapping[str, list[Any]]) -> dict[str, Any]:
    return {
        key: ["…", "…"] if key in _PRIVATE else [str(value) if value is not None else None for value in pair]
        for key, pair in changed.items()
    }


def look_at_person(*, actor: Actor, person: Person) -> Person:
    """Open somebody's record: writes who looked, unless it is one's own. Every page with a full record comes through here."""
    require(can_view_person, actor, person)
    if actor.person_id != person.pk:
        record(actor=actor, verb="people.person.viewed", obj=person, subject_person_id=person.pk)
    return person
