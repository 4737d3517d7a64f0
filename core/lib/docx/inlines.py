"""Pandoc's inlines to the HTML of text blocks. Pictures and marks are handed to the caller, in their place."""

import re
from collections.abc import Callable
from html import escape
from typing import Any

from .container import MARK_CLOSE, MARK_OPEN

Node = dict[str, Any]
Found = Callable[[str, Any], str]
_TAGS = {"Strong": "strong", "Emph": "em", "Underline": "u", "Strikeout": "s", "Superscript": "sup", "Subscript": "sub"}
_MARK = re.compile(f"{MARK_OPEN}(\\d+){MARK_CLOSE}")
_SINGLE_ROW = re.compile(r"\\begin\{array\}\{r\}(.*)\\end\{array\}", re.S)
_SCHEMES = ("http://", "https://", "mailto:", "tel:")


def tidy_latex(latex: str) -> str:
    """Return pandoc's LaTeX without the white space Word leaves at its ends, and without an alignment of a single line."""
    text = re.sub(r"\\+$", "", latex.strip()).strip() if not latex.rstrip().endswith("\\\\") else latex.strip()
    single = _SINGLE_ROW.fullmatch(text)
    return single[1].strip() if single and "\\\\" not in single[1] and "&" not in single[1] else text


def formula(latex: str, *, display: bool = False) -> str:
    """Return the span that stands for a formula in rich text."""
    clean = tidy_latex(latex)
    shape = ' data-display="block"' if display else ""
    return f'<span data-latex="{escape(clean, quote=True)}"{shape}></span>' if clean else ""


def words(nodes: list[Node]) -> str:
    """Return the plain words of inlines."""
    return re.sub(r"<[^>]+>", "", html(nodes, lambda kind, value: "")).strip()


def html(nodes: list[Node], found: Found) -> str:
    """Return the HTML of inlines; `found("picture" | "mark", what)` says what to write for pictures and marks."""
    return "".join(_one(node, found) for node in nodes)


def _text(text: str, found: Found) -> str:
    parts = _MARK.split(text)
    return "".join(found("mark", int(part)) if index % 2 else escape(part, quote=False) for index, part in enumerate(parts))


def _wrapped(node: Node, found: Found) -> str:
    inside = html(node["c"], found)
    tag = _TAGS[node["t"]]
    return f"<{tag}>{inside}</{tag}>" if inside.strip() else inside


def _link(node: Node, found: Found) -> str:
    _attributes, inside, (address, _title) = node["c"]
    text = html(inside, found)
    return f'<a href="{escape(address, quote=True)}">{text}</a>' if address.startswith(_SCHEMES) and text.strip() else text


def _quoted(node: Node, found: Found) -> str:
    quotes = "“”" if node["c"][0]["t"] == "DoubleQuote" else "‘’"
    return f"{quotes[0]}{html(node['c'][1], found)}{quotes[1]}"


def _note(node: Node, found: Found) -> str:
    inside = " ".join(html(block["c"], found) for block in node["c"] if block["t"] in ("Para", "Plain"))
    return f" <em>({inside.strip()})</em>" if inside.strip() else ""


_DRAW: dict[str, Callable[[Node, Found], str]] = {
    "Str": lambda node, found: _text(node["c"], found),
    "Space": lambda node, found: " ",
    "SoftBreak": lambda node, found: " ",
    "LineBreak": lambda node, found: "<br>",
    "Math": lambda node, found: formula(node["c"][1], display=node["c"][0]["t"] == "DisplayMath"),
    "Image": lambda node, found: found("picture", node),
    "Link": _link,
    "Quoted": _quoted,
    "Note": _note,
    "Code": lambda node, found: f"<code>{escape(node['c'][1])}</code>",
    "Span": lambda node, found: html(node["c"][1], found),
    "Cite": lambda node, found: html(node["c"][1], found),
    "SmallCaps": lambda node, found: html(node["c"], found),
    **dict.fromkeys(_TAGS, _wrapped),
}


def _one(node: Node, found: Found) -> str:
    draw = _DRAW.get(node["t"])
    return draw(node, found) if draw else ""
