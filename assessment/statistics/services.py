"""Counting attempts into the sums and taking them out again."""

from typing import Any

from django.db import transaction
from django.db.models import F

from ..items.models import Item
from ..scoring.models import ItemScore
from ..scoring.services import items_of
from ..sessions.enums import AttemptState
from ..sessions.models import Attempt
from .models import CountedAttempt, ItemStatistic, Mastery, TestStatistic
from .rules import BINS, Sums, bin_of, group_of, item_rest, level_of

COUNTED_KINDS = ("single_choice", "multiple_response", "true_false")


@transaction.atomic
def count_attempt(*, attempt_id: int) -> bool:
    """Bring the sums up to an attempt as it stands: what it had put in goes out, what it reached now goes in.

    Only attempts that are handed in and wholly marked count. Safe to run twice and by several workers: the test's row is locked.
    Returns whether the attempt counts now.
    """
    attempt = Attempt.objects.select_related("test__paper", "candidate").get(pk=attempt_id)
    whole, _made = TestStatistic.objects.get_or_create(test_id=attempt.test_id, class_group=None, defaults={"histogram": [0] * BINS})
    whole = TestStatistic.objects.select_for_update().get(pk=whole.pk)
    items = items_of(attempt.test)
    rows = {row.position: row for row in ItemStatistic.objects.filter(test_id=attempt.test_id)}
    missing = [
        ItemStatistic(test_id=attempt.test_id, position=pos, item_id=_item_id(item)) for pos, item in items.items() if pos not in rows
    ]
    if missing:
        ItemStatistic.objects.bulk_create(missing)
        rows |= {row.position: row for row in missing}
    tests = [whole]
    class_id = attempt.candidate.class_group_id
    if class_id:
        part, _made = TestStatistic.objects.get_or_create(
            test_id=attempt.test_id, class_group_id=class_id, defaults={"histogram": [0] * BINS}
        )
        tests.append(TestStatistic.objects.select_for_update().get(pk=part.pk))
    known = CountedAttempt.objects.filter(attempt=attempt).first()
    if known is not None:
        _put(known, -1, tests, rows, attempt.person_id)
        known.delete()
    counts = attempt.state == AttemptState.SUBMITTED and attempt.is_marked
    if counts:
        fresh = _contribution(attempt, items)
        fresh.save(force_insert=True)
        _put(fresh, 1, tests, rows, attempt.person_id)
    for test in tests:
        test.save()
    fields = ["attempt_count", "answered_count", "sum_points", "sum_squares", "sum_cross", "choices", "groups"]
    ItemStatistic.objects.bulk_update(list(rows.values()), fields)
    return counts


def _item_id(item: dict[str, Any]) -> int | None:
    return Item.objects.filter(pk=item.get("item_id") or 0).values_list("pk", flat=True).first()


def _contribution(attempt: Attempt, items: dict[int, dict[str, Any]]) -> CountedAttempt:
    """Return what an attempt puts into the sums."""
    points: dict[str, Any] = {}
    outcomes: dict[int, list[float]] = {}
    for row in ItemScore.objects.filter(attempt=attempt):
        item = items.get(row.position)
        if item is None or row.points is None:
            continue
        kept = list(row.choices)[:10] if item["kind"] in COUNTED_KINDS else []
        points[str(row.position)] = [float(row.points), row.ratio or 0.0, row.is_answered, kept]
        if item.get("outcome"):
            reached = outcomes.setdefault(item["outcome"], [0.0, 0.0])
            reached[0] += float(row.points)
            reached[1] += float(item["points"])
    total = round(sum(value[0] for value in points.values()), 6)
    ratio = attempt.score_ratio or 0.0
    return CountedAttempt(
        attempt=attempt,
        points=points,
        outcomes={str(key): [round(got, 6), most] for key, (got, most) in outcomes.items()},
        total=total,
        group=group_of(ratio),
        bin=bin_of(ratio),
        class_group_id=attempt.candidate.class_group_id,
    )


def _put(counted: CountedAttempt, sign: int, tests: list[TestStatistic], rows: dict[int, ItemStatistic], person_id: int) -> None:
    """Add (1) or take out (-1) what an attempt counts; the two are exact inverses up to floating point."""
    for test in tests:
        test.attempt_count += sign
        test.sum_points += sign * counted.total
        test.sum_squares += sign * counted.total**2
        histogram = list(test.histogram) or [0] * BINS
        histogram[counted.bin] += sign
        test.histogram = histogram
        outcomes = dict(test.outcomes)
        for key, (got, most) in counted.outcomes.items():
            levels = list(outcomes.get(key, [0, 0, 0]))
            levels[("solid", "forming", "not_yet").index(level_of(got / most if most else 0.0))] += sign
            outcomes[key] = levels
        test.outcomes = outcomes
    for position, (value, ratio, answered, chosen) in counted.points.items():
        row = rows.get(int(position))
        if row is None:
            continue
        row.attempt_count += sign
        row.answered_count += sign * int(bool(answered))
        row.sum_points += sign * value
        row.sum_squares += sign * value**2
        row.sum_cross += sign * value * counted.total
        row.choices = _moved(row.choices, dict.fromkeys(chosen, counted.total), sign)
        row.groups = _moved(row.groups, {counted.group: ratio}, sign)
    for key, (got, most) in counted.outcomes.items():
        _master(person_id, int(key), sign * got, sign * most, sign)


def _moved(sums: dict[str, Any], values: dict[str, float], sign: int) -> dict[str, Any]:
    """Return `{key: [count, sum]}` with values put in or taken out; what is down to nothing goes."""
    moved = dict(sums)
    for key, value in values.items():
        count, total = moved.get(key, [0, 0.0])
        moved[key] = [count + sign, round(total + sign * value, 6)]
        if moved[key][0] <= 0:
            del moved[key]
    return moved


def _master(person_id: int, outcome_id: int, reached: float, possible: float, sign: int) -> None:
    row, _made = Mastery.objects.get_or_create(person_id=person_id, outcome_id=outcome_id)
    Mastery.objects.filter(pk=row.pk).update(
        reached=F("reached") + reached, possible=F("possible") + possible, answer_count=F("answer_count") + sign
    )
    row.refresh_from_db()
    share = row.reached / row.possible if row.possible > 1e-9 else 0.0
    Mastery.objects.filter(pk=row.pk).update(level=level_of(share) if row.possible > 1e-9 else "")


def refresh_items(*, test_id: int) -> int:
    """Write facility and discrimination of a test's items to the bank (after a release); returns how many."""
    whole = TestStatistic.objects.filter(test_id=test_id, class_group=None).first()
    if whole is None or not whole.attempt_count:
        return 0
    test = Sums(whole.attempt_count, whole.sum_points, whole.sum_squares)
    worth = {position: float(item["points"]) for position, item in items_of(_test(test_id)).items()}
    done = 0
    for row in ItemStatistic.objects.filter(test_id=test_id).exclude(item=None):
        sums = Sums(row.attempt_count, row.sum_points, row.sum_squares)
        facility = sums.mean / worth[row.position] if worth.get(row.position) else None
        done += Item.objects.filter(pk=row.item_id or 0).update(facility=facility, discrimination=item_rest(sums, test, row.sum_cross))
    return done


def _test(test_id: int) -> Any:
    from ..sessions.models import Test

    return Test.objects.select_related("paper").get(pk=test_id)
