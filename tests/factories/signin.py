"""Factories of signing in."""

from core.models import Grade
from core.signin.services.accounts import create_accounts
from core.signin.services.class_codes import make_class_code
from core.signin.services.pictures import choose_pictures
from tests.factories.core import make_actor, make_class, make_enrolment, make_person, make_teaching, make_unit, system_actor

PICTURES = ["cat", "fish", "cat", "mango"]


def make_first_grade(key="1"):
    return Grade.objects.get_or_create(key=key, defaults={"name": f"Lớp {key}", "level": "primary", "order": int(key)})[0]


def make_small_class(names=("Nông Minh Khuê", "Bàn Thị Mùi"), unit=None):
    """A class of grade 1 with accounts; returns the class and its children."""
    class_group = make_class(unit or make_unit(kind="primary"), name="1A", grade=make_first_grade())
    children = [make_person(name) for name in names]
    for child in children:
        make_enrolment(class_group, child)
    create_accounts(actor=system_actor(), person_ids=[child.pk for child in children])
    return class_group, children


def make_code(class_group, terms=None):
    return make_class_code(actor=system_actor(), class_group=class_group, terms=terms)


def make_pictures(code, person, taps=PICTURES):
    return choose_pictures(code=code, account=person.account, taps=taps)


def make_class_teacher(class_group, kind="homeroom"):
    """A teacher of the class, as an actor."""
    actor = make_actor("teacher", class_group.unit)
    from core.models import Person

    make_teaching(Person.objects.get(pk=actor.person_id), class_group, kind=kind)
    return actor
