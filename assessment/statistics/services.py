"""Counting attempts into the sums and taking them out again; mastery; what the bank learns of its questions."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction

from core.people.models import Person

from ..items.models import Item, Outcome
from ..scoring.models import ItemScore
from ..scoring.rules.marks import counting_place
from ..scoring.selectors.counting import items_of
from ..sessions.enums import AttemptState
from ..sessions.models import Attempt, Test
from .models import CountedAttempt, ItemStatistic, Mastery, TestStatistic
from .rules.classical import BINS, Sums, bin_of, group_of, item_rest
from .rules.mastery import Shown, level_of
from .selectors.sums import milli, put

COUNTED_KINDS = ("single_choice", "multiple_response", "true_false")
PEOPLE = 100
ITEM_FIELDS = ["attempt_count", "answered_count", "sum_points", "sum_squares", "sum_cross", "choices", "groups"]


@transaction.atomic
def count_attempt(*, attempt_id: int) -> bool:
    """Bring the sums up to a candidate's attempts as they stand: what they had put in goes out, what counts now goes in.

    Of several attempts the one that counts for the mark (`Test.grade_by`; of an average the last) stands for the candidate, when
    it is wholly marked. Safe to run twice and by several workers: the test's row is locked first. Says whether one counts now.
    """
    attempt = Attempt.objects.select_related("test__paper", "candidate").get(pk=attempt_id)
    test = attempt.test
    TestStatistic.objects.get_or_create(test_id=test.pk, class_group=None, defaults={"histogram": [0] * BINS})
    whole = TestStatistic.objects.select_for_update().get(test_id=test.pk, class_group=None)
    items = items_of(test)
    rows = _item_rows(test, items)
    counted = list(CountedAttempt.objects.filter(attempt__test=test, attempt__person_id=attempt.person_id))
    chosen = _counting(test, attempt.person_id)
    fresh = _contribution(chosen, items) if chosen is not None else None
    touched = {row.class_group_id for row in counted} | ({fresh.class_group_id} if fresh else set())
    tests: dict[int | None, TestStatistic] = {None: whole}
    for class_id in sorted(touched - {None}, key=lambda key: key or 0):
        tests[class_id] = TestStatistic.objects.get_or_create(test_id=test.pk, class_group_id=class_id, defaults={"histogram": [0] * BINS})[
            0
        ]
    for statistic in tests.values():
        statistic.test = test  # its bounds are asked for below
    for known in counted:
        put(known, -1, _tests_of(known, tests), rows)
        known.delete()
    if fresh is not None:
        fresh.save(force_insert=True)
        put(fresh, 1, _tests_of(fresh, tests), rows)
    for statistic in tests.values():
        statistic.save()
    ItemStatistic.objects.bulk_update(list(rows.values()), ITEM_FIELDS)
    outcome_ids = {int(key) for row in [*counted, *([fresh] if fresh else [])] for key in row.outcomes}
    if not attempt.candidate.is_guest:
        refresh_mastery(person_id=attempt.person_id, outcome_ids=outcome_ids)
    return fresh is not None


def _tests_of(counted: CountedAttempt, tests: dict[int | None, TestStatistic]) -> list[TestStatistic]:
    return [tests[None], *([tests[counted.class_group_id]] if counted.class_group_id else [])]


def _item_rows(test: Test, items: dict[int, dict[str, Any]]) -> dict[int, ItemStatistic]:
    """Return the rows of a test's positions, made where they are missing."""
    rows = {row.position: row for row in ItemStatistic.objects.filter(test=test)}
    missing = {position: item for position, item in items.items() if position not in rows}
    if missing:
        known = set(Item.objects.filter(pk__in=[item.get("item_id") or 0 for item in missing.values()]).values_list("pk", flat=True))
        made = [
            ItemStatistic(test=test, position=position, item_id=item["item_id"] if item.get("item_id") in known else None)
            for position, item in missing.items()
        ]
        ItemStatistic.objects.bulk_create(made)
        rows |= {row.position: row for row in made}
    return rows


def _counting(test: Test, person_id: int) -> Attempt | None:
    attempts = Attempt.objects.filter(test=test, person_id=person_id, state=AttemptState.SUBMITTED, is_marked=True)
    own = list(attempts.exclude(score_points=None).select_related("candidate").defer("answers").order_by("number"))
    return own[counting_place([row.score_points or Decimal(0) for row in own], test.grade_by)] if own else None


def _contribution(attempt: Attempt, items: dict[int, dict[str, Any]]) -> CountedAttempt:
    """Return what an attempt puts into the sums."""
    points: dict[str, Any] = {}
    outcomes: dict[str, list[int]] = {}
    for row in ItemScore.objects.filter(attempt=attempt):
        item = items.get(row.position)
        if item is None or row.points is None:
            continue
        kept = list(row.choices)[:10] if item["kind"] in COUNTED_KINDS else []
        points[str(row.position)] = [milli(row.points), round(1000 * (row.ratio or 0.0)), row.is_answered, kept]
        if item.get("outcome"):
            reached = outcomes.setdefault(str(item["outcome"]), [0, 0])
            reached[0] += milli(row.points)
            reached[1] += milli(item["points"])
    ratio = attempt.score_ratio or 0.0
    return CountedAttempt(
        attempt=attempt,
        points=points,
        outcomes=outcomes,
        total=sum(value[0] for value in points.values()),
        marks=milli(attempt.score_points or 0),
        group=group_of(ratio),
        bin=bin_of(ratio),
        class_group_id=attempt.candidate.class_group_id,
    )


