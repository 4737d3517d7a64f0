"""Who belongs to which space, by the roster as it is at this moment."""

from datetime import date

import pytest

from core.models import ClassGroup, Enrolment, Guardianship, Person
from social.groups.enums import Ability, Band, Side
from social.groups.models import Space
from social.groups.policies import seats_of, standing_in
from social.groups.selectors import people_of
from social.groups.services import my_seats
from tests.factories.core import make_actor, make_class, make_enrolment, make_guardianship, make_person, make_teaching
from tests.factories.places import make_province
from tests.factories.social import actor_of, let_use_social, space_of

pytestmark = pytest.mark.django_db


def labels(actor):
    return [seat.space.label for seat in my_seats(actor)]


def guardian_of(*children):
    person = make_person("Nông Thị Nhung")
    for child in children:
        make_guardianship(person, child)
    return make_actor("guardian", None, person)


def test_each_belongs_to_the_spaces_of_its_roster_and_nobody_else():
    province = make_province()
    teacher = province.actor("teacher")
    make_teaching(teacher_person(teacher), province.class_group, kind="homeroom")
    pupil = actor_of(province.pupil)
    other = province.actor("teacher", "other_school")
    assert labels(teacher) == ["Lớp 9A2", "THCS Tân Trào"]
    assert labels(pupil) == ["Lớp 9A2", "THCS Tân Trào"]
    assert labels(guardian_of(province.pupil)) == ["Lớp 9A2", "THCS Tân Trào"]
    assert labels(other) == ["THCS Sơn Thủy"]
    assert standing_in(other, space_of(pupil)) is None
    assert Space.objects.count() == 3


def teacher_person(actor):
    return Person.objects.get(pk=actor.person_id)


def test_a_transfer_takes_the_pupil_and_its_guardian_along_at_once():
    province = make_province()
    pupil = actor_of(province.pupil)
    guardian = guardian_of(province.pupil)
    old = space_of(pupil)
    Enrolment.objects.filter(person=province.pupil).update(valid_to=date(2026, 9, 1), state="transferred_class")
    make_enrolment(make_class(province.school, "9A3"), province.pupil)
    assert [standing_in(actor, old) for actor in (pupil, guardian)] == [None, None]
    assert labels(pupil) == ["Lớp 9A3", "THCS Tân Trào"] == labels(guardian)


def test_a_guardianship_that_ends_or_is_not_verified_opens_nothing():
    province = make_province()
    guardian = guardian_of(province.pupil)
    space = space_of(guardian)
    assert people_of(space) == {province.pupil.pk: Side.LEARNER, guardian.person_id: Side.GUARDIAN}
    Guardianship.objects.update(verified_at=None)
    assert seats_of(guardian) == []
    assert people_of(space) == {province.pupil.pk: Side.LEARNER}


def test_a_child_reads_until_its_family_agrees_and_a_class_whose_year_is_over_is_read_only():
    province = make_province()
    pupil = actor_of(province.pupil)
    space = space_of(pupil)
    before = standing_in(pupil, space)
    assert (before.abilities, before.band, bool(before.limit)) == (frozenset({Ability.READ}), Band.LOWER, True)
    let_use_social(province.pupil)
    assert standing_in(pupil, space).may(Ability.POST)
    year = ClassGroup.objects.get(pk=province.class_group.pk).school_year
    year.ends_on = date(2026, 5, 31)
    year.save()
    assert standing_in(pupil, space).abilities == {Ability.READ}


def test_two_children_in_two_schools_stand_beside_each_other():
    province = make_province()
    second = make_enrolment(make_class(province.other_school, "7B"), make_person("Nông Minh Đức", born_on="2014-05-06")).person
    guardian = guardian_of(province.pupil, second)
    assert {seat.space.label: seat.standing.child_ids for seat in my_seats(guardian)} == {
        "Lớp 7B": (second.pk,),
        "Lớp 9A2": (province.pupil.pk,),
        "THCS Sơn Thủy": (second.pk,),
        "THCS Tân Trào": (province.pupil.pk,),
    }


def test_seats_cost_the_same_for_one_class_or_twenty(django_assert_num_queries):
    province = make_province()
    teacher = province.actor("teacher")
    for number in range(20):
        make_teaching(teacher_person(teacher), make_class(province.school, f"6A{number}"))
    assert len(my_seats(teacher)) == 21
    with django_assert_num_queries(5):
        my_seats(teacher)
