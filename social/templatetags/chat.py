"""Drawing voice notes."""

from collections.abc import Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

HEIGHT, STEP, LOUDEST, BARS = 28, 3, 31, 40


@register.simple_tag
def wave(bars: Sequence[int]) -> SafeString:
    """Draw the bars of a voice note (0 to 31 each); a flat line where nobody has measured them."""
    heights = [max(2.0, min(one, LOUDEST) * (HEIGHT - 2) / LOUDEST) for one in list(bars)[:BARS]] or [4.0] * BARS
    drawn = [(index * STEP, f"{(HEIGHT - height) / 2:.1f}", f"{height:.1f}") for index, height in enumerate(heights)]
    rects = format_html_join("", '<rect x="{}" y="{}" width="1.75" height="{}" rx=".875"/>', drawn)
    return format_html('<svg class="wave" viewBox="0 0 {} {}" aria-hidden="true">{}</svg>', BARS * STEP, HEIGHT, rects)


@register.filter
def clock(seconds: float | None) -> str:
    """Return seconds as a player shows them: 0:18."""
    whole = round(seconds or 0)
    return f"{whole // 60}:{whole % 60:02}" if whole else ""
