"""Slips on paper: A4, eight on a page, with QR and cut lines."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import segno
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from ..types import Slip

PER_PAGE = 8
FONTS = Path(__file__).parents[3] / "frontend" / "src" / "fonts"


def qr_svg(url: str, *, scale: float = 1) -> SafeString:
    """Return a QR of `url` as one inline SVG path, dark on light, with the quiet zone."""
    svg = segno.make(url, error="m", micro=False).svg_inline(scale=scale, border=2, dark="#000", light="#fff", omitsize=True)
    return mark_safe(svg)


def qr_png(url: str) -> str:
    """Return a QR of `url` as a data address; on paper a picture costs a quarter of the drawing time of a path."""
    address: str = segno.make(url, error="m", micro=False).png_data_uri(scale=6, border=2)
    return address


def _pages(slips: Sequence[Slip]) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, len(slips), PER_PAGE):
        yield [{"slip": slip, "qr": qr_png(slip.url)} for slip in slips[start : start + PER_PAGE]]


def slips_pdf(*, title: str, slips: Sequence[Slip]) -> bytes:
    """Return a PDF of the slips."""
    fonts = FontConfiguration()
    style = CSS(string=render_to_string("signin/slips_paper.css", {"fonts": FONTS.as_uri()}), font_config=fonts)
    html = render_to_string("signin/slips_paper.html", {"title": title, "pages": _pages(slips)})
    data: bytes = HTML(string=html).write_pdf(stylesheets=[style], font_config=fonts)
    return data
