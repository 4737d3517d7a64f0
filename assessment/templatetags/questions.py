"""What templates of questions ask for: letters, look-ups, the text of a cloze with its controls."""

import json
import re
from html import escape, unescape
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from assessment.kinds.rules.shapes import letter as letter_of
from core.lib.markup import plain_text

register = template.Library()
_GAP = re.compile(r'<span data-gap="([^"]+)"></span>')


@register.filter
def letter(place: int) -> str:
    """Return the letter of a place from 0."""
    return letter_of(place)


@register.filter
def lower_letter(place: int) -> str:
    """Return the small letter of a place from 0."""
    return letter_of(place).lower()


@register.filter
def of_key(values: Any, key: Any) -> Any:
    """Return `values[key]`, None where there is no such thing."""
    return values.get(key) if isinstance(values, dict) else None


@register.filter
def holds(values: Any, entry: Any) -> bool:
    """Say whether a list holds an entry."""
    return isinstance(values, list | tuple | dict) and entry in values


@register.filter
def plain(html: str) -> str:
    """Return the words of rich text."""
    return plain_text(html)


@register.filter
def times(count: Any) -> range:
    """Return a range to loop so many times."""
    return range(int(count or 0))


def _gap(question: dict[str, Any], gap: dict[str, Any], number: int) -> str:
    mode, given = question["mode"], (question["response"] or {}).get(gap["id"], "")
    name, label = f"{question['name']}.{gap['id']}", _("Chỗ trống %(number)s") % {"number": number}
    if mode == "print":
        return f'<span class="gap-line" aria-label="{escape(label)}">({number})</span>'
    if mode == "review":
        return _reviewed_gap(question, gap, given)
    if gap["mode"] == "choice":
        options = "".join(
            f'<option value="{row["id"]}"{" selected" if row["id"] == given else ""}>{escape(plain_text(row["html"]))}</option>'
            for row in gap["options"]
        )
        return f'<select class="pick gap" name="{name}" data-gap-id="{gap["id"]}" aria-label="{escape(label)}"><option value="">…</option>{options}</select>'
    kind = ' inputmode="decimal"' if gap["mode"] == "number" else ""
    return (
        f'<input class="input gap" name="{name}" data-gap-id="{gap["id"]}" value="{escape(given, quote=True)}" maxlength="200"'
        f' autocomplete="off" autocapitalize="none" spellcheck="false"{kind} aria-label="{escape(label)}">'
    )


def _reviewed_gap(question: dict[str, Any], gap: dict[str, Any], given: str) -> str:
    shown = given
    if gap["mode"] == "choice":
        shown = next((plain_text(row["html"]) for row in gap["options"] if row["id"] == given), "")
    score = question["score"]
    ratio = score.parts.get(gap["id"]) if score else None
    state = "" if ratio is None else " right" if ratio == 1 else " wrong" if not ratio else " part"
    word = {"": "", " right": _("đúng"), " wrong": _("sai"), " part": _("đúng một phần")}[state]
    said = f'<span class="sr"> ({word})</span>' if word else ""
    return f'<span class="gap-said{state}">{escape(shown) or "…"}{said}</span>'


@register.filter
def cloze(question: dict[str, Any]) -> SafeString:
    """Return the text of a cloze with a control, a line or what was answered in each gap."""
    gaps = {gap["id"]: gap for gap in question["content"]["gaps"]}
    numbers = {key: number for number, key in enumerate(gaps, 1)}

    def put(match: re.Match[str]) -> str:
        gap = gaps.get(match[1])
        return _gap(question, gap, numbers[match[1]]) if gap else ""

    return mark_safe(_GAP.sub(put, question["content"]["prompt"]))


@register.filter
def nth(values: Any, place: int) -> Any:
    """Return the entry at a place, None past the end."""
    return values[place] if isinstance(values, list) and place < len(values) else None


@register.filter
def json_attr(value: Any) -> str:
    """Return a value as JSON for a `data-` attribute (escaped by the template)."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) if value != "" else ""


@register.filter
def as_lines(html: str) -> str:
    """Return the text of simple rich text with its paragraphs as lines, for a plain text area."""
    text = re.sub(r"<br\s*/?>|</p>\s*<p[^>]*>|</li>\s*<li[^>]*>", "\n", html or "")
    return unescape(re.sub(r"<[^>]+>", "", text)).strip()


STAGE = 1000
SHORT, MIDDLE = 14, 38  # characters of a printed option that fits four, or two, abreast


@register.filter
def stage_height(content: dict[str, Any]) -> int:
    """Return the height of a picture's drawing, its width being 1000."""
    return round(STAGE * content["height"] / content["width"]) if content.get("width") else STAGE


@register.filter
def stage_areas(content: dict[str, Any], areas: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return areas with their numbers in the drawing (`box`) and where a number is written (`middle`)."""
    height = stage_height(content)

    def scaled(area: dict[str, Any]) -> dict[str, Any]:
        coords = area["coords"]
        if area["shape"] == "circle" and coords:
            box = [round(coords[0] * STAGE), round(coords[1] * height), round(coords[2] * STAGE)]
            middle = box[:2]
        else:
            box = [round(value * (height if place % 2 else STAGE)) for place, value in enumerate(coords)]
            if area["shape"] == "rect":
                middle = [box[0] + box[2] // 2, box[1] + box[3] // 2] if box else [0, 0]
            else:
                middle = [sum(box[::2]) // max(1, len(box[::2])), sum(box[1::2]) // max(1, len(box[1::2]))]
        return {**area, "box": box, "middle": middle}

    return [scaled(area) for area in areas if area["coords"]]


@register.filter
def stage_points(content: dict[str, Any], points: Any) -> list[list[int]]:
    """Return chosen points in the drawing."""
    return [[round(x * STAGE), round(y * stage_height(content))] for x, y in points or []]


@register.filter
def columns(rows: list[dict[str, Any]]) -> int:
    """Return in how many columns printed options stand, as teachers set them: 4 for short ones, 2, or 1 for long ones."""
    longest = max((len(plain_text(row["html"])) for row in rows), default=0)
    if any("<img" in row["html"] or "<table" in row["html"] for row in rows):
        longest = max(longest, SHORT + 1)
    return 4 if longest <= SHORT else 2 if longest <= MIDDLE else 1
