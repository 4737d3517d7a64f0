"""Writing questions as an exam in Word, in the conventions the reader knows: parts, underlined letters, `Đáp án:`, `Lời giải:`.

The exam is written as HTML with TeX and made a .docx by pandoc, which turns TeX into Word's own formulas.
"""

import base64
import io
import re
import subprocess
import tempfile
from collections.abc import Sequence
from html import escape
from typing import Any

import pypandoc
from PIL import Image

from core.lib.docx.types import DocumentProblem

from ..kinds import module_of
from ..richtext import Outward, block, phrase
from ..types import Media, OutQuestion, Written

PARTS = {
    "NLC": "PHẦN I. Câu trắc nghiệm nhiều phương án lựa chọn.",
    "NĐA": "PHẦN I. Câu trắc nghiệm nhiều phương án lựa chọn.",
    "ĐS": "PHẦN II. Câu trắc nghiệm đúng sai.",
    "TLN": "PHẦN III. Câu trắc nghiệm trả lời ngắn.",
    "TL": "PHẦN IV. TỰ LUẬN",
}
SECONDS = 120
_FORMAT = "html+tex_math_single_backslash-native_divs"


class Target:
    """The exam being written, as kinds see it."""

    def __init__(self, media: dict[str, Media]) -> None:
        self.parts: list[str] = []
        self.media = media
        self.outward = Outward(_formula, self._picture, lambda key: "")

    def _picture(self, key: str, alt: str) -> str:
        media = self.media.get(key)
        if media is None:
            return ""
        out = io.BytesIO()
        with Image.open(io.BytesIO(media.data)) as picture:  # Word knows no WebP
            picture.convert("RGBA").save(out, "PNG")
        return f'<img src="data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}" alt="{escape(alt, quote=True)}">'

    def rich(self, html: str, before: str = "") -> None:
        """Write rich text; `before` (HTML) goes in front of its first line."""
        text = self.outward.of(block(html)) or "<p></p>"
        self.parts.append(re.sub(r"^<p>", f"<p>{before}", text, count=1) if text.startswith("<p>") else f"<p>{before}</p>{text}")

    def choice(self, letter: str, html: str, *, is_marked: bool = False, is_starred: bool = False, is_pinned: bool = False) -> None:
        """Write an option; its letter is underlined or starred when it is right, `#` pins it."""
        marks = ("#" if is_pinned else "") + ("*" if is_starred else "")
        shown = f"<u>{letter}</u>" if is_marked else letter
        self.rich(html, f"{marks}{shown}. ")

    def statement(self, letter: str, html: str, sign: str) -> None:
        """Write a statement with its sign in brackets."""
        text = self.outward.of(phrase(html))
        self.parts.append(f"<p>{letter}) {text}{f' ({sign})' if sign else ''}</p>")

    def answer(self, text: str) -> None:
        """Write an answer on its line."""
        self.parts.append(f"<p>Đáp án: {escape(text, quote=False)}</p>")

    def line(self, text: str, *, bold: bool = False) -> None:
        """Write a line of the exam's own."""
        words = escape(text, quote=False)
        self.parts.append(f"<p>{f'<strong>{words}</strong>' if bold else words}</p>")


def _formula(latex: str, is_block: bool) -> str:
    text = escape(latex, quote=False)
    return f"\\[{text}\\]" if is_block else f"\\({text}\\)"


def _docx(html: str) -> bytes:
    command = [str(pypandoc.get_pandoc_path()), "+RTS", "-M1g", "-RTS", "--sandbox", f"--from={_FORMAT}", "--to=docx", "--output=-"]
    with tempfile.TemporaryDirectory(prefix="docx-") as folder:
        try:
            done = subprocess.run(  # noqa: S603 (a fixed command; the text comes by standard input)
                command,
                input=html.encode(),
                capture_output=True,
                timeout=SECONDS,
                cwd=folder,
                env={"HOME": folder, "LANG": "C.UTF-8"},
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise DocumentProblem("docx.slow") from error
    if done.returncode:
        raise DocumentProblem("docx.slow" if b"heap" in done.stderr else "docx.broken")
    return done.stdout


def write_word(questions: Sequence[OutQuestion], media: dict[str, Media]) -> Written:
    """Return questions as an exam; kinds Word has no convention for are named. Questions of a passage stay with it."""
    written = Written(b"", "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
    target = Target(media)
    passages = {question.key: question for question in questions if question.kind == "stimulus"}
    known: list[tuple[OutQuestion, Any]] = []
    for question in questions:
        module = module_of(question.kind, "plain")
        if question.kind == "stimulus":
            continue
        if module is None or module.FORM not in PARTS:
            written.lost.append((question.key, "kind"))
        else:
            known.append((question, module))
    used = {question.stimulus for question, _module in known}
    written.lost += [(key, "kind") for key in passages if key not in used]
    for part in dict.fromkeys(PARTS.values()):
        rows = [(question, module) for question, module in known if PARTS[module.FORM] == part]
        if rows:
            target.line(part, bold=True)
            _part(target, rows, passages)
    written.data = _docx("\n".join(target.parts))
    return written


def _part(target: Target, rows: list[tuple[OutQuestion, Any]], passages: dict[str, OutQuestion]) -> None:
    order = {key: place for place, key in enumerate(passages)}
    rows = sorted(rows, key=lambda row: order.get(row[0].stimulus, -1))
    begun = ""
    for place, (question, module) in enumerate(rows, 1):
        if question.stimulus != begun:
            if begun in passages:
                target.line("[</g>]")
            if question.stimulus in passages:
                target.line("[<g>]" if passages[question.stimulus].content.get("shuffles", True) else "[<g2>]")
                target.rich(passages[question.stimulus].content["passage"])
            begun = question.stimulus
        level = f" [{question.meta['level'].upper()}]" if question.meta.get("level") else ""
        target.rich(question.content.get("prompt", ""), f"<strong>Câu {place}.</strong>{level} ")
        module.word_lines(question.content, target)
        if question.content.get("explanation"):
            target.rich(question.content["explanation"], "Lời giải: ")
    if begun in passages:
        target.line("[</g>]")
