"""Hôm nay and the pages of learners and guardians: what they say, and the same number of queries for one and many."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.models import Account
from lms.delivery.selectors.guardian import child_cards
from lms.delivery.selectors.today import setup_steps, student_today
from lms.delivery.services.figures import make_figures
from lms.models import StudyDay
from tests.factories.core import (
    make_account,
    make_actor,
    make_class,
    make_guardianship,
    make_membership,
    make_person,
    make_teaching,
    make_unit,
)
from tests.factories.delivery import make_activity, make_course, make_course_class, make_progress, make_study
from tests.lms.delivery.test_changes import actor_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return make_unit(make_unit(make_unit(kind="department", name="Sở"), kind="commune", name="Xã"))


def login(client, person):
    client.force_login(Account.objects.get(person=person), backend="core.signin.backends.IdentifierBackend")
    return client


def count(client, url="/"):
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def more_courses(school, class_group, number=3):
    for index in range(number):
        course = make_course(school, title=f"Khoá {index}")
        make_course_class(course, class_group)
        for step in range(3):
            make_activity(course, title=f"Bài {step}", due_at=timezone.now() + timedelta(days=step))


def test_student_sees_what_to_go_on_with_and_what_is_due(school, client):
    course, first, class_group, [pupil] = make_study(school)
    later = make_activity(course, title="Ngày mai", due_at=timezone.now() + timedelta(days=1))
    locked = make_activity(course, title="Khoá", after=later, due_at=timezone.now())
    make_progress(pupil, first, class_group, steps_seen={"b1": 1, "b2": 1}, percent=40)
    StudyDay.objects.create(person=pupil, day=timezone.localdate())
    found = student_today(actor_of(pupil))
    assert (found.hero.item.activity.title, found.part, found.parts) == ("Định lí Pythagore", 1, 2)
    assert [one.item.activity.title for one in found.todo] == ["Ngày mai"]
    assert sum(day.studied for day in found.days) == 1
    page = login(client, pupil).get(reverse("lms:course", args=[course.uuid])).content.decode()
    assert "Cần học xong bài “Ngày mai” trước." in page
    closed = client.get(reverse("lms:activity", args=[course.uuid, locked.uuid])).content.decode()
    assert "Cần học xong bài “Ngày mai” trước." in closed
    assert "data-lesson" not in closed


def test_student_pages_ask_the_same_for_one_and_many(school, client):
    course, activity, class_group, [pupil] = make_study(school)
    login(client, pupil)
    urls = ["/", reverse("lms:course", args=[course.uuid]), reverse("lms:activity", args=[course.uuid, activity.uuid])]
    before = [count(client, url) for url in urls]
    more_courses(school, class_group)
    for index in range(4):
        make_activity(course, title=f"Thêm {index}", due_at=timezone.now())
    assert [count(client, url) for url in urls] == before
    assert max(before) <= 20


def test_guardian_pages_ask_the_same_for_one_and_three_children(school, client):
    parent = make_person("Hoàng Thị Nhung")
    make_account(parent)
    course, _activity, class_group, [child, *others] = make_study(school, pupils=3)
    make_guardianship(parent, child)
    login(client, parent)
    urls = ["/", reverse("lms:child", args=[child.uuid]), reverse("lms:child_course", args=[child.uuid, course.uuid])]
    before = [count(client, url) for url in urls]
    for other in others:
        make_guardianship(parent, other)
    more_courses(school, class_group)
    assert [count(client, url) for url in urls] == before
    assert max(before) <= 20


def test_child_card_says_what_is_due_done_and_needed(school):
    course, activity, class_group, [child] = make_study(school, due_at=timezone.now() + timedelta(hours=2))
    done = make_activity(course, title="Đã xong")
    make_progress(child, done, class_group, state="completed", completed_at=timezone.now())
    make_progress(child, activity, class_group, needs_help_since=timezone.now(), help_reason={"kind": "asked"})
    parent = make_person("Bố")
    make_guardianship(parent, child)
    [card] = child_cards(make_actor("guardian", person=parent))
    assert (card.done, card.total, card.done_week, card.needs_help) == (1, 2, 1, ["Định lí Pythagore"])
    assert [item.activity.title for _course, item in card.due] == ["Định lí Pythagore"]
    assert card.class_group == class_group


def test_teacher_page_asks_the_same_for_one_and_many(school, client):
    _course, activity, class_group, pupils = make_study(school, pupils=3)
    teacher = make_person("Ma Thị Thu Hà")
    make_account(teacher)
    make_membership(teacher, school, "teacher")
    make_teaching(teacher, class_group)
    make_progress(pupils[0], activity, class_group, needs_help_since=timezone.now(), help_reason={"kind": "asked", "text": "Vì sao?"})
    login(client, teacher)
    before = count(client)
    page = client.get("/").content.decode()
    assert "Vì sao?" in page
    assert reverse("lms:board", args=[activity.course.uuid, activity.uuid, class_group.uuid]) in page
    for pupil in pupils[1:]:
        make_progress(pupil, activity, class_group, needs_help_since=timezone.now(), help_reason={"kind": "stuck", "tries": 3})
    more_courses(school, class_group)
    assert count(client) == before
    assert before <= 20


@pytest.mark.parametrize("role", ["leader", "officer", "unit_admin", "auditor", "staff"])
def test_other_hats_open_their_day(school, client, role):
    make_study(school)
    make_figures()
    person = make_person()
    make_account(person)
    make_membership(person, school, role)
    login(client, person)
    assert count(client) <= 20
    if role in ("leader", "officer", "unit_admin", "auditor"):
        assert "Số liệu tuần này" in client.get("/").content.decode()


def test_setup_steps_follow_the_school(school):
    actor = make_actor("unit_admin", school)
    assert [step.is_done for step in setup_steps(actor)] == [False, False, False, False]
    _course, _activity, class_group, _pupils = make_study(school)
    make_class(school, name="9B")
    assert [(step.key, step.is_done, step.left) for step in setup_steps(actor)] == [
        ("roster", True, 0), ("accounts", True, 0), ("homeroom", False, 2), ("courses", True, 0),
    ]  # fmt: skip
    make_teaching(make_person(), class_group, kind="homeroom")
    assert setup_steps(actor)[2].left == 1
