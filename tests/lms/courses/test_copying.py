"""Copies and templates."""

import pytest

from core.access.errors import AccessRefused
from core.models import Person, Unit
from lms.courses import services
from lms.courses.errors import CourseRefused
from lms.courses.selectors import working_outline
from lms.courses.selectors.pages import source_news, source_to_copy, templates_for
from lms.models import Course
from tests.factories.core import make_actor, make_class, make_person, make_subject, make_unit
from tests.factories.courses import make_activity, make_course, make_course_class, make_course_file, make_section, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def department():
    return make_unit(kind="department", name="Sở Giáo dục và Đào tạo")


@pytest.fixture
def template(department):
    """A published template of the department: A, then B after A with at least half, and C."""
    course = make_course(department, owner=make_person("Trần Thị Hoa"), title="Toán 9", is_template=True, subject=make_subject())
    first, second = make_section(course, "Chương I"), make_section(course, "Chương II")
    a = make_activity(first, title="A")
    make_activity(first, title="B", after=a, after_score_ratio=0.5, minutes=20, is_required=False)
    make_activity(second, title="C")
    make_version(course)
    return course


@pytest.fixture
def teacher(department):
    return make_actor("teacher", make_unit(department))


def titles(actor, course):
    return [(part.title, "".join(one.title for one in part.activities)) for part in working_outline(actor, course).sections]


def copy(actor, source, **options):
    return services.copy_course(actor=actor, source=source, title="Toán 9 của trường", **options)


def test_copy_brings_outline_content_and_waiting(teacher, template):
    file = make_course_file(template)
    made = copy(teacher, template)
    assert (made.unit_id, made.state, made.is_template, made.subject_id) == (teacher.unit_id, "draft", False, template.subject_id)
    assert (made.copied_from, made.copied_version) == (template, 1)
    assert list(made.teachers.values_list("person_id", "role")) == [(teacher.person_id, "owner")]
    assert titles(teacher, made) == [("Chương I", "AB"), ("Chương II", "C")]
    a, b = made.activities.get(title="A"), made.activities.get(title="B")
    assert (b.after, b.after_score_ratio, b.minutes, b.is_required, b.is_published) == (a, 0.5, 20, False, False)
    assert a.config == {"draft": {"url": "https://vnexpress.net/"}}
    assert list(made.files.all()) == [file]
    assert template.activities.count() == 3


def test_copy_leaves_dates_classes_and_versions(teacher, template):
    from django.utils import timezone

    template.activities.update(due_at=timezone.now(), available_from=timezone.now())
    made = copy(teacher, template)
    assert set(made.activities.values_list("due_at", "available_from")) == {(None, None)}
    assert (made.classes.count(), made.versions.count()) == (0, 0)


def test_copy_of_chosen_activities(teacher, template):
    chosen = list(template.activities.filter(title__in="BC").values_list("pk", flat=True))
    made = copy(teacher, template, activity_ids=chosen)
    assert titles(teacher, made) == [("Chương I", "B"), ("Chương II", "C")]
    assert made.activities.get(title="B").after is None


def test_copy_of_nothing_is_refused(teacher, template):
    with pytest.raises(CourseRefused):
        copy(teacher, template, activity_ids=[])
    assert Course.objects.count() == 1


def test_stranger_copies_only_what_was_published(teacher, template):
    make_activity(template.sections.first(), title="X")
    assert titles(teacher, copy(teacher, template))[0] == ("Chương I", "AB")


def test_author_copies_what_it_is_working_on(template):
    author = make_actor("officer", template.unit, template.created_by)
    make_activity(template.sections.first(), title="X")
    assert titles(author, copy(author, template))[0] == ("Chương I", "ABX")


@pytest.mark.parametrize("role", ["student", "staff"])
def test_copy_is_refused_to_others(role, template, teacher):
    with pytest.raises(AccessRefused):
        copy(make_actor(role, Unit.objects.get(pk=teacher.unit_id)), template)
    assert Course.objects.count() == 1


def test_course_of_another_school_is_not_copied(teacher, department):
    other = make_course(make_unit(department))
    make_activity(make_section(other))
    make_version(other)
    with pytest.raises(AccessRefused):
        copy(teacher, other)
    with pytest.raises(AccessRefused):
        source_to_copy(teacher, other.uuid)
    assert Course.objects.count() == 1


def test_copy_hears_that_its_source_moved_on(teacher, template):
    made = copy(teacher, template)
    assert source_news(teacher, made) is None
    make_activity(template.sections.first(), title="X")
    make_version(template)
    made.refresh_from_db()
    news = source_news(teacher, Course.objects.get(pk=made.pk))
    assert (news.title, news.versions, news.can_look) == ("Toán 9", 1, True)


@pytest.mark.parametrize("count", [1, 3])
def test_gallery_takes_the_same_queries(department, teacher, count, django_assert_num_queries):
    for _ in range(count):
        course = make_course(department, is_template=True)
        make_activity(make_section(course), minutes=15)
        make_version(course)
    make_course(department, is_template=True)
    with django_assert_num_queries(2):
        cards = templates_for(teacher)
    assert [(card.activities, card.minutes) for card in cards] == [(1, 15)] * count


def test_missing_kind_is_said(teacher, template):
    template.activities.filter(title="C").update(kind="tro-choi")
    with pytest.raises(CourseRefused, match="không dùng được"):
        copy(teacher, template)
    assert Course.objects.count() == 1


def test_lesson_copies_into_the_new_course(teacher):
    """Other kinds copy their own content: here the real lesson type."""
    course = make_course(Unit.objects.get(pk=teacher.unit_id), owner=Person.objects.get(pk=teacher.person_id))
    part = make_section(course)
    services.add_activity(actor=teacher, section=part, kind="lesson", title="Tỉ số lượng giác")
    make_course_class(course, make_class(course.unit))
    made = copy(teacher, course)
    assert made.activities.get().lesson.pk != course.activities.get().lesson.pk
