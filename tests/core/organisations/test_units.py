"""Units: opened, renamed, moved, merged, closed; history kept; refusals change nothing."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from core.access.errors import AccessRefused
from core.access.types import Actor
from core.models import AuditRecord, ClassGroup, Enrolment, Membership, OutboxEvent, Person, Unit, UnitChange, UnitName, UnitPlacement
from core.organisations.errors import UnitRefused
from core.organisations.policies import can_view_person, can_view_unit
from core.organisations.selectors import actor_for, hats_of, predecessors_of, unit_history, unit_on
from core.organisations.services import close_unit, merge_units, move_unit, open_unit_under, plan_merge, rename_unit, update_unit_contact
from core.organisations.types import NewUnit
from tests.factories.core import make_class, make_enrolment, make_membership, make_person, make_unit
from tests.factories.places import ACTORS, make_one_of, make_province

pytestmark = pytest.mark.django_db
DAY = date(2026, 8, 20)


@pytest.fixture
def place():
    return make_province()


@pytest.fixture
def department(place):
    return place.actor("unit_admin", "department")


def footprint():
    """What a refusal must leave as it was."""
    units = list(Unit.objects.order_by("pk").values_list("pk", "path", "name", "short_name", "closed_on", "successor_id", "address"))
    rows = [model.objects.count() for model in (UnitChange, UnitName, UnitPlacement, AuditRecord, OutboxEvent)]
    places = list(Membership.objects.order_by("pk").values_list("pk", "unit_id", "valid_to"))
    return units, rows, places, list(ClassGroup.objects.order_by("pk").values_list("pk", "unit_id", "key"))


def new(kind="primary", key="TH1", name="Trường TH Tân Trào"):
    return NewUnit(kind=kind, name=name, key=key)


CALLS = {
    "open": lambda actor, place: open_unit_under(actor=actor, parent=place.commune, unit=new()),
    "open_below_school": lambda actor, place: open_unit_under(
        actor=actor, parent=place.school, unit=new("site", "S1", "Điểm trường Bản Pình")
    ),
    "rename": lambda actor, place: rename_unit(actor=actor, unit=place.school, name="Trường THCS Mới"),
    "contact": lambda actor, place: update_unit_contact(actor=actor, unit=place.school, address="Thôn Bòng", phone="0207"),
    "move": lambda actor, place: move_unit(actor=actor, unit=place.school, parent=place.other_commune),
    "merge": lambda actor, place: merge_units(actor=actor, units=[place.school], into=place.other_school),
    "close": lambda actor, place: close_unit(actor=actor, unit=place.other_school),
}
ALLOWED = {
    "open": {"commune_admin", "department", "staff", "system"},
    "open_below_school": {"school_admin", "commune_admin", "department", "staff", "system"},
    "rename": {"commune_admin", "department", "staff", "system"},
    "contact": {"school_admin", "commune_admin", "department", "staff", "system"},
    "move": {"department", "staff", "system"},
    "merge": {"department", "staff", "system"},
    "close": {"department", "staff", "system"},
}


@pytest.mark.parametrize("who", ACTORS)
@pytest.mark.parametrize("what", CALLS)
def test_only_those_standing_above_change_units(place, what, who):
    actor = make_one_of(who, place)
    before = footprint()
    if who in ALLOWED[what]:
        CALLS[what](actor, place)
        assert footprint() != before
    else:
        with pytest.raises(AccessRefused):
            CALLS[what](actor, place)
        assert footprint() == before


def test_top_of_the_tree_is_for_platform_staff(place, department):
    with pytest.raises(AccessRefused):
        open_unit_under(actor=department, parent=None, unit=new("university", "U", "Đại học Tân Trào"))
    assert open_unit_under(actor=Actor.system("t"), parent=None, unit=new("university", "U", "Đại học Tân Trào")).depth == 1


@pytest.mark.parametrize(
    ("unit", "on", "code"),
    [
        (new(name=" "), None, "name_empty"),
        (new(key=" "), None, "key_empty"),
        (new(kind="faculty"), None, "kind_misplaced"),
        (new(key="taken"), None, "key_taken"),
        (new(), timezone.localdate() + timedelta(days=1), "date_future"),
    ],
)
def test_open_refuses_what_does_not_fit(place, department, unit, on, code):
    make_unit(key="taken")
    before = footprint()
    with pytest.raises(UnitRefused) as refusal:
        open_unit_under(actor=department, parent=place.commune, unit=unit, on=on)
    assert (refusal.value.code, footprint()) == (code, before)
    assert str(refusal.value) != code


def test_open_writes_history_audit_and_event(place, department):
    unit = open_unit_under(actor=department, parent=place.commune, unit=new(), on=DAY, decision="15/QĐ-UBND")
    assert [(line.text, line.on, line.decision) for line in unit_history(unit)] == [("Bắt đầu hoạt động.", DAY, "15/QĐ-UBND")]
    assert AuditRecord.objects.filter(verb="organisations.unit.opened", unit=unit).count() == 1
    assert OutboxEvent.objects.filter(name="core.units.opened.v1", payload={"unit_id": unit.pk}).exists()


def test_rename_keeps_the_old_name(place, department):
    place.school.opened_on = date(2010, 9, 5)
    place.school.save()
    rename_unit(actor=department, unit=place.school, name="  Trường THCS  Tân Trào 1 ", short_name="THCS TT1", on=DAY)
    school = Unit.objects.get(pk=place.school.pk)
    assert (school.name, school.search_text) == ("Trường THCS Tân Trào 1", f"truong thcs tan trao 1 thcs tt1 {school.key.lower()}")
    assert unit_on(school, DAY - timedelta(days=1)).name == "Trường THCS Tân Trào"
    assert unit_on(school, DAY).name == "Trường THCS Tân Trào 1"
    assert unit_history(school)[0].text == "Đổi tên từ “Trường THCS Tân Trào” thành “Trường THCS Tân Trào 1”."


def test_rename_to_the_same_name_changes_nothing(place, department):
    before = footprint()
    rename_unit(actor=department, unit=place.school, name=place.school.name, short_name=place.school.short_name)
    assert footprint() == before


def test_rename_of_the_short_name_alone_is_no_history(place, department):
    rename_unit(actor=department, unit=place.school, name=place.school.name, short_name="TT")
    assert (Unit.objects.get(pk=place.school.pk).short_name, UnitName.objects.count(), UnitChange.objects.count()) == ("TT", 0, 0)


def test_changes_go_forward_in_time(place, department):
    rename_unit(actor=department, unit=place.school, name="Tên một", on=DAY)
    for code, on, name in (
        ("date_early", DAY - timedelta(days=1), "Tên hai"),
        ("date_future", date(2999, 1, 1), "Tên hai"),
        ("name_empty", None, ""),
    ):
        before = footprint()
        with pytest.raises(UnitRefused) as refusal:
            rename_unit(actor=department, unit=place.school, name=name, on=on)
        assert (refusal.value.code, footprint()) == (code, before)


def test_move_takes_everything_below_along_and_hats_follow(place, department):
    site = open_unit_under(actor=department, parent=place.school, unit=new("site", "S1", "Điểm trường Bản Pình"))
    teacher = place.actor("teacher")
    moved = move_unit(actor=department, unit=place.school, parent=place.other_commune, on=DAY, decision="16/QĐ")
    assert moved.get_parent() == place.other_commune
    assert Unit.objects.get(pk=site.pk).path.startswith(moved.path)
    hat = hats_of(teacher.person_id)[0]
    assert hat.unit_path == moved.path
    assert unit_on(moved, DAY - timedelta(days=1)).parent_id == place.commune.pk
    assert unit_on(moved, DAY).parent_name == place.other_commune.name
    assert Unit.find_problems() == ([], [], [], [], [])


def test_audit_of_a_moved_unit_follows_it_to_the_new_auditor(place, department):
    from core.audit.policies import visible_records

    old_path = place.school.path
    rename_unit(actor=department, unit=place.school, name="Tên mới")
    move_unit(actor=department, unit=place.school, parent=place.other_commune)
    late = open_unit_under(actor=department, parent=place.commune, unit=new())
    assert late.path == old_path, "treebeard uses a path again"
    verbs = lambda unit: set(visible_records(place.actor("auditor", unit)).values_list("verb", flat=True))  # noqa: E731
    assert verbs("other_commune") == {"organisations.unit.renamed", "organisations.unit.moved"}
    assert verbs("commune") == {"organisations.unit.opened"}


def test_move_to_where_it_stands_changes_nothing(place, department):
    before = footprint()
    move_unit(actor=department, unit=place.school, parent=place.commune)
    assert footprint() == before


@pytest.mark.parametrize(
    ("unit", "parent", "code"),
    [("commune", "school", "move_inside"), ("school", "other_school", "kind_misplaced"), ("department", "commune", None)],
)
def test_move_refuses_what_makes_no_tree(place, unit, parent, code):
    before = footprint()
    with pytest.raises(UnitRefused) as refusal:
        move_unit(actor=Actor.system("t"), unit=getattr(place, unit), parent=getattr(place, parent))
    assert refusal.value.code == (code or "move_inside")
    assert footprint() == before


def test_close_ends_hats_and_stays_readable(place, department):
    teacher = make_person("Lý Thị Hoa")
    make_membership(teacher, place.other_school)
    close_unit(actor=department, unit=place.other_school, on=DAY, decision="20/QĐ")
    school = Unit.objects.get(pk=place.other_school.pk)
    assert (school.closed_on, hats_of(teacher.pk), can_view_unit(department, school)) == (DAY, [], True)
    before = footprint()
    close_unit(actor=department, unit=school)
    assert footprint() == before


def test_close_refuses_a_unit_in_use(place, department):
    for unit, code in ((place.other_commune, "has_open_children"), (place.school, "has_learners")):
        before = footprint()
        with pytest.raises(UnitRefused) as refusal:
            close_unit(actor=department, unit=unit)
        assert (refusal.value.code, footprint()) == (code, before)


@pytest.mark.parametrize("what", ["open_below_school", "rename", "contact", "move"])
def test_a_closed_unit_is_never_changed(place, department, what):
    Unit.objects.filter(pk=place.school.pk).update(closed_on=DAY)
    place.school.refresh_from_db()
    before = footprint()
    with pytest.raises(AccessRefused):
        CALLS[what](department, place)
    assert footprint() == before


# Mergers


def test_merge_into_existing_moves_people_and_classes_and_keeps_the_past(place, department):
    old_class = make_class(place.school, "8A1", school_year=_year("2025-2026"))
    head = make_person("Hà Văn Minh")
    make_membership(head, place.school, "leader")
    site = make_unit(Unit.objects.get(pk=place.school.pk), "site", "Điểm trường Bản Pình")
    assert plan_merge(actor=department, units=[place.school], into=place.other_school).learners == 1
    result = merge_units(actor=department, units=[place.school], into=place.other_school, on=DAY, decision="30/QĐ")
    old = Unit.objects.get(pk=place.school.pk)
    assert (old.closed_on, old.successor_id, old.get_parent().pk) == (DAY, result.pk, result.pk)
    assert predecessors_of(result) == [old]
    assert Unit.objects.get(pk=site.pk).get_parent() == result
    assert ClassGroup.objects.get(pk=place.class_group.pk).unit == result
    assert ClassGroup.objects.get(pk=old_class.pk).unit == old
    assert set(Enrolment.objects.filter(class_group=place.class_group).values_list("unit_id", flat=True)) == {result.pk}
    assert [hat.unit_id for hat in hats_of(head.pk)] == [result.pk]
    admin = place.actor("unit_admin", "other_school")
    assert can_view_unit(admin, old)
    assert can_view_person(admin, place.pupil)
    assert unit_history(old)[0].text == "Sáp nhập vào “Trường THCS Sơn Thủy”."
    assert unit_history(result)[0].text == "Nhận sáp nhập “Trường THCS Tân Trào”."
    event = OutboxEvent.objects.get(name="core.units.merged.v1").payload
    assert event == {"unit_ids": [old.pk], "into_id": result.pk, "class_ids": [place.class_group.pk]}
    assert Unit.find_problems() == ([], [], [], [], [])


def _year(key):
    from tests.factories.core import make_year

    return make_year(key)


def test_merge_into_a_new_school_opens_it_beside_the_first(place, department):
    sibling = make_unit(Unit.objects.get(pk=place.commune.pk), "primary", "Trường TH Tân Trào")
    twin = make_class(sibling, "9A2")
    make_enrolment(twin, make_person("Ma Thị Hoa"))
    both = {"units": [place.school, sibling], "new": new("primary_lower", "THCS-TT", "Trường TH&THCS Tân Trào")}
    result = merge_units(actor=department, **both, on=DAY)
    assert (result.kind, result.get_parent().pk) == ("primary_lower", place.commune.pk)
    assert sorted(result.classes.values_list("name", flat=True)) == ["9A2", "9A2 (Trường TH Tân Trào)"]
    assert {unit.pk for unit in predecessors_of(result)} == {place.school.pk, sibling.pk}
    before = footprint()
    assert merge_units(actor=department, **both, on=DAY).pk == result.pk
    assert footprint() == before, "a repeat changes nothing"


def test_merge_again_into_the_same_changes_nothing(place, department):
    merge_units(actor=department, units=[place.school], into=place.other_school)
    before = footprint()
    merge_units(actor=department, units=[place.school], into=place.other_school)
    assert footprint() == before


def test_merge_can_leave_staff_and_classes_behind(place, department):
    teacher = make_person("Lý Thị Hoa")
    make_membership(teacher, place.school)
    merge_units(actor=department, units=[place.school], into=place.other_school, move_staff=False, move_classes=False)
    assert hats_of(teacher.pk) == []
    assert ClassGroup.objects.get(pk=place.class_group.pk).unit == place.school
    assert Enrolment.objects.get(person=place.pupil).unit == place.school


def test_merge_does_not_double_a_hat_held_in_both(place, department):
    teacher = make_person("Lý Thị Hoa")
    make_membership(teacher, place.school)
    make_membership(teacher, place.other_school)
    merge_units(actor=department, units=[place.school], into=place.other_school)
    assert [hat.unit_id for hat in hats_of(teacher.pk)] == [place.other_school.pk]


def test_merge_refuses_what_makes_no_sense_and_undoes_everything(place, department):
    closed = make_unit(Unit.objects.get(pk=place.commune.pk), key="closed", closed_on=DAY)
    cases = [
        ([], place.school, "merge_nothing"),
        ([place.school], place.school, "merge_itself"),
        ([place.commune], place.other_school, "merge_kinds"),
        ([place.commune], place.school, "merge_itself"),
    ]
    for units, into, code in cases:
        before = footprint()
        with pytest.raises(UnitRefused) as refusal:
            merge_units(actor=department, units=units, into=into)
        assert (refusal.value.code, footprint()) == (code, before)
    for units, into in (([closed], place.school), ([place.school], closed)):
        before = footprint()
        with pytest.raises(AccessRefused):
            merge_units(actor=department, units=units, into=into)
        assert footprint() == before
    with pytest.raises(UnitRefused):
        merge_units(actor=department, units=[place.school])


def test_merge_fails_half_way_and_leaves_no_trace(place, department, monkeypatch):
    before = footprint()
    monkeypatch.setattr("core.organisations.services.merging.publish", lambda event: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        merge_units(actor=department, units=[place.school], into=place.other_school)
    assert footprint() == before


def test_pupil_keeps_the_hat_through_a_merger(place, department):
    from tests.factories.core import make_account

    account = make_account(Person.objects.get(pk=place.pupil.pk))
    merge_units(actor=department, units=[place.school], into=place.other_school)
    actor, _ = actor_for(account, None)
    assert (actor.role, actor.unit_id) == ("student", place.other_school.pk)
