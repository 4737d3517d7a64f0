"""Who may see and change courses: the matrix, both ways of each rule."""

from datetime import date

import pytest

from core.access.types import Actor
from core.models import Membership
from core.organisations.selectors import actor_for
from lms.courses.policies import (
    authored_courses,
    can_author,
    can_copy_course,
    can_edit_course,
    can_learn_course,
    can_view_course,
    can_view_file,
    copyable_courses,
    learning_courses,
    visible_courses,
    visible_files,
)
from tests.factories.core import (
    make_account,
    make_actor,
    make_class,
    make_enrolment,
    make_guardianship,
    make_person,
    make_teaching,
    make_unit,
    system_actor,
)
from tests.factories.courses import (
    make_activity,
    make_course,
    make_course_class,
    make_course_file,
    make_course_learner,
    make_course_teacher,
    make_section,
    make_version,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """A department, two schools, a published course of class 9A2 and people around it."""
    department = make_unit(kind="department", name="Sở Giáo dục và Đào tạo")
    school, other = make_unit(department), make_unit(department, name="Trường THCS Kim Bình")
    course = make_course(school, owner=make_person("Trần Thị Hoa"))
    make_activity(make_section(course))
    make_version(course)
    group = make_class(school)
    make_course_class(course, group)
    return type("World", (), {"department": department, "school": school, "other": other, "course": course, "group": group})


def actor_of(role, unit=None, person=None, **fields):
    """An actor with a hat of `role`; the one it has already when there is one."""
    known = Membership.objects.filter(person=person, unit=unit, role=role).first() if person and unit else None
    if known is None:
        return make_actor(role, unit, person, **fields)
    return actor_for(make_account(person), f"m{known.pk}")[0]


def owner(world):
    return actor_of("teacher", world.school, world.course.created_by)


def owner_elsewhere(world):
    return actor_of("teacher", world.other, world.course.created_by)


def owner_with_expired_hat(world):
    return actor_of("teacher", world.school, world.course.created_by, valid_to=date(2026, 8, 2))


def colleague_editor(world):
    return actor_of("teacher", world.school, make_course_teacher(world.course).person)


def colleague(world):
    return actor_of("teacher", world.school)


def homeroom(world):
    person = make_person()
    make_teaching(person, world.group, kind="homeroom")
    return actor_of("teacher", world.school, person)


def learner(world):
    return actor_of("student", world.school, make_enrolment(world.group).person)


def former_learner(world):
    return actor_of("student", world.school, make_enrolment(world.group, valid_to=date(2026, 9, 1)).person)


def moved_learner(world):
    """Studies in the class by its rows, but looks through a hat of another school."""
    return actor_of("student", world.other, make_enrolment(world.group).person)


def lone_learner(world):
    return actor_of("learner", world.other, make_course_learner(world.course).person)


def former_lone_learner(world):
    return actor_of("learner", world.other, make_course_learner(world.course, valid_to=date(2026, 9, 1)).person)


def student_elsewhere(world):
    return actor_of("student", world.other)


def parent(world, **fields):
    guardian = make_person("Nông Thị Hiền")
    make_guardianship(guardian, make_enrolment(world.group).person, **fields)
    make_account(guardian)
    return actor_of("guardian", person=guardian)


def parent_without_progress(world):
    return parent(world, may_see=["contacts"])


def unverified_parent(world):
    return parent(world, verified_at=None)


def former_parent(world):
    return parent(world, valid_to=date(2026, 9, 1))


def leader(world):
    return actor_of("leader", world.school)


def leader_elsewhere(world):
    return actor_of("leader", world.other)


def officer(world):
    return actor_of("officer", world.department)


def auditor(world):
    return actor_of("auditor", world.school)


def staff(world):
    return actor_of("staff", world.school)


def system(world):
    return system_actor()


def visitor(world):
    return Actor.visitor()


MATRIX = [
    # who, sees, edits, learns, copies
    (owner, True, True, False, True),
    (owner_elsewhere, False, False, False, False),
    (owner_with_expired_hat, False, False, False, False),
    (colleague_editor, True, True, False, True),
    (colleague, False, False, False, False),
    (homeroom, True, False, False, False),
    (learner, True, False, True, False),
    (former_learner, False, False, False, False),
    (moved_learner, False, False, False, False),
    (lone_learner, True, False, True, False),
    (former_lone_learner, False, False, False, False),
    (student_elsewhere, False, False, False, False),
    (parent, True, False, False, False),
    (parent_without_progress, False, False, False, False),
    (unverified_parent, False, False, False, False),
    (former_parent, False, False, False, False),
    (leader, True, True, False, True),
    (leader_elsewhere, False, False, False, False),
    (officer, True, True, False, True),
    (auditor, False, False, False, False),
    (staff, False, False, False, False),
    (system, True, True, False, True),
    (visitor, False, False, False, False),
]


@pytest.mark.parametrize(("who", "sees", "edits", "learns", "copies"), MATRIX, ids=[row[0].__name__ for row in MATRIX])
def test_matrix(world, who, sees, edits, learns, copies):
    actor, course = who(world), world.course
    answers = (
        can_view_course(actor, course),
        can_edit_course(actor, course),
        can_learn_course(actor, course),
        can_copy_course(actor, course),
    )
    assert answers == (sees, edits, learns, copies)
    lists = tuple(course in rows(actor) for rows in (visible_courses, authored_courses, learning_courses, copyable_courses))
    assert lists == answers


def close(unit):
    unit.closed_on = date(2026, 9, 1)
    unit.save()


@pytest.mark.parametrize("who", [owner, colleague_editor, homeroom, learner, lone_learner, parent])
def test_closed_unit_refuses(world, who):
    close(world.school)
    actor = who(world)
    assert not can_view_course(actor, world.course)
    assert not can_edit_course(actor, world.course)


def test_overseer_above_still_reads_a_closed_unit_and_changes_nothing(world):
    actor = officer(world)
    close(world.school)
    assert can_view_course(actor, world.course)
    assert not can_edit_course(actor, world.course)


@pytest.mark.parametrize("state", ["draft", "archived"])
@pytest.mark.parametrize("who", [learner, lone_learner, parent, homeroom])
def test_course_that_is_not_open_is_absent_to_readers(world, who, state):
    world.course.state = state
    world.course.save()
    assert not can_view_course(who(world), world.course)


@pytest.mark.parametrize(
    ("role", "at", "may"),
    [
        ("teacher", "school", True),
        ("leader", "school", True),
        ("officer", "department", True),
        ("student", "school", False),
        ("staff", "school", False),
        ("unit_admin", "school", False),
    ],
)
def test_author_roles(world, role, at, may):
    assert can_author(actor_of(role, getattr(world, at))) is may


def template_of(world, unit, state="published"):
    course = make_course(unit, owner=world.course.created_by, is_template=True)
    if state == "published":
        make_activity(make_section(course))
        make_version(course)
    return course


def test_template_is_shared_downward_only(world):
    template = template_of(world, world.department)
    own = template_of(world, world.school)
    teacher, stranger = colleague(world), actor_of("teacher", world.other)
    assert can_copy_course(teacher, template)
    assert can_copy_course(teacher, own)
    assert can_copy_course(stranger, template)
    assert not can_copy_course(stranger, own)
    assert not can_edit_course(teacher, template)
    assert not can_copy_course(learner(world), template)


def test_draft_template_is_not_shared(world):
    assert not can_copy_course(colleague(world), template_of(world, world.department, "draft"))


@pytest.mark.parametrize(("who", "may"), [(owner, True), (learner, True), (student_elsewhere, False), (parent, True), (system, True)])
def test_files_go_with_their_course(world, who, may):
    file = make_course_file(world.course)
    actor = who(world)
    assert can_view_file(actor, file) is may
    assert (file in visible_files(actor)) is may


def test_removed_hat_ends_everything(world):
    actor = owner(world)
    assert can_edit_course(actor, world.course)
    Membership.objects.filter(person=world.course.created_by).update(valid_to=date(2026, 8, 2))
    assert not can_edit_course(make_again(world), world.course)


def make_again(world):
    return actor_for(world.course.created_by.account, None)[0]
