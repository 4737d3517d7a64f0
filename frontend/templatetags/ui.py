"""Components small enough to be a tag: icons, avatars, rings, bars, chips, charts."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from frontend.templatetags.vn import vn_mark
from frontend.ui.rules import heat_step, initials_of, share, spark_points, stack_parts, subject_look, tone_of

register = template.Library()

SPRITE = Path(__file__).resolve().parent.parent / "icons" / "icons.svg"
ALIASES = {
    "lib": "library",
    "msg": "chat",
    "dl": "download",
    "pic": "image",
    "dots": "more",
    "save": "bookmark",
    "fx": "formula",
    "edit": "pen",
    "close": "x",
    "calendar": "cal",
    "book": "class",
    "users": "team",
    "plugin": "plug",
}


@lru_cache(maxsize=1)
def _symbols() -> dict[str, str]:
    return dict(re.findall(r'<symbol id="i-([\w-]+)"[^>]*>(.*?)</symbol>', SPRITE.read_text("utf-8"), re.DOTALL))


def icon_names() -> list[str]:
    """Return every icon there is, for the style guide."""
    return sorted(_symbols())


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString:
    """Draw an icon of the set. `size`: "s", "xs" or empty. With `label` it is an image for screen readers too."""
    body = _symbols().get(ALIASES.get(name, name)) or _symbols()["quiz"]
    classes = f"i i-{size.removeprefix('i-')}" if size else "i"
    voice = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="{}" viewBox="0 0 24 24" {}>{}</svg>', classes, voice, mark_safe(body))


@register.simple_tag
def avatar(person: Any = None, size: str = "", name: str = "", seed: Any = "", photo: str = "") -> SafeString:
    """Draw a person's round: photo, else initials on a colour that stays theirs. Decoration: say the name beside it."""
    name = name or str(getattr(person, "full_name", "") or getattr(person, "display_name", "") or person or "")
    letters = getattr(person, "initials", "") or initials_of(name)
    tone = getattr(person, "colour", "") or tone_of(seed or getattr(person, "uuid", None) or name)
    inside = format_html('<img src="{}" alt="" loading="lazy">', photo) if photo else letters
    return format_html('<span class="av {}c-{}" aria-hidden="true">{}</span>', f"av-{size} " if size else "", tone, inside)


@register.simple_tag
def ring(value: Any = 0, of: Any = 100, text: Any = None, size: str = "", label: str = "", tone: str = "") -> SafeString:
    """Draw how much is done. Inside stands `text` (the percentage if not given, nothing if ""). `label` is read aloud.

    A small ring has no room for 100%: a full one shows a tick.
    """
    percent = round(share(value, of), 1)
    given = "✓" if size == "s" and percent == 100 else f"{round(percent)}%"
    shown = given if text is None else str(text)
    classes = " ".join(filter(None, ["ring", f"ring-{size}" if size else "", f"c-{tone}" if tone else ""]))
    voice = format_html('role="img" aria-label="{}"', label) if label else ""
    arc = (
        format_html('<circle class="val" cx="18" cy="18" r="15.5" pathLength="100" stroke-dasharray="{} 100"/>', percent) if percent else ""
    )
    return format_html(
        '<span class="{}" {}><svg viewBox="0 0 36 36" aria-hidden="true"><circle cx="18" cy="18" r="15.5" pathLength="100"/>{}</svg>{}</span>',
        classes, voice, arc, shown,
    )  # fmt: skip


@register.simple_tag
def bar(value: Any = 0, of: Any = 100, label: str = "", tone: str = "") -> SafeString:
    """Draw a progress bar (`tone`: amber, bad, thin). `label` says what it measures."""
    percent = round(share(value, of), 1)
    classes = f"bar-line bar-{tone}" if tone else "bar-line"
    return format_html('<progress class="{}" max="100" value="{}" aria-label="{}"></progress>', classes, percent, label or _("Tiến độ"))


@register.simple_tag
def segments(parts: Sequence[Any], label: str = "") -> SafeString:
    """Draw one short bar for each part of a lesson; `parts` are percentages."""
    cells = format_html_join(
        "",
        '<li><progress class="bar-line" max="100" value="{}" aria-hidden="true"></progress></li>',
        ((round(float(part)),) for part in parts),
    )
    done = sum(1 for part in parts if float(part) >= 100)
    spoken = label or _("Tiến độ: xong %(done)s trong %(all)s phần") % {"done": done, "all": len(parts)}
    return format_html('<ol class="segs" aria-label="{}">{}</ol>', spoken, cells)


