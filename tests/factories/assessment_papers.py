"""Factories of blueprints and papers, made by the services people use."""

from assessment.hooks import ItemKind
from assessment.models import Blueprint, BlueprintRow, Paper
from assessment.papers import services
from assessment.papers.services.blueprints import parts_of_preset
from assessment.papers.types import PaperFacts
from tests.factories.assessment_items import choice, make_bank, make_item
from tests.factories.core import make_actor, make_unit


def paper_actor(unit, owner=None):
    """A teacher under the hat of `unit`, as the services take it."""
    return make_actor("teacher", unit, owner)


def make_items(count=4, bank=None, **fields):
    """Ready single-choice questions with different texts, the right answer at a different place each."""
    bank = bank or make_bank()
    return [
        make_item(
            bank=bank,
            content=choice(
                f"<p>Câu hỏi thứ {number} về căn thức bậc {number + 1} bằng bao nhiêu?</p>",
                right=f"o{number % 4 + 1}",
                texts=[f"{number}{place}" for place in "abcd"],
            ),
            **fields,
        )
        for number in range(1, count + 1)
    ]


def make_paper(unit=None, owner=None, items=None, frozen=True, title="Kiểm tra 15 phút", points=None, actor=None, **fields):
    """A paper of `owner` in `unit` with `items` (four single-choice ones when none are given), frozen unless told otherwise.

    `points` is what each item is worth. Items are put into parts by their form, as when somebody composes by hand.
    """
    unit = unit or make_unit()
    actor = actor or paper_actor(unit, owner)
    if items is None:
        items = make_items(4, make_bank(unit))
    paper = services.create_paper(actor=actor, unit=unit, facts=PaperFacts(title, 15, **fields))
    for item in items:
        form = ItemKind.of(item.kind).form
        part = services.composing.part_for(paper, form if form in services.composing.DEFAULT_POINTS else "mixed")
        worth = points or item.points or part.item_points
        part.entries.create(paper=paper, item=item, version=item.ready, position=part.entries.count() + 1, points=worth)
    services.composing.touch(paper)
    if frozen:
        services.freeze_paper(actor=actor, paper=paper)
    return Paper.objects.select_related("unit", "owner").get(pk=paper.pk)


def make_blueprint(unit=None, owner=None, rows=(), name="Ma trận giữa kì I", preset="45-phut", scale="three", **fields):
    """A blueprint; `rows` are `(topic, {part: {level: count}})` or `(topic, counts, outcome)`."""
    minutes, parts = parts_of_preset(preset)
    made = Blueprint.objects.create(
        unit=unit or make_unit(), owner=owner, name=name, preset=preset, minutes=minutes, parts=parts, scale=scale, **fields
    )
    for place, row in enumerate(rows, 1):
        topic, counts, *outcome = row
        BlueprintRow.objects.create(blueprint=made, position=place, topic=topic, counts=counts, outcome=outcome[0] if outcome else None)
    return made
