"""Practice: what was tried so far."""

from typing import Any

from assessment.hooks import ItemKind

from ..enums import TestMode
from ..models import Attempt, PracticeStep, Test
from ..rules.practising import Step, hints_taken, practised, run_of, wanted_run
from ..types import TestSettings


def steps_of(attempt_id: int) -> list[Step]:
    """Return the steps of an attempt in their order; one query."""
    rows = PracticeStep.objects.filter(attempt_id=attempt_id).order_by("pk")
    names = ("position", "kind", "number", "is_right", "hints", "is_last")
    return [
        Step(position, kind, number, bool(right), hints, last) for position, kind, number, right, hints, last in rows.values_list(*names)
    ]


def checkable_positions(snapshot: dict[str, Any]) -> list[int]:
    """Return the questions of a paper that a machine can check."""
    return [item["position"] for part in snapshot["parts"] for item in part["items"] if ItemKind.of(item["kind"]).is_machine_scored]


def progress_of(test: Test, steps: list[Step]) -> dict[str, Any]:
    """Return how practice stands: `{run, wanted, questions: {position: {tries, left, hints, right, settled}}}`.

    `wanted` is 0 outside of mastery practice. `test` comes with its paper.
    """
    settings = TestSettings.read(test.settings)
    snapshot = test.paper.snapshot if test.paper is not None else None
    wanted = wanted_run(settings.mastery_run, len(checkable_positions(snapshot))) if snapshot and test.mode == TestMode.MASTERY else 0
    questions = {}
    for position in dict.fromkeys(step.position for step in steps):
        one = practised((step for step in steps if step.position == position), settings.tries)
        questions[str(position)] = {
            "tries": one.tries,
            "left": one.left,
            "hints": one.hints,
            "right": one.is_right,
            "settled": one.is_settled,
        }
    return {"run": run_of(steps), "wanted": wanted, "questions": questions}


def practice_of(attempt: Attempt) -> dict[str, Any] | None:
    """Return how practice stands for an attempt, None in an exam."""
    if attempt.test.mode == TestMode.EXAM:
        return None
    return progress_of(Test.objects.select_related("paper").get(pk=attempt.test_id), steps_of(attempt.pk))


def hints_of(attempt: Attempt) -> dict[int, int]:
    """Return how many hints were taken at each question of a practice attempt; in an exam none, without a query."""
    return {} if attempt.test.mode == TestMode.EXAM else dict(hints_taken(steps_of(attempt.pk)))


def settled_answers(attempt: Attempt) -> dict[str, Any]:
    """Return the answers of settled questions, which are the ones that count; in an exam none, without a query."""
    if attempt.test.mode == TestMode.EXAM:
        return {}
    rows = PracticeStep.objects.filter(attempt_id=attempt.pk, kind="try", is_last=True).values_list("position", "response")
    return {str(position): response for position, response in rows}
