"""The results of a test as figures: distribution, questions, outcomes; from sums, of one class from its counted attempts."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q

from assessment.hooks import ItemKind
from core.access.policies import require
from core.access.types import Actor
from core.organisations.models import ClassGroup

from ...scoring.models import ItemScore
from ...scoring.policies import can_review
from ...scoring.selectors.counting import items_of
from ...sessions.enums import AttemptState
from ...sessions.models import Attempt, Candidate, Test
from ..models import CountedAttempt, ItemStatistic, TestStatistic
from ..rules.classical import BINS, GROUPS, Sums, alpha, item_rest, reliability_word, standard_error, upper_lower
from ..rules.flags import Finding, findings
from ..rules.mastery import shares
from .sums import milli, put


@dataclass(frozen=True, slots=True)
class Choice:
    """An option of a question: its letter, how many chose it, their share and mean mark (scale of ten)."""

    letter: str
    count: int
    percent: int
    mean: float | None
    is_right: bool


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """One question: `facility` 0-1, `discrimination` -1..1, per score group the share right in percent (None: nobody), what is odd."""

    position: int
    kind: str
    facility: float
    discrimination: float | None
    groups: list[int | None]
    answered: int
    count: int
    findings: list[Finding] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    key: str = ""
    item_uuid: str = ""

    @property
    def is_flagged(self) -> bool:
        return any(finding.code != "idle" for finding in self.findings)

    @property
    def percent(self) -> int:
        return round(100 * self.facility)

    @property
    def hundredths(self) -> int | None:
        return None if self.discrimination is None else round(100 * self.discrimination)


@dataclass(frozen=True, slots=True)
class OutcomeFigures:
    """How an outcome was reached in this test: shares of candidates in percent; `solid` is what the page writes large."""

    name: str
    solid: int
    forming: int
    not_yet: int
    count: int


@dataclass(frozen=True, slots=True)
class TestFigures:
    """The figures of a test or of one class of it. Means and the median are on the scale of ten, `error` too."""

    __test__ = False

    candidates: int
    handed_in: int
    counted: int
    waiting: int
    mean: float | None
    whole_mean: float | None
    median: float | None
    passed: int
    alpha: float | None
    reliability: str
    error: float | None
    histogram: list[int]
    outline: list[float]
    outcomes: list[OutcomeFigures]
    items: list[ItemFigures]

    @property
    def passed_percent(self) -> int:
        return round(100 * self.passed / self.counted) if self.counted else 0

    @property
    def flagged(self) -> list[tuple[ItemFigures, Finding]]:
        """What to look at, the gravest first, one finding a question."""
        found = [(item, item.findings[0]) for item in self.items if item.findings]
        order = ("key", "reversed", "hard", "weak", "easy", "idle")
        return sorted(found, key=lambda row: (order.index(row[1].code), row[0].position))


@dataclass(slots=True)
class Totals:
    """Sums of what is looked at: a whole test as it is stored, or one class put together."""

    test: TestStatistic
    items: dict[int, ItemStatistic]
    marks: list[int] | None = None

    @property
    def sums(self) -> Sums:
        return Sums(self.test.attempt_count, self.test.sum_points, self.test.sum_squares)


def classes_of(test: Test) -> list[ClassGroup]:
    """Return the classes that take a test."""
    return list(ClassGroup.objects.filter(pk__in=test.classes.values("class_group_id")).select_related("grade"))


def totals_of(test: Test, class_id: int | None = None) -> Totals:
    """Return the sums of a test (two queries) or of one of its classes (one, of that class's counted attempts)."""
    if class_id is None:
        whole = TestStatistic.objects.filter(test=test, class_group=None).first() or TestStatistic(test=test, histogram=[0] * BINS)
        rows = ItemStatistic.objects.filter(test=test).select_related("item")
        return Totals(whole, {row.position: row for row in rows})
    part = TestStatistic(test=test, histogram=[0] * BINS)
    known = {row.position: row for row in ItemStatistic.objects.filter(test=test).select_related("item")}
    fresh = {position: ItemStatistic(test=test, position=position, item=row.item) for position, row in known.items()}
    marks = []
    for counted in CountedAttempt.objects.filter(attempt__test=test, class_group_id=class_id):
        put(counted, 1, [part], fresh)
        marks.append(counted.marks)
    return Totals(part, fresh, marks)


def figures_of(actor: Actor, test: Test, class_id: int | None = None) -> TestFigures:
    """Return the figures of a test, or of one of its classes beside the whole. The same few queries however many took it."""
    require(can_review, actor, test)
    items = items_of(test)
    shown = totals_of(test, class_id)
    whole = shown.test if class_id is None else TestStatistic.objects.filter(test=test, class_group=None).first()
    most = milli(test.total_points) or 1
    sums = shown.sums
    reliability = alpha([Sums(row.attempt_count, row.sum_points, row.sum_squares) for row in shown.items.values()], sums)
    error = standard_error(sums, reliability)
    counts = _counts(test, class_id)
    return TestFigures(
        candidates=counts["candidates"],
        handed_in=counts["handed_in"],
        counted=shown.test.attempt_count,
        waiting=counts["waiting"],
        mean=_mean(shown.test, most),
        whole_mean=_mean(whole, most) if whole is not None and class_id is not None else None,
        median=_median(test, shown, most),
        passed=sum(shown.test.histogram[5:]),
        alpha=reliability,
        reliability=reliability_word(reliability),
        error=10 * error / most if error is not None else None,
        histogram=list(shown.test.histogram),
        outline=_outline(whole, shown.test) if class_id is not None else [],
        outcomes=_outcomes(shown.test, items),
        items=[
            item_figures(position, item, shown.items[position], shown, most) for position, item in items.items() if position in shown.items
        ],
    )


def _counts(test: Test, class_id: int | None) -> dict[str, int]:
    rows = Candidate.objects.filter(test=test, is_removed=False)
    if class_id is not None:
        rows = rows.filter(class_group_id=class_id)
    handed = Q(attempts__state=AttemptState.SUBMITTED)
    counts: dict[str, int] = rows.aggregate(candidates=Count("pk", distinct=True), handed_in=Count("pk", distinct=True, filter=handed))
    waiting = Attempt.objects.filter(test=test, state=AttemptState.SUBMITTED, is_marked=False)
    counts["waiting"] = (waiting.filter(candidate__class_group_id=class_id) if class_id is not None else waiting).count()
    return counts


def _mean(row: TestStatistic | None, most: int) -> float | None:
    return 10 * row.sum_marks / row.attempt_count / most if row is not None and row.attempt_count else None


def _median(test: Test, shown: Totals, most: int) -> float | None:
    count = shown.test.attempt_count
    if not count:
        return None
    low, high = (count - 1) // 2, count // 2
    if shown.marks is not None:
        marks = sorted(shown.marks)
        return 5 * (marks[low] + marks[high]) / most
    middle = list(CountedAttempt.objects.filter(attempt__test=test).order_by("marks").values_list("marks", flat=True)[low : high + 1])
    return 5 * (middle[0] + middle[-1]) / most if middle else None


def _outline(whole: TestStatistic | None, part: TestStatistic) -> list[float]:
    """Return the whole test's distribution scaled to the size of the class; nothing where the class is the whole."""
    if whole is None or not whole.attempt_count or whole.attempt_count == part.attempt_count:
        return []
    return [number * part.attempt_count / whole.attempt_count for number in whole.histogram]


def _outcomes(row: TestStatistic, items: dict[int, dict[str, Any]]) -> list[OutcomeFigures]:
    names = {str(item["outcome"]): item["outcome_name"] for item in items.values() if item.get("outcome")}
    found = []
    for key, name in names.items():
        if key in row.outcomes:
            solid, forming, not_yet = shares(row.outcomes[key])
            found.append(OutcomeFigures(name, solid, forming, not_yet, sum(row.outcomes[key])))
    return sorted(found, key=lambda outcome: (-outcome.solid, outcome.not_yet))


def item_figures(position: int, item: dict[str, Any], row: ItemStatistic, shown: Totals, most: int) -> ItemFigures:
    """Return the figures of one question."""
    sums, worth = Sums(row.attempt_count, row.sum_points, row.sum_squares), milli(item["points"])
    facility = sums.mean / worth if worth else 0.0
    discrimination = item_rest(sums, shown.sums, row.sum_cross)
    options = [] if "give" in item["content"] else item["content"].get("options", [])
    right = [option["id"] for option in options if option.get("is_right")]
    counted = {key: (count, total / count) for key, (count, total) in row.choices.items() if count}
    choices = [
        Choice(
            letter=chr(65 + place),
            count=counted.get(option["id"], (0, 0.0))[0],
            percent=round(100 * counted.get(option["id"], (0, 0.0))[0] / sums.count) if sums.count else 0,
            mean=10 * counted[option["id"]][1] / most if option["id"] in counted else None,
            is_right=option["id"] in right,
        )
        for place, option in enumerate(options)
    ]
    letters = {option["id"]: chr(65 + place) for place, option in enumerate(options)}
    is_single = item["kind"] == "single_choice"
    odd = findings(
        count=sums.count,
        facility=facility,
        discrimination=discrimination,
        choices=counted if is_single else {},
        options=list(letters) if is_single else [],
        right=right if is_single else [],
    )
    return ItemFigures(
        position=position,
        kind=item["kind"],
        facility=facility,
        discrimination=discrimination,
        groups=[round(row.groups[key][1] / row.groups[key][0] / 10) if row.groups.get(key) else None for key, _least in GROUPS],
        answered=row.answered_count,
        count=sums.count,
        findings=[Finding(one.code, letters.get(one.choice, ""), one.count) for one in odd],
        choices=choices,
        key="" if "give" in item["content"] else ItemKind.of(item["kind"]).key_text(item["content"]),
        item_uuid=str(row.item.uuid) if row.item else "",
    )


def upper_lower_of(test: Test, position: int, class_id: int | None = None) -> float | None:
    """Return the upper-lower 27 % index of a question, worked out when asked for: one query over those who count."""
    rows = ItemScore.objects.filter(attempt__test=test, attempt__counted__isnull=False, position=position).exclude(points=None)
    if class_id is not None:
        rows = rows.filter(attempt__counted__class_group_id=class_id)
    return upper_lower([(float(total), ratio or 0.0) for total, ratio in rows.values_list("attempt__counted__total", "ratio")])