def refresh_mastery(*, person_id: int, outcome_ids: Iterable[int]) -> int:
    """Work out anew how a person stands with outcomes (`refresh_masteries`); returns how many rows are kept."""
    return refresh_masteries(wanted={person_id: outcome_ids})


@transaction.atomic(savepoint=False)
def refresh_masteries(*, wanted: Mapping[int, Iterable[int]]) -> int:
    """Work out anew how people stand with outcomes, `{person id: outcome ids}`; returns how many rows are kept. Five queries.

    From the released tests that count, in their order; guests have no mastery. Idempotent: the rows follow from the counted attempts alone. The people are
    locked in the order of their keys: of two tests counted at once the second sees what the first has counted.
    """
    asked = {person_id: {str(key) for key in keys} for person_id, keys in wanted.items()}
    asked = {person_id: keys for person_id, keys in asked.items() if keys}
    if not asked:
        return 0
    list(Person.objects.select_for_update(no_key=True).filter(pk__in=asked).order_by("pk").values_list("pk"))
    history: dict[tuple[int, int], list[Shown]] = {}
    released = CountedAttempt.objects.filter(attempt__person_id__in=asked).exclude(attempt__released_at=None)
    released = released.exclude(attempt__candidate__is_guest=True)
    for person_id, outcomes in released.order_by("attempt__submitted_at", "attempt_id").values_list("attempt__person_id", "outcomes"):
        for key in asked[person_id] & outcomes.keys():
            reached, possible = outcomes[key]
            history.setdefault((person_id, int(key)), []).append(Shown(reached / 1000, possible / 1000, len(outcomes) > 1))
    known = set(Outcome.objects.filter(pk__in={outcome_id for _person, outcome_id in history}).values_list("pk", flat=True))
    rows = [
        Mastery(
            person_id=person_id,
            outcome_id=outcome_id,
            reached=sum(test.reached for test in tests),
            possible=sum(test.possible for test in tests),
            answer_count=len(tests),
            level=level_of(tests),
        )
        for (person_id, outcome_id), tests in sorted(history.items())
        if outcome_id in known
    ]
    fields = ["reached", "possible", "answer_count", "level", "updated_at"]
    Mastery.objects.bulk_create(rows, update_conflicts=True, unique_fields=["person", "outcome"], update_fields=fields)
    kept = {(row.person_id, row.outcome_id) for row in rows}
    every = {int(key) for keys in asked.values() for key in keys}
    there = Mastery.objects.filter(person_id__in=asked, outcome_id__in=every).values_list("pk", "person_id", "outcome_id")
    gone = [pk for pk, person_id, key in there if str(key) in asked[person_id] and (person_id, key) not in kept]
    if gone:
        Mastery.objects.filter(pk__in=gone).delete()
    return len(rows)


def refresh_test_mastery(*, test_id: int) -> int:
    """Bring the mastery of everybody who took a test up to date, after its release or withdrawal; returns how many people."""
    rows = CountedAttempt.objects.filter(attempt__test_id=test_id).order_by("attempt__person_id")
    people = {person_id: [int(key) for key in outcomes] for person_id, outcomes in rows.values_list("attempt__person_id", "outcomes")}
    ids = list(people)
    for start in range(0, len(ids), PEOPLE):
        refresh_masteries(wanted={pk: people[pk] for pk in ids[start : start + PEOPLE]})
    return len(ids)


def refresh_items(*, test_id: int) -> int:
    """Write facility and discrimination of a test's items to the bank, over all released tests they stood in; returns how many items.

    The one place that writes `Item.facility` and `Item.discrimination`: means over the tests, weighted by candidates.
    """
    item_ids = list(ItemStatistic.objects.filter(test_id=test_id).exclude(item=None).values_list("item_id", flat=True))
    rows = ItemStatistic.objects.filter(item_id__in=item_ids, attempt_count__gt=0).exclude(test__released_at=None)
    tests = {
        row.test_id: row
        for row in TestStatistic.objects.filter(test_id__in=rows.values("test_id"), class_group=None).select_related("test__paper")
    }
    worth = {pk: {position: milli(item["points"]) for position, item in items_of(row.test).items()} for pk, row in tests.items()}
    found: dict[int, list[tuple[int, float, float | None]]] = {}
    for row in rows:
        whole, most = tests.get(row.test_id), worth.get(row.test_id, {}).get(row.position, 0)
        if whole is None or not most or row.item_id is None:
            continue
        sums = Sums(row.attempt_count, row.sum_points, row.sum_squares)
        test = Sums(whole.attempt_count, whole.sum_points, whole.sum_squares)
        found.setdefault(row.item_id, []).append((sums.count, sums.mean / most, item_rest(sums, test, row.sum_cross)))
    items = list(Item.objects.filter(pk__in=[pk for pk in item_ids if pk]).only("pk", "facility", "discrimination"))
    for one in items:
        seen = found.get(one.pk, [])
        spoken = [(count, value) for count, _facility, value in seen if value is not None]
        one.facility, one.discrimination = _mean([(count, value) for count, value, _discrimination in seen]), _mean(spoken)
    Item.objects.bulk_update(items, ["facility", "discrimination"])
    return len(item_ids)


def _mean(values: Sequence[tuple[int, float]]) -> float | None:
    weight = sum(count for count, _value in values)
    return round(sum(count * value for count, value in values) / weight, 4) if weight else None
