"""A Word exam as lines of characters that know how they look: what the structure is read from."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape
from typing import Any

from core.lib.docx import inlines, tables
from core.lib.docx.inlines import Node

from .marking import EMPTY, LIT_OFF, LIT_ON, RED_OFF, RED_ON, TAB, WIDE

BOLD, ITALIC, UNDER, STRUCK, ABOVE, BELOW, RED, LIT = (1 << bit for bit in range(8))
ATOM = "\ufffc"  # a formula, a picture: one character that isn't text
_FLAG = {"Strong": BOLD, "Emph": ITALIC, "Underline": UNDER, "Strikeout": STRUCK, "Superscript": ABOVE, "Subscript": BELOW}
_SHOWN = ((BOLD, "strong"), (ITALIC, "em"), (UNDER, "u"), (STRUCK, "s"), (ABOVE, "sup"), (BELOW, "sub"))
_SWITCH = {RED_ON: (RED, True), RED_OFF: (RED, False), LIT_ON: (LIT, True), LIT_OFF: (LIT, False)}
_MARK = re.compile("\ue110(\\d+)\ue111")


@dataclass(slots=True)
class Line:
    """One line: its characters, how each looks, what stands for each atom. A table is a line of its own with `rows`."""

    text: str = ""
    looks: list[int] = field(default_factory=list)
    atoms: dict[int, str] = field(default_factory=dict)
    number: int = 0
    rows: list[list["Line"]] | None = None
    begins: bool = True  # False: after a line break inside a paragraph

    def put(self, text: str, look: int, atom: str = "") -> None:
        """Add text, or one atom."""
        if atom:
            self.atoms[len(self.text)] = atom
            text = ATOM
        self.text += text
        self.looks += [look] * len(text)

    def cut(self, start: int, end: int | None = None) -> "Line":
        """Return a part of the line without blanks around it."""
        stop = len(self.text) if end is None else end
        while start < stop and self.text[start] in _BLANK:
            start += 1
        while stop > start and self.text[stop - 1] in _BLANK:
            stop -= 1
        inside = {at - start: html for at, html in self.atoms.items() if start <= at < stop}
        return Line(self.text[start:stop], self.looks[start:stop], inside, self.number, self.rows)

    def all_look(self, flag: int, start: int = 0, end: int | None = None) -> bool:
        """Say whether all letters of a part look so; a part without letters doesn't."""
        part = range(start, len(self.text) if end is None else end)
        solid = [at for at in part if self.text[at].isalnum() or self.text[at] == ATOM]
        words = [at for at in solid if self.text[at] != ATOM]  # a formula has no looks of its own
        return bool(words) and all(self.looks[at] & flag for at in words)

    def without(self, flag: int) -> "Line":
        """Return the line without one way of looking."""
        return Line(self.text, [look & ~flag for look in self.looks], dict(self.atoms), self.number, self.rows)

    @property
    def is_blank(self) -> bool:
        return self.rows is None and not self.text.strip(_BLANK)

    @property
    def has_picture(self) -> bool:
        return any(html.startswith("<img") for html in self.atoms.values())

    def html(self) -> str:
        """Return the line as rich text."""
        parts: list[str] = []
        open_look = 0
        for at, sign in enumerate(self.text):
            look = self.looks[at] & ~(RED | LIT)
            if sign in (TAB, WIDE):
                sign, look = " ", open_look
            if look != open_look:
                parts.append(_close(open_look) + _open(look))
                open_look = look
            parts.append(self.atoms.get(at, "") if sign == ATOM else escape(sign, quote=False))
        return re.sub(r" {2,}", " ", "".join(parts) + _close(open_look)).strip()

    def plain(self) -> str:
        """Return the words alone."""
        return re.sub(rf"[\s{TAB}{WIDE}]+", " ", self.text.replace(ATOM, " ")).strip()


_BLANK = f" \t\u00a0{TAB}{WIDE}"


def _open(look: int) -> str:
    return "".join(f"<{tag}>" for flag, tag in _SHOWN if look & flag)


def _close(look: int) -> str:
    return "".join(f"</{tag}>" for flag, tag in reversed(_SHOWN) if look & flag)


def _inside(node: Node) -> Any:
    return node.get("c")


Picture = Callable[[str, str], str]  # (target, alt) -> HTML
Lost = Callable[[int], str]


