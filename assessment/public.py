"""What assessment promises to other domains beside events and hooks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.urls import reverse

from core.access.types import Actor

from .scoring.rules.marks import mark_of
from .scoring.selectors.counting import results_of
from .scoring.selectors.results import marks_of, sees_of
from .sessions.enums import AttemptState, TestState
from .sessions.models import Attempt, Test, TestClass
from .sessions.policies import visible_tests
from .sessions.selectors.tests import find_tests, standing_of, standings_of
from .sessions.types import TestSettings


@dataclass(frozen=True, slots=True)
class ReleasedMarks:
    """The released marks of a test for a class: by person, on the scale of ten, rounded as the test says."""

    test_uuid: str
    title: str
    subject_id: int | None
    released_at: datetime
    marks: dict[int, Decimal] = field(default_factory=dict)


def released_marks(*, class_id: int, person_ids: Sequence[int], subject_id: int | None = None, limit: int = 50) -> list[ReleasedMarks]:
    """Return the released tests a class took, the latest first, with the marks of the given learners; for the mark book.

    The caller has asked its own policy. One query and one for each test (at most `limit`).
    """
    tests = Test.objects.filter(pk__in=TestClass.objects.filter(class_group_id=class_id).values("test_id"), is_removed=False)
    tests = tests.exclude(released_at=None).order_by("-released_at")
    if subject_id is not None:
        tests = tests.filter(subject_id=subject_id)
    return [
        ReleasedMarks(str(test.uuid), test.title, test.subject_id, test.released_at, marks_of(test, list(person_ids)))
        for test in tests[:limit]
        if test.released_at is not None
    ]


@dataclass(frozen=True, slots=True)
class TestBrief:
    """A test as a course shows it. `state` is of `sessions.enums.TestState`; `class_ids` take it; `url` is its page for staff."""

    __test__ = False

    uuid: UUID
    title: str
    mode_label: str
    state: str
    state_label: str
    opens_at: datetime | None
    closes_at: datetime | None
    minutes: int | None
    item_count: int
    total_points: Decimal
    url: str
    class_ids: frozenset[int] = frozenset()

    @property
    def is_draft(self) -> bool:
        return self.state == TestState.DRAFT


def _brief(test: Test, class_ids: Sequence[int] = ()) -> TestBrief:
    return TestBrief(
        uuid=test.uuid,
        title=test.title,
        mode_label=test.get_mode_display(),
        state=test.state,
        state_label=test.get_state_display(),
        opens_at=test.opens_at,
        closes_at=test.closes_at,
        minutes=test.minutes,
        item_count=test.item_count,
        total_points=test.total_points,
        url=reverse("assessment:test", args=[test.uuid]),
        class_ids=frozenset(class_ids),
    )


def brief_of(uuid: Any, *, actor: Actor | None = None) -> TestBrief | None:
    """Return a test by its uuid: one `actor` looks after, or (None: the caller has asked its own policy) any; two queries."""
    rows = Test.objects.filter(is_removed=False) if actor is None else visible_tests(actor)
    test = rows.filter(uuid=uuid).first()
    if test is None:
        return None
    return _brief(test, list(TestClass.objects.filter(test=test).values_list("class_group_id", flat=True)))


def briefs_for(actor: Actor, *, text: str = "", limit: int = 30) -> list[TestBrief]:
    """Return the newest tests the actor looks after, by words of their titles; two queries."""
    tests = find_tests(actor, text)[:limit]
    classes: dict[int, list[int]] = {}
    for test_id, class_id in TestClass.objects.filter(test__in=[test.pk for test in tests]).values_list("test_id", "class_group_id"):
        classes.setdefault(test_id, []).append(class_id)
    return [_brief(test, classes.get(test.pk, [])) for test in tests]


def new_test_url(*, back: str = "") -> str:
    """Return where a test is made; `back` is a path of ours to return to afterwards, the new test's uuid in `?test=`."""
    return reverse("assessment:test_new") + (f"?ve={back}" if back else "")


