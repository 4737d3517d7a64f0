"""Sums: in and out again exactly, which attempt counts, the bank, mastery."""

import random

import pytest
from django.utils import timezone

from assessment.models import Attempt, CountedAttempt, Item, ItemStatistic, Mastery, TestStatistic
from assessment.scoring.services import release_results, score_attempt, withdraw_results
from assessment.statistics.services import count_attempt, refresh_items
from tests.factories.assessment_scoring import answer, close, essay_score, make_quiz, make_scored, mark, owner

pytestmark = pytest.mark.django_db


def state(test):
    """All sums of a test, comparable."""
    tests = [
        (row.class_group_id, row.attempt_count, row.sum_points, row.sum_squares, row.sum_marks, row.histogram, row.outcomes)
        for row in TestStatistic.objects.filter(test=test).order_by("pk")
    ]
    items = [
        (row.position, row.attempt_count, row.answered_count, row.sum_points, row.sum_squares, row.sum_cross, row.choices, row.groups)
        for row in ItemStatistic.objects.filter(test=test).order_by("position")
    ]
    return tests, items


def test_sums_are_what_the_attempts_say():
    test = make_quiz(questions=2, learners=2)
    first, _second = answer(test, [1, 1]), answer(test, [0, 1])
    whole, part = TestStatistic.objects.filter(test=test).order_by("class_group_id")
    whole, part = (whole, part) if whole.class_group_id is None else (part, whole)
    assert (whole.attempt_count, whole.sum_points, whole.sum_squares, whole.sum_marks) == (2, 3000, 5_000_000, 3000)
    assert whole.histogram == [0, 0, 0, 0, 0, 1, 0, 0, 0, 1]
    assert (part.class_group_id, part.attempt_count) == (first.candidate.class_group_id, 2)
    row = ItemStatistic.objects.get(test=test, position=1)
    assert (row.attempt_count, row.sum_points, row.sum_cross) == (2, 1000, 2_000_000)
    assert row.choices == {"o1": [1, 2000], "o2": [1, 1000]}
    assert row.groups == {"8-10": [1, 1000], "5-6,4": [1, 0]}


def test_counting_again_changes_nothing():
    test = make_quiz(questions=2, learners=1)
    attempt = answer(test, [1, 0])
    before = state(test)
    count_attempt(attempt_id=attempt.pk)
    assert state(test) == before
    assert CountedAttempt.objects.count() == 1


@pytest.mark.parametrize("seed", range(4))
def test_taking_out_undoes_putting_in_whatever_the_order(seed):
    chance = random.Random(seed)
    test = make_quiz(questions=3, learners=4)
    attempts = [answer(test, [chance.choice([0, 1, "o3", None]) for _question in range(3)]) for _person in range(2)]
    before = state(test)
    more = [answer(test, [chance.choice([0, 1, "o3"]) for _question in range(3)]) for _person in range(2)]
    assert state(test) != before
    chance.shuffle(more)
    for attempt in more:
        Attempt.objects.filter(pk=attempt.pk).update(state="voided")
        count_attempt(attempt_id=attempt.pk)
    assert state(test) == before
    for attempt in [*attempts]:
        Attempt.objects.filter(pk=attempt.pk).update(state="voided")
        count_attempt(attempt_id=attempt.pk)
    tests, items = state(test)
    assert all((row[1:5], set(row[5]), row[6]) == ((0, 0, 0, 0), {0}, {}) for row in tests)
    assert all(row[1:] == (0, 0, 0, 0, 0, {}, {}) for row in items)


def test_what_waits_for_a_marker_is_not_counted_yet(run_jobs):
    attempt = make_scored()
    run_jobs()
    assert not CountedAttempt.objects.exists()
    mark(owner(attempt.test), essay_score(attempt), "0,5")
    run_jobs()
    assert TestStatistic.objects.get(test=attempt.test, class_group=None).sum_points == 3500
    mark(owner(attempt.test), essay_score(attempt), "0,75")
    run_jobs()
    row = TestStatistic.objects.get(test=attempt.test, class_group=None)
    assert (row.attempt_count, row.sum_points) == (1, 3750)


def test_of_several_attempts_one_counts():
    test = make_quiz(questions=2, learners=1, grade_by="best", attempts_allowed=2)
    first = answer(test, [1, 0])
    second = Attempt.objects.create(test=test, candidate=first.candidate, person=first.person, number=2, pack=first.pack)
    second.state, second.submitted_at, second.answers = "submitted", timezone.now(), {"1": "o1", "2": "o1"}
    second.save()
    score_attempt(attempt_id=second.pk)
    count_attempt(attempt_id=second.pk)
    assert list(CountedAttempt.objects.values_list("attempt_id", flat=True)) == [second.pk]
    assert TestStatistic.objects.get(test=test, class_group=None).attempt_count == 1


@pytest.mark.parametrize("learners", [1, 3])
def test_counting_costs_the_same_for_more_questions(learners, django_assert_num_queries):
    test = make_quiz(questions=learners + 1, learners=2, outcomes=1)
    answer(test, [1] * (learners + 1))
    other = answer(test, [0] * (learners + 1))
    with django_assert_num_queries(19):
        count_attempt(attempt_id=other.pk)


def test_the_bank_hears_of_released_tests_only(run_jobs):
    test = make_quiz(questions=2, learners=3)
    for pattern in ([1, 1], [1, 0], [0, 0]):
        answer(test, pattern)
    refresh_items(test_id=test.pk)
    item = Item.objects.get(pk=ItemStatistic.objects.get(test=test, position=1).item_id)
    assert (item.facility, item.discrimination) == (None, None)
    release_results(actor=owner(test), test=close(test))
    run_jobs()
    item.refresh_from_db()
    assert item.facility == pytest.approx(2 / 3, abs=1e-4)
    assert item.discrimination == pytest.approx(0.5)
    withdraw_results(actor=owner(test), test=test, reason="Soát lại")
    run_jobs()
    item.refresh_from_db()
    assert (item.facility, item.discrimination) == (None, None)


def test_mastery_comes_with_the_release_and_goes_with_the_withdrawal(run_jobs):
    test = make_quiz(questions=4, learners=1, outcomes=2)
    attempt = answer(test, [1, 0, 1, 1])
    assert not Mastery.objects.exists()
    release_results(actor=owner(test), test=close(test))
    run_jobs()
    rows = Mastery.objects.filter(person=attempt.person).order_by("outcome_id")
    assert [(row.reached, row.possible, row.level) for row in rows] == [(2.0, 2.0, "proficient"), (1.0, 2.0, "attempted")]
    withdraw_results(actor=owner(test), test=test, reason="Soát lại")
    run_jobs()
    assert not Mastery.objects.exists()
