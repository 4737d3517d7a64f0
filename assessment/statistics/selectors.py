"""The results of a test as figures: distribution, items, outcomes; all from sums."""

from dataclasses import dataclass, field
from typing import Any

from assessment.hooks import ItemKind
from core.access.policies import require
from core.access.types import Actor

from ..scoring.policies import can_mark
from ..scoring.services import items_of
from ..sessions.enums import AttemptState
from ..sessions.models import Attempt, Candidate, Test
from .models import ItemStatistic, TestStatistic
from .rules import GROUPS, Finding, Sums, alpha, findings, item_rest, median, standard_error


@dataclass(frozen=True, slots=True)
class ItemFigures:
    """One question: `facility` 0-1, `discrimination` -1..1, per group the share right (None: nobody), what is odd."""

    position: int
    kind: str
    facility: float
    discrimination: float | None
    groups: list[int | None]
    findings: list[Finding] = field(default_factory=list)
    choices: list[tuple[str, int, bool]] = field(default_factory=list)
    item_uuid: str = ""
    key: str = ""

    @property
    def is_flagged(self) -> bool:
        return bool(self.findings)


@dataclass(frozen=True, slots=True)
class OutcomeFigures:
    """How an outcome was reached: how many solid, forming, not yet, and the share solid or forming in percent."""

    name: str
    solid: int
    forming: int
    not_yet: int

    @property
    def percent(self) -> int:
        total = self.solid + self.forming + self.not_yet
        return round(100 * (self.solid + self.forming / 2) / total) if total else 0


@dataclass(frozen=True, slots=True)
class TestFigures:
    """The figures of a test or of one class of it. Means are on the scale of ten."""

    __test__ = False

    candidates: int
    handed_in: int
    counted: int
    mean: float | None
    whole_mean: float | None
    median: float | None
    passed: int
    alpha: float | None
    standard_error: float | None
    histogram: list[int]
    whole_histogram: list[float]
    outcomes: list[OutcomeFigures]
    items: list[ItemFigures]


def test_figures(actor: Actor, test: Test, class_id: int | None = None) -> TestFigures:
    """Return the figures of a test (of one class: distribution and outcomes; questions are always over all). A handful of queries."""
    require(can_mark, actor, test)
    stats = {row.class_group_id: row for row in TestStatistic.objects.filter(test=test)}
    whole, part = stats.get(None), stats.get(class_id)
    items = items_of(test)
    rows = {row.position: row for row in ItemStatistic.objects.filter(test=test).select_related("item")}
    sums = Sums(whole.attempt_count, whole.sum_points, whole.sum_squares) if whole else Sums(0, 0, 0)
    reliability = alpha([Sums(row.attempt_count, row.sum_points, row.sum_squares) for row in rows.values()], sums)
    candidates = Candidate.objects.filter(test=test, is_removed=False)
    handed_in = Attempt.objects.filter(test=test, state=AttemptState.SUBMITTED)
    if class_id:
        candidates = candidates.filter(class_group_id=class_id)
        handed_in = handed_in.filter(candidate__class_group_id=class_id)
    most = float(test.total_points) or 1.0
    histogram = list(part.histogram) if part and part.histogram else [0] * 10
    share = (part.attempt_count / whole.attempt_count) if part and whole and whole.attempt_count else 0.0
    return TestFigures(
        candidates=candidates.count(),
        handed_in=handed_in.values("candidate_id").distinct().count(),
        counted=part.attempt_count if part else 0,
        mean=10 * part.sum_points / part.attempt_count / most if part and part.attempt_count else None,
        whole_mean=10 * sums.mean / most if sums.count else None,
        median=median(histogram),
        passed=sum(histogram[5:]),
        alpha=reliability,
        standard_error=standard_error(sums, reliability),
        histogram=histogram,
        whole_histogram=[round(number * share, 2) for number in (whole.histogram if whole and whole.histogram else [0] * 10)],
        outcomes=_outcomes(part, items),
        items=[_item(position, item, rows[position], sums) for position, item in items.items() if position in rows],
    )


def _outcomes(part: TestStatistic | None, items: dict[int, dict[str, Any]]) -> list[OutcomeFigures]:
    names = {str(item["outcome"]): item["outcome_name"] for item in items.values() if item.get("outcome")}
    if part is None:
        return []
    found = [OutcomeFigures(name, *part.outcomes[key]) for key, name in names.items() if key in part.outcomes]
    return sorted(found, key=lambda row: -row.percent)


def _item(position: int, item: dict[str, Any], row: ItemStatistic, test: Sums) -> ItemFigures:
    sums = Sums(row.attempt_count, row.sum_points, row.sum_squares)
    facility = sums.mean / float(item["points"]) if float(item["points"]) else 0.0
    discrimination = item_rest(sums, test, row.sum_cross)
    right = (
        [option["id"] for option in item["content"].get("options", []) if option.get("is_right")] if "give" not in item["content"] else []
    )
    choices = {key: (count, total / count) for key, (count, total) in row.choices.items() if count}
    options = [option["id"] for option in item["content"].get("options", [])]
    shown = [(chr(65 + place), row.choices.get(key, [0])[0], key in right) for place, key in enumerate(options)]
    groups = [round(100 * row.groups[key][1] / row.groups[key][0]) if row.groups.get(key) else None for key, _least in GROUPS]
    kind = ItemKind.of(item["kind"])
    return ItemFigures(
        position=position,
        kind=item["kind"],
        facility=facility,
        discrimination=discrimination,
        groups=groups,
        findings=findings(
            count=row.attempt_count,
            facility=facility,
            discrimination=discrimination,
            choices=choices if item["kind"] == "single_choice" else {},
            right=right,
            mean=test.mean,
        ),
        choices=shown,
        item_uuid=str(row.item.uuid) if row.item else "",
        key=kind.key_text(item["content"]) if "give" not in item["content"] else "",
    )