@dataclass(frozen=True, slots=True)
class LearnerTest:
    """A test as its candidate meets it. `standing` is `soon`, `open`, `working`, `done`, `missed` or `not_given` (no candidate).

    `url` leads to the door or the player ("" where there is nothing to enter, or no further try), `result_url` to what was handed
    in. `mark` is on the scale of ten, once it may be seen. In lists for anybody `standing` is also `staff`, `linked` or `ward`.
    """

    brief: TestBrief
    standing: str
    url: str = ""
    mark: Decimal | None = None
    is_released: bool = False
    result_url: str = ""


def learner_test(actor: Actor, uuid: Any) -> LearnerTest | None:
    """Return how the actor stands in a test; None when the test is gone. A handful of queries."""
    brief = brief_of(uuid)
    if brief is None:
        return None
    own = standing_of(actor, uuid)
    if own is None:
        return LearnerTest(brief, "not_given")
    door = reverse("assessment:door", args=[brief.uuid])
    if own.standing != "done" or own.attempt is None:
        return LearnerTest(brief, own.standing, "" if own.standing == "missed" else door)
    outcome = attempt_outcome(own.attempt.pk)
    name = "result" if outcome and outcome.score_ratio is not None else "handed_in"
    return LearnerTest(
        brief,
        own.standing,
        door if own.may_try_again else "",
        mark=outcome.mark if outcome else None,
        is_released=own.is_released,
        result_url=reverse(f"assessment:{name}", args=[own.attempt.uuid]),
    )


def standings_for(actor: Actor, uuids: Sequence[str], *, ward_ids: Sequence[int] = ()) -> list[LearnerTest]:
    """Return how the actor stands in several tests, beside candidates as `staff`, `linked` (may take it by its link) or `ward` (a child
    among `ward_ids` takes it); others are left out. Marks are not told. One query."""
    return [_stands(own) for own in standings_of(actor, uuids, ward_ids)]


def _stands(own: Any) -> LearnerTest:
    brief = _brief(own.test)
    url = "" if own.standing == "ward" else brief.url if own.standing == "staff" else reverse("assessment:door", args=[brief.uuid])
    result = "result" if own.is_released else "handed_in"
    result_url = reverse(f"assessment:{result}", args=[own.attempt.uuid]) if own.standing == "done" else ""
    return LearnerTest(brief, own.standing, url, is_released=own.is_released, result_url=result_url)


@dataclass(frozen=True, slots=True)
class AttemptOutcome:
    """What a handed-in attempt came to. `score_ratio` (0-1, of the attempts that count) and `mark` (of ten) are None until the
    candidate may see them."""

    test_uuid: UUID
    person_id: int
    submitted_at: datetime
    seconds: int
    score_ratio: float | None = None
    mark: Decimal | None = None


def attempt_outcome(attempt_id: int) -> AttemptOutcome | None:
    """Return what a handed-in attempt came to; None when it isn't handed in (any more), or a guest's. Two queries."""
    rows = Attempt.objects.select_related("test").filter(pk=attempt_id, state=AttemptState.SUBMITTED, candidate__is_guest=False)
    attempt = rows.first()
    if attempt is None or attempt.submitted_at is None:
        return None
    seconds = int((attempt.submitted_at - attempt.started_at).total_seconds()) if attempt.started_at else 0
    ratio: float | None = None
    mark: Decimal | None = None
    if attempt.is_marked and "mark" in sees_of(attempt) and (found := results_of(attempt.test, [attempt.person_id])):
        step = TestSettings.read(attempt.test.settings).mark_step
        ratio, mark = found[0].score_ratio, mark_of(Decimal(str(found[0].score_points)), attempt.test.total_points, step)
    return AttemptOutcome(attempt.test.uuid, attempt.person_id, attempt.submitted_at, max(0, seconds), ratio, mark)
