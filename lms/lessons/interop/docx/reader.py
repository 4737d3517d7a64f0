"""From pandoc's tree to lesson blocks."""

import re
import zipfile
from html import escape
from typing import Any

from core.lib.docx import inlines, tables
from core.lib.docx.container import mark_lost_objects, open_container
from core.lib.docx.inlines import Node
from core.lib.docx.pandoc import syntax_tree
from core.lib.docx.types import Note, Picture, ReadDocument

WEB_PICTURES = {"png", "jpg", "jpeg", "gif", "webp", "bmp", "tif", "tiff"}
WORDS_A_BLOCK = 220
MAX_PICTURES = 120
_CAPTION = re.compile(r"^(Hình|Ảnh|Sơ đồ|Biểu đồ|Lược đồ)\s*\d*", re.I)
_TABLE_CAPTION = re.compile(r"^Bảng\s*\d+", re.I)
_MAJOR = re.compile(r"^(PHẦN|CHƯƠNG|CHỦ ĐỀ|BÀI|HOẠT ĐỘNG|[IVX]+[.)]|[A-H][.)])\s", re.I)
_AUTO_ALT = re.compile(r"(description automatically generated|mô tả được tạo tự động|^(picture|image|hình ảnh) \d+$)", re.I)
_SENTENCE_END = re.compile(r"[.;,…]$")


