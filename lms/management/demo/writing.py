"""Reading the demo's lessons: a small plain-text notation into lesson blocks. Pure."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
_INLINE = re.compile(r"\$([^$]+)\$")


@dataclass
class WrittenLesson:
    """A lesson: title, minutes, goal, raw blocks. Picture blocks name a file in `pictures/` instead of a uuid."""

    title: str
    minutes: int
    goal: str
    blocks: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class WrittenCourse:
    """A course: title, subject and grade keys, summary, sections of lessons."""

    title: str
    subject: str
    grade: str
    summary: str = ""
    sections: list[tuple[str, list[WrittenLesson]]] = field(default_factory=list)


def rich(text: str) -> str:
    """Turn `$latex$` into the inline formula of lessons."""
    return _INLINE.sub(lambda found: f'<span data-latex="{found[1].replace(chr(34), "&quot;").replace("<", "&lt;")}"></span>', text)


def _parts(line: str, count: int) -> list[str]:
    found = [part.strip() for part in line.split(" | ")]
    return [*found, *[""] * count][:count]


class Reader:
    """Reads one course file line by line."""

    def __init__(self, text: str) -> None:
        lines = [line.rstrip() for line in text.splitlines() if line.strip()]
        title, subject, grade = _parts(lines[0].removeprefix("% "), 3)
        self.course = WrittenCourse(title, subject, grade)
        self.lesson: WrittenLesson | None = None
        for line in lines[1:]:
            self.take(line)

    def take(self, line: str) -> None:
        """Take one line."""
        if line.startswith("% "):
            self.course.summary = line[2:]
        elif line.startswith("# "):
            self.course.sections.append((line[2:], []))
        elif line.startswith("== "):
            title, minutes, goal = _parts(line[3:], 3)
            self.lesson = WrittenLesson(title, int(minutes), goal)
            self.course.sections[-1][1].append(self.lesson)
        else:
            self.take_block(line)

    def take_block(self, line: str) -> None:
        """Take a line of a lesson's body."""
        if line.startswith("## "):
            self.add("heading", level="2", text=line[3:])
        elif line.startswith("$$ "):
            self.add("formula", latex=line[3:])
        elif line.startswith("[pic "):
            name, alt, caption = _parts(line[5:-1], 3)
            self.add("picture", file=name, alt=alt, caption=caption)
        elif line.startswith("!"):
            head, html = line[1:].split(" | ", 1)
            tone, _, title = head.partition(" ")
            self.add("callout", tone=tone, title=title, html=f"<p>{rich(html)}</p>")
        elif line.startswith("|"):
            self.take_table(line)
        elif line.startswith("? "):
            kind, prompt = _parts(line[2:], 2)
            self.add("checkpoint", kind=kind, prompt=f"<p>{rich(prompt)}</p>", options=[])
        elif not self.take_answer(line):
            self.take_text(line)

    def add(self, block: str, /, **value: Any) -> None:
        """Append a block to the lesson."""
        assert self.lesson is not None  # noqa: S101
        self.lesson.blocks.append({"type": block, "value": value})

    @property
    def last(self) -> dict[str, Any]:
        """The block taken last, or an empty one."""
        return self.lesson.blocks[-1] if self.lesson and self.lesson.blocks else {"type": "", "value": {}}

    def take_table(self, line: str) -> None:
        """Take a caption (`|^ …`) or a row of a table."""
        if line.startswith("|^"):
            self.add("table", caption=line[2:].strip(), header_row=True, rows=[])
        else:
            self.last["value"]["rows"].append([rich(cell.strip()) for cell in line[1:].split(" | ")])

    def take_answer(self, line: str) -> bool:
        """Take an option, an accepted answer, a hint or an explanation of the question before; say whether it was one."""
        mark, rest, value = line[:2], line[2:], self.last["value"]
        if self.last["type"] != "checkpoint" or mark not in {"* ", "- ", "= ", "~ ", "> "}:
            return False
        if mark in {"* ", "- "}:
            text, feedback = _parts(rest, 2)
            value["options"].append({"type": "item", "value": {"text": rich(text), "is_right": mark == "* ", "feedback": rich(feedback)}})
        elif mark == "= " and value["kind"] == "number":
            value["number"], value["tolerance"], value["unit"] = _parts(rest, 3)
        elif mark == "= ":
            value["accepted"] = f"{value.get('accepted', '')}\n{rest}".strip()
        elif mark == "~ ":
            value["hint"] = rich(rest)
        else:
            value["explanation"] = f"<p>{rich(rest)}</p>"
        return True

    def take_text(self, line: str) -> None:
        """Take a paragraph or a list item; neighbours share a text block."""
        if self.last["type"] != "text":
            self.add("text", html="")
        value = self.last["value"]
        if line.startswith("- "):
            item = f"<li>{rich(line[2:])}</li>"
            value["html"] = (
                value["html"].removesuffix("</ul>") + item + "</ul>"
                if value["html"].endswith("</ul>")
                else f"{value['html']}<ul>{item}</ul>"
            )
        else:
            value["html"] += f"<p>{rich(line)}</p>"


def read_course(name: str) -> WrittenCourse:
    """Return the course written in `content/<name>.txt`."""
    return Reader((FOLDER / "content" / f"{name}.txt").read_text("utf-8")).course
