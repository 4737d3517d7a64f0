"""Hats are delegated down the tree; classes and learners have dated places."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from core.access.enums import Role
from core.access.errors import AccessRefused
from core.models import AuditRecord, ClassGroup, Enrolment, Membership, OutboxEvent, Person, TeachingAssignment, Unit
from core.organisations.errors import ClassRefused, EnrolmentRefused, HatRefused
from core.organisations.rules import children_kinds, may_grant, may_merge, may_stand, natural_key, role_fits
from core.organisations.selectors import hats_of
from core.organisations.services import (
    assign_teacher,
    end_hat,
    enrol,
    grant_hat,
    leave,
    open_class,
    receive,
    receive_staff,
    release_teacher,
    suspend,
    transfer_class,
    transfer_out,
)
from tests.factories.core import make_class, make_enrolment, make_grade, make_membership, make_person, make_subject, make_unit, make_year
from tests.factories.places import ACTORS, make_one_of, make_province

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def place():
    return make_province()


@pytest.fixture
def admin(place):
    return place.actor("unit_admin")


@pytest.fixture
def teacher(place):
    person = make_person("Lý Thị Hoa")
    make_membership(person, place.school)
    return person


def footprint():
    rows = [list(model.objects.order_by("pk").values()) for model in (Membership, Enrolment, TeachingAssignment, ClassGroup)]
    return rows, AuditRecord.objects.count(), OutboxEvent.objects.count()


def refused(error, code, call):
    before = footprint()
    with pytest.raises(error) as refusal:
        call()
    assert footprint() == before
    assert getattr(refusal.value, "code", None) in {code, "access.refused"}
    if error is not AccessRefused:
        assert refusal.value.code == code
        assert str(refusal.value) != code


# Rules


@pytest.mark.parametrize(
    ("role", "granter", "unit", "may"),
    [
        (Role.TEACHER, "0001", "00010002", True),
        (Role.UNIT_ADMIN, "0001", "0001", True),
        (Role.TEACHER, "00010002", "0001", False),
        (Role.TEACHER, "00010002", "00010003", False),
        (Role.STUDENT, "0001", "00010002", False),
        (Role.GUARDIAN, "0001", "00010002", False),
        (Role.AUDITOR, "0001", "0001", False),
        (Role.AUDITOR, "0001", "00010002", True),
        (Role.TEACHER, "", "0001", False),
    ],
)
def test_may_grant_only_in_scope_and_never_ones_own_auditor(role, granter, unit, may):
    assert may_grant(role, granter_path=granter, unit_path=unit) is may


def test_kinds_stand_merge_and_carry_roles_as_the_sector_is_built():
    assert may_stand("primary", "commune")
    assert not may_stand("primary", "primary")
    assert not may_stand("unknown", None)
    assert "district_office" not in children_kinds("department")
    assert (may_merge("primary", "primary_lower"), may_merge("commune", "commune"), may_merge("commune", "primary")) == (True, True, False)
    assert (role_fits(Role.OFFICER, "commune"), role_fits(Role.OFFICER, "primary"), role_fits(Role.GUARDIAN, "primary")) == (
        True,
        False,
        False,
    )
    assert sorted(["9A10", "9A2", "10A1"], key=natural_key) == ["9A2", "9A10", "10A1"]


# Hats


@pytest.mark.parametrize("who", ACTORS)
def test_only_administrators_in_scope_grant_hats(place, teacher, who):
    actor = make_one_of(who, place)
    call = lambda: grant_hat(actor=actor, person=teacher, unit=place.school, role=Role.LEADER)  # noqa: E731
    if who in {"school_admin", "commune_admin", "department", "staff", "system"}:
        hat = call()
        assert (hat.role, hat.valid_from) == ("leader", TODAY())
        assert call().pk == hat.pk, "the same hat again"
    else:
        refused(AccessRefused, "access.refused", call)


def test_nobody_grants_above_or_beside_or_to_strangers(place, admin, teacher):
    stranger = make_person("Bàn Văn Lạ")
    for person, unit in ((teacher, place.commune), (teacher, place.other_school), (stranger, place.school)):
        refused(AccessRefused, "access.refused", lambda p=person, u=unit: grant_hat(actor=admin, person=p, unit=u, role=Role.TEACHER))
    refused(AccessRefused, "x", lambda: grant_hat(actor=admin, person=teacher, unit=place.school, role=Role.AUDITOR))


def test_grant_refuses_what_makes_no_sense(place, admin, teacher):
    oneself = Person.objects.get(pk=admin.person_id)
    yesterday = TODAY() - timedelta(days=1)
    merged = make_person("Lý Thị Hoa", merged_into=teacher)
    make_membership(merged, place.school)
    grant = lambda person=teacher, role=Role.TEACHER, **more: grant_hat(actor=admin, person=person, unit=place.school, role=role, **more)  # noqa: E731
    refused(HatRefused, "own_hat", lambda: grant(oneself, Role.LEADER))
    refused(HatRefused, "role_misfit", lambda: grant(role=Role.OFFICER))
    refused(HatRefused, "role_by_enrolment", lambda: grant(role=Role.STUDENT))
    refused(HatRefused, "hat_dates", lambda: grant(role=Role.LEADER, valid_to=yesterday))
    refused(HatRefused, "person_merged", lambda: grant(merged, Role.LEADER))


def test_hat_has_title_and_end_which_a_second_grant_changes(place, admin, teacher):
    end = TODAY() + timedelta(days=30)
    hat = grant_hat(actor=admin, person=teacher, unit=place.school, role=Role.LEADER, title="Phó Hiệu trưởng", valid_to=end)
    again = grant_hat(actor=admin, person=teacher, unit=place.school, role=Role.LEADER, title="Hiệu trưởng")
    assert (again.pk, again.title, again.valid_to) == (hat.pk, "Hiệu trưởng", None)


def test_hat_to_come_is_not_granted_twice(place, admin, teacher):
    start = TODAY() + timedelta(days=10)
    first = grant_hat(actor=admin, person=teacher, unit=place.school, role=Role.LEADER, valid_from=start)
    assert grant_hat(actor=admin, person=teacher, unit=place.school, role=Role.LEADER, valid_from=start).pk == first.pk
    assert [hat.role for hat in hats_of(teacher.pk)] == ["teacher"]


def test_end_hat_takes_the_role_at_once(place, admin, teacher):
    hat = Membership.objects.get(person=teacher)
    end_hat(actor=admin, membership=hat)
    assert hats_of(teacher.pk) == []
    assert OutboxEvent.objects.filter(name="core.hats.ended.v1").count() == 1
    refused(HatRefused, "already_ended", lambda: end_hat(actor=admin, membership=hat))


def test_end_hat_refuses_ones_own_a_pupils_and_those_above(place, admin, teacher):
    own = Membership.objects.get(person_id=admin.person_id)
    refused(HatRefused, "own_hat", lambda: end_hat(actor=admin, membership=own))
    refused(HatRefused, "role_by_enrolment", lambda: end_hat(actor=admin, membership=Membership.objects.get(person=place.pupil)))
    above = Membership.objects.get(person_id=place.actor("unit_admin", "commune").person_id)
    refused(AccessRefused, "x", lambda: end_hat(actor=admin, membership=above))


def test_receive_staff_needs_the_papers(place, admin):
    other = make_person("Hà Văn Minh", personal_id="008085001234", born_on="1985-01-01")
    make_membership(other, place.other_school)
    refused(HatRefused, "person_unknown", lambda: receive_staff(actor=admin, unit=place.school, role=Role.TEACHER, identifier="008085001234", born_on=date(1985, 1, 2)))  # fmt: skip
    hat = receive_staff(actor=admin, unit=place.school, role=Role.TEACHER, identifier=" 008085001234 ", born_on=date(1985, 1, 1))
    assert (hat.person, hat.unit) == (other, place.school)


# Classes


@pytest.mark.parametrize("who", ACTORS)
def test_only_managers_of_people_open_classes(place, who):
    actor = make_one_of(who, place)
    call = lambda: open_class(actor=actor, unit=place.school, school_year=make_year(), grade=make_grade(), name=" 9A3 ")  # noqa: E731
    if who in {"school_admin", "commune_admin", "department", "staff", "system"}:
        assert call().key == "9A3"
    else:
        refused(AccessRefused, "x", call)


def test_open_class_refuses_a_taken_code_and_a_strange_site(place, admin):
    make = lambda **more: open_class(actor=admin, unit=place.school, school_year=make_year(), grade=make_grade(), **more)  # noqa: E731
    refused(ClassRefused, "class_taken", lambda: make(name="9A2"))
    refused(ClassRefused, "site_misplaced", lambda: make(name="9A9", site=place.other_school))
    site = make_unit(Unit.objects.get(pk=place.school.pk), "site", "Điểm trường Bản Pình")
    assert make(name="9A9", site=site).site == site


def test_new_homeroom_teacher_takes_over(place, admin, teacher):
    second = make_person("Ma Văn Bắc")
    make_membership(second, place.school)
    first = assign_teacher(actor=admin, person=teacher, class_group=place.class_group)
    assert assign_teacher(actor=admin, person=teacher, class_group=place.class_group).pk == first.pk
    later = assign_teacher(actor=admin, person=second, class_group=place.class_group)
    first.refresh_from_db()
    assert (first.valid_to, later.valid_to) == (TODAY() - timedelta(days=1), None)


def test_subjects_have_several_teachers_and_end(place, admin, teacher):
    duty = assign_teacher(actor=admin, person=teacher, class_group=place.class_group, subject=make_subject())
    release_teacher(actor=admin, assignment=duty)
    refused(ClassRefused, "already_ended", lambda: release_teacher(actor=admin, assignment=duty))
    refused(ClassRefused, "not_staff", lambda: assign_teacher(actor=admin, person=place.pupil, class_group=place.class_group))
    other = place.actor("unit_admin", "other_school")
    refused(AccessRefused, "x", lambda: assign_teacher(actor=other, person=teacher, class_group=place.class_group))
    refused(AccessRefused, "x", lambda: release_teacher(actor=other, assignment=duty))


# Learners


def newcomer(place):
    person = make_person("Bàn Thị Mới", born_on="2012-05-06", moet_id="1234567890")
    make_membership(person, place.school, "learner")
    return person


@pytest.mark.parametrize("who", ACTORS)
def test_only_managers_of_people_enrol(place, who):
    actor, person = make_one_of(who, place), newcomer(place)
    call = lambda: enrol(actor=actor, person=person, class_group=place.class_group)  # noqa: E731
    if who in {"school_admin", "commune_admin", "department", "staff", "system"}:
        row = call()
        assert call().pk == row.pk, "the same class again"
        assert [hat.role for hat in hats_of(person.pk)] == ["learner", "student"]
    else:
        refused(AccessRefused, "x", call)


def test_enrol_refuses_a_second_place(place, admin):
    other = make_class(place.school, "9A3")
    refused(EnrolmentRefused, "already_studying", lambda: enrol(actor=admin, person=place.pupil, class_group=other))
    department = place.actor("unit_admin", "department")
    elsewhere = make_class(place.other_school, "9A1")
    refused(EnrolmentRefused, "studying_elsewhere", lambda: enrol(actor=department, person=place.pupil, class_group=elsewhere))
    refused(AccessRefused, "x", lambda: enrol(actor=admin, person=make_person("Bàn Văn Lạ"), class_group=other))
    merged = make_person("Cũ", merged_into=place.pupil)
    make_membership(merged, place.school)
    refused(EnrolmentRefused, "person_merged", lambda: enrol(actor=admin, person=merged, class_group=other))


def test_transfer_class_keeps_the_former_place_with_its_dates(place, admin):
    other, seat = make_class(place.school, "9A3"), Enrolment.objects.get(person=place.pupil)
    day = date(2026, 10, 5)
    row = transfer_class(actor=admin, enrolment=seat, to=other, on=day, reason="Cân đối sĩ số")
    seat.refresh_from_db()
    assert (seat.state, seat.valid_to, row.valid_from, row.state) == ("transferred_class", day - timedelta(days=1), day, "studying")
    event = OutboxEvent.objects.filter(name="core.classes.learner_enrolled.v1").latest("pk").payload
    assert event["from_class_id"] == place.class_group.pk
    refused(EnrolmentRefused, "not_studying", lambda: transfer_class(actor=admin, enrolment=seat, to=other))


def test_transfer_class_stays_in_school_and_year(place, admin):
    seat = Enrolment.objects.get(person=place.pupil)
    cases = [
        (place.class_group, "same_class"),
        (make_class(place.other_school, "9A1"), "class_other_unit"),
        (make_class(place.school, "9A1", school_year=make_year("2025-2026")), "class_other_year"),
    ]
    for to, code in cases:
        refused(EnrolmentRefused, code, lambda t=to: transfer_class(actor=admin, enrolment=seat, to=t))


def test_transfer_out_and_receive_move_a_learner_between_schools(place, admin):
    Person.objects.filter(pk=place.pupil.pk).update(moet_id="1234567890")
    other = place.actor("unit_admin", "other_school")
    target = make_class(place.other_school, "9A1")
    papers = {"class_group": target, "identifier": "1234567890", "born_on": date(2012, 3, 4)}
    refused(EnrolmentRefused, "studying_elsewhere", lambda: receive(actor=other, **papers))
    out = transfer_out(actor=admin, enrolment=Enrolment.objects.get(person=place.pupil), to_school="THCS Sơn Thủy")
    assert (out.state, out.reason, hats_of(place.pupil.pk)) == ("transferred_out", "THCS Sơn Thủy", [])
    refused(EnrolmentRefused, "not_found", lambda: receive(actor=other, **{**papers, "born_on": date(2012, 3, 5)}))
    refused(EnrolmentRefused, "not_found", lambda: receive(actor=other, **{**papers, "identifier": " "}))
    row = receive(actor=other, **papers, from_school="THCS Tân Trào")
    assert receive(actor=other, **papers).pk == row.pk
    assert [hat.unit_id for hat in hats_of(place.pupil.pk)] == [place.other_school.pk]
    teacher = place.actor("teacher")
    refused(AccessRefused, "x", lambda: receive(actor=teacher, **papers))


@pytest.mark.parametrize(("service", "state"), [(leave, "left"), (suspend, "suspended")])
def test_leave_and_suspend_end_place_and_hat(place, admin, service, state):
    row = service(actor=admin, enrolment=Enrolment.objects.get(person=place.pupil), reason="Gia đình chuyển nơi ở")
    assert (row.state, hats_of(place.pupil.pk)) == (state, [])
    refused(EnrolmentRefused, "not_studying", lambda: service(actor=admin, enrolment=row, reason=""))


@pytest.mark.parametrize("who", ["teacher", "homeroom", "other_admin", "pupil", "guardian", "visitor"])
def test_learners_are_let_go_by_managers_only(place, who):
    actor, seat = make_one_of(who, place), Enrolment.objects.get(person=place.pupil)
    for call in (
        lambda: leave(actor=actor, enrolment=seat, reason=""),
        lambda: transfer_out(actor=actor, enrolment=seat, to_school=""),
        lambda: transfer_class(actor=actor, enrolment=seat, to=make_class_once(place)),
    ):
        refused(AccessRefused, "x", call)


def make_class_once(place):
    return ClassGroup.objects.filter(unit=place.school).first()


def test_expired_hat_and_closed_unit_bring_nothing(place):
    expired = make_one_of("expired", place)
    assert expired.hat is None
    admin = place.actor("unit_admin")
    Unit.objects.filter(pk=place.school.pk).update(closed_on=TODAY())
    refused(AccessRefused, "x", lambda: open_class(actor=admin, unit=place.school, school_year=make_year(), grade=make_grade(), name="9A8"))
    assert hats_of(admin.person_id) == []
    assert connection.vendor in {"sqlite", "postgresql"}


def test_enrolment_factory_matches_services(place):
    assert make_enrolment(place.class_group).unit == place.school
