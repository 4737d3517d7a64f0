"""Results as candidates and guardians see them, and what of a test is handed on to others."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone

from assessment.hooks import ItemKind
from core.access.enums import Role
from core.access.types import Actor
from core.organisations.types import Page, page_of

from ...items.selectors.rendering import drawn_html, question
from ...sessions.models import AnswerChange, AnswerFile, Attempt, Test
from ...sessions.rules.reviewing import moment_of, shown
from ...sessions.types import SHOWN, TestSettings
from ..enums import MarkRound, ScoreSource
from ..models import Appeal, ItemScore, Mark
from ..policies import visible_results
from ..rules.annotating import annotated_html, numbered
from ..rules.marks import mark_of
from ..rules.standings import standing
from .counting import appeal_until, items_of, may_appeal, results_of
from .practice import PracticeRow, PracticeSum, practice_sum

SIZE = 30
DECIDING = {ScoreSource.MARKER: MarkRound.FIRST, ScoreSource.APPEAL: MarkRound.APPEAL}


@dataclass(slots=True)
class ResultRow:
    """One question of a result: how it is shown, what it got, what a marker said, what was done at it in practice."""

    number: int
    position: int
    question: dict[str, Any]
    points: Decimal | None
    most: Decimal
    is_waiting: bool
    is_given: bool = False
    practice: PracticeRow | None = None
    comments: list[str] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    answer: str = ""

    @property
    def state(self) -> str:
        """`right`, `part`, `wrong`, or `waiting`."""
        if self.points is None:
            return "waiting"
        return "right" if self.points >= self.most else "part" if self.points > 0 else "wrong"


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """How an outcome went in this test: `standing` as `rules.standings`, in the bounds of the test."""

    name: str
    reached: Decimal
    possible: Decimal
    bounds: tuple[float, float] = (0.8, 0.5)

    @property
    def ratio(self) -> float:
        return float(self.reached / self.possible) if self.possible else 0.0

    @property
    def standing(self) -> str:
        return standing(self.ratio, *self.bounds)


@dataclass(slots=True)
class ResultPage:
    """A result. `sees`: what the review policy shows now; `mark` on the scale of ten, `points` of the paper's `total`."""

    attempt: Attempt
    test: Test
    sees: frozenset[str]
    points: Decimal | None
    mark: Decimal | None
    is_whole: bool
    rows: list[ResultRow]
    outcomes: list[OutcomeRow]
    appeal: Appeal | None
    appeal_until: Any
    may_appeal: bool
    is_own: bool
    practice: PracticeSum


@dataclass(frozen=True, slots=True)
class Sight:
    """What of an attempt may be seen, by whom, with its files and what practice has cost."""

    sees: frozenset[str]
    for_staff: bool
    files: dict[str, AnswerFile]
    practice: PracticeSum


def result_of(actor: Actor, uuid: Any) -> Attempt | None:
    """Return an attempt whose result the actor may open."""
    rows = visible_results(actor).select_related("test__paper", "test__unit", "test__subject", "person", "pack__form")
    return rows.filter(uuid=uuid).first()


def sees_of(attempt: Attempt) -> frozenset[str]:
    """Return what the review policy shows of a handed-in attempt now."""
    moment = moment_of(is_submitted=True, closes_at=attempt.test.closes_at, is_released=attempt.released_at is not None, now=timezone.now())
    return shown(TestSettings.read(attempt.test.settings).review, moment)


def script_of(test: Test, uuid: Any) -> Attempt | None:
    """Return a handed-in attempt of a test, for who reviews the test."""
    rows = Attempt.objects.select_related("test__paper", "test__unit", "test__subject", "person", "pack__form")
    return rows.filter(test=test, uuid=uuid, state="submitted").first()


