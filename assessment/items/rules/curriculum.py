"""The text files of the curriculum: a topic a line, `TO9.3 Căn thức`, and below it what pupils are to reach, `TO9.3.2 Biến đổi, …`.

A code is letters and the grade, the number of the topic, the number of the outcome; it is what people type and never changes.
"""

import re
from dataclasses import dataclass

_LINE = re.compile(r"([A-Z]{2})(\d{1,2})\.(\d{1,2})(?:\.(\d{1,2}))? (\S.*)")


class CurriculumProblem(ValueError):  # noqa: N818 (a report, with its line)
    """A line that can't be read: `line` (from 1) and why."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(f"{line}: {why}")
        self.line = line


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """A topic (`parent` "") or an outcome of one; `grade` is the key of the grade."""

    code: str
    grade: str
    parent: str
    name: str


def read_outcomes(text: str) -> list[OutcomeLine]:
    """Return the topics and outcomes of a file in order. `CurriculumProblem`: a line of another form, a code twice, no such topic."""
    found: dict[str, OutcomeLine] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line.strip())
        if match is None:
            raise CurriculumProblem(number, line)
        letters, grade, topic, outcome, name = match.groups()
        parent = f"{letters}{grade}.{topic}" if outcome else ""
        code = f"{parent}.{outcome}" if outcome else f"{letters}{grade}.{topic}"
        if code in found or (parent and parent not in found):
            raise CurriculumProblem(number, code)
        found[code] = OutcomeLine(code, grade, parent, name)
    return list(found.values())
