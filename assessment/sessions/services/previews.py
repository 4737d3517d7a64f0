"""Previews: whoever manages a test takes it as a candidate would. Nothing of it is a row: it lives in the cache and is forgotten."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import get_language

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record

from ...papers.models import PaperForm
from ...papers.rules.scoring import score_answer
from ..errors import SessionError
from ..models import Test
from ..policies import can_manage_test
from ..rules.folding import clean_answers
from ..rules.practising import Step, hints_taken, points_after, practised
from ..rules.sections import finished, timetable
from ..rules.timing import Window, deadline
from ..selectors.practice import progress_of
from ..types import TestSettings
from .attempts import earlier
from .practice import Asked, item_at, order_at, step_at
from .preparing import pack_body
from .sections import planned_sections

KEEP_SECONDS = 6 * 3600


@dataclass(slots=True)
class Preview:
    """A preview as the cache keeps it: what a started attempt would hold. `steps` are those of practice, each with its response."""

    started_ms: int
    answers: dict[str, Any] = field(default_factory=dict)
    number: int = 0
    sections: list[dict[str, Any]] = field(default_factory=list)
    steps: list[dict[str, Any]] = field(default_factory=list)
    is_done: bool = False


def _key(actor: Actor, test: Test, started_ms: int) -> str:
    return f"preview:{actor.person_id}:{test.pk}:{started_ms}"


def _keep(actor: Actor, test: Test, preview: Preview) -> None:
    cache.set(_key(actor, test, preview.started_ms), asdict(preview), KEEP_SECONDS)


def begin_preview(*, actor: Actor, test: Test) -> Preview:
    """Begin a preview of the real paper, by who manages the test. Audited. `SessionError`: `test.no_paper`, `test.paper_open`, `sections.…`."""
    require(can_manage_test, actor, test)
    if test.paper is None:
        raise SessionError("test.no_paper")
    if test.paper.snapshot is None:
        raise SessionError("test.paper_open")
    started_ms = int(timezone.now().timestamp() * 1000)
    preview = Preview(started_ms, sections=timetable(planned_sections(test), started_ms))
    _keep(actor, test, preview)
    record(actor=actor, verb="assessment.test.previewed", obj=test, unit_path=test.unit.path, unit_id=test.unit_id)
    return preview


def preview_at(actor: Actor, test: Test, started_ms: int) -> Preview | None:
    """Return the actor's own preview of a test it manages, None when there is none (any more)."""
    require(can_manage_test, actor, test)
    kept = cache.get(_key(actor, test, started_ms))
    return Preview(**kept) if kept is not None else None


def preview_form(test: Test) -> PaperForm:
    """Return the form a preview shows: a code of the paper where the test shuffles and there is one; it writes none."""
    assert test.paper is not None  # noqa: S101 (a preview has begun)
    if not TestSettings.read(test.settings).shuffles:
        return test.paper.forms.filter(code="").first() or PaperForm(paper=test.paper, seed=0, order=[])
    return test.paper.forms.exclude(code="").order_by("code").first() or PaperForm(paper=test.paper, seed=test.paper.pk, order=[])


def preview_pack(test: Test) -> dict[str, Any]:
    """Return the pack a candidate would get, made afresh in the language of who looks."""
    assert test.paper is not None  # noqa: S101
    return pack_body(test, test.paper.snapshot or {}, preview_form(test), get_language() or settings.LANGUAGE_CODE)


def preview_clock(test: Test, preview: Preview) -> dict[str, Any]:
    """Return the clock of a preview as `selectors.player.clock_of` gives that of an attempt."""
    started = datetime.fromtimestamp(preview.started_ms / 1000, UTC)
    ends = earlier(deadline(Window(None, None, None, test.minutes), started), preview.sections)
    return {
        "now": int(timezone.now().timestamp() * 1000),
        "started": preview.started_ms,
        "deadline": int(ends.timestamp() * 1000) if ends else None,
        "sections": preview.sections or None,
        "state": "submitted" if preview.is_done else "working",
        "paused": False,
        "paused_at": None,
        "locked": False,
        "lock_reason": "",
        "revision": 0,
    }


