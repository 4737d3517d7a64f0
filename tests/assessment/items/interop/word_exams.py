"""Small Word files in the styles teachers use, written with python-docx.

A paragraph is a string with marks: `_x_` underlined, `*_x_*` isn't special, `{r:x}` red, `{b:x}` bold, `{y:x}` highlighted, `\\t` a tab.
A list is a table; `("img",)` a picture; a tuple `("num", style, text)` a paragraph numbered by Word.
"""

import base64
import io
import re

from docx import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import RGBColor

PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mNk+M9QzwAEIwtGFY4qHAYAXc8Bj0x+dXoAAAAASUVORK5CYII=")
_PIECE = re.compile(r"\{([urby]):([^}]*)\}|_([^_]+)_")
_MATH = "<m:oMath {ns}><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>{den}</m:t></m:r></m:den></m:f></m:oMath>"


def picture():
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (60, 40), (10, 120, 80)).save(out, "PNG")
    return out.getvalue()


def _runs(paragraph, text):
    at = 0
    for found in re.finditer(r"\{([urbym]):([^}]*)\}", text):
        if found.start() > at:
            paragraph.add_run(text[at : found.start()])
        if found[1] == "m":
            paragraph._p.append(parse_xml(_MATH.format(ns=nsdecls("m"), den=found[2])))
        else:
            run = paragraph.add_run(found[2])
            run.underline = found[1] == "u" or None
            run.bold = found[1] == "b" or None
            if found[1] == "r":
                run.font.color.rgb = RGBColor(0xFF, 0, 0)
            if found[1] == "y":
                run.font.highlight_color = WD_COLOR_INDEX.YELLOW
        at = found.end()
    if at < len(text):
        paragraph.add_run(text[at:])


def make_numbering(document, form, text, start=1):
    """Add a list of Word's own and return its id."""
    part = document.part.numbering_part.element
    ids = [int(item.get(f"{{{part.nsmap['w']}}}abstractNumId")) for item in part.iter(f"{{{part.nsmap['w']}}}abstractNum")]
    base = max(ids, default=0) + 1
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{base}"><w:lvl w:ilvl="0"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl></w:abstractNum>'
    )
    first = next(iter(part.iter(f"{{{part.nsmap['w']}}}num")), None)
    first.addprevious(abstract) if first is not None else part.append(abstract)
    number = 900 + base
    part.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{number}"><w:abstractNumId w:val="{base}"/></w:num>'))
    return number


def numbered(paragraph, number):
    props = paragraph._p.get_or_add_pPr()
    props.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'))
    return paragraph


def exam(*lines):
    """Return the bytes of a .docx with these paragraphs and tables."""
    document = Document()
    lists = {}
    for line in lines:
        if isinstance(line, str):
            _runs(document.add_paragraph(), line)
        elif isinstance(line, list):
            table = document.add_table(rows=len(line), cols=len(line[0]))
            for row, cells in zip(table.rows, line, strict=True):
                for cell, text in zip(row.cells, cells, strict=True):
                    _runs(cell.paragraphs[0], text)
        elif line[0] == "img":
            document.add_paragraph().add_run().add_picture(io.BytesIO(picture()))
        else:  # ("num", name, form, text of the number, words)
            _kind, name, form, shape, words = line
            if name not in lists:
                lists[name] = make_numbering(document, form, shape)
            paragraph = numbered(document.add_paragraph(), lists[name])
            _runs(paragraph, words)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