@register.simple_tag
def stackbar(parts: Sequence[Any], label: str = "") -> SafeString:
    """Draw shares of a whole. `parts`: (count, state, word) with state done, mid, low, warn, bad or idle."""
    rows = [tuple(part) for part in parts]
    places = stack_parts([float(row[0] or 0) for row in rows])
    rects = format_html_join(
        "",
        '<rect x="{}%" width="{}%" height="100%" class="s-{}"/>',
        ((x, width, row[1]) for (x, width), row in zip(places, rows, strict=True)),
    )
    spoken = label or ", ".join(f"{row[0]} {row[2]}" for row in rows if len(row) > 2)
    return format_html('<svg class="stackbar" role="img" aria-label="{}">{}</svg>', spoken, rects)


@register.simple_tag
def sparkline(values: Sequence[Any], low: float = 0, high: float = 10, label: str = "", warn_below: float = 5) -> SafeString:
    """Draw a row of marks with the last one written out; the label reads them all."""
    numbers = [float(value) for value in values if value is not None]
    if not numbers:
        return mark_safe("")
    points = spark_points(numbers, low=low, high=high, step=64 / max(1, len(numbers) - 1), height=30)
    path = "M" + " L".join(f"{x:.1f} {y}" for x, y in points)
    x, y = points[-1]
    spoken = label or _("Điểm gần đây: %(marks)s") % {"marks": "; ".join(vn_mark(number) for number in numbers)}
    return format_html(
        '<svg class="spark{}" viewBox="0 0 112 30" role="img" aria-label="{}"><path d="{}"/><circle cx="{}" cy="{}" r="3"/><text x="{}" y="{}">{}</text></svg>',
        " low" if numbers[-1] < warn_below or (len(numbers) > 2 and numbers[-1] < numbers[0] - 1) else "",
        spoken, path, f"{x:.1f}", y, f"{x + 8:.1f}", y + 4, vn_mark(numbers[-1]),
    )  # fmt: skip


@register.simple_tag
def chip(text: Any, tone: str = "", icon_name: str = "") -> SafeString:
    """A small word with a shape: `tone` amber, ok, info, bad, or a subject colour such as `c-math`."""
    classes = f"chip chip-tone {tone}" if tone.startswith("c-") else f"chip chip-{tone}" if tone else "chip"
    return format_html('<span class="{}">{}{}</span>', classes, icon(icon_name, "xs") if icon_name else "", text)


@register.simple_tag
def subject_tile(name: str, icon_name: str = "") -> SafeString:
    """The coloured tile of a school subject with its icon."""
    tone, own = subject_look(str(name))
    return format_html('<span class="tile c-{}" aria-hidden="true">{}</span>', tone, icon(icon_name or own))


@register.filter
def subject_tone(name: Any) -> str:
    """The class of a subject's colours: 'c-math'."""
    return f"c-{subject_look(str(name))[0]}"


@register.filter
def subject_icon(name: Any) -> str:
    """The icon of a subject: 'math'."""
    return subject_look(str(name))[1]


@register.filter
def tone(seed: Any) -> str:
    """A stable colour class for anything: 'c-sci'."""
    return f"c-{tone_of(getattr(seed, 'uuid', seed))}"


@register.filter
def heat(percent: Any) -> str:
    """The class of a heat-map cell for a percentage; '' for none."""
    return "" if percent in (None, "") else f"h{heat_step(float(percent))}"


@register.filter
def percent_of(value: Any, whole: Any) -> float:
    """`value` of `whole` in percent, for SVG attributes."""
    return round(share(value, whole), 1)


@register.simple_tag
def weight(size_bytes: int, budget_bytes: int = 153600, label: str = "") -> SafeString:
    """The weight meter: how many KB a first visit costs against its budget; amber above it."""
    used, budget = round((size_bytes or 0) / 1024), round(budget_bytes / 1024)
    words = label or _("Mở lần đầu trên 3G")
    return format_html(
        '<div class="weight"><span>{}</span><b class="num{}">{} / {} KB</b>{}</div>',
        words, " warn" if used > budget else "", used, budget, bar(used, budget, words, "amber" if used > budget else ""),
    )  # fmt: skip


@register.simple_tag(takes_context=True)
def theme(context: Mapping[str, Any]) -> str:
    """The theme of this device (cookie), else of this account, else the system's: auto, light or dark."""
    request = context.get("request")
    chosen = (request.COOKIES.get("theme") if request else "") or getattr(context.get("shell"), "theme", "")
    return chosen if chosen in ("light", "dark") else "auto"


@register.simple_tag(takes_context=True)
def is_current(context: Mapping[str, Any], place: Any) -> bool:
    """Say whether a place of the navigation is where we are: its own page, or one below it."""
    request = context.get("request")
    path = getattr(context.get("shell"), "path", "") or getattr(request, "path", "")
    if getattr(place, "current", False):
        return True
    url = getattr(place, "url", "") or ""
    return bool(url) and (path == url or (url != "/" and path.startswith(url)))
