"""Composing, drawing, freezing and shuffling on real rows."""

from decimal import Decimal

import pytest

from assessment.models import ItemVersion, Paper
from assessment.papers import services
from assessment.papers.errors import PaperError
from assessment.papers.rules.drawing import Wants
from assessment.papers.types import DrawRule, PaperFacts, RowFacts
from core.access.errors import AccessRefused
from tests.factories.assessment_items import choice, make_bank, make_grant, make_item, make_outcome
from tests.factories.assessment_papers import compose_paper, make_blueprint, make_items
from tests.factories.core import make_actor, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return make_unit()


@pytest.fixture
def teacher(unit):
    return make_actor("teacher", unit)


@pytest.fixture
def bank(unit, teacher):
    from core.people.models import Person

    return make_bank(unit, Person.objects.get(pk=teacher.person_id))


def refused(code, call, **arguments):
    with pytest.raises(PaperError) as caught:
        call(**arguments)
    assert caught.value.code == code
    assert caught.value.message
    return caught.value


def test_items_go_into_the_part_of_their_form_with_its_points(unit, teacher, bank):
    paper = services.create_paper(actor=teacher, unit=unit, facts=PaperFacts("Kiểm tra"))
    items = [*make_items(2, bank), make_item("true_false", bank=bank), make_item("essay", bank=bank)]
    assert services.add_items(actor=teacher, paper=paper, items=items) == 4
    paper.refresh_from_db()
    assert [(part.key, part.form) for part in paper.parts.all()] == [("I", "choice"), ("II", "true_false"), ("III", "essay")]
    assert (paper.item_count, paper.total_points) == (4, Decimal("2.5"))


def test_what_may_not_go_in_is_refused(unit, teacher, bank):
    paper = services.create_paper(actor=teacher, unit=unit, facts=PaperFacts("Kiểm tra"))
    first, second = make_items(2, bank, friends="x")
    services.add_items(actor=teacher, paper=paper, items=[first])
    refused("entry.twice", services.add_items, actor=teacher, paper=paper, items=[first])
    refused("entry.friends", services.add_items, actor=teacher, paper=paper, items=[second])
    refused("entry.not_ready", services.add_items, actor=teacher, paper=paper, items=[make_item(bank=bank, ready=False)])
    assert paper.entries.count() == 1


def test_order_points_and_removal(unit, teacher, bank):
    paper = compose_paper(teacher, unit, make_items(3, bank), frozen=False)
    first, second, third = paper.entries.order_by("position")
    services.order_entries(actor=teacher, paper=paper, part_key="I", ids=[third.pk, first.pk, second.pk])
    services.move_entry(actor=teacher, paper=paper, entry_id=third.pk, by=1)
    assert list(paper.entries.order_by("position").values_list("pk", flat=True)) == [first.pk, third.pk, second.pk]
    refused("order.bad", services.order_entries, actor=teacher, paper=paper, part_key="I", ids=[first.pk])
    services.set_points(actor=teacher, paper=paper, part_key="I", points="0,5")
    services.set_points(actor=teacher, paper=paper, part_key="I", points="1,25", entry_id=first.pk)
    refused("points.bad", services.set_points, actor=teacher, paper=paper, part_key="I", points="nhiều")
    services.remove_entry(actor=teacher, paper=paper, entry_id=second.pk)
    paper.refresh_from_db()
    assert (paper.item_count, paper.total_points) == (2, Decimal("1.75"))
    assert list(paper.entries.order_by("position").values_list("position", flat=True)) == [1, 2]


def test_another_item_for_the_place(unit, teacher, bank):
    outcome = make_outcome()
    used, free, friend = make_items(3, bank, outcome=outcome)
    friend.friends = "x"
    friend.save()
    partner = make_item(bank=bank, friends="x", level="th")
    paper = compose_paper(teacher, unit, [used, partner], frozen=False)
    entry = paper.entries.get(item=used)
    assert services.replace_entry(actor=teacher, paper=paper, entry_id=entry.pk) == free
    entry.refresh_from_db()
    assert entry.version == free.ready
    assert services.replace_entry(actor=teacher, paper=paper, entry_id=entry.pk) == used  # never the friend
    refused("entry.none_other", services.replace_entry, actor=teacher, paper=paper, entry_id=paper.entries.get(item=partner).pk)


