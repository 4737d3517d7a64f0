"""Practice: right or wrong at once, a number of tries, hints at their price, mastery."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessment.hooks import ItemKind
from core.access.policies import require
from core.access.types import Actor

from ...items.selectors.rendering import drawn_html
from ...papers.models import PaperForm
from ...papers.rules.scoring import score_answer
from ...papers.services import order_for
from ..enums import AttemptState, SubmitReason, TestMode
from ..errors import SessionError
from ..models import Attempt, PracticeStep, Test
from ..policies import can_work_on
from ..rules.practising import Practised, Step, practised
from ..rules.timing import is_over
from ..selectors.practice import progress_of, steps_of
from ..types import TestSettings
from .attempts import submit_attempt


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a practice test with what was done at it; `order` is that of the candidate's form."""

    item: dict[str, Any]
    settings: TestSettings
    stands: Practised
    order: dict[str, list[str]]

    @property
    def kind(self) -> ItemKind:
        return ItemKind.of(self.item["kind"])


def item_at(test: Test, position: Any) -> dict[str, Any]:
    """Return the item of a practice test at a position. `SessionError`: `practice.off` in an exam, `change.bad` for no such item."""
    if test.mode == TestMode.EXAM or test.paper is None or test.paper.snapshot is None:
        raise SessionError("practice.off")
    items: dict[Any, dict[str, Any]] = {item["position"]: item for part in test.paper.snapshot["parts"] for item in part["items"]}
    item = items.get(position) if isinstance(position, int) else None
    if item is None:
        raise SessionError("change.bad")
    return item


def checks(test: Test, settings: TestSettings) -> bool:
    """Say whether a test tells right from wrong at once: mastery practice always does."""
    return test.mode == TestMode.MASTERY or (test.mode == TestMode.PRACTICE and settings.instant_feedback)


@transaction.atomic
def check_practice(*, actor: Actor, attempt: Attempt, position: Any, response: Any, hint: Any = None) -> dict[str, Any]:
    """Try an answer of a practice test, or take the hint with number `hint`; the server counts tries and hints.

    `{is_right, ratio, feedback, explanation, key, progress}` or `{hint, progress}`, `progress` as `selectors.practice.progress_of`,
    with `mastered` when this try ended mastery practice: the attempt is then handed in. A question that is settled (it was right,
    or no try is left) says the same again and counts nothing; a hint taken before costs nothing again. `SessionError`:
    `practice.off`, `practice.settled` (a new hint then), `practice.empty`, `practice.by_person`, `attempt.not_working`.
    """
    require(can_work_on, actor, attempt)
    locked = Attempt.objects.select_for_update(of=("self",)).select_related("test__paper", "pack__form").get(pk=attempt.pk)
    test, settings = locked.test, TestSettings.read(locked.test.settings)
    item = item_at(test, position)
    if locked.state != AttemptState.WORKING or is_over(locked.deadline_at, timezone.now()):
        raise SessionError("attempt.not_working")
    steps = steps_of(locked.pk)
    stands = practised((step for step in steps if step.position == position), settings.tries)
    if stands.is_settled:
        response = PracticeStep.objects.get(attempt=locked, position=position, kind="try", is_last=True).response
    said, step = step_at(
        test, Asked(item, settings, stands, order_at(test, locked.pack.form if locked.pack else None, position)), steps, response, hint
    )
    if step is not None:
        step.attempt = locked
        step.save(force_insert=True)
        steps.append(Step(step.position, step.kind, step.number, bool(step.is_right), step.hints, step.is_last))
    progress = progress_of(test, steps)
    mastered = bool(progress["wanted"]) and progress["run"] >= progress["wanted"]
    if mastered:
        submit_attempt(actor=actor, attempt=locked, reason=SubmitReason.MASTERED)
    return {**said, "progress": progress, "mastered": mastered}


def step_at(test: Test, asked: Asked, steps: list[Step], response: Any, hint: Any) -> tuple[dict[str, Any], PracticeStep | None]:
    """Return what a candidate is told of a try or a hint, and the step to be kept (None: it counts nothing). Writes nothing.

    Of a settled question `response` is the one that settled it. `SessionError` as `check_practice`.
    """
    if isinstance(hint, int):
        return _hint(asked, steps, hint)
    if not checks(test, asked.settings):
        raise SessionError("practice.off")
    if asked.stands.is_settled:
        return said_of(asked.item, response, asked.order, shows_key=True), None
    return _tried(asked, response)


def order_at(test: Test, form: PaperForm | None, position: Any) -> dict[str, list[str]]:
    """Return the order in which a form shows the lists of a question; none for no form."""
    if form is None or test.paper is None or test.paper.snapshot is None:
        return {}
    rows = form.order or order_for(test.paper.snapshot, form.seed)
    return next((row["lists"] for row in rows if row["position"] == position), {})


def _hint(asked: Asked, steps: list[Step], number: int) -> tuple[dict[str, Any], PracticeStep | None]:
    hints = asked.item["content"].get("hints", [])
    if not asked.settings.shows_hints or not 0 <= number < len(hints):
        raise SessionError("practice.off")
    position = asked.item["position"]
    said = {"hint": drawn_html(hints[number])}
    if any(step.position == position and step.kind == "hint" and step.number == number for step in steps):
        return said, None
    if asked.stands.is_settled:
        raise SessionError("practice.settled")
    return said, PracticeStep(position=position, kind="hint", number=number)


def _tried(asked: Asked, response: Any) -> tuple[dict[str, Any], PracticeStep]:
    content, kind = asked.item["content"], asked.kind
    clean = kind.clean_response(content, response)
    if clean is None or not kind.is_answered(content, clean):
        raise SessionError("practice.empty")
    score, _points = score_answer(asked.item, clean)
    if score.ratio is None:
        raise SessionError("practice.by_person")
    is_last = bool(score.is_right) or asked.stands.left == 1
    step = PracticeStep(
        position=asked.item["position"],
        kind="try",
        number=asked.stands.tries + 1,
        response=clean,
        ratio=score.ratio,
        is_right=bool(score.is_right),
        hints=asked.stands.hints,
        is_last=is_last,
    )
    return said_of(asked.item, clean, asked.order, shows_key=is_last), step


def said_of(item: dict[str, Any], response: Any, order: dict[str, list[str]], *, shows_key: bool) -> dict[str, Any]:
    """Return what a candidate is told of a try; the explanation and the key once the question is settled."""
    content, kind = item["content"], ItemKind.of(item["kind"])
    score, _points = score_answer(item, response)
    said = next((row.get("feedback", "") for row in content.get("options", []) if row["id"] in score.choices), "")
    return {
        "is_right": bool(score.is_right),
        "ratio": score.ratio,
        "feedback": drawn_html(said) if said else "",
        "explanation": drawn_html(content.get("explanation", "")) if shows_key else "",
        "key": kind.key_text(content, order) if shows_key and not score.is_right else "",
    }