class Flattener:
    """One walk over pandoc's tree that writes lines."""

    def __init__(self, picture: Picture, lost: Lost) -> None:
        self.picture, self.lost = picture, lost
        self.lines: list[Line] = []
        self.count = 0
        self._switched = 0

    def walk(self, nodes: list[Node]) -> None:
        """Read blocks in order."""
        for node in nodes:
            kind, inside = node["t"], _inside(node)
            if kind in ("Para", "Plain"):
                self._paragraph(inside)
            elif kind == "Header":
                self._paragraph(inside[2])
            elif kind == "LineBlock":
                for line in inside:
                    self._paragraph(line)
            elif kind == "Table":
                self._table(node)
            elif kind == "CodeBlock":
                self._paragraph([{"t": "Str", "c": inside[1]}])
            elif kind == "Figure":
                self.walk(inside[2])
            else:
                self._nested(kind, inside)

    def _nested(self, kind: str, inside: Any) -> None:
        if kind == "BlockQuote":
            self.walk(inside)
        elif kind == "Div":
            self.walk(inside[1])
        elif kind in ("BulletList", "OrderedList"):
            for item in inside if kind == "BulletList" else inside[1]:
                self.walk(item)
        elif kind == "DefinitionList":
            for term, meanings in inside:
                self._paragraph(term)
                for meaning in meanings:
                    self.walk(meaning)

    def _paragraph(self, content: list[Node]) -> None:
        self.count += 1
        for place, line in enumerate(self.lines_of(content)):
            line.number, line.begins = self.count, place == 0
            self.lines.append(line)

    def lines_of(self, content: list[Node]) -> list[Line]:
        """Return the lines of inlines; a line break begins a new one."""
        lines = [Line()]
        self._switched = 0
        for node in content:
            self._inline(node, 0, lines)
        for line in lines:
            if EMPTY in line.text:
                line.text, line.looks = "", []
        return lines

    def _inline(self, node: Node, look: int, lines: list[Line]) -> None:
        kind, inside = node["t"], _inside(node)
        if kind in _FLAG:
            for child in inside:
                self._inline(child, look | _FLAG[kind], lines)
        elif kind == "Str":
            self._words(inside, look, lines[-1])
        elif kind in ("Space", "SoftBreak"):
            lines[-1].put(" ", look)
        elif kind == "LineBreak":
            lines.append(Line())
        elif kind == "Math":
            lines[-1].put("", look, inlines.formula(inside[1], display=inside[0]["t"] == "DisplayMath"))
        elif kind == "Image":
            lines[-1].put("", look, self.picture(inside[2][0], inlines.words(inside[1])))
        else:
            self._wrapped(kind, inside, look, lines)

    def _wrapped(self, kind: str, inside: Any, look: int, lines: list[Line]) -> None:
        quotes = ("“", "”") if kind == "Quoted" and inside[0]["t"] == "DoubleQuote" else ("‘", "’") if kind == "Quoted" else ("", "")
        if kind == "Code":
            lines[-1].put(inside[1], look)
            return
        children = inside if kind == "SmallCaps" else inside[1] if kind in ("Span", "Link", "Cite", "Quoted") else []
        lines[-1].put(quotes[0], look)
        for child in children:
            self._inline(child, look, lines)
        lines[-1].put(quotes[1], look)

    def _words(self, text: str, look: int, line: Line) -> None:
        for place, piece in enumerate(_MARK.split(text)):
            if place % 2:
                html = self.lost(int(piece))
                if html:
                    line.put("", look, html)
                continue
            for sign in piece:
                if sign in _SWITCH:
                    flag, is_on = _SWITCH[sign]
                    self._switched = self._switched | flag if is_on else self._switched & ~flag
                else:
                    line.put(sign, look | self._switched)

    def _table(self, node: Node) -> None:
        self.count += 1
        inner: list[Line] = []

        def cell(nodes: list[Node]) -> str:
            walker = Flattener(self.picture, self.lost)
            walker.walk(nodes)
            joined = Line()
            for place, line in enumerate(entry for entry in walker.lines if not entry.is_blank):
                joined.put(" " if place else "", 0)
                for at, sign in enumerate(line.text):
                    joined.put(sign, line.looks[at], line.atoms.get(at, ""))
            inner.append(joined)
            return str(len(inner) - 1)

        rows, _header, _merged = tables.read_table(node, cell)
        cells = [[inner[int(key)] if key.isdigit() else Line() for key in row] for row in rows]
        if len(cells) == 1 and len(cells[0]) == 1:  # a frame around text
            self._framed(node)
            return
        self.lines.append(Line(number=self.count, rows=cells))

    def _framed(self, node: Node) -> None:
        _attributes, _caption, _columns, head, bodies, _foot = node["c"]
        rows = head[1] + [row for body in bodies for row in [*body[2], *body[3]]]
        for row in rows:
            for found in row[1]:
                self.walk(found[4])


def table_html(rows: list[list[Line]]) -> str:
    """Return a table as rich text."""
    body = "".join("<tr>" + "".join(f"<td>{cell.html()}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><tbody>{body}</tbody></table>"


def paragraphs(lines: list[Line]) -> str:
    """Return lines as paragraphs of rich text; lines broken inside a paragraph stay in it."""
    parts: list[str] = []
    for line in lines:
        if line.rows is not None:
            parts.append(table_html(line.rows))
        elif not line.is_blank:
            inside = line.html()
            if not line.begins and parts and parts[-1].endswith("</p>"):
                parts[-1] = f"{parts[-1][:-4]}<br>{inside}</p>"
            else:
                parts.append(f"<p>{inside}</p>")
    return "".join(parts)


def option_rows(lines: list[Line]) -> Iterator[Line]:
    """Return lines with the cells of a table of options (two or four a row, no border) written as lines of their own."""
    marker = re.compile(r"^\W{0,3}[A-Fa-f]\s*[.)]")
    for line in lines:
        cells = [cell for row in line.rows for cell in row if not cell.is_blank] if line.rows else []
        if cells and all(marker.match(cell.text) for cell in cells):
            for cell in cells:
                cell.number = line.number
                yield cell
        else:
            yield line
