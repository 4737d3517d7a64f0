"""Machine scores, totals, changed answers, several attempts."""

from decimal import Decimal

import pytest

from assessment.models import Attempt, ItemScore, KeyChange
from assessment.scoring.rules.marks import counting_place, counting_points, mark_of, may_be_given, rounded
from assessment.scoring.services import score_attempt, score_test
from core.models import OutboxEvent
from tests.factories.assessment_scoring import ESSAY, RIGHT, essay_score, make_scored, mark, owner
from tests.factories.assessment_sessions import make_attempt, make_test

pytestmark = pytest.mark.django_db


def points(attempt) -> dict:
    return dict(ItemScore.objects.filter(attempt=attempt).values_list("position", "points"))


def scored_events() -> int:
    return OutboxEvent.objects.filter(name="assessment.attempt.scored.v1").count()


def test_every_position_gets_a_score_and_the_essay_waits():
    attempt = make_scored()
    assert points(attempt) == {1: Decimal(1), 2: Decimal(1), 3: Decimal(1), 4: None}
    assert (attempt.score_points, attempt.score_ratio, attempt.is_marked) == (Decimal(3), 0.75, False)


def test_nothing_written_is_nought_without_a_marker():
    attempt = make_scored(answers={"1": "o1"})
    assert points(attempt) == {1: Decimal(0), 2: Decimal(0), 3: Decimal(0), 4: Decimal(0)}
    assert attempt.is_marked


def test_a_cluster_gets_stepped_points():
    attempt = make_scored(answers={"2": {"s1": True, "s2": False, "s3": True, "s4": True}})
    assert points(attempt)[2] == Decimal("0.5")


def test_scoring_twice_changes_nothing_and_an_open_attempt_is_left_alone():
    attempt = make_scored(answers=RIGHT)
    before, events = points(attempt), scored_events()
    score_attempt(attempt_id=attempt.pk)
    assert points(attempt) == before
    assert ItemScore.objects.filter(attempt=attempt).count() == 4
    assert scored_events() == events  # nothing new: nobody has to count again
    working = make_attempt(attempt.test)
    assert score_attempt(attempt_id=working.pk) is None
    assert not ItemScore.objects.filter(attempt=working).exists()


def test_handing_in_scores_by_a_job(run_jobs):
    from assessment.sessions.services import submit_attempt
    from tests.factories.assessment_sessions import candidate_actor

    attempt = make_attempt()
    change = {"number": 1, "answers": {"1": "o2"}, "made_at_ms": 0}
    submit_attempt(actor=candidate_actor(attempt), attempt=attempt, device="may-1", changes=[change])
    run_jobs()
    attempt.refresh_from_db()
    assert (attempt.score_points, attempt.is_marked) == (Decimal(1), True)


def test_marks_of_people_survive_scoring_again_but_not_another_answer():
    attempt = make_scored()
    mark(owner(attempt.test), essay_score(attempt), "0,75")
    score_test(test_id=attempt.test_id)
    assert points(attempt)[4] == Decimal("0.75")
    Attempt.objects.filter(pk=attempt.pk).update(answers={**RIGHT, "4": {**ESSAY, "html": "<p>Bài viết thêm khi có mạng.</p>"}})
    score_attempt(attempt_id=attempt.pk)
    score = essay_score(attempt)
    assert (score.points, score.source, score.marks.get().is_final) == (None, "waiting", False)
    assert score.marks.get().points == Decimal("0.75")  # what the marker thought stays to be read


def test_a_mended_key_counts_only_once_it_is_applied():
    attempt = make_scored(answers={"1": "o3"})
    change = KeyChange.objects.create(
        test=attempt.test, position=1, content={"give": "answered"}, reason="Đề sai", made_by=attempt.test.owner
    )
    score_attempt(attempt_id=attempt.pk)
    assert points(attempt)[1] == 0
    change.applied_at = change.made_at
    change.save()
    score_attempt(attempt_id=attempt.pk)
    assert points(attempt)[1] == 1


def test_scoring_costs_the_same_for_more_answers(django_assert_num_queries):
    test = make_test(learners=2)
    first, second = make_attempt(test, answers=RIGHT), make_attempt(test, answers={})
    with django_assert_num_queries(15):
        score_attempt(attempt_id=first.pk)
    with django_assert_num_queries(15):
        score_attempt(attempt_id=second.pk)


@pytest.mark.parametrize(("way", "points", "place"), [("best", 9, 1), ("last", 5, 2), ("first", 7, 0), ("average", 7, 2)])
def test_which_attempt_counts(way, points, place):
    own = [Decimal(7), Decimal(9), Decimal(5)]
    assert (counting_points(own, way), counting_place(own, way)) == (points, place)


def test_the_first_of_equal_attempts_counts_as_best():
    assert counting_place([Decimal(7), Decimal(7)], "best") == 0
    assert counting_points([], "best") is None


def test_marks_are_rounded_half_up_to_the_step_of_the_test():
    assert [str(rounded(Decimal(text), 0.25)) for text in ("6.1", "6.125", "6.37", "6.375")] == ["6.00", "6.25", "6.25", "6.50"]
    assert mark_of(Decimal("13.2"), Decimal(20), 0.1) == Decimal("6.60")
    assert mark_of(Decimal(3), Decimal(0)) is None


def test_quarters_everything_or_the_sum_of_the_rubric_may_be_given():
    most = Decimal("0.7")
    assert [may_be_given(Decimal(text), most, {}) for text in ("0.25", "0.7", "0.3")] == [True, True, False]
    assert may_be_given(Decimal("0.3"), most, {"c1": Decimal("0.1"), "c2": Decimal("0.2")})
