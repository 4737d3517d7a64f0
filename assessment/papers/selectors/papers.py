"""Papers on pages: the list, one paper with its questions drawn, what should be looked at before it is frozen."""

from collections import Counter
from typing import Any
from uuid import UUID

from assessment.hooks import ItemKind
from assessment.types import Content
from core.access.types import Actor
from core.lib.markup import plain_text
from core.lib.vietnamese import fold
from core.organisations.types import Page, page_of

from ...items.selectors.rendering import drawn_html, question
from ..enums import PaperState
from ..models import Paper, PaperEntry, PaperExport, PaperForm
from ..policies import visible_papers
from ..rules.shuffling import renumbered
from .snapshots import build_snapshot, snapshot_of

PAGE = 30
SHOWN_OPTIONS = 8


def paper_page(actor: Actor, *, after: int | None = None, text: str = "", size: int = PAGE) -> Page[Paper]:
    """Return a page of papers, newest first, by key; the snapshots stay unread."""
    rows = visible_papers(actor).defer("snapshot", "header").select_related("subject", "grade", "owner")
    if text.strip():
        rows = rows.filter(title__icontains=text.strip())
    if after:
        rows = rows.filter(pk__lt=after)
    return page_of(list(rows.order_by("-pk")[: size + 1]), size, came_from=bool(after), backwards=False, key=lambda row: row.pk)


def paper_by_uuid(actor: Actor, uuid: UUID) -> Paper | None:
    """Return a paper the actor may see, with its unit, subject and blueprint."""
    return visible_papers(actor).select_related("unit", "subject", "grade", "owner", "blueprint").filter(uuid=uuid).first()


def own_drafts(actor: Actor, limit: int = 30) -> list[Paper]:
    """Return the drafts questions may be put into, newest first."""
    rows = visible_papers(actor).filter(owner_id=actor.person_id, unit_id=actor.unit_id, state=PaperState.DRAFT)
    return list(rows.defer("snapshot", "header").select_related("subject", "grade").order_by("-updated_at")[:limit])


def forms_of(paper: Paper) -> list[PaperForm]:
    """Return the codes of a paper, without their orders."""
    return list(paper.forms.exclude(code="").defer("order").order_by("code"))


def exports_of(paper: Paper, limit: int = 20) -> list[PaperExport]:
    """Return what was printed of a paper lately, newest first."""
    return list(paper.exports.order_by("-pk")[:limit])


def composition(paper: Paper) -> list[dict[str, Any]]:
    """Return the parts of a paper, each with its questions drawn as the composer lists them. Constant queries."""
    snapshot = snapshot_of(paper) if paper.snapshot is not None else build_snapshot(paper, with_empty=True)
    entries = {row.item_id: row for row in paper.entries.only("pk", "item_id", "paper_id")}
    parts = []
    for part in snapshot["parts"]:
        items = [_row(item, entries) for item in part["items"]]
        for before, row in zip([None, *items], items, strict=False):
            key = row["item"]["stimulus"]
            if key and (before is None or before["item"]["stimulus"] != key):
                row["passage"] = drawn_html(snapshot["stimuli"][key].get("passage") or snapshot["stimuli"][key].get("prompt", ""))
        points = {row["item"]["points"] for row in items}
        parts.append({**part, "items": items, "item_points": points.pop() if len(points) == 1 else "", "count": len(items)})
    return parts


def _row(item: dict[str, Any], entries: dict[int, Any]) -> dict[str, Any]:
    entry = entries.get(item["item_id"])
    drawn = drawn_question(ItemKind.of(item["kind"]), item["content"])
    return {"item": item, "entry_id": entry.pk if entry else None, **drawn, "passage": ""}


def drawn_question(kind: ItemKind, content: Content) -> dict[str, Any]:
    """Return a question as lists of questions show it: `{kind, stem, options, statements, key}`, HTML drawn, right ones marked."""
    options = [option for option in content.get("options", []) if "is_right" in option][:SHOWN_OPTIONS]
    return {
        "kind": kind,
        "stem": drawn_html(content.get("prompt", "")),
        "options": [
            {"letter": chr(65 + place), "html": drawn_html(option["html"]), "is_right": option["is_right"]}
            for place, option in enumerate(options)
        ],
        "statements": [
            {"letter": chr(97 + place), "html": drawn_html(row["html"]), "is_right": row["is_true"]}
            for place, row in enumerate(content.get("statements", []))
        ],
        "key": "" if options or content.get("statements") else kind.key_text(content),
    }


