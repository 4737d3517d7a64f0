"""Factories of the core."""

from datetime import date
from itertools import count

from django.utils import timezone

from core.access.types import Actor
from core.models import (
    Account,
    ClassGroup,
    Enrolment,
    Grade,
    Guardianship,
    Membership,
    Person,
    SchoolYear,
    Subject,
    TeachingAssignment,
    Unit,
)
from core.organisations.selectors import actor_for

_number = count(1)


def make_person(name="Nông Minh Khuê", **fields):
    from core.lib.vietnamese import split_name

    family, middle, given = split_name(name)
    return Person.objects.create(family_name=family, middle_name=middle, given_name=given, **fields)


def make_account(person=None, username=None, password="mat-khau-thu", **fields):
    return Account.objects.create_user(username or f"nguoi{next(_number)}", password, person=person or make_person(), **fields)


def make_unit(parent=None, kind="lower_secondary", name="Trường THCS Tân Trào", **fields):
    fields = {"key": f"U{next(_number)}", "kind": kind, "name": name, **fields}
    return parent.add_child(**fields) if parent else Unit.add_root(**fields)


def make_membership(person, unit, role="teacher", **fields):
    return Membership.objects.create(person=person, unit=unit, role=role, **{"valid_from": date(2026, 8, 1), **fields})


def make_actor(role="teacher", unit=None, person=None, **fields):
    """A signed-in actor with an account and one hat."""
    person = person or make_person()
    account = getattr(person, "account", None) or make_account(person)
    key = "g" if role == "guardian" else f"m{make_membership(person, unit or make_unit(), role, **fields).pk}"
    actor, _ = actor_for(account, key)
    return actor


def make_year(key="2026-2027"):
    first = int(key[:4])
    return SchoolYear.objects.get_or_create(key=key, defaults={"starts_on": date(first, 8, 1), "ends_on": date(first + 1, 7, 31)})[0]


def make_grade(key="9"):
    return Grade.objects.get_or_create(key=key, defaults={"name": f"Khối {key}", "level": "lower_secondary", "order": int(key)})[0]


def make_subject(key="toan", name="Toán"):
    return Subject.objects.get_or_create(key=key, defaults={"name": name, "short_name": name})[0]


def make_class(unit=None, name="9A2", **fields):
    return ClassGroup.objects.create(
        unit=unit or make_unit(),
        name=name,
        key=fields.pop("key", name),
        school_year=fields.pop("school_year", None) or make_year(),
        grade=fields.pop("grade", None) or make_grade(),
        **fields,
    )


def make_enrolment(class_group, person=None, **fields):
    person = person or make_person()
    Membership.objects.get_or_create(
        person=person, unit=class_group.unit, role="student", valid_to=None, defaults={"valid_from": date(2026, 8, 1)}
    )
    return Enrolment.objects.create(
        person=person, class_group=class_group, unit=class_group.unit, **{"valid_from": date(2026, 8, 1), **fields}
    )


def make_teaching(person, class_group, subject=None, kind="subject", **fields):
    return TeachingAssignment.objects.create(
        person=person, class_group=class_group, subject=subject, kind=kind, **{"valid_from": date(2026, 8, 1), **fields}
    )


def make_guardianship(guardian, child, **fields):
    return Guardianship.objects.create(
        guardian=guardian,
        child=child,
        **{"relation": "mother", "verified_at": timezone.now(), "valid_from": date(2026, 8, 1), "may_see": ["progress", "marks"], **fields},
    )


def system_actor():
    return Actor.system("test")
