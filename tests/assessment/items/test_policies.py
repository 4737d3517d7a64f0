"""Who may use, write, review and manage banks and see questions: the matrix, both ways of each rule."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from assessment.items import policies
from assessment.items.policies import (
    ability_on,
    authors,
    can_edit_bank,
    can_edit_item,
    can_manage_bank,
    can_open_bank,
    can_open_unit_bank,
    can_review_bank,
    can_use_bank,
    can_view_item,
    editable_items,
    visible_banks,
    visible_items,
    visible_outcomes,
)
from core.access.types import Actor
from core.organisations.selectors import actor_for
from tests.factories.assessment_items import make_bank, make_grant, make_item, make_outcome
from tests.factories.core import make_account, make_actor, make_membership, make_person, make_unit, system_actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """A department, two schools, a bank of the first school, a bank of Hoa's in it, and one draft and one usable item in each."""
    department = make_unit(kind="department", name="Sở Giáo dục và Đào tạo")
    school, other = make_unit(department), make_unit(department, name="Trường THCS Kim Bình")
    hoa = make_person("Trần Thị Hoa")
    make_membership(hoa, school)
    common, own = make_bank(school, name="Toàn trường"), make_bank(school, owner=hoa, name="Toán 9")
    items = {bank: (make_item(bank=bank, ready=False), make_item(bank=bank)) for bank in (common, own)}
    return type(
        "World", (), {"department": department, "school": school, "other": other, "hoa": hoa, "common": common, "own": own, "items": items}
    )


def hat(person, unit, role="teacher", **fields):
    membership = person.memberships.filter(unit=unit, role=role).first() or make_membership(person, unit, role, **fields)
    account = getattr(person, "account", None) or make_account(person)
    return actor_for(account, f"m{membership.pk}")[0]


WHO = {
    "visitor": lambda world: Actor.visitor(),
    "student": lambda world: make_actor("student", world.school),
    "guardian": lambda world: make_actor("guardian"),
    "auditor": lambda world: make_actor("auditor", world.school),
    "colleague": lambda world: make_actor("teacher", world.school),
    "outsider": lambda world: make_actor("teacher", world.other),
    "owner": lambda world: hat(world.hoa, world.school),
    "owner elsewhere": lambda world: hat(world.hoa, world.other),
    "leader": lambda world: make_actor("leader", world.school),
    "leader of another": lambda world: make_actor("leader", world.other),
    "unit admin": lambda world: make_actor("unit_admin", world.school),
    "officer": lambda world: make_actor("officer", world.department),
    "system": lambda world: system_actor(),
}
ON_COMMON = {"leader": "manage", "unit admin": "manage", "officer": "manage", "system": "manage"}
ON_OWN = {"owner": "manage", "system": "manage"}


@pytest.mark.parametrize("who", WHO)
def test_banks_without_grants(world, who):
    actor = WHO[who](world)
    assert ability_on(actor, world.common) == ON_COMMON.get(who, "")
    assert ability_on(actor, world.own) == ON_OWN.get(who, "")
    expected = {bank for bank, of in ((world.common, ON_COMMON), (world.own, ON_OWN)) if of.get(who)}
    assert set(visible_banks(actor)) == expected


@pytest.mark.parametrize("who", WHO)
def test_pages_begin_with_who_writes_or_oversees(world, who):
    assert authors(WHO[who](world)) is (who not in ("visitor", "student", "guardian", "auditor"))


@pytest.mark.parametrize("who", WHO)
def test_items_without_grants(world, who):
    actor = WHO[who](world)
    for bank, of in ((world.common, ON_COMMON), (world.own, ON_OWN)):
        draft, ready = world.items[bank]
        may = bool(of.get(who))
        assert [can_view_item(actor, draft), can_view_item(actor, ready)] == [may, may]
        assert [can_edit_item(actor, draft), can_edit_item(actor, ready)] == [may, may]
    listed = {item.pk for bank, of in ((world.common, ON_COMMON), (world.own, ON_OWN)) if of.get(who) for item in world.items[bank]}
    assert set(visible_items(actor).values_list("pk", flat=True)) == listed
    assert set(editable_items(actor).values_list("pk", flat=True)) == listed


