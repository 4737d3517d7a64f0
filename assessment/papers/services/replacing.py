"""Another item for the place of one that is not wanted."""

from django.db import transaction

from core.access.types import Actor

from ...items.models import Item
from ..errors import PaperError
from ..models import Paper
from ..selectors.replacements import fitting, next_in_turn
from .arranging import entry_of
from .composing import locked, touch


@transaction.atomic
def replace_entry(*, actor: Actor, paper: Paper, entry_id: int, item_id: int | None = None, revision: int | None = None) -> Item:
    """Swap an item for a chosen one that fits its place, or for the next, the seldom used first; asked again, each has its turn.

    What fits: `selectors.replacements.fitting`. `entry.none_other`: nothing does; `entry.unfit`: the chosen one doesn't (any more).
    """
    paper = locked(actor, paper, revision)
    entry = entry_of(paper, entry_id)
    rows = fitting(actor, paper, entry, is_chosen=item_id is not None)
    found = next_in_turn(rows, entry.item) if item_id is None else rows.filter(pk=item_id).first()
    if found is None:
        raise PaperError("entry.none_other" if item_id is None else "entry.unfit")
    entry.item, entry.version = found, found.ready  # type: ignore[assignment]  # the query leaves out items without one
    entry.save(update_fields=["item", "version"])
    touch(paper)
    return found
