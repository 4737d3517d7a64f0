"""Marks by person: the list of a test, its export."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from core.access.policies import require
from core.access.types import Actor
from core.lib.vietnamese import fold
from core.organisations.types import Page, page_of

from ...scoring.models import ItemScore
from ...scoring.policies import can_review, is_anonymous
from ...scoring.rules.codes import script_code
from ...scoring.rules.marks import counting_place, mark_of
from ...sessions.enums import AttemptState
from ...sessions.models import Attempt, Candidate, Test
from ...sessions.types import TestSettings

SIZE = 50
Scores = dict[int, dict[int, Decimal | None]]  # attempt, position: points; None: not marked yet


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A candidate with the attempt that stands for it (None: nothing handed in) and its mark on the scale of ten.

    While marking is anonymous `code` is all there is to show of whose it is; then rows are only of those who handed in.
    """

    candidate: Candidate
    attempt: Attempt | None
    mark: Decimal | None
    code: str = ""


def _rows(test: Test, candidates: list[Candidate]) -> list[PersonRow]:
    attempts: dict[int, list[Attempt]] = {}
    known = Attempt.objects.filter(candidate__in=candidates, state=AttemptState.SUBMITTED).defer("answers").order_by("number")
    for attempt in known:
        attempts.setdefault(attempt.candidate_id, []).append(attempt)
    step = TestSettings.read(test.settings).mark_step
    found = []
    for candidate in candidates:
        own = attempts.get(candidate.pk, [])
        scored = [attempt for attempt in own if attempt.score_points is not None] or own
        chosen = scored[counting_place([row.score_points or Decimal(0) for row in scored], test.grade_by)] if scored else None
        mark = mark_of(chosen.score_points, test.total_points, step) if chosen and chosen.score_points is not None else None
        code = script_code(str(test.uuid), chosen.pk) if chosen and is_anonymous(test) else ""
        found.append(PersonRow(candidate, chosen, mark, code))
    return found


def _coded_rows(test: Test) -> list[PersonRow]:
    """Return who handed in by the codes of their scripts, in an order that tells nothing of names; two queries."""
    seats = Candidate.objects.filter(test=test, is_removed=False, attempts__state=AttemptState.SUBMITTED).distinct()
    return sorted(_rows(test, list(seats)), key=lambda row: row.code)


def _coded_page(test: Test, after: str) -> Page[PersonRow]:
    rows = [row for row in _coded_rows(test) if row.code > after]
    return Page(rows[:SIZE], rows[SIZE - 1].code if len(rows) > SIZE else None)


def people_page(actor: Actor, test: Test, *, class_id: int | None, text: str, after: str) -> Page[PersonRow]:
    """Return candidates with their marks in the order of their names, fifty a page; two queries. Anonymous ones by their codes."""
    require(can_review, actor, test)
    if is_anonymous(test):
        return _coded_page(test, after)
    rows = Candidate.objects.filter(test=test, is_removed=False).select_related("person", "class_group")
    if class_id is not None:
        rows = rows.filter(class_group_id=class_id)
    if text:
        rows = rows.filter(person__search_text__contains=fold(text))
    behind = (
        Candidate.objects.filter(test=test, pk=int(after)).select_related("person").first()
        if after.isdecimal() and len(after) < 15
        else None
    )
    if behind is not None:
        rows = rows.filter(Q(person__sort_key__gt=behind.person.sort_key) | Q(person__sort_key=behind.person.sort_key, pk__gt=behind.pk))
    found = list(rows.order_by("person__sort_key", "pk")[: SIZE + 1])
    page = page_of(found, SIZE, came_from=bool(behind), backwards=False, key=lambda row: row.pk)
    return Page(_rows(test, page.items), page.next_key)


def export_rows(actor: Actor, test: Test, class_id: int | None = None) -> tuple[list[PersonRow], Scores]:
    """Return all candidates with their marks, and the scores of the attempts that stand for them; three queries.

    While marking is anonymous those who handed in, of all classes, by their codes.
    """
    require(can_review, actor, test)
    rows = Candidate.objects.filter(test=test, is_removed=False).select_related("person", "class_group")
    if class_id is not None:
        rows = rows.filter(class_group_id=class_id)
    hides = is_anonymous(test)
    people = _coded_rows(test) if hides else _rows(test, list(rows.order_by("class_group__name", "person__sort_key", "pk")))
    scores: Scores = {}
    ids = [row.attempt.pk for row in people if row.attempt is not None]
    for attempt_id, position, points in ItemScore.objects.filter(attempt_id__in=ids).values_list("attempt_id", "position", "points"):
        scores.setdefault(attempt_id, {})[position] = points
    return people, scores
