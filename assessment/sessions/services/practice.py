"""Practice: right or wrong at once, hints one after another, mastery."""

from typing import Any

from assessment.hooks import ItemKind
from core.access.policies import require
from core.access.types import Actor

from ...items.selectors.rendering import drawn_html
from ...papers.rules.scoring import score_answer
from ..enums import TestMode
from ..errors import SessionError
from ..models import Attempt, Test
from ..policies import can_work_on
from ..types import TestSettings


def check_practice(*, actor: Actor, attempt: Attempt, position: Any, response: Any, hint: Any = None) -> dict[str, Any]:
    """Return whether an answer of a practice test is right, with the explanation once it is, or the hint with number `hint`.

    `{is_right, ratio, feedback, explanation, key}` or `{hint}`. `SessionError` `practice.off` outside of practice.
    """
    require(can_work_on, actor, attempt)
    test = Test.objects.select_related("paper").get(pk=attempt.test_id)
    settings = TestSettings.read(test.settings)
    if test.mode == TestMode.EXAM or test.paper is None or test.paper.snapshot is None:
        raise SessionError("practice.off")
    items = {item["position"]: item for part in test.paper.snapshot["parts"] for item in part["items"]}
    item = items.get(position) if isinstance(position, int) else None
    if item is None:
        raise SessionError("change.bad")
    content = item["content"]
    if isinstance(hint, int):
        hints = content.get("hints", [])
        if not settings.shows_hints or not 0 <= hint < len(hints):
            raise SessionError("practice.off")
        return {"hint": drawn_html(hints[hint])}
    if not settings.instant_feedback:
        raise SessionError("practice.off")
    kind = ItemKind.of(item["kind"])
    score, _points = score_answer(item, response)
    right = bool(score.is_right)
    said = next((row.get("feedback", "") for row in content.get("options", []) if row["id"] in score.choices), "")
    return {
        "is_right": score.is_right,
        "ratio": score.ratio,
        "feedback": drawn_html(said) if said else "",
        "explanation": drawn_html(content.get("explanation", "")) if right else "",
        "key": kind.key_text(content) if right else "",
    }
