"""The answers of an attempt, folded from its log."""

from typing import Any

from ..models import AnswerChange
from ..rules.folding import fold
from ..types import Change


def folded_answers(attempt_id: int) -> dict[str, Any]:
    """Return the answers of an attempt from its log, as they count now."""
    rows = AnswerChange.objects.filter(attempt_id=attempt_id).values_list("answers", "made_at_ms", "pk", "number", "is_late")
    return fold([Change(answers, made, pk, number, late) for answers, made, pk, number, late in rows])
