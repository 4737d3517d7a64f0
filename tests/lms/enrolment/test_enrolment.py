"""Classes and learners of courses."""

import pytest

from core.access.errors import AccessRefused
from core.models import Enrolment, Person
from core.notifications.models import Notification
from lms.courses import services as courses
from lms.courses.errors import CourseRefused
from lms.enrolment import services
from lms.enrolment.policies import assignable_classes, can_assign_class, can_enrol_learners
from lms.enrolment.selectors import courses_of_learner, is_learner, learner_counts, learner_ids, learners_of, learners_of_class
from lms.enrolment.selectors.cards import CardFilter, card_page, learner_cards, shelves, ward_cards
from lms.enrolment.selectors.people import people_page, person_by_code
from lms.models import CourseClass, CourseLearner
from tests.factories.core import (
    make_account,
    make_actor,
    make_class,
    make_enrolment,
    make_guardianship,
    make_person,
    make_teaching,
    make_unit,
)
from tests.factories.courses import (
    make_activity,
    make_course,
    make_course_class,
    make_course_learner,
    make_section,
    make_version,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return make_unit()


@pytest.fixture
def teacher(school):
    return make_actor("teacher", school, make_person("Trần Thị Hoa"))


@pytest.fixture
def group(school, teacher):
    """A class the teacher teaches."""
    made = make_class(school)
    make_teaching(Person.objects.get(pk=teacher.person_id), made)
    return made


@pytest.fixture
def course(school, teacher):
    made = make_course(school, owner=Person.objects.get(pk=teacher.person_id))
    make_activity(make_section(made))
    make_version(made)
    return made


def names(people):
    return [person.full_name for person in people]


# --- who learns ------------------------------------------------------------------------------------------------------


def test_learners_are_those_of_the_classes_and_single_ones(course, group):
    make_course_class(course, group)
    make_enrolment(group, make_person("Nông Minh Khuê"))
    make_enrolment(group, make_person("Bàn Văn Dũng"), valid_to="2026-09-01")
    make_enrolment(group, make_person("Phàn Thị Mùi"), state="suspended")
    both = make_enrolment(group, make_person("Triệu Minh Quân")).person
    make_course_learner(course, both)
    make_course_learner(course, make_person("Đặng Thị An"))
    make_course_learner(course, make_person("Lý Văn Bình"), valid_to="2026-09-01")
    assert names(learners_of(course)) == ["Đặng Thị An", "Nông Minh Khuê", "Triệu Minh Quân"]
    assert len(list(learner_ids(course))) == 3
    assert names(learners_of_class(course, group)) == ["Nông Minh Khuê", "Triệu Minh Quân"]
    assert names(learners_of_class(course, make_class(course.unit, "9A3"))) == []
    assert learner_counts([course]) == {course.pk: 2}
    assert is_learner(course, both.pk)
    assert not is_learner(course, make_person().pk)


def test_courses_of_a_learner(course, group):
    make_course_class(course, group)
    person = make_enrolment(group).person
    assert list(courses_of_learner(person.pk)) == [course]
    course.state = "draft"
    course.save()
    assert list(courses_of_learner(person.pk)) == []


@pytest.mark.parametrize("count", [1, 3])
def test_learner_selectors_take_one_query(course, group, count, django_assert_num_queries):
    make_course_class(course, group)
    for _ in range(count):
        person = make_enrolment(group).person
    with django_assert_num_queries(1):
        assert len(learners_of(course)) == count
    with django_assert_num_queries(1):
        assert len(courses_of_learner(person.pk)) == 1


# --- classes ---------------------------------------------------------------------------------------------------------


def test_assign_class_tells_its_learners_once(teacher, course, group):
    pupil = make_enrolment(group).person
    for _ in range(2):
        services.assign_class(actor=teacher, course=course, class_group=group)
    services.tell_learners(course_id=course.pk, version=1, new_activities=1)
    assert CourseClass.objects.filter(course=course, class_group=group).count() == 1
    note = Notification.objects.get(recipient=pupil)
    assert note.title == "Khoá học Toán 9 có bài mới"
    assert note.url == f"/lop-hoc/{course.uuid}/"


def test_assigning_a_draft_tells_nobody(teacher, course, group):
    course.state = "draft"
    course.save()
    make_enrolment(group)
    services.assign_class(actor=teacher, course=course, class_group=group)
    assert not Notification.objects.exists()


def test_publishing_tells_the_learners_of_new_activities_only(teacher, course, group, run_jobs):
    make_course_class(course, group)
    pupil = make_enrolment(group).person
    courses.rename_section(actor=teacher, section=course.sections.get(), title="Khác")
    courses.publish_course(actor=teacher, course=course)
    run_jobs()
    assert not Notification.objects.filter(recipient=pupil).exists()
    courses.add_activity(actor=teacher, section=course.sections.get(), kind="link", title="Mới", data={"url": "https://vnexpress.net/"})
    courses.publish_course(actor=teacher, course=course)
    run_jobs()
    assert Notification.objects.filter(recipient=pupil, kind="lms.course.published").count() == 1


@pytest.mark.parametrize("kind", ["template", "elsewhere", "archived"])
def test_class_is_refused_in_words(teacher, course, group, kind):
    if kind == "template":
        course.is_template = True
    if kind == "archived":
        course.state = "archived"
    course.save()
    wanted = make_class(name="8A1") if kind == "elsewhere" else group
    with pytest.raises(CourseRefused):
        services.assign_class(actor=teacher, course=course, class_group=wanted)
    assert not CourseClass.objects.exists()


def test_class_one_does_not_teach_is_refused(teacher, course):
    other = make_class(course.unit, "9A5")
    assert not can_assign_class(teacher, (course, other))
    with pytest.raises(AccessRefused):
        services.assign_class(actor=teacher, course=course, class_group=other)
    assert not CourseClass.objects.exists()


def test_stranger_assigns_nothing(course, group):
    stranger = make_actor("teacher", course.unit)
    for act in (services.assign_class, services.unassign_class):
        with pytest.raises(AccessRefused):
            act(actor=stranger, course=course, class_group=group)
    assert not CourseClass.objects.exists()


def test_leader_assigns_any_class_of_the_unit(course):
    leader, other = make_actor("leader", course.unit), make_class(course.unit, "9A5")
    assert other in assignable_classes(leader, course)
    services.assign_class(actor=leader, course=course, class_group=other)
    services.unassign_class(actor=leader, course=course, class_group=other)
    services.unassign_class(actor=leader, course=course, class_group=other)
    assert not CourseClass.objects.exists()


# --- single learners -------------------------------------------------------------------------------------------------


def test_learner_joins_leaves_and_joins_again(teacher, course):
    person = make_person("Đặng Thị An")
    services.add_learner(actor=teacher, course=course, person=person)
    services.add_learner(actor=teacher, course=course, person=person)
    assert Notification.objects.filter(recipient=person).count() == 1
    services.remove_learner(actor=teacher, course=course, person=person)
    assert not is_learner(course, person.pk)
    services.add_learner(actor=teacher, course=course, person=person)
    assert is_learner(course, person.pk)
    assert CourseLearner.objects.count() == 1


def test_stranger_enrols_nobody(course):
    stranger, person = make_actor("teacher", course.unit), make_person()
    assert not can_enrol_learners(stranger, course)
    for act in (services.add_learner, services.remove_learner):
        with pytest.raises(AccessRefused):
            act(actor=stranger, course=course, person=person)
    assert not CourseLearner.objects.exists()


def test_person_is_found_by_code_within_reach(teacher, course, group):
    pupil = make_person("Nông Minh Khuê", moet_id="0123456789")
    make_account(pupil, "khue.nong")
    assert person_by_code(teacher, "0123456789") is None
    make_enrolment(group, pupil)
    assert person_by_code(teacher, "0123456789") == pupil
    assert person_by_code(teacher, "Khue.Nong") == pupil
    assert person_by_code(teacher, "") is None


# --- lists -----------------------------------------------------------------------------------------------------------


def fill(course_of, count):
    """`count` courses, each with a class of one pupil and a teacher."""
    for number in range(count):
        made = course_of(title=f"Toán {number}")
        make_activity(make_section(made))
        make_version(made)
        group = make_class(made.unit, f"9A{number}", key=f"k{number}")
        make_course_class(made, group)
        make_enrolment(group)


@pytest.mark.parametrize("count", [1, 3])
def test_cards_take_the_same_queries(teacher, school, count, django_assert_max_num_queries, django_assert_num_queries):
    owner = Person.objects.get(pk=teacher.person_id)
    fill(lambda **fields: make_course(school, owner=owner, **fields), count)
    with django_assert_max_num_queries(12) as counted:
        page = card_page(teacher, CardFilter())
    assert [(card.activities, card.teachers, [line.learners for line in card.classes]) for card in page.cards] == [
        (1, ["Thị Hoa"], [1])
    ] * count
    counts_seen.setdefault("cards", len(counted))
    assert len(counted) == counts_seen["cards"]


counts_seen: dict[str, int] = {}


def test_cards_are_paged_by_key(teacher, school):
    owner = Person.objects.get(pk=teacher.person_id)
    for number in range(26):
        make_course(school, owner=owner, title=f"Khoá {number}")
    first = card_page(teacher, CardFilter())
    rest = card_page(teacher, CardFilter(before_id=int(first.next_key)))
    assert (len(first.cards), len(rest.cards), rest.next_key) == (24, 2, "")
    assert first.cards[0].course.title == "Khoá 25"


def test_cards_are_found_without_accents_and_by_shelf(teacher, school):
    owner = Person.objects.get(pk=teacher.person_id)
    make_course(school, owner=owner, title="Đường tròn")
    make_course(school, owner=owner, title="Mẫu", is_template=True)
    make_course(school, owner=owner, title="Năm ngoái", state="archived")

    def found(**wanted):
        return [card.course.title for card in card_page(teacher, CardFilter(**wanted)).cards]

    assert found(words="duong") == ["Đường tròn"]
    assert found() == ["Đường tròn"]
    assert found(shelf="templates") == ["Mẫu"]
    assert found(shelf="archived") == ["Năm ngoái"]
    assert shelves(teacher) == ["running", "templates", "archived"]


@pytest.mark.parametrize("count", [1, 3])
def test_learner_cards_take_the_same_queries(school, count, django_assert_max_num_queries):
    group, owner = make_class(school), make_person("Trần Thị Hoa")
    pupil = make_enrolment(group).person
    for number in range(count):
        made = make_course(school, owner=owner, title=f"Toán {number}")
        make_activity(make_section(made))
        make_version(made)
        make_course_class(made, group)
    actor = actor_of(pupil)
    with django_assert_max_num_queries(12) as counted:
        cards = learner_cards(actor)
    assert [(card.teacher, card.progress.total) for card in cards] == [("Thị Hoa", 1)] * count
    counts_seen.setdefault("learner", len(counted))
    assert len(counted) == counts_seen["learner"]
    assert shelves(actor) == []


def actor_of(person):
    from core.organisations.selectors import actor_for

    return actor_for(make_account(person), None)[0]


@pytest.mark.parametrize("count", [1, 3])
def test_ward_cards_take_the_same_queries(school, count, django_assert_num_queries):
    guardian = make_person("Nông Thị Hiền")
    for number in range(count):
        group = make_class(school, f"9A{number}", key=f"k{number}")
        child = make_enrolment(group, make_person(f"Nông Minh {'ABC'[number]}")).person
        make_guardianship(guardian, child)
        made = make_course(school, title=f"Toán {number}")
        make_activity(make_section(made))
        make_version(made)
        make_course_class(made, group)
        make_course_learner(make_published(school), child)
    actor = make_actor("guardian", person=guardian)
    with django_assert_num_queries(6):
        cards = ward_cards(actor)
    assert [(card.child.given_name, len(card.courses)) for card in cards] == [("ABC"[number], 2) for number in range(count)]


def make_published(school):
    made = make_course(school, title="Bồi dưỡng")
    make_activity(make_section(made))
    make_version(made)
    return made


def test_ward_cards_are_for_guardians(teacher):
    assert ward_cards(teacher) == []


@pytest.mark.parametrize("count", [1, 3])
def test_people_page_takes_the_same_queries(teacher, course, count, django_assert_max_num_queries):
    for number in range(count):
        group = make_class(course.unit, f"9B{number}", key=f"b{number}")
        make_teaching(Person.objects.get(pk=teacher.person_id), group)
        make_course_class(course, group)
        make_enrolment(group)
        make_course_learner(course)
    with django_assert_max_num_queries(14) as counted:
        page = people_page(teacher, course)
    assert (len(page.classes), len(page.learners), page.more_classes) == (count, count, [])
    counts_seen.setdefault("people", len(counted))
    assert len(counted) == counts_seen["people"]


def test_people_page_is_refused_to_others(course):
    with pytest.raises(AccessRefused):
        people_page(make_actor("teacher", course.unit), course)


def test_ended_enrolment_ends_the_course(course, group):
    make_course_class(course, group)
    row = make_enrolment(group)
    Enrolment.objects.filter(pk=row.pk).update(valid_to="2026-09-01")
    assert not is_learner(course, row.person_id)