class Reader:
    """One walk over the tree, gathering text until something else comes."""

    def __init__(self, archive: zipfile.ZipFile, lost: list[tuple[str, str]]) -> None:
        self.archive, self.lost = archive, lost
        self.names = set(archive.namelist())
        self.blocks: list[dict[str, Any]] = []
        self.pictures: dict[str, Picture] = {}
        self.notes: list[Note] = []
        self.text: list[str] = []
        self.count = {"paragraph": 0, "table": 0, "picture": 0, "formula": 0}
        self.after_inline: list[dict[str, Any]] = []
        self.has_styles = False

    # Gathering

    def add(self, kind: str, **value: Any) -> None:
        """Close the running text and add a block."""
        self.flush()
        self.blocks.append({"type": kind, "value": value})

    def flush(self) -> None:
        """Make a text block of what has been gathered."""
        if self.text:
            self.blocks.append({"type": "text", "value": {"html": "".join(self.text)}})
            self.text = []

    def say(self, html: str) -> None:
        """Gather a piece of text; a long run is cut between paragraphs."""
        if not re.sub(r"<(?!span data-latex)[^>]*>|\s", "", html):
            return
        self.text.append(html)
        if sum(len(piece.split()) for piece in self.text) > WORDS_A_BLOCK:
            self.flush()

    def note(self, code: str, place: str, **params: Any) -> None:
        """Note something at the present paragraph, table, picture or formula."""
        self.notes.append(Note(code, place, self.count[place], params))

    # Pictures and what pandoc would drop

    def found(self, kind: str, what: Any) -> str:
        """Take a picture or a mark out of running text; it becomes a block after the paragraph."""
        if kind == "picture":
            self.take_picture(what["c"][2][0], inlines.words(what["c"][1]))
            return ""
        code, detail = self.lost[what]
        if code.startswith("object."):
            place = "formula" if code == "object.formula" else "picture"
            self.count[place] += 1
            suffix = detail.rsplit(".", 1)[-1].lower()
            if detail and suffix in WEB_PICTURES:
                self.note(f"{code}_kept", place, paragraph=self.count["paragraph"])
                self.take_picture(detail, "")
            else:
                self.note(code, place, paragraph=self.count["paragraph"])
        else:
            self.count["picture"] += 1
            self.note(code, "picture", address=detail[:200], paragraph=self.count["paragraph"])
        return ""

    def take_picture(self, target: str, alt: str, caption: str = "") -> None:
        """Keep the bytes of a picture and remember its block; refuse addresses outside and formats browsers can't show."""
        self.count["picture"] += 1
        name = "word/" + target.lstrip("/").removeprefix("word/")
        suffix = name.rsplit(".", 1)[-1].lower()
        if "://" in target or name not in self.names:
            self.note("picture.external" if "://" in target else "picture.missing", "picture", address=target[:200])
        elif suffix not in WEB_PICTURES:
            self.note("picture.vector", "picture", format=suffix.upper())
        elif len(self.pictures) >= MAX_PICTURES:
            self.note("picture.too_many", "picture", limit=MAX_PICTURES)
        else:
            if target not in self.pictures:
                self.pictures[target] = Picture(target, suffix, self.archive.read(name))
            clean_alt = "" if _AUTO_ALT.search(alt) else alt
            self.after_inline.append({"type": "picture", "value": {"file": target, "alt": clean_alt, "caption": caption}})

    def place_pictures(self) -> None:
        """Put the pictures of a paragraph after it."""
        if self.after_inline:
            self.flush()
            self.blocks += self.after_inline
            self.after_inline = []

    # Blocks

    def walk(self, nodes: list[Node]) -> None:
        """Read blocks in order."""
        for node in nodes:
            handler = getattr(self, f"on_{node['t'].lower()}", None)
            if handler is not None:
                handler(node)

    def on_header(self, node: Node) -> None:
        text = inlines.words(node["c"][2])
        inlines.html(node["c"][2], self.found)
        if text:
            self.add("heading", level=str(node["c"][0]), text=text)
        self.place_pictures()

    def on_para(self, node: Node) -> None:
        self.count["paragraph"] += 1
        content = node["c"]
        if formula := lone_formula(content):
            self.count["formula"] += 1
            self.add("formula", latex=formula)
            return
        self.count["formula"] += sum(part["t"] == "Math" for part in content)
        words = inlines.words(content)
        if self._is_caption(words):
            return
        html = inlines.html(content, self.found)
        if level := guessed_heading(content, words):
            self.add("heading", level="9" if self.has_styles else level, text=words)
        else:
            self.say(f"<p>{html}</p>")
        self.place_pictures()

    on_plain = on_para

    def _is_caption(self, words: str) -> bool:
        last = self.blocks[-1] if self.blocks and not self.text else None
        if last and last["type"] == "picture" and not last["value"]["caption"] and _CAPTION.match(words) and len(words) < 200:
            last["value"]["caption"] = words
            return True
        return False

    def on_bulletlist(self, node: Node) -> None:
        self.say(f"<ul>{self._items(node['c'])}</ul>")
        self.place_pictures()

    def on_orderedlist(self, node: Node) -> None:
        (start, _style, _mark), items = node["c"]
        first = f' start="{start}"' if start != 1 else ""
        self.say(f"<ol{first}>{self._items(items)}</ol>")
        self.place_pictures()

    def _items(self, items: list[list[Node]]) -> str:
        return "".join(f"<li>{self.nested(item)}</li>" for item in items)

    def nested(self, nodes: list[Node]) -> str:
        """Return blocks inside an item or quote as HTML."""
        parts = []
        for node in nodes:
            if node["t"] in ("Para", "Plain"):
                self.count["paragraph"] += node["t"] == "Para"
                self.count["formula"] += sum(part["t"] == "Math" for part in node["c"])
                parts.append(f"<p>{inlines.html(node['c'], self.found)}</p>")
            elif node["t"] == "BulletList":
                parts.append(f"<ul>{self._items(node['c'])}</ul>")
            elif node["t"] == "OrderedList":
                parts.append(f"<ol>{self._items(node['c'][1])}</ol>")
            elif node["t"] in ("BlockQuote", "Div"):
                parts.append(self.nested(node["c"] if node["t"] == "BlockQuote" else node["c"][1]))
            elif node["t"] == "Header":
                parts.append(f"<p><strong>{inlines.html(node['c'][2], self.found)}</strong></p>")
            elif node["t"] == "Table":
                rows, _head, _merged = tables.read_table(node, self.cell)
                parts += [f"<p>{' · '.join(cell for cell in row if cell)}</p>" for row in rows]
        return "".join(parts)

    def on_blockquote(self, node: Node) -> None:
        if all(child["t"] in ("BulletList", "OrderedList", "Para", "Plain") for child in node["c"]):
            self.say(f"<blockquote>{self.nested(node['c'])}</blockquote>")
            self.place_pictures()
        else:
            self.walk(node["c"])

    def on_div(self, node: Node) -> None:
        self.walk(node["c"][1])

    def on_codeblock(self, node: Node) -> None:
        self.say(f"<pre><code>{escape(node['c'][1])}</code></pre>")

    def on_lineblock(self, node: Node) -> None:
        self.say("<p>" + "<br>".join(inlines.html(line, self.found) for line in node["c"]) + "</p>")
        self.place_pictures()

    def on_definitionlist(self, node: Node) -> None:
        for term, meanings in node["c"]:
            self.say(f"<p><strong>{inlines.html(term, self.found)}</strong></p>" + "".join(self.nested(meaning) for meaning in meanings))
        self.place_pictures()

    def on_figure(self, node: Node) -> None:
        _attributes, (_short, caption), content = node["c"]
        before = len(self.after_inline)
        for block in content:
            if block["t"] in ("Para", "Plain"):
                inlines.html(block["c"], self.found)
        words = " ".join(inlines.words(block["c"]) for block in caption if block["t"] in ("Para", "Plain"))
        if words and len(self.after_inline) > before:
            self.after_inline[-1]["value"]["caption"] = words
        self.place_pictures()

    def on_table(self, node: Node) -> None:
        self.count["table"] += 1
        rows, has_header, merged = tables.read_table(node, self.cell)
        if len(rows) == 1 and len(rows[0]) == 1:
            self.add("callout", tone="note", title="", html=f"<p>{rows[0][0]}</p>")
        elif rows:
            caption = self._table_caption(node)
            self.add("table", caption=caption, header_row=has_header, header_column=False, rows=rows)
            if merged:
                self.note("table.merged", "table")
        if self.after_inline:
            self.note("table.pictures", "table", count=len(self.after_inline))
        self.place_pictures()

    def _table_caption(self, node: Node) -> str:
        own = " ".join(inlines.words(block["c"]) for block in node["c"][1][1] if block["t"] in ("Para", "Plain"))
        if own:
            return own
        words = re.sub(r"<[^>]+>", "", self.text[-1]) if self.text else ""
        if _TABLE_CAPTION.match(words) and len(words) < 200:
            self.text.pop()
            return words
        return ""

    def cell(self, nodes: list[Node]) -> str:
        """Return the blocks of a table cell as one line of HTML, paragraphs and items broken by <br>."""
        lines = []
        for node in nodes:
            if node["t"] in ("Para", "Plain"):
                lines.append(inlines.html(node["c"], self.found).strip())
            elif node["t"] in ("BulletList", "OrderedList"):
                items = node["c"] if node["t"] == "BulletList" else node["c"][1]
                lines += [f"– {self.cell(item)}" for item in items]
            elif node["t"] in ("BlockQuote", "Div"):
                lines.append(self.cell(node["c"] if node["t"] == "BlockQuote" else node["c"][1]))
            elif node["t"] == "Header":
                lines.append(f"<strong>{inlines.html(node['c'][2], self.found)}</strong>")
            elif node["t"] == "Table":
                rows, _head, _merged = tables.read_table(node, self.cell)
                lines += [" · ".join(cell for cell in row if cell) for row in rows]
        return "<br>".join(line for line in lines if line)


