"""Items as lists draw them: the question with formulas, its key, what is known of it."""

import re
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from assessment.types import Content
from core.access.types import Actor

from ..enums import ItemState
from ..models import Item
from .banks import editable_bank_ids
from .items import question_counts
from .kinds import kind_of
from .rendering import drawn_html

SHOWN_OPTIONS = 6
_GAP = re.compile(r'<span data-gap="[^"]*"></span>')


def item_rows(actor: Actor, items: Sequence[Item], editable: set[int] | None = None) -> list[dict[str, Any]]:
    """Return `{item, kind, stem, options, key, state, is_sealed, has_picture, question_count}` of each item; two queries.

    `editable` are the banks the actor writes in, where that is known already.

    Who writes in the bank sees the working version, others the one in use. Of a sealed item nothing is shown before it is opened:
    each look goes into the audit trail, and a list would be one.
    """
    if editable is None:
        editable = editable_bank_ids(actor, [item.bank_id for item in items])
    counts = question_counts(items)
    return [_row(item, item.bank_id in editable or actor.is_system, counts.get(item.pk, 0)) for item in items]


def _row(item: Item, sees_drafts: bool, question_count: int) -> dict[str, Any]:
    version = (item.working if sees_drafts else item.ready) or item.ready
    content: Content = version.content if version else {}
    kind = kind_of(item.kind)
    is_sealed = item.sealed_until is not None and item.sealed_until > timezone.now()
    row = {
        "item": item,
        "kind": kind,
        "state": item.state if sees_drafts else ItemState.READY.value,
        "state_label": ItemState(item.state).label if sees_drafts else ItemState.READY.label,
        "is_sealed": is_sealed,
        "question_count": question_count,
        "has_picture": False,
        "stem": "",
        "options": [],
        "key": "",
    }
    if not is_sealed:
        html = content.get("prompt") or content.get("passage") or ""
        options = [option for option in content.get("options", []) if "is_right" in option]
        row["stem"] = _GAP.sub('<span class="gap-word">(…)</span>', drawn_html(html))
        row["has_picture"] = "<img" in html or bool(content.get("picture"))
        row["options"] = [
            {"letter": chr(65 + place), "html": drawn_html(option["html"]), "is_right": option["is_right"]}
            for place, option in enumerate(options[:SHOWN_OPTIONS])
        ]
        row["key"] = "" if options else kind.key_text(content)
    return row