def result_page(actor: Actor, attempt: Attempt, *, for_staff: bool = False) -> ResultPage:
    """Return a result as it is shown to the actor, questions in the order the candidate had them. A handful of queries.

    `for_staff`: everything, whatever the review policy says; the caller has asked `can_review`.
    """
    test, sees = attempt.test, frozenset(SHOWN) if for_staff else sees_of(attempt)
    items = items_of(test)
    scores: dict[int, ItemScore] = {}
    if sees & {"mark", "right", "feedback"}:
        marks = Prefetch("marks", queryset=Mark.objects.filter(is_final=True))
        scores = {row.position: row for row in ItemScore.objects.filter(attempt=attempt).prefetch_related(marks)}
    order = attempt.pack.form.order if attempt.pack else [{"position": position, "lists": {}} for position in items]
    files = {str(file.uuid): file for file in AnswerFile.objects.filter(attempt=attempt)} if "answer" in sees else {}
    shows_mark = "mark" in sees
    practice = practice_sum(attempt, items, scores) if shows_mark else PracticeSum()
    sight = Sight(sees, for_staff, files, practice)
    rows = [
        _row(attempt, items[entry["position"]], entry, number, scores.get(entry["position"]), sight)
        for number, entry in enumerate(order, 1)
        if entry["position"] in items
    ]
    appeal = Appeal.objects.filter(attempt=attempt).order_by("-pk").first()
    points = attempt.score_points if shows_mark else None
    step = TestSettings.read(test.settings).mark_step
    return ResultPage(
        attempt=attempt,
        test=test,
        sees=sees,
        points=points,
        mark=mark_of(points, test.total_points, step) if points is not None else None,
        is_whole=attempt.is_marked,
        rows=rows if "answer" in sees else [],
        outcomes=_outcomes(test, items, scores) if shows_mark else [],
        appeal=appeal,
        appeal_until=appeal_until(attempt),
        may_appeal=may_appeal(attempt) and shows_mark and (appeal is None or appeal.state == "withdrawn"),
        is_own=attempt.person_id == actor.person_id,
        practice=practice,
    )


def _row(
    attempt: Attempt,
    item: dict[str, Any],
    entry: dict[str, Any],
    number: int,
    score: ItemScore | None,
    sight: Sight,
) -> ResultRow:
    sees, files = sight.sees, sight.files
    kind, position = ItemKind.of(item["kind"]), item["position"]
    content = _allowed(item["content"] if "give" not in item["content"] else _written(attempt.test, position), sees)
    response = kind.clean_response(content, (attempt.answers or {}).get(str(position)))
    made = question(
        kind=kind,
        content=content,
        number=number,
        position=position,
        points=item["points"],
        mode="review",
        response=response,
        order=entry.get("lists") or None,
        shows_key="right" in sees,
    )
    chosen = [mark for mark in score.marks.all() if mark.round in _deciding(score)] if score else []
    notes = [note for mark in chosen for note in mark.annotations] if "feedback" in sees else []
    if isinstance(response, dict) and response.get("files"):
        made["handed"] = [_file(attempt, files[uuid], sight.for_staff) for uuid in response["files"] if uuid in files]
    if notes and isinstance(response, dict) and response.get("html"):
        made["response"] = {**response, "html": drawn_html(annotated_html(response["html"], notes))}
    return ResultRow(
        number=number,
        position=position,
        question=made,
        points=score.points if score and "mark" in sees else None,
        most=Decimal(item["points"]),
        is_waiting=bool(score and score.points is None),
        is_given="give" in item["content"] and "mark" in sees,
        practice=sight.practice.rows.get(position),
        comments=[mark.comment for mark in chosen if mark.comment] if "feedback" in sees else [],
        notes=numbered(notes),
    )


def _deciding(score: ItemScore) -> tuple[str, ...]:
    """Return whose remarks a candidate sees: the deciding mark's; of two that were joined or settled both."""
    if score.source == ScoreSource.RECONCILED:
        return (MarkRound.FIRST, MarkRound.SECOND, MarkRound.RECONCILE)
    deciding = DECIDING.get(ScoreSource(score.source))
    return (deciding,) if deciding else ()


def _written(test: Test, position: int) -> dict[str, Any]:
    """Return the content of a question whose points were given away, as it was asked."""
    snapshot = (test.paper.snapshot if test.paper else None) or {"parts": []}
    return next((item["content"] for part in snapshot["parts"] for item in part["items"] if item["position"] == position), {})


def _allowed(content: dict[str, Any], sees: frozenset[str]) -> dict[str, Any]:
    """Return content without what the review policy keeps back: the solution, what is said of single options."""
    kept = dict(content)
    if "solution" not in sees:
        kept |= {name: "" for name in ("explanation", "model_answer") if name in kept}
        if "statements" in kept:
            kept["statements"] = [{**row, "explanation": ""} for row in kept["statements"]]
        if "parts" in kept:
            kept["parts"] = [{**part, "content": _allowed(part["content"], sees)} for part in kept["parts"]]
    if "feedback" not in sees and "options" in kept:
        kept["options"] = [{**row, "feedback": ""} for row in kept["options"]]
    return kept


