"""What a file says about a question in words (subject, grade, level, topic), as rows of this house."""

from typing import Any

from core.access.types import Actor
from core.lib.vietnamese import fold, tidy
from core.organisations.models import Grade, Subject

from ..enums import CognitiveLevel
from ..interop.types import Issue, ReadQuestion
from ..models import Bank, Outcome
from ..policies import visible_outcomes
from .meta import TAG_LIMIT

_LEVELS = {
    "nb": "nb", "nhan biet": "nb", "biet": "nb", "1": "nb", "th": "th", "thong hieu": "th", "hieu": "th", "2": "th", "vd": "vd",
    "van dung": "vd", "van dung thap": "vd", "3": "vd", "vdc": "vdc", "van dung cao": "vdc", "4": "vdc",
}  # fmt: skip


class Facts:
    """The lists of the house, read once for a file."""

    def __init__(self, actor: Actor, bank: Bank, defaults: dict[str, Any]) -> None:
        self.actor, self.bank, self.defaults = actor, bank, defaults
        self.subjects = {
            fold(word): subject.pk for subject in Subject.objects.all() for word in (subject.short_name, subject.name, subject.key)
        }
        self.grades: dict[str, int] = {}
        for grade in Grade.objects.all():
            self.grades |= {fold(word): grade.pk for word in (grade.name, grade.key, f"lớp {grade.key}", f"khối {grade.key}")}
        self._outcomes: dict[int, dict[str, Outcome]] = {}

    def of(self, read: ReadQuestion) -> dict[str, Any]:
        """Return the facts of a question as ids; words that name nothing become issues of it."""
        given = read.meta
        facts: dict[str, Any] = {
            "subject_id": self._known(read, "subject", self.subjects),
            "grade_id": self._known(read, "grade", self.grades) or self.defaults.get("grade_id"),
            "level": self._level(read),
            "difficulty": self._number(read, "difficulty", most=1.0),
            "points": self._number(read, "points", most=999.0),
            "source": tidy(str(given.get("source") or self.defaults.get("source") or ""))[:200],
            "tags": [name for tag in given.get("tags", []) if (name := tidy(str(tag))[:TAG_LIMIT])][:20],
            "folder": [tidy(str(name))[:200] for name in given.get("folder", []) if tidy(str(name))],
        }
        outcome = self._outcome(read, facts["subject_id"] or self.bank.subject_id)
        if outcome is not None:
            facts |= {"outcome_id": outcome.pk, "grade_id": facts["grade_id"] or outcome.grade_id}
        return {name: value for name, value in facts.items() if value not in (None, "", [])}

    def _known(self, read: ReadQuestion, name: str, known: dict[str, int]) -> int | None:
        word = tidy(str(read.meta.get(name) or ""))
        found = known.get(fold(word)) if word else None
        if word and found is None:
            self._doubt(read, f"meta.{name}", word)
        return found

    def _level(self, read: ReadQuestion) -> str:
        word = tidy(str(read.meta.get("level") or ""))
        if word in CognitiveLevel.values:
            return word
        found = _LEVELS.get(fold(word), "")
        if word and not found:
            self._doubt(read, "meta.level", word)
        return found

    def _number(self, read: ReadQuestion, name: str, *, most: float) -> float | None:
        word = str(read.meta.get(name) if read.meta.get(name) is not None else "").strip().replace(",", ".")
        if not word:
            return None
        try:
            number = float(word)
        except ValueError:
            number = -1.0
        if not 0 <= number <= most:
            self._doubt(read, "meta.number", word)
            return None
        return round(number, 3)

    def _outcome(self, read: ReadQuestion, subject_id: int | None) -> Outcome | None:
        word = tidy(str(read.meta.get("outcome") or read.meta.get("topic") or ""))
        if not word:
            return None
        if subject_id is not None and subject_id not in self._outcomes:
            rows = visible_outcomes(self.actor).filter(subject_id=subject_id)
            self._outcomes[subject_id] = {fold(text): row for row in rows for text in (row.name, row.key) if text}
        found = self._outcomes.get(subject_id or 0, {}).get(fold(word))
        if found is None:
            self._doubt(read, "meta.outcome", word)
        return found

    @staticmethod
    def _doubt(read: ReadQuestion, code: str, word: str) -> None:
        read.issues.append(Issue(code, read.place, "note", {"text": word[:100]}))
