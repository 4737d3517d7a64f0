"""Who gets in: over HTTP, every page of studying, by role, place and time; refusals look like absence and change nothing."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Account, AuditRecord, Unit
from lms.models import ActivityProgress, ClassSession, Hint, Nudge
from tests.factories.core import (
    make_account,
    make_class,
    make_guardianship,
    make_membership,
    make_person,
    make_teaching,
    make_unit,
)
from tests.factories.delivery import make_course, make_course_class, make_pupil, make_study

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """A province: department over a commune over a school with a class in a course, and another school."""
    department = make_unit(kind="department", name="Sở Giáo dục và Đào tạo")
    commune = make_unit(department, kind="commune", name="Xã Tân Trào")
    school, other = make_unit(commune), make_unit(commune, name="Trường THCS Minh Thanh")
    course, activity, class_group, [pupil] = make_study(school)
    return {
        "dept": department,
        "school": school,
        "other": other,
        "course": course,
        "activity": activity,
        "class": class_group,
        "pupil": pupil,
    }


def staff(world, role, unit="school", **fields):
    person = make_person()
    make_membership(person, world[unit], role, **fields)
    return make_account(person)


def teacher_of_class(world):
    account = staff(world, "teacher")
    make_teaching(account.person, world["class"])
    return account


def owner(world):
    make_membership(world["course"].created_by, world["school"], "teacher")
    return make_account(world["course"].created_by)


def guardian(world, **fields):
    parent = make_person("Hoàng Thị Nhung")
    make_guardianship(parent, world["pupil"], **fields)
    return make_account(parent)


def removed_guardian(world):
    return guardian(world, valid_to=timezone.localdate() - timedelta(days=1))


def pupil(world):
    return Account.objects.get(person=world["pupil"])


def expired_pupil(world):
    world["pupil"].memberships.update(valid_to=timezone.localdate() - timedelta(days=1))
    return pupil(world)


def pupil_of_closed_school(world):
    Unit.objects.filter(pk=world["school"].pk).update(closed_on=timezone.localdate())
    return pupil(world)


def expired_teacher(world):
    account = teacher_of_class(world)
    account.person.memberships.update(valid_to=timezone.localdate() - timedelta(days=1))
    return account


def teacher_of_closed_school(world):
    account = teacher_of_class(world)
    Unit.objects.filter(pk=world["school"].pk).update(closed_on=timezone.localdate())
    return account


def other_class_pupil(world):
    return make_pupil(make_class(world["school"], name="9B")).account


WHO = {
    "pupil": pupil,
    "expired pupil": expired_pupil,
    "pupil of a closed school": pupil_of_closed_school,
    "pupil of another class": other_class_pupil,
    "pupil of another school": lambda world: make_pupil(make_class(world["other"])).account,
    "owner": owner,
    "teacher of the class": teacher_of_class,
    "teacher without the class": lambda world: staff(world, "teacher"),
    "teacher elsewhere": lambda world: staff(world, "teacher", "other"),
    "expired teacher": expired_teacher,
    "teacher of a closed school": teacher_of_closed_school,
    "leader": lambda world: staff(world, "leader"),
    "leader elsewhere": lambda world: staff(world, "leader", "other"),
    "officer": lambda world: staff(world, "officer", "dept"),
    "staff": lambda world: staff(world, "staff"),
    "guardian": guardian,
    "guardian without progress": lambda world: guardian(world, may_see=["marks"]),
    "unverified guardian": lambda world: guardian(world, verified_at=None),
    "removed guardian": removed_guardian,
}


def pages(world):
    course, activity, class_group = world["course"].uuid, world["activity"].uuid, world["class"].uuid
    board = [course, activity, class_group]
    return {
        "activity": reverse("lms:activity", args=board[:2]),
        "board": reverse("lms:board", args=board),
        "board_data": reverse("lms:board_data", args=board),
        "seating": reverse("lms:seating", args=board),
        "pupil_work": reverse("lms:pupil_work", args=[*board, world["pupil"].uuid]),
        "child": reverse("lms:child", args=[world["pupil"].uuid]),
        "child_course": reverse("lms:child_course", args=[world["pupil"].uuid, course]),
        "figures": reverse("lms:figures_of", args=[world["school"].uuid]),
    }


WATCH = {"board", "board_data", "seating", "pupil_work"}
MAY = {
    "pupil": {"activity"},
    "owner": WATCH,
    "teacher of the class": WATCH,
    "leader": WATCH | {"figures"},
    "officer": WATCH | {"figures"},
    "guardian": {"child", "child_course"},
}


@pytest.mark.parametrize("who", WHO)
def test_pages_open_only_for_those_who_may(client, world, who):
    client.force_login(WHO[who](world), backend="core.signin.backends.IdentifierBackend")
    opened = {name for name, url in pages(world).items() if client.get(url).status_code == 200}
    assert opened == MAY.get(who, set())


def test_pages_ask_visitors_to_sign_in(client, world):
    for url in pages(world).values():
        response = client.get(url)
        assert response.status_code == 302
        assert "/dang-nhap/" in response.url or "login" in response.url


VERBS = ["bat-dau", "ket-thuc", "dung", "tiep", "nhac", "goi-y", "da-giup"]
LEADERS = {"owner", "teacher of the class"}


@pytest.mark.parametrize("who", WHO)
def test_board_verbs_work_only_for_those_who_lead(client, world, who):
    client.force_login(WHO[who](world), backend="core.signin.backends.IdentifierBackend")
    before = AuditRecord.objects.count()
    board = [world["course"].uuid, world["activity"].uuid, world["class"].uuid]
    for verb in VERBS:
        response = client.post(
            reverse("lms:board_act", args=[*board, verb]),
            {"text": "Thử lại", **({} if verb == "nhac" else {"person": str(world["pupil"].uuid)})},
        )
        assert (response.status_code == 302) == (who in LEADERS), verb
    plan = client.post(reverse("lms:seating", args=board), {"columns": "4", f"cho-{world['pupil'].pk}": "3"})
    assert (plan.status_code == 302) == (who in LEADERS)
    world["class"].refresh_from_db()
    if who not in LEADERS:
        for model in (ClassSession, Hint, Nudge):
            assert not model.objects.exists()
        assert not ActivityProgress.objects.exists()
        assert world["class"].seating == {}
        assert AuditRecord.objects.filter(verb__startswith="lms.").count() == 0
    else:
        assert world["class"].seating["order"] == [None, None, world["pupil"].pk]
        assert AuditRecord.objects.count() > before


def test_hints_reach_only_learners_of_the_class(client, world):
    client.force_login(teacher_of_class(world), backend="core.signin.backends.IdentifierBackend")
    stranger = make_pupil(make_class(world["school"], name="9B"))
    board = [world["course"].uuid, world["activity"].uuid, world["class"].uuid]
    for person in (str(stranger.uuid), "rubbish", ""):
        response = client.post(reverse("lms:board_act", args=[*board, "goi-y"]), {"text": "x", "person": person})
        assert response.status_code == 404
    assert not Hint.objects.exists()


def test_board_of_a_course_the_class_does_not_take_is_absent(client, world):
    other = make_course(world["school"])
    client.force_login(teacher_of_class(world), backend="core.signin.backends.IdentifierBackend")
    assert client.get(reverse("lms:board", args=[other.uuid, world["activity"].uuid, world["class"].uuid])).status_code == 404
    make_course_class(other, world["class"])
    assert client.get(reverse("lms:board", args=[other.uuid, world["activity"].uuid, world["class"].uuid])).status_code == 404


def test_looks_at_other_peoples_work_are_recorded(client, world):
    account = teacher_of_class(world)
    client.force_login(account, backend="core.signin.backends.IdentifierBackend")
    client.get(pages(world)["pupil_work"])
    row = AuditRecord.objects.get(verb="lms.work.viewed")
    assert (row.subject_person_id, row.actor_person_id) == (world["pupil"].pk, account.person_id)
    client.force_login(guardian(world), backend="core.signin.backends.IdentifierBackend")
    client.get(pages(world)["child"])
    assert AuditRecord.objects.get(verb="lms.progress.viewed").subject_person_id == world["pupil"].pk