def _file(attempt: Attempt, file: AnswerFile, for_staff: bool) -> dict[str, Any]:
    kind = "image" if file.content_type.startswith("image/") else "audio" if file.content_type.startswith("audio/") else "file"
    url = reverse("assessment:result_file", args=[attempt.uuid, file.uuid])
    if for_staff:
        url = reverse("assessment:script_file", args=[attempt.test.uuid, attempt.uuid, file.uuid])
    return {"kind": kind, "name": file.name, "url": url}


def _outcomes(test: Test, items: dict[int, dict[str, Any]], scores: dict[int, ItemScore]) -> list[OutcomeRow]:
    sums: dict[str, list[Decimal]] = {}
    for position, item in items.items():
        score = scores.get(position)
        if item.get("outcome_name") and score and score.points is not None:
            reached = sums.setdefault(item["outcome_name"], [Decimal(0), Decimal(0)])
            reached[0] += score.points
            reached[1] += Decimal(item["points"])
    settings = TestSettings.read(test.settings)
    bounds = (settings.solid_ratio, settings.forming_ratio)
    return sorted((OutcomeRow(name, values[0], values[1], bounds) for name, values in sums.items()), key=lambda row: row.ratio)


def released_page(actor: Actor, after: int = 0) -> Page[Attempt]:
    """Return the released results of the actor, of a guardian's children, the latest first; two queries."""
    rows = visible_results(actor).exclude(released_at=None).select_related("test__subject", "person").defer("answers", "test__settings")
    if after:
        rows = rows.filter(pk__lt=after)
    found: list[Any] = list(rows.order_by("-pk")[: SIZE + 1])
    page = page_of(found, SIZE, came_from=bool(after), backwards=False, key=lambda row: row.pk)
    for attempt in page.items:
        attempt.mark = mark_of(attempt.score_points, attempt.test.total_points) if attempt.score_points is not None else None
    return page


def fresh_results(actor: Actor, days: int = 14, limit: int = 3) -> list[Attempt]:
    """Return the latest results released to the actor or a guardian's children in the last days; one query."""
    since = timezone.now() - timedelta(days=days)
    rows = (
        visible_results(actor).filter(released_at__gte=since).select_related("test__subject", "person").defer("answers", "test__settings")
    )
    return list(rows.order_by("-released_at", "-pk")[:limit])


def is_for_guardian(actor: Actor) -> bool:
    """Say whether the actor looks on as a guardian."""
    return actor.has_role(Role.GUARDIAN)


def marks_of(test: Test, person_ids: list[int] | None = None) -> dict[int, Decimal]:
    """Return the released marks of a test on the scale of ten by person, rounded as the test says; empty before its release."""
    if test.released_at is None:
        return {}
    step = TestSettings.read(test.settings).mark_step
    found: dict[int, Decimal] = {}
    for row in results_of(test, person_ids):
        mark = mark_of(Decimal(str(row.score_points)), test.total_points, step)
        if mark is not None:
            found[row.person_id] = mark
    return found


def trail_marks(attempt: Attempt) -> list[Mark]:
    """Return every mark of an attempt's answers, by question, in the order of the rounds."""
    return list(Mark.objects.filter(score__attempt=attempt).select_related("marker", "score").order_by("score__position", "pk"))


def whole_trail_of(test: Test) -> Iterator[AnswerChange]:
    """Return the answer changes of all attempts of a test, one candidate after the other, read in pieces of 500."""
    rows = AnswerChange.objects.filter(attempt__test=test).select_related("attempt__person", "attempt__candidate__class_group")
    deferred = rows.defer("attempt__answers").order_by("attempt__person__sort_key", "attempt_id", "received_at", "pk")
    return deferred.iterator(chunk_size=500)


def trail_of(attempt: Attempt) -> list[AnswerChange]:
    """Return every answer change of an attempt in the order it arrived."""
    return list(AnswerChange.objects.filter(attempt=attempt).order_by("received_at", "pk"))
