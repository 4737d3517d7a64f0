"""Looking at the lines of an import: each decision is one press, and the line says anew whether it is ready."""

import json
import zlib
from typing import Any

from django.db import transaction

from assessment.kinds.rules.answers import fits_grid, grid_text
from assessment.types import Content
from core.access.policies import require
from core.access.types import Actor

from ..enums import ImportLineState, ImportState
from ..errors import EditConflict, ItemError
from ..models import ItemImportLine
from ..policies import can_view_import
from ..selectors.kinds import kind_of

_OF_KEY = ("key.", "row.key", "options.none", "prompt.")
ACTS = ("right", "truth", "answer", "fine", "skip", "take", "later")


def revision_of(line: ItemImportLine) -> int:
    """Return a number that changes with the content, so that two editors notice each other."""
    return zlib.crc32(json.dumps(line.content, sort_keys=True, ensure_ascii=False).encode())


def open_issues(line: ItemImportLine) -> list[dict[str, Any]]:
    """Return the issues of a line nobody has answered yet; notes are only for reading."""
    return [issue for issue in line.issues if issue["level"] != "note" and not issue.get("done")]


def state_of(line: ItemImportLine) -> str:
    """Return the state of a line by what is wrong with it: missing (`bad`), doubtful (`look`), `good`."""
    if line.state in (ImportLineState.SAVED, ImportLineState.SKIPPED):
        return line.state
    if line.meta.get("later"):
        return ImportLineState.GOOD
    waiting = open_issues(line)
    if kind_of(line.kind).problems(line.content) or any(issue["level"] == "bad" for issue in waiting):
        return ImportLineState.BAD
    return ImportLineState.LOOK if waiting else ImportLineState.GOOD


def _locked(line: ItemImportLine) -> ItemImportLine:
    fresh = ItemImportLine.objects.select_for_update(of=("self",)).select_related("run").get(pk=line.pk)
    if fresh.run.state not in (ImportState.READ, ImportState.SAVED):
        raise ItemError("import.closed")
    if fresh.state == ImportLineState.SAVED:
        raise ItemError("import.line_saved")
    return fresh


@transaction.atomic
def decide_line(*, actor: Actor, line: ItemImportLine, act: str, value: str = "") -> ItemImportLine:
    """Answer what is doubtful about a line. The same press twice changes nothing the second time.

    `right` (value: the letter), `truth` (`s1:1`), `answer` (the words), `fine` (as it is), `skip`, `take` (back again),
    `later` (into the bank as a draft without its key). `ItemError` when the value can't be, or the line is saved.
    """
    require(can_view_import, actor, line.run)
    fresh = _locked(line)
    if act in ("skip", "take"):
        fresh.state = ImportLineState.SKIPPED if act == "skip" else ImportLineState.GOOD
    elif act == "later":
        fresh.meta = {**fresh.meta, "later": True}
    elif act == "fine":
        _answer(fresh, every=True)
    elif act in ("right", "truth", "answer"):
        fresh.content = kind_of(fresh.kind).clean(_changed(fresh, act, value))
        if not kind_of(fresh.kind).problems(fresh.content):
            _answer(fresh)
    fresh.state = state_of(fresh)
    fresh.save(update_fields=["state", "meta", "issues", "content", "kind"])
    return fresh


def _answer(line: ItemImportLine, *, every: bool = False) -> None:
    """Mark issues as answered: those about the key, or every one."""
    line.issues = [{**issue, "done": True} if every or issue["code"].startswith(_OF_KEY) else issue for issue in line.issues]


def _changed(line: ItemImportLine, act: str, value: str) -> Content:
    content = dict(line.content)
    if act == "right" and "options" in content:
        letters = value.upper().split()
        chosen = {chr(65 + place) for place in range(len(content["options"]))}
        if not letters or not set(letters) <= chosen:
            raise ItemError("import.no_letter", letter=value)
        content["options"] = [{**row, "is_right": chr(65 + place) in letters} for place, row in enumerate(content["options"])]
        if len(letters) > 1:
            line.kind = "multiple_response"
    elif act == "truth" and "statements" in content:
        key, _colon, truth = value.partition(":")
        content["statements"] = [{**row, "is_true": truth == "1"} if row["id"] == key else row for row in content["statements"]]
    elif act == "answer" and "accepted" in content:
        text = value.strip()[:200]
        if not text:
            raise ItemError("import.answer")
        content["accepted"] = [{"text": text, "ratio": 1.0}]
        if content["mode"] == "grid" and not fits_grid(grid_text(text), content["cells"]):
            content["mode"] = "text"
    return content


@transaction.atomic
def change_line(*, actor: Actor, line: ItemImportLine, content: Content, revision: int) -> ItemImportLine:
    """Keep what the editor holds. `EditConflict` when somebody else has changed the line meanwhile: both texts are kept."""
    require(can_view_import, actor, line.run)
    fresh = _locked(line)
    kind = kind_of(fresh.kind)
    clean = kind.clean(content)
    if clean != fresh.content:
        if revision != revision_of(fresh):
            raise EditConflict(revision=revision_of(fresh), content=fresh.content, by="", time="")
        fresh.content = clean
        if not kind.problems(clean):
            _answer(fresh)
        fresh.state = state_of(fresh)
        fresh.save(update_fields=["content", "issues", "state"])
    return fresh