def test_a_frozen_paper_never_changes(unit, teacher, bank):
    items = make_items(2, bank)
    paper = compose_paper(teacher, unit, items)
    before = paper.snapshot
    item = items[0]
    item.refresh_from_db()
    ItemVersion.objects.filter(item=item).update(content=choice("<p>Khác hẳn</p>"))
    item.level, item.state = "vdc", "retired"
    item.save()
    assert Paper.objects.get(pk=paper.pk).snapshot == before
    assert "Khác hẳn" not in str(Paper.objects.get(pk=paper.pk).snapshot)
    item.refresh_from_db()
    assert item.usage_count == 1
    refused("paper.frozen", services.freeze_paper, actor=teacher, paper=paper)
    refused("paper.frozen", services.set_points, actor=teacher, paper=paper, part_key="I", points="1")
    copy = services.copy_paper(actor=teacher, paper=paper, unit=unit)
    assert (copy.state, copy.entries.count()) == ("draft", 2)
    services.set_points(actor=teacher, paper=copy, part_key="I", points="1")
    assert Paper.objects.get(pk=paper.pk).snapshot == before


def test_what_is_not_whole_is_not_frozen(unit, teacher, bank):
    paper = services.create_paper(actor=teacher, unit=unit, facts=PaperFacts("Kiểm tra"))
    refused("paper.empty", services.freeze_paper, actor=teacher, paper=paper)
    services.add_items(actor=teacher, paper=paper, items=make_items(1, bank))
    services.set_points(actor=teacher, paper=paper, part_key="I", points="0")
    assert refused("paper.no_points", services.freeze_paper, actor=teacher, paper=paper).params == {"number": 1}


def test_forms_come_again_from_the_seed(unit, teacher, bank):
    paper = compose_paper(teacher, unit, make_items(8, bank))
    first = {form.code: form.order for form in services.make_forms(actor=teacher, paper=paper, count=4, seed=7)}
    again = {form.code: form.order for form in services.make_forms(actor=teacher, paper=paper, count=4, seed=7)}
    assert first == again
    assert sorted(first) == ["101", "102", "103", "104"]
    assert len({str(order) for order in first.values()}) == 4
    error = refused("codes.count", services.make_forms, actor=teacher, paper=paper, count=4, typed="201 202")
    assert (error.params["given"], error.params["count"]) == (2, 4)


def test_options_that_speak_of_others_stay(unit, teacher, bank):
    items = [make_item(bank=bank, content=choice(texts=("1", "2", f"{n}", "Cả A và B đều đúng"))) for n in range(3, 9)]
    paper = compose_paper(teacher, unit, items)
    for form in services.make_forms(actor=teacher, paper=paper, count=6):
        assert all(row["lists"]["options"][3] == "o4" for row in form.order)


def rows_for(outcome):
    return [("Căn thức", {"I": {"biet": 3, "hieu": 1}, "II": {"hieu": 1}}, outcome)]


def filled(bank, outcome, each=4):
    for level in ("nb", "th"):
        make_items(each, bank, outcome=outcome, level=level)
    for number in range(2):
        make_item("true_false", bank=bank, outcome=outcome, level="th", key=f"DS{bank.pk}-{number}")


