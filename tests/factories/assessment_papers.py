"""Factories of blueprints and papers."""

from itertools import count

from assessment.hooks import ItemKind
from assessment.models import Blueprint, BlueprintRow, Item, Paper, PaperEntry, PaperPart
from assessment.papers import services
from assessment.papers.services import freeze_paper
from assessment.papers.services.blueprints import parts_of_preset
from assessment.papers.types import PaperFacts
from core.access.types import Actor
from tests.factories.assessment_items import choice, make_bank, make_item
from tests.factories.core import make_actor, make_person, make_unit

_number = count(1)
KINDS = ("single_choice", "true_false", "short_answer", "essay")


def owner_actor(paper) -> Actor:
    return make_actor("teacher", paper.unit, paper.owner)


def make_paper(unit=None, owner=None, items=None, frozen=True, points="1", **fields):
    """A paper with the given ready items (by default one choice, one cluster, one short answer, one essay), each worth `points`."""
    unit = unit or make_unit()
    owner = owner or make_person("Mai Thị Hồng")
    if items is None:
        bank = make_bank(unit=unit)
        items = [make_item(kind, bank=bank) for kind in KINDS]
    paper = Paper.objects.create(unit=unit, owner=owner, title=fields.pop("title", f"Đề {next(_number)}"), **fields)
    part = PaperPart.objects.create(paper=paper, position=1, key="I", title="Câu hỏi", form="mixed", item_points=points)
    for place, item in enumerate(items, 1):
        version = Item.objects.get(pk=item.pk).ready
        PaperEntry.objects.create(paper=paper, part=part, item=item, version=version, position=place, points=points)
    if frozen:
        actor = make_actor("teacher", unit, owner) if not owner.memberships.exists() else _actor_of(owner)
        return freeze_paper(actor=actor, paper=paper)
    return paper


def _actor_of(person):
    from core.organisations.selectors import actor_for
    from tests.factories.core import make_account

    account = getattr(person, "account", None) or make_account(person)
    return actor_for(account, f"m{person.memberships.first().pk}")[0]


def make_items(number=4, bank=None, **fields):
    """Ready single-choice questions with different texts, the right answer at a different place each."""
    bank = bank or make_bank()
    return [
        make_item(
            bank=bank,
            content=choice(
                f"<p>Câu hỏi thứ {place} về căn thức bậc {place + 1} bằng bao nhiêu?</p>",
                right=f"o{place % 4 + 1}",
                texts=[f"{place}{letter}" for letter in "abcd"],
            ),
            **fields,
        )
        for place in range(1, number + 1)
    ]


def compose_paper(actor, unit, items, frozen=True, title="Kiểm tra 15 phút", points=None, **fields):
    """A paper as `actor` composes it: each item in the part of its form, worth what the part says."""
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
