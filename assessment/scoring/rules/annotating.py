"""Remarks of markers on an answer: over a stretch of its text, or at a point of a picture."""

import re
from collections.abc import Sequence
from html import escape
from typing import Any

TONES = ("good", "wrong", "note")
MOST = 100
WORDS = 500
_PIECE = re.compile(r"<[^>]*>|&(?:#\d+|#x[0-9a-fA-F]+|\w+);|[^<&]|[<&]", re.DOTALL)
# What may stand inside a mark; other tags close it and it opens again behind them.
_INLINE = re.compile(r"</?(?:strong|em|u|s|sub|sup|code|br|a|span)\b[^>]*>")


def clean_annotations(given: Any, pages: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Return annotations in shape, hostile or stray ones left out; `pages` are the pictures one may pin something to.

    `{from, to, text, tone}` (characters of the answer's text, from 0) or `{x, y, page, text, tone}` (ratios 0-1).
    """
    found: list[dict[str, Any]] = []
    for row in given if isinstance(given, list) else []:
        if not isinstance(row, dict) or len(found) >= MOST:
            continue
        text, tone = str(row.get("text") or "").strip()[:WORDS], row.get("tone") if row.get("tone") in TONES else "note"
        start, end = row.get("from"), row.get("to")
        if _is_count(start) and _is_count(end) and int(start or 0) < int(end or 0):
            found.append({"from": start, "to": end, "text": text, "tone": tone})
        elif row.get("page") in pages and _is_ratio(row.get("x")) and _is_ratio(row.get("y")) and text:
            found.append({"x": round(row["x"], 4), "y": round(row["y"], 4), "page": row["page"], "text": text, "tone": tone})
    return found


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1_000_000


def _is_ratio(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1


def annotated_html(html: str, annotations: Sequence[dict[str, Any]]) -> str:
    """Return rich text with numbered marks over its annotated stretches. Tags count nothing, an entity counts one character.

    Marks don't nest: a later one that overlaps begins where the one before ends. Formulas count nothing.
    """
    spans = sorted(
        ((row["from"], row["to"], row["tone"], place) for place, row in enumerate(annotations, 1) if "from" in row), key=lambda row: row[:2]
    )
    out: list[str] = []
    at, open_mark = 0, None
    queue = list(spans)
    for piece in _PIECE.findall(html):
        if piece.startswith("<") and len(piece) > 1:
            if open_mark and not _INLINE.match(piece):
                out.extend(("</mark>", piece))
                queue.insert(0, open_mark)
                open_mark = None
            else:
                out.append(piece)
            continue
        while not open_mark and queue and queue[0][1] <= at:
            queue.pop(0)
        if not open_mark and queue and queue[0][0] <= at:
            open_mark = queue.pop(0)
            out.append(f'<mark class="note-mark is-{open_mark[2]}" data-note="{open_mark[3]}">')
        out.append(piece)
        at += 1
        if open_mark and at >= open_mark[1]:
            out.append(f'</mark><sup class="note-number" aria-label="{escape(str(open_mark[3]))}">{open_mark[3]}</sup>')
            open_mark = None
    if open_mark:
        out.append("</mark>")
    return "".join(out)


def numbered(annotations: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return annotations with their numbers, as they are listed under the answer."""
    return [{**row, "number": place} for place, row in enumerate(annotations, 1)]