def test_a_blueprint_draws_exactly_what_it_asks(unit, teacher, bank):
    outcome = make_outcome()
    blueprint = make_blueprint(unit, bank.owner, rows_for(outcome), subject=outcome.subject)
    filled(bank, outcome)
    assert services.shortages_of(actor=teacher, blueprint=blueprint, bank_ids=[bank.pk]) == []
    (paper,), _drawn = services.draw_papers(actor=teacher, blueprint=blueprint, unit=unit, bank_ids=[bank.pk], wants=Wants(seed=4))
    found = sorted(paper.entries.values_list("part__key", "item__level"))
    assert found == [("I", "nb"), ("I", "nb"), ("I", "nb"), ("I", "th"), ("II", "th")]
    assert paper.total_points == Decimal("2.0")


def test_parallel_papers_share_nothing_when_the_bank_allows(unit, teacher, bank):
    outcome = make_outcome()
    blueprint = make_blueprint(unit, bank.owner, rows_for(outcome), subject=outcome.subject)
    filled(bank, outcome, each=8)
    (first, second), drawn = services.draw_papers(actor=teacher, blueprint=blueprint, unit=unit, bank_ids=[bank.pk], wants=Wants(papers=2))
    assert abs(drawn.mean_difficulties[0] - drawn.mean_difficulties[1]) <= blueprint.max_spread
    assert not set(first.entries.values_list("item", flat=True)) & set(second.entries.values_list("item", flat=True))
    assert second.parallel_of == first


def test_shortage_names_the_cell_with_what_is_there(unit, teacher, bank):
    outcome = make_outcome()
    blueprint = make_blueprint(unit, bank.owner, rows_for(outcome), subject=outcome.subject)
    make_items(2, bank, outcome=outcome, level="nb")
    lacking = services.shortages_of(actor=teacher, blueprint=blueprint, bank_ids=[bank.pk])
    assert [(one.part, one.level, one.there, one.asked) for one in lacking] == [
        ("I", "biet", 2, 3),
        ("I", "hieu", 0, 1),
        ("II", "hieu", 0, 1),
    ]
    error = refused("draw.short", services.draw_papers, actor=teacher, blueprint=blueprint, unit=unit, bank_ids=[bank.pk], wants=Wants())
    assert "2/3" in error.message
    refused("draw.banks", services.draw_papers, actor=teacher, blueprint=blueprint, unit=unit, bank_ids=[], wants=Wants())
    assert not Paper.objects.exists()


def test_sealed_retired_and_strange_items_are_never_drawn(unit, teacher, bank):
    from datetime import timedelta

    from django.utils import timezone

    outcome = make_outcome()
    blueprint = make_blueprint(unit, bank.owner, [("Căn thức", {"I": {"biet": 1}}, outcome)], subject=outcome.subject)
    make_items(1, bank, outcome=outcome, sealed_until=timezone.now() + timedelta(days=1))
    make_items(1, bank, outcome=outcome, state="retired")
    make_items(1, make_bank(make_unit()), outcome=outcome)
    banks = [bank.pk, *type(bank).objects.exclude(pk=bank.pk).values_list("pk", flat=True)]
    refused("draw.short", services.draw_papers, actor=teacher, blueprint=blueprint, unit=unit, bank_ids=banks, wants=Wants())


def test_a_passage_no_cell_asks_for_in_full_is_never_drawn_where_passages_are_whole(unit, teacher, bank):
    outcome = make_outcome()
    whole, torn = (make_item("stimulus", bank=bank, outcome=outcome) for _number in range(2))
    items = make_items(4, bank, outcome=outcome, level="nb")
    for item, stimulus in zip(items, (whole, whole, torn, torn), strict=True):
        type(item).objects.filter(pk=item.pk).update(stimulus=stimulus)
    type(items[3]).objects.filter(pk=items[3].pk).update(level="vd")
    blueprint = make_blueprint(unit, bank.owner, [("Đọc hiểu", {"I": {"biet": 2}}, outcome)], subject=outcome.subject, whole_passages=True)
    (paper,), _drawn = services.draw_papers(actor=teacher, blueprint=blueprint, unit=unit, bank_ids=[bank.pk], wants=Wants())
    assert list(paper.entries.order_by("position").values_list("item_id", flat=True)) == [items[0].pk, items[1].pk]
    blueprint.rows.update(counts={"I": {"biet": 1}})
    error = refused("draw.passages", services.draw_papers, actor=teacher, blueprint=blueprint, unit=unit, bank_ids=[bank.pk], wants=Wants())
    assert "Đọc hiểu" in error.message
    assert Paper.objects.count() == 1


