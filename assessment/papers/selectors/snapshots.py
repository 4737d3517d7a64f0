"""A paper as a snapshot: frozen ones as they were frozen, drafts as they would be."""

from decimal import Decimal
from typing import Any

from ..models import Paper, PaperEntry


def snapshot_of(paper: Paper) -> dict[str, Any]:
    """Return the snapshot of a frozen paper, or what freezing a draft would copy now; three queries at most."""
    return paper.snapshot if paper.snapshot is not None else build_snapshot(paper)


def build_snapshot(paper: Paper, *, with_empty: bool = False) -> dict[str, Any]:
    """Return the snapshot of a paper as `Paper` documents it. Positions count from 1 through the whole paper, passage by passage.

    `with_empty` keeps parts nothing stands in, as the composer shows them.
    """
    entries = list(
        PaperEntry.objects.filter(paper=paper)
        .select_related("version", "item__outcome", "item__stimulus__ready", "item__stimulus__working", "part")
        .order_by("part__position", "position", "pk")
    )
    stimuli: dict[str, Any] = {}
    parts = []
    position = 0
    for part in paper.parts.order_by("position", "pk"):
        inside = [entry for entry in entries if entry.part_id == part.pk]
        items = []
        for entry in inside:
            position += 1
            stimulus = entry.item.stimulus
            if stimulus is not None:
                version = stimulus.ready or stimulus.working
                stimuli[str(stimulus.uuid)] = version.content if version else {}
            items.append(_item(entry, position))
        parts.append(
            {
                "key": part.key,
                "title": part.title,
                "instruction": part.instruction,
                "form": part.form,
                "answer_count": part.answer_count,
                "minutes": part.minutes,
                "shuffles_items": part.shuffles_items,
                "shuffles_options": part.shuffles_options,
                "items": items,
            }
        )
    return {
        "title": paper.title,
        "minutes": paper.minutes,
        "header": paper.header,
        "parts": [part for part in parts if part["items"] or with_empty],
        "stimuli": stimuli,
        "total_points": str(total_of(parts)),
    }


def _item(entry: PaperEntry, position: int) -> dict[str, Any]:
    item, stimulus = entry.item, entry.item.stimulus
    return {
        "position": position,
        "item_id": item.pk,
        "item_uuid": str(item.uuid),
        "key": item.key,
        "version": entry.version.number,
        "kind": item.kind,
        "points": str(entry.points),
        "content": entry.version.content,
        "outcome": item.outcome_id,
        "outcome_name": item.outcome.name if item.outcome else "",
        "level": item.level,
        "difficulty": item.difficulty,
        "stimulus": str(stimulus.uuid) if stimulus else "",
        "is_pinned": entry.is_pinned,
        "keeps_options": entry.keeps_options,
    }


def total_of(parts: list[dict[str, Any]]) -> Decimal:
    """Return the points of a paper; of a part of which only some items are answered, so many of them."""
    total = Decimal(0)
    for part in parts:
        points = sorted((Decimal(item["points"]) for item in part["items"]), reverse=True)
        total += sum(points[: part["answer_count"]] if part["answer_count"] else points, Decimal(0))
    return total
