"""Slips on paper: A4, eight on a page, with QR and cut lines.

A PDF where the machine has Pango, which WeasyPrint draws with; elsewhere the same page as one HTML file that any browser
prints, because an embedded server must not need what only root can install.
"""

import base64
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import segno
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from ..types import Paper, Slip

PER_PAGE = 8
FONTS = Path(__file__).parents[3] / "frontend" / "src" / "fonts"


def qr_png(url: str) -> str:
    """Return a QR of `url` as a data address; on paper a picture costs a quarter of the drawing time of a path."""
    address: str = segno.make(url, error="m", micro=False).png_data_uri(scale=6, border=2)
    return address


def _pages(slips: Sequence[Slip]) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, len(slips), PER_PAGE):
        yield [{"slip": slip, "qr": qr_png(slip.url)} for slip in slips[start : start + PER_PAGE]]


def print_paper(*, title: str, slips: Sequence[Slip]) -> Paper:
    """Return the slips as a PDF, or as HTML to print where no PDF can be made."""
    context = {"title": title, "pages": list(_pages(slips))}
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
    except OSError:  # Pango's libraries are not there
        # The file is opened from a disk, where no policy of ours forbids a style in it.
        style = mark_safe(f"<style>{render_to_string('signin/slips_paper.css', {'fonts': _font_data()})}</style>")
        return Paper("html", render_to_string("signin/slips_paper.html", {**context, "style": style}).encode())
    fonts = FontConfiguration()
    addresses = {file.stem.replace("-", "_"): file.as_uri() for file in FONTS.glob("bvp-*.woff2")}
    style = CSS(string=render_to_string("signin/slips_paper.css", {"fonts": addresses}), font_config=fonts)
    data = HTML(string=render_to_string("signin/slips_paper.html", context)).write_pdf(stylesheets=[style], font_config=fonts)
    return Paper("pdf", data)


def _font_data() -> dict[str, str]:
    return {
        file.stem.replace("-", "_"): f"data:font/woff2;base64,{base64.b64encode(file.read_bytes()).decode()}"
        for file in FONTS.glob("bvp-*.woff2")
    }
