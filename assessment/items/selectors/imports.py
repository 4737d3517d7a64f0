"""Imports and their lines, as the page that looks at them shows them."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Count

from core.access.types import Actor
from core.jobs.models import Job
from core.organisations.types import Page, page_of

from ..enums import ImportLineState
from ..errors import issue_words
from ..models import Bank, ItemImport, ItemImportLine
from ..policies import visible_imports
from .kinds import kind_of
from .rendering import drawn_html

OPEN_STATES = (ImportLineState.BAD, ImportLineState.LOOK)
SHOWN_OPEN = 12
SHOWN_LINES = 30


def import_by_uuid(actor: Actor, uuid: Any) -> ItemImport | None:
    """Return an import the actor may go on with."""
    rows = visible_imports(actor).select_related("bank__unit", "bank__subject", "folder", "created_by")
    return rows.filter(uuid=uuid).first()


def recent_imports(actor: Actor, bank: Bank) -> list[ItemImport]:
    """Return the last imports into a bank (at most 10), newest first."""
    return list(visible_imports(actor).filter(bank=bank).exclude(state="discarded").order_by("-pk")[:10])


def job_of(run: ItemImport) -> Job | None:
    """Return the job that reads an import's file."""
    return Job.objects.filter(pk=run.job_id).first() if run.job_id else None


def line_counts(run: ItemImport) -> dict[str, int]:
    """Return how many lines of an import stand in each state, `all` together; one query."""
    rows = ItemImportLine.objects.filter(run=run).order_by().values("state").annotate(count=Count("pk"))
    counts = dict.fromkeys(ImportLineState.values, 0) | {row["state"]: row["count"] for row in rows}
    return {**counts, "all": sum(counts.values())}


def line_at(run: ItemImport, position: int) -> ItemImportLine | None:
    """Return one line of an import."""
    return ItemImportLine.objects.filter(run=run, position=position).select_related("run__bank__unit", "twin", "item").first()


def _of(run: ItemImport, rows: Iterable[ItemImportLine]) -> list[ItemImportLine]:
    found = list(rows)
    for line in found:
        line.run = run  # known: not to be read again for each
    return found


def open_lines(run: ItemImport, after: int = -1) -> Page[ItemImportLine]:
    """Return the lines somebody has to look at, in the order of the file, a page by position."""
    rows = ItemImportLine.objects.filter(run=run, state__in=OPEN_STATES, position__gt=after).select_related("twin")
    found = _of(run, rows.order_by("position")[: SHOWN_OPEN + 1])
    return page_of(found, SHOWN_OPEN, came_from=after >= 0, backwards=False, key=lambda row: row.position)


def lines_page(run: ItemImport, after: int = -1, state: str = "") -> Page[ItemImportLine]:
    """Return the lines of an import in the order of the file, a page by position."""
    rows = ItemImportLine.objects.filter(run=run, position__gt=after).select_related("item")
    if state:
        rows = rows.filter(state=state)
    found = _of(run, rows.order_by("position")[: SHOWN_LINES + 1])
    return page_of(found, SHOWN_LINES, came_from=after >= 0, backwards=False, key=lambda row: row.position)


def line_row(line: ItemImportLine) -> dict[str, Any]:
    """Return a line ready for a page: the question drawn, its options or statements, its key."""
    content, kind = line.content, kind_of(line.kind)
    html = content.get("prompt") or content.get("passage") or ""
    options = [
        {"letter": chr(65 + place), "html": drawn_html(row["html"]), "is_right": row["is_right"]}
        for place, row in enumerate(content.get("options", []))
        if "is_right" in row
    ]
    statements = [
        {"letter": chr(97 + place), "id": row["id"], "html": drawn_html(row["html"]), "is_true": row["is_true"]}
        for place, row in enumerate(content.get("statements", []))
    ]
    return {
        "line": line,
        "kind": kind,
        "stem": drawn_html(html),
        "options": options,
        "statements": statements,
        "key": "" if options else kind.key_text(content),
        "has_picture": "<img" in html,
    }


def open_row(line: ItemImportLine) -> dict[str, Any]:
    """Return a line somebody has to look at: why, and what can be done about it with one press."""
    kind = kind_of(line.kind)
    waiting = [issue for issue in line.issues if issue["level"] != "note" and not issue.get("done")]
    problems = kind.problems(line.content)
    words = [issue_words(issue["code"], issue.get("params", {})) for issue in waiting]
    codes = {issue["code"] for issue in waiting}
    lacks_key = any(
        problem.code.endswith((".no_right", ".no_key", "accepted.none", "accepted.grid", "accepted.number")) for problem in problems
    )
    told = any(code.startswith(("key.", "row.key")) for code in codes)
    reasons = [why for _chip, why in words if why]
    reasons += [
        str(problem.message) for problem in problems if not (told and lacks_key and problem.code.endswith(("no_right", "no_key", "none")))
    ]
    chip = next((word for word, _why in words), "") or (reasons[0] if reasons else "")
    return {
        **line_row(line),
        "chip": chip,
        "is_bad": line.state == ImportLineState.BAD,
        "reasons": list(dict.fromkeys(reasons)),
        "notes": [issue_words(issue["code"], issue.get("params", {}))[1] for issue in line.issues if issue["level"] == "note"],
        "picks": "options" in line.content
        and line.kind in ("single_choice", "multiple_response")
        and (lacks_key or "key.conflict" in codes),
        "tells": "statements" in line.content and lacks_key,
        "writes": "accepted" in line.content and lacks_key,
        "is_fine": not problems,
        "is_twin": "twin" in codes or "twin.here" in codes,
        "twin": line.twin if "twin" in codes else None,
    }


def note_rows(run: ItemImport) -> list[dict[str, Any]]:
    """Return what is to be said about a file as a whole."""
    rows = []
    for note in run.notes:
        chip, why = issue_words(note["code"], note.get("params", {})) if note.get("code") else ("", note.get("what", ""))
        rows.append({"chip": chip, "what": why, "where": note.get("where", ""), "level": note.get("level", "note")})
    return rows