def _steps(preview: Preview) -> list[Step]:
    return [Step(**{name: value for name, value in row.items() if name != "response"}) for row in preview.steps]


def preview_state(test: Test, preview: Preview) -> dict[str, Any]:
    """Return where a preview stands, as `selectors.player.state_of`."""
    practice = progress_of(test, _steps(preview)) if test.mode != "exam" else None
    return {
        "answers": preview.answers,
        "number": preview.number,
        "mine": True,
        "kept": {},
        "practice": practice,
        **preview_clock(test, preview),
    }


def keep_preview(
    *, actor: Actor, test: Test, preview: Preview, changes: Sequence[Any], moves: Sequence[Any] = (), ends: bool = False
) -> None:
    """Keep answers (and finished sections) of a preview in the cache; `ends`: it is handed in. `SessionError` `change.bad`."""
    require(can_manage_test, actor, test)
    count = test.paper.item_count if test.paper is not None else 0
    for change in changes[:500]:
        answers = clean_answers(change.get("answers"), count) if isinstance(change, dict) else None
        if answers is None:
            raise SessionError("change.bad")
        preview.answers |= answers
        preview.number = max(preview.number, change["number"] if isinstance(change.get("number"), int) else 0)
    for move in moves[:20]:
        if isinstance(move, dict) and isinstance(move.get("at_ms"), int):
            preview.sections = finished(preview.sections, str(move.get("key", "")), move["at_ms"])
    preview.is_done = preview.is_done or ends
    _keep(actor, test, preview)


def check_preview(*, actor: Actor, test: Test, preview: Preview, position: Any, response: Any, hint: Any = None) -> dict[str, Any]:
    """Try an answer, or take a hint, in a preview of practice: as `check_practice`, kept in the cache only."""
    require(can_manage_test, actor, test)
    item, settings, steps = item_at(test, position), TestSettings.read(test.settings), _steps(preview)
    stands = practised((step for step in steps if step.position == position), settings.tries)
    if stands.is_settled:
        response = next(row["response"] for row in preview.steps if row["position"] == position and row["is_last"])
    said, step = step_at(test, Asked(item, settings, stands, order_at(test, preview_form(test), position)), steps, response, hint)
    if step is not None:
        made = Step(step.position, step.kind, step.number, bool(step.is_right), step.hints, step.is_last)
        preview.steps.append({**asdict(made), "response": step.response})
    progress = progress_of(test, _steps(preview))
    mastered = bool(progress["wanted"]) and progress["run"] >= progress["wanted"]
    preview.is_done = preview.is_done or mastered
    _keep(actor, test, preview)
    return {**said, "progress": progress, "mastered": mastered}


def preview_result(test: Test, preview: Preview) -> dict[str, Any]:
    """Return what the machine would give: `{points, total, right, wrong, empty, waiting}`, the last four as numbers of questions."""
    answers = preview.answers | {str(row["position"]): row["response"] for row in preview.steps if row["is_last"]}
    hints, cost = hints_taken(_steps(preview)), TestSettings.read(test.settings).hint_cost_ratio
    points, counts = Decimal(0), {"right": 0, "wrong": 0, "empty": 0, "waiting": 0}
    snapshot = test.paper.snapshot if test.paper is not None and test.paper.snapshot else {"parts": []}
    for item in (item for part in snapshot["parts"] for item in part["items"]):
        response = answers.get(str(item["position"]))
        score, _points = score_answer(item, response)
        if response is None:
            counts["empty"] += 1
        elif score.ratio is None:
            counts["waiting"] += 1
        else:
            counts["right" if score.is_right else "wrong"] += 1
            points += points_after(score.ratio, item["points"], hints.get(item["position"], 0), cost)
    return {"points": points, "total": test.paper.total_points if test.paper is not None else Decimal(0), **counts}
