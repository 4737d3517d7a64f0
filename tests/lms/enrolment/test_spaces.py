"""The space of a course follows those who were added to it and teach it."""

import pytest

from core.models import Person
from lms.courses.models import Course, CourseTeacher
from lms.enrolment.models import CourseLearner
from social.groups.enums import Ability, Band, Side
from social.groups.policies import standing_in
from social.groups.selectors import people_of
from social.groups.selectors.heads import space_head
from social.groups.services import my_seats
from tests.factories.core import make_guardianship, make_person
from tests.factories.delivery import make_course, make_course_class
from tests.factories.places import make_province
from tests.factories.social import actor_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    province = make_province()
    owner, editor, learner = province.actor("teacher"), province.actor("teacher"), province.actor("teacher", "other_school")
    course = make_course(province.school, Person.objects.get(pk=owner.person_id), title="Bồi dưỡng: Dạy học phân hóa")
    CourseTeacher.objects.create(course=course, person_id=editor.person_id)
    make_course_class(course, province.class_group)
    return province, course, owner, editor, learner


def course_space(actor):
    return next((seat.space for seat in my_seats(actor) if seat.space.kind == "course"), None)


def test_a_course_only_classes_take_has_no_space(world):
    _province, _course, owner, _editor, learner = world
    assert [course_space(actor) for actor in (owner, learner)] == [None, None]


def test_who_teaches_looks_after_it_and_who_was_added_takes_part_until_taken_out(world):
    province, course, owner, editor, learner = world
    row = CourseLearner.objects.create(course=course, person_id=learner.person_id)
    space = course_space(owner)
    assert (space.source_key, space.label, space.unit_id) == (f"course:{course.uuid}", course.title, province.school.pk)
    assert space_head(learner, space, standing_in(learner, space)).source_url == f"/lop-hoc/{course.uuid}/"
    assert people_of(space) == {owner.person_id: Side.STAFF, editor.person_id: Side.STAFF, learner.person_id: Side.LEARNER}
    assert [standing_in(actor, space).may(Ability.MANAGE) for actor in (owner, editor, learner)] == [True, False, False]
    seat = standing_in(learner, space)
    assert (seat.band, seat.may(Ability.POST)) == (Band.ADULT, True)
    for stranger in (actor_of(province.pupil), province.actor("teacher")):
        assert standing_in(stranger, space) is None
    CourseLearner.objects.filter(pk=row.pk).update(valid_to="2026-09-01")
    assert standing_in(learner, space) is None


def test_a_child_that_was_added_is_a_child_and_its_guardian_stays_outside(world):
    province, course, owner, _editor, _learner = world
    CourseLearner.objects.create(course=course, person=province.pupil)
    space = course_space(owner)
    assert standing_in(actor_of(province.pupil), space).band == Band.LOWER
    mother = make_person("Nông Thị Hiền")
    make_guardianship(mother, province.pupil)
    assert standing_in(actor_of(mother, "guardian"), space) is None
    Course.objects.filter(pk=course.pk).update(state="archived")
    assert standing_in(actor_of(province.pupil), space) is None
