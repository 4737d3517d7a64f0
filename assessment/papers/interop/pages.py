"""HTML to PDF with WeasyPrint, or to one HTML file to print where Pango's libraries are not there."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from .formulas import with_pictures


@dataclass(frozen=True, slots=True)
class Printed:
    """A file: its bytes and the extension it has, which may not be the one asked for (HTML instead of PDF)."""

    data: bytes
    extension: str


def printed(documents: Sequence[str], css: str, faces: str, *, title: str) -> Printed:
    """Return documents one after the other in one PDF; pages are counted anew in each. Without Pango: one HTML file."""
    drawn, title = [with_pictures(document) for document in documents], escape(title)
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher
    except OSError:  # Pango's libraries are not there
        body = "".join(f'<div class="sheet">{document}</div>' for document in drawn)
        page = f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{title}</title><style>{css}</style></head><body>{body}</body></html>'
        return Printed(page.encode(), "html")

    # What teachers typed may fetch nothing from anywhere; our own style only the fonts beside it.
    nothing, beside = URLFetcher(allowed_protocols={"data"}), URLFetcher(allowed_protocols={"file"})
    fonts = FontConfiguration()
    style = CSS(string=faces + css, font_config=fonts, url_fetcher=beside)
    laid = [
        HTML(string=f'<html lang="vi"><head><title>{title}</title></head><body>{document}</body></html>', url_fetcher=nothing).render(
            stylesheets=[style], font_config=fonts
        )
        for document in drawn
    ]
    pages = [page for document in laid for page in document.pages]
    return Printed(laid[0].copy(pages).write_pdf(), "pdf")
