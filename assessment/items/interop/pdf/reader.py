"""Reading a PDF of questions."""

import base64
import json
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from ..types import Issue, Place, ReadFile, UnreadableError
from ..word.building import Builder, leftovers
from ..word.lines import Line
from ..word.reader import replace_signs
from ..word.structure import parse
from .rows import DOUBT
from .types import MAX_BYTES, SECONDS

ROOT = Path(__file__).parents[4]
_PICTURE = re.compile(r"pdf:(\d+):")
_KILLED = {-signal.SIGXCPU: "pdf.slow", -signal.SIGKILL: "pdf.slow"} if hasattr(signal, "SIGXCPU") else {}


def read_pdf(data: bytes) -> ReadFile:
    """Return the questions of a PDF; `UnreadableError` when it is locked, broken, scanned, too large, or takes too long."""
    if len(data) > MAX_BYTES:
        raise UnreadableError("file.large", limit=MAX_BYTES // 1024 // 1024)
    found = _taken_apart(data)
    if "problem" in found:
        raise UnreadableError(found["problem"], **found["params"])
    read = ReadFile("pdf")
    pictures = [base64.b64decode(text) for text in found["pictures"]]
    keys = [read.keep(f"hinh-{place + 1}.png", picture) for place, picture in enumerate(pictures)]
    exam = parse([line_from(entry, keys) for entry in found["lines"]])
    read.questions = Builder(exam).build()
    if not read.questions:
        raise UnreadableError("file.no_questions")
    read.notes = [Issue(note["code"], Place(), note["level"], note["params"]) for note in found["notes"]]
    read.notes += leftovers(exam)
    if not exam.numbered:
        read.notes.append(Issue("file.unnumbered", Place(), "note"))
    replace_signs(read, {DOUBT: "formula.pdf"})
    return read


def _taken_apart(data: bytes) -> dict[str, Any]:
    """Return what the worker says of a file."""
    command = [sys.executable, "-B", "-m", f"{__package__}.worker"]
    try:
        done = subprocess.run(  # noqa: S603 (a fixed command; the file comes by standard input)
            command, input=data, capture_output=True, timeout=SECONDS * 1.5, cwd=ROOT, env={"LANG": "C.UTF-8"}, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableError("pdf.slow") from error
    if done.returncode:
        raise UnreadableError(_KILLED.get(done.returncode, "pdf.bomb"))
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def line_from(entry: dict[str, Any], keys: list[str]) -> Line:
    """Return a line the worker wrote, its pictures under their keys."""
    line = Line(entry["text"], entry["looks"], number=entry["number"], begins=entry["begins"])
    line.atoms = {int(at): _PICTURE.sub(lambda match: keys[int(match[1])], html) for at, html in entry["atoms"].items()}
    if "rows" in entry:
        line.rows = [[line_from(cell, keys) for cell in row] for row in entry["rows"]]
    return line
