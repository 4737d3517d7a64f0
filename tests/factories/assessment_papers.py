"""Factories of papers."""

from itertools import count

from assessment.models import Item, Paper, PaperEntry, PaperPart
from assessment.papers.services import freeze_paper
from core.access.types import Actor
from tests.factories.assessment_items import make_bank, make_item
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