@pytest.mark.parametrize(
    ("ability", "use", "edit", "review", "manage"),
    [
        ("use", True, False, False, False),
        ("edit", True, True, False, False),
        ("review", True, True, True, False),
        ("manage", True, True, True, True),
    ],
)
@pytest.mark.parametrize("to", ["person", "unit", "unit above"])
def test_grants(world, ability, use, edit, review, manage, to):
    actor = make_actor("teacher", world.other)
    person = policies.Bank._meta.get_field("owner").related_model.objects.get(pk=actor.person_id)
    target = {"person": {"person": person}, "unit": {"unit": world.other}, "unit above": {"unit": world.department}}[to]
    make_grant(world.common, ability, **target)
    bank, (draft, ready) = world.common, world.items[world.common]
    held = [check(actor, bank) for check in (can_use_bank, can_edit_bank, can_review_bank, can_manage_bank)]
    assert held == [use, edit, review, manage]
    assert ability_on(actor, bank) == ability
    assert can_view_item(actor, ready)
    assert can_view_item(actor, draft) is edit
    assert can_edit_item(actor, ready) is edit
    assert not can_use_bank(actor, world.own)


def test_a_grant_to_a_unit_is_for_who_writes_questions(world):
    make_grant(world.common, "edit", unit=world.other)
    assert not can_use_bank(make_actor("student", world.other), world.common)
    assert not can_use_bank(make_actor("teacher", world.school), world.common)


def test_a_grant_to_a_person_is_worth_nothing_without_a_valid_hat(world):
    person = make_person()
    make_grant(world.common, "manage", person=person)
    gone = make_actor("teacher", world.other, person=person, valid_to=date(2026, 8, 2))
    assert gone.hat is None
    assert not can_use_bank(gone, world.common)
    assert not authors(gone)


def test_shared_down_is_used_below_and_not_beside(world):
    province = make_bank(world.department, name="Sở GDĐT", shared_down=True)
    draft, ready = make_item(bank=province, ready=False), make_item(bank=province)
    teacher = make_actor("teacher", world.school)
    assert ability_on(teacher, province) == "use"
    assert [can_view_item(teacher, draft), can_view_item(teacher, ready)] == [False, True]
    assert not can_edit_item(teacher, ready)
    assert not can_use_bank(make_actor("student", world.school), province)
    world.common.shared_down = True
    world.common.save()
    assert not can_use_bank(make_actor("teacher", world.other), world.common)
    assert can_use_bank(make_actor("teacher", world.school), world.common)


def test_offered_up_is_looked_at_above_and_not_beside(world):
    officer = make_actor("officer", world.department)
    assert not can_use_bank(officer, world.own)
    world.own.offered_up = True
    world.own.save()
    assert ability_on(officer, world.own) == "use"
    assert not can_use_bank(make_actor("teacher", world.other), world.own)
    assert [can_view_item(officer, item) for item in world.items[world.own]] == [False, True]


def test_a_retired_item_is_seen_only_where_one_writes(world):
    ready = world.items[world.common][1]
    ready.state = "retired"
    ready.save()
    make_grant(world.common, "use", unit=world.other)
    assert not can_view_item(make_actor("teacher", world.other), ready)
    assert can_view_item(make_actor("leader", world.school), ready)


def test_a_sealed_item_is_seen_by_its_author_and_managers_until_it_is_opened(world):
    ready = world.items[world.common][1]
    writer, author = make_actor("teacher", world.school), make_actor("teacher", world.school)
    ready.author_id = author.person_id
    ready.sealed_until = timezone.now() + timedelta(hours=1)
    ready.save()
    make_grant(world.common, "review", unit=world.school)
    manager = make_actor("leader", world.school)
    assert [can_view_item(actor, ready) for actor in (writer, author, manager)] == [False, True, True]
    assert [can_edit_item(actor, ready) for actor in (writer, author, manager)] == [False, True, True]
    ready.sealed_until = timezone.now() - timedelta(seconds=1)
    ready.save()
    assert can_view_item(writer, ready)


def test_an_archived_bank_is_looked_at_and_not_written_in(world):
    world.common.is_archived = True
    world.common.save()
    leader, ready = make_actor("leader", world.school), world.items[world.common][1]
    assert [can_use_bank(leader, world.common), can_manage_bank(leader, world.common)] == [True, True]
    assert [can_edit_bank(leader, world.common), can_review_bank(leader, world.common)] == [False, False]
    assert can_view_item(leader, ready)
    assert not can_edit_item(leader, ready)


@pytest.mark.parametrize(
    ("who", "own", "unit"),
    [("colleague", True, False), ("leader", True, True), ("unit admin", False, True), ("student", False, False), ("officer", True, True)],
)
def test_who_may_begin_banks(world, who, own, unit):
    actor = WHO[who](world)
    assert can_open_bank(actor) is own
    assert can_open_unit_bank(actor, world.school) is unit
    assert not can_open_unit_bank(WHO["leader of another"](world), world.school)


def test_outcomes_are_national_or_of_units_above(world):
    national, above, beside = make_outcome(), make_outcome(unit=world.department), make_outcome(unit=world.other)
    closed = make_outcome(is_closed=True)
    seen = set(visible_outcomes(make_actor("teacher", world.school)))
    assert {national, above} <= seen
    assert not {beside, closed} & seen
