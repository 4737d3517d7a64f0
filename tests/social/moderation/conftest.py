"""A class with a pupil who wrote something, a classmate, the homeroom teacher, and heads up to the department."""

import pytest

from core.models import Person, Unit
from social.hooks import Moderated
from tests.factories.core import make_actor, make_enrolment, make_guardianship, make_person
from tests.factories.places import make_homeroom, make_province
from tests.factories.social import actor_of, let_use_social, space_of

from .things import Things


class School:
    def __init__(self, things):
        self.things, self.province = things, make_province()
        self.homeroom = make_homeroom(self.province)
        self.author = self.province.pupil
        mate = make_enrolment(self.province.class_group, make_person("Bàn Thị Lan", born_on="2012-05-06")).person
        mother = make_person("Nông Thị Nhung")
        make_guardianship(mother, self.author)
        let_use_social(self.author, mother)
        let_use_social(mate)
        self.mother = make_actor("guardian", None, mother)
        self.pupil, self.mate = actor_of(self.author), actor_of(Person.objects.get(pk=mate.pk))
        self.head, self.deputy = self.province.actor("leader"), self.province.actor("unit_admin")
        self.commune, self.department = self.province.actor("leader", "commune"), self.province.actor("officer", "department")
        self.other_head = self.province.actor("leader", "other_school")
        self.colleague = self.province.actor("teacher")
        self.space = space_of(self.homeroom)
        self.school = Unit.objects.get(pk=self.province.school.pk)

    def thing(self, key="a1", author=None, **fields):
        return self.things.add(key, author or self.author, fields.pop("space", self.space), **fields)


@pytest.fixture
def things():
    made = Things()
    before = list(Moderated.registry)
    Moderated.registry[:] = [made]
    yield made
    Moderated.registry[:] = before


@pytest.fixture
def school(things, db):
    return School(things)