def test_spread_and_passages_are_settings_of_the_blueprint(unit, teacher):
    english = services.create_blueprint(actor=teacher, unit=unit, name="Anh", preset_key="tn-ngoai_ngu")
    maths = services.create_blueprint(actor=teacher, unit=unit, name="Toán", preset_key="tn-toan")
    assert [(one.max_spread, one.whole_passages) for one in (english, maths)] == [(0.05, True), (0.05, False)]
    rows = [RowFacts("Căn thức", counts={"I": {"biet": 3}})]
    common = {"actor": teacher, "blueprint": maths, "name": "Toán", "rows": rows}
    saved = services.save_blueprint(**common, revision=0, rule=DrawRule("0,02", True))
    assert (saved.max_spread, saved.whole_passages) == (0.02, True)
    for typed in ("0", "0,6", "ít", "nan"):
        refused("blueprint.spread", services.save_blueprint, **common, revision=1, rule=DrawRule(typed, False))
    saved.refresh_from_db()
    assert (saved.max_spread, saved.whole_passages, saved.revision) == (0.02, True, 1)
    copy = services.copy_blueprint(actor=teacher, blueprint=saved, unit=unit)
    assert (copy.max_spread, copy.whole_passages) == (0.02, True)


def test_two_people_saving_a_blueprint(unit, teacher, bank):
    blueprint = services.create_blueprint(actor=teacher, unit=unit, name="Giữa kì", preset_key="45-phut")
    rows = [RowFacts("Căn thức", counts={"I": {"biet": 3, "la": 4}})]
    services.save_blueprint(actor=teacher, blueprint=blueprint, revision=0, name="Giữa kì", rows=rows)
    assert blueprint.rows.get().counts == {"I": {"biet": 3}}
    refused("blueprint.changed", services.save_blueprint, actor=teacher, blueprint=blueprint, revision=0, name="Khác", rows=[])
    copy = services.copy_blueprint(actor=teacher, blueprint=blueprint, unit=unit)
    assert (copy.rows.get().counts, copy.owner_id) == ({"I": {"biet": 3}}, teacher.person_id)


def test_only_the_owner_under_the_hat_writes(unit, teacher, bank):
    paper = compose_paper(teacher, unit, make_items(1, bank), frozen=False)
    colleague = make_actor("teacher", unit)
    for call, more in (
        (services.freeze_paper, {}),
        (services.set_points, {"part_key": "I", "points": 1}),
        (services.copy_paper, {"unit": unit}),
        (services.remove_paper, {}),
    ):
        with pytest.raises(AccessRefused):
            call(actor=colleague, paper=paper, **more)
    make_grant(bank, person=None, unit=unit)
    assert Paper.objects.get(pk=paper.pk).state == "draft"


def test_a_chosen_item_for_the_place(unit, teacher, bank):
    used, *free = make_items(3, bank, outcome=make_outcome())
    other = make_item("essay", bank=bank)
    paper = compose_paper(teacher, unit, [used], frozen=False)
    entry = paper.entries.get()
    assert services.replace_entry(actor=teacher, paper=paper, entry_id=entry.pk, item_id=free[1].pk) == free[1]
    entry.refresh_from_db()
    assert entry.version == free[1].ready
    refused("entry.unfit", services.replace_entry, actor=teacher, paper=paper, entry_id=entry.pk, item_id=other.pk)
    refused("entry.unfit", services.replace_entry, actor=teacher, paper=paper, entry_id=entry.pk, item_id=free[1].pk)  # it stands there
    entry.refresh_from_db()
    assert entry.item == free[1]
