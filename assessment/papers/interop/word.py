"""HTML to Word: pandoc keeps formulas as Word's own (MathML to OMML); header, page numbers and tabs are set afterwards."""

import io
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

TAB = "\ue009"  # stands for a tab through pandoc, which would make a blank of it
FONT = "Times New Roman"
TAB_STOPS_CM = (0.5, 4.75, 9.0, 13.25)


def word(html: str, *, footer: str, page: str, title: str, head_tables: int = 2, lined: Sequence[int] = ()) -> bytes:
    """Return a Word document: `footer` stands before the page number, which `page` names; the first `head_tables` tables have no lines."""
    import docx
    import pypandoc

    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "out.docx"
        pypandoc.convert_text(html, "docx", format="html", outputfile=os.fspath(target), extra_args=["--sandbox"])
        document = docx.Document(os.fspath(target))
    document.core_properties.title = title
    document.core_properties.author = ""
    _page(document)
    _fonts(document)
    _tabs(document)
    for place, table in enumerate(document.tables):
        _table(table, has_lines=place >= head_tables)
    _footer(document, footer, page)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _page(document: Any) -> None:
    from docx.shared import Cm

    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(1.8)
        section.top_margin = section.bottom_margin = Cm(1.5)


def _fonts(document: Any) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    for style in document.styles:
        if style.type is None or not hasattr(style, "font"):
            continue
        style.font.name = FONT
        properties = style.element.get_or_add_rPr()
        fonts = properties.find(qn("w:rFonts"))
        if fonts is not None:
            for name in list(fonts.attrib):
                del fonts.attrib[name]
            for name in ("ascii", "hAnsi", "cs", "eastAsia"):
                fonts.set(qn(f"w:{name}"), FONT)
        if style.name.startswith(("Heading", "Title")):
            style.font.color.rgb = RGBColor(0, 0, 0)
            style.font.size, style.font.bold = Pt(12), True
        elif style.name in ("Normal", "Body Text", "First Paragraph", "Compact"):
            style.font.size = Pt(12)
            style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(2), Pt(2)


def _paragraphs(document: Any) -> list[Any]:
    inside = [paragraph for table in document.tables for row in table.rows for cell in row.cells for paragraph in cell.paragraphs]
    return [*document.paragraphs, *inside]


def _tabs(document: Any) -> None:
    from docx.shared import Cm

    for paragraph in _paragraphs(document):
        if TAB not in paragraph.text:
            continue
        for run in paragraph.runs:
            if TAB in run.text:
                run.text = run.text.replace(TAB, "\t")
        for stop in TAB_STOPS_CM:
            paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(stop))


def _table(table: Any, *, has_lines: bool) -> None:
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        line.set(qn("w:val"), "single" if has_lines else "nil")
        line.set(qn("w:sz"), "4")
        borders.append(line)
    table._tbl.tblPr.append(borders)


def _field(paragraph: Any, code: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _footer(document: Any, words: str, page: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paragraph.add_run(f"{words} – {page} " if words else f"{page} ")
    _field(paragraph, "PAGE")
    paragraph.add_run("/")
    _field(paragraph, "NUMPAGES")
