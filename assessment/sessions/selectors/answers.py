"""The answers of an attempt, folded from its log."""

from typing import Any

from ..models import AnswerChange, Attempt
from ..rules.folding import fold
from ..rules.sections import Acceptance
from ..types import Change
from .practice import settled_answers


def folded_answers(attempt: Attempt) -> dict[str, Any]:
    """Return the answers of an attempt from its log, as they count now; the attempt comes with its test.

    Where parts have minutes, what was answered in time counts. In practice, a settled question keeps the answer that settled it.
    """
    names = ("answers", "made_at_ms", "pk", "number", "is_late", "received_at", "source")
    rows = AnswerChange.objects.filter(attempt_id=attempt.pk).values_list(*names)
    changes = [
        Change(answers, made, pk, number, late, int(received.timestamp() * 1000), source == "file")
        for answers, made, pk, number, late, received, source in rows
    ]
    settings = attempt.test.settings
    acceptance = Acceptance(attempt.sections, settings.get("sections"), settings.get("late_minutes", 30))
    folded = fold(changes, accepts=acceptance.accepts if attempt.sections else None)
    return folded | settled_answers(attempt)