def lone_formula(content: list[Node]) -> str:
    """Return the LaTeX of a paragraph that is one formula and nothing else, or ""."""
    solid = [node for node in content if node["t"] not in ("Space", "SoftBreak", "LineBreak")]
    if len(solid) == 1 and solid[0]["t"] == "Math" and solid[0]["c"][0]["t"] == "DisplayMath":
        return inlines.tidy_latex(str(solid[0]["c"][1]))
    return ""


def guessed_heading(content: list[Node], words: str) -> str:
    """Return the level of a heading made by hand (one short bold paragraph, as many teachers write), or ""."""
    solid = [node for node in content if node["t"] not in ("Space", "SoftBreak", "LineBreak")]
    bold = bool(solid) and all(node["t"] == "Strong" or (node["t"] == "Underline" and node["c"][0]["t"] == "Strong") for node in solid)
    if not bold or not words or len(words) > 100 or _SENTENCE_END.search(words):
        return ""
    return "1" if words.isupper() or _MAJOR.match(words) else "2"


def level_headings(blocks: list[dict[str, Any]]) -> None:
    """Bring Word's heading levels down to two: the highest in use and everything below it; the first one is of the highest."""
    headings = [block["value"] for block in blocks if block["type"] == "heading"]
    if not headings:
        return
    top = min(int(value["level"]) for value in headings)
    top = top if sum(int(value["level"]) == top for value in headings) > 1 or len(headings) < 3 else top + 1
    for index, value in enumerate(headings):
        value["level"] = "2" if int(value["level"]) <= top or index == 0 else "3"


def read_document(data: bytes) -> ReadDocument:
    """Return the blocks, pictures and notes of a .docx. `DocumentProblem` when it can't be read; nothing is written anywhere."""
    archive = open_container(data)
    marked, lost = mark_lost_objects(archive)
    tree = syntax_tree(marked)
    reader = Reader(archive, lost)
    reader.has_styles = any(node["t"] == "Header" for node in tree["blocks"])
    reader.walk(tree["blocks"])
    reader.flush()
    level_headings(reader.blocks)
    title = tree["meta"].get("title", {})
    used = {block["value"]["file"] for block in reader.blocks if block["type"] == "picture"}
    return ReadDocument(
        title=inlines.words(title["c"]) if title.get("t") == "MetaInlines" else "",
        blocks=reader.blocks,
        pictures={key: picture for key, picture in reader.pictures.items() if key in used},
        notes=reader.notes,
    )