def drawn_papers(actor: Actor, uuids: list[UUID]) -> list[dict[str, Any]]:
    """Return parallel papers with their mean difficulty and whether one shares questions with another.

    `{paper, mean, unknown, shares}`; questions of `unknown` difficulty count as 0.5, as the solver takes them.
    """
    rows = list(visible_papers(actor).defer("snapshot", "header").filter(uuid__in=uuids).order_by("pk"))
    entries = PaperEntry.objects.filter(paper__in=rows).values_list("paper_id", "item_id", "item__difficulty")
    inside: dict[int, list[tuple[int, float]]] = {}
    unknown: Counter[int] = Counter()
    for paper_id, item_id, difficulty in entries:
        unknown[paper_id] += difficulty is None
        inside.setdefault(paper_id, []).append((item_id, 0.5 if difficulty is None else difficulty))
    counts = Counter(item_id for items in inside.values() for item_id, _difficulty in items)
    return [
        {
            "paper": row,
            "mean": sum(value for _item, value in inside.get(row.pk, [])) / max(1, len(inside.get(row.pk, []))),
            "unknown": unknown[row.pk],
            "shares": any(counts[item_id] > 1 for item_id, _difficulty in inside.get(row.pk, [])),
        }
        for row in rows
    ]


def warnings_of(paper: Paper) -> list[dict[str, Any]]:
    """Return what should be looked at before a paper is frozen: `{code, numbers}`; nothing of it forbids freezing.

    `twins` (two questions read alike), `friends` (two that must not meet), `no_explanation`, `no_key`, `no_points`.
    """
    found: list[dict[str, Any]] = []
    texts: dict[str, list[int]] = {}
    lacking: dict[str, list[int]] = {"no_explanation": [], "no_key": [], "no_points": []}
    for part in snapshot_of(paper)["parts"]:
        for item in part["items"]:
            kind, content = ItemKind.of(item["kind"]), item["content"]
            texts.setdefault(fold(kind.text(content)), []).append(item["position"])
            if not plain_text(content.get("explanation", "")).strip() and not content.get("model_answer"):
                lacking["no_explanation"].append(item["position"])
            if kind.is_machine_scored and not kind.key_text(content):
                lacking["no_key"].append(item["position"])
            if float(item["points"]) <= 0:
                lacking["no_points"].append(item["position"])
    found += [{"code": "twins", "numbers": numbers} for numbers in texts.values() if len(numbers) > 1]
    friends = Counter(paper.entries.exclude(item__friends="").values_list("item__friends", flat=True))
    found += [{"code": "friends", "numbers": []} for _key, count in friends.items() if count > 1]
    return found + [{"code": code, "numbers": numbers} for code, numbers in lacking.items() if numbers]


def questions_of(
    snapshot: dict[str, Any],
    order: list[dict[str, Any]] | None = None,
    *,
    mode: str = "print",
    shows_key: bool = False,
    draws_passages: bool = False,
    **more: Any,
) -> list[dict[str, Any]]:
    """Return the parts of a form, each question ready for its kind's template, numbered within its part as papers print them.

    A passage stands above its first question, speaking of the numbers printed. `more` goes to `items.selectors.rendering.question`.
    """
    by_position = {item["position"]: (part["key"], item) for part in snapshot["parts"] for item in part["items"]}
    laid = order or [{"position": position, "lists": {}} for position in by_position]
    written = {item["position"]: number for part in snapshot["parts"] for number, item in enumerate(part["items"], 1)}
    parts = []
    for part in snapshot["parts"]:
        inside = [row for row in laid if by_position[row["position"]][0] == part["key"]]
        numbers = {written[row["position"]]: number for number, row in enumerate(inside, 1)}
        questions, open_passage = [], ""
        for number, row in enumerate(inside, 1):
            item = by_position[row["position"]][1]
            kind = ItemKind.of(item["kind"])
            made = question(
                kind=kind,
                content=item["content"],
                number=number,
                position=item["position"],
                points=item["points"],
                mode=mode,
                order=row["lists"],
                shows_key=shows_key,
                **more,
            )
            passage = snapshot["stimuli"].get(item["stimulus"], {}) if item["stimulus"] and item["stimulus"] != open_passage else {}
            open_passage = item["stimulus"]
            words = renumbered(passage.get("passage") or passage.get("prompt") or "", numbers)
            made["passage"] = drawn_html(words) if draws_passages else words
            made["item"] = item
            made["key_text"] = kind.key_text(item["content"], row["lists"])
            questions.append(made)
        parts.append({**part, "questions": questions})
    return parts
