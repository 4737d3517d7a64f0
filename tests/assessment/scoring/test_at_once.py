"""Two people at once, in threads of their own: on SQLite writers take turns, on PostgreSQL they meet at the rows."""

from datetime import timedelta
from decimal import Decimal

import pytest

from assessment.models import Appeal, Attempt, CountedAttempt, ItemScore, ItemStatistic, Mark, Mastery, TestStatistic
from assessment.scoring.errors import ScoringError
from assessment.scoring.services import (
    apply_regrade,
    change_key,
    close_appeal,
    compute_regrade,
    dry_regrade,
    make_appeal,
    release_results,
    run_regrade,
    score_attempt,
    take_appeal,
)
from assessment.statistics.services import count_attempt, refresh_mastery
from core.models import AuditRecord, Notification
from tests.factories.assessment_scoring import answer, close, essay_score, make_marker, make_quiz, make_scored, mark, owner
from tests.factories.assessment_sessions import candidate_actor, make_test
from tests.threads import at_once, held

pytestmark = pytest.mark.django_db(transaction=True)


def code(found) -> str:
    assert isinstance(found, ScoringError), found
    return found.code


def content_with(test, position, right):
    from assessment.scoring.selectors.counting import items_of

    content = items_of(test)[position]["content"]
    return {**content, "options": [{**row, "is_right": row["id"] == right} for row in content["options"]]}


def fresh(attempt):
    return Attempt.objects.select_related("test__unit", "test__paper", "person", "candidate").get(pk=attempt.pk)


# Two markers at one answer


def test_of_two_markers_who_save_at_once_one_stands_and_the_other_is_told_whose():
    attempt = make_scored(make_test(learners=1))
    first, second = owner(attempt.test), make_marker(attempt.test)
    score = essay_score(attempt)
    mine, theirs, waited = held(
        lambda: mark(first, score, "0,5", comment="Của cô Hồng", revision=0),
        lambda: mark(second, score, "1", comment="Của thầy Thắng", revision=0),
    )
    assert isinstance(mine, Mark)
    assert waited
    assert code(theirs) == "mark.changed"
    assert theirs.params == {"name": attempt.test.owner.short_name}
    kept = Mark.objects.get()
    assert (kept.points, kept.comment, kept.marker_id, kept.revision) == (Decimal("0.5"), "Của cô Hồng", first.person_id, 1)
    assert fresh(attempt).score_points == Decimal("3.5")
    assert AuditRecord.objects.filter(verb="assessment.answer.marked").count() == 1


def test_however_often_two_save_the_points_are_those_of_the_mark_that_stands():
    attempts = [make_scored(make_test(learners=1)) for _number in range(4)]
    for attempt in attempts:
        marker = make_marker(attempt.test)
        score = essay_score(attempt)
        found = at_once(
            lambda score=score, attempt=attempt: mark(owner(attempt.test), score, "0,5", revision=0),
            lambda score=score, marker=marker: mark(marker, score, "1", revision=0),
        )
        assert sorted(isinstance(one, ScoringError) for one in found) == [False, True]
        kept = Mark.objects.get(score=score)
        assert essay_score(attempt).points == kept.points
        assert fresh(attempt).score_points == 3 + kept.points


def test_two_windows_of_one_marker_lose_nothing_either():
    attempt = make_scored(make_test(learners=1))
    actor, score = owner(attempt.test), essay_score(attempt)
    one, other, _waited = held(lambda: mark(actor, score, "0,5", revision=0), lambda: mark(actor, score, "1", revision=0))
    assert isinstance(one, Mark)
    assert code(other) == "mark.own_changed"
    assert essay_score(attempt).points == Decimal("0.5")


def test_two_questions_of_one_script_marked_at_once_are_both_summed():
    attempt = make_scored(make_test(learners=1))
    ItemScore.objects.filter(attempt=attempt, position=3).update(points=None, source="waiting")
    third, fourth = ItemScore.objects.get(attempt=attempt, position=3), essay_score(attempt)
    first, second = owner(attempt.test), make_marker(attempt.test)
    found = at_once(lambda: mark(first, third, "0,5"), lambda: mark(second, fourth, "0,75"))
    assert all(isinstance(one, Mark) for one in found), found
    attempt = fresh(attempt)
    assert (attempt.score_points, attempt.is_marked) == (Decimal("3.25"), True)


# Double marking


def doubly():
    test = make_test(learners=1, settings={"double_marking": True, "marking_gap": 0.25})
    attempt = make_scored(test)
    return attempt, owner(test), make_marker(test, "second_marker"), essay_score(attempt)


def test_both_markers_at_once_are_joined_once():
    attempt, first, second, score = doubly()
    found = at_once(lambda: mark(first, score, "0,5"), lambda: mark(second, score, "0,75", round_name="second"))
    assert all(isinstance(one, Mark) for one in found), found
    score = essay_score(attempt)
    assert (score.points, score.source) == (Decimal("0.625"), "reconciled")
    assert (fresh(attempt).score_points, fresh(attempt).is_marked) == (Decimal("3.63"), True)


def test_a_settlement_stands_whatever_a_marker_changes_at_the_same_time():
    attempt, first, second, score = doubly()
    mark(first, score, "0,25")
    mark(second, score, "1", round_name="second")
    assert essay_score(attempt).points is None
    found = at_once(
        lambda: mark(first, score, "0,75", round_name="reconcile"), lambda: mark(second, score, "0,5", round_name="second", revision=1)
    )
    assert all(isinstance(one, Mark) for one in found), found
    assert essay_score(attempt).points == Decimal("0.75")
    assert fresh(attempt).score_points == Decimal("3.75")


def test_nothing_is_settled_while_a_marker_has_opened_its_mark_again():
    attempt, first, second, score = doubly()
    mark(first, score, "0,25")
    mark(second, score, "1", round_name="second")
    opened, settled, _waited = held(
        lambda: mark(first, score, "0,5", is_final=False, revision=1), lambda: mark(first, score, "0,75", round_name="reconcile")
    )
    assert isinstance(opened, Mark)
    assert code(settled) == "mark.round"
    assert essay_score(attempt).points is None


# A release while somebody marks


def test_a_release_waits_for_a_mark_that_is_being_saved_and_refuses_what_it_opened():
    attempt = make_scored(make_test(learners=1))
    test, score = close(attempt.test), essay_score(attempt)
    actor = owner(test)
    mark(actor, score, "0,5")
    opened, released, waited = held(
        lambda: mark(actor, score, "0,5", is_final=False, revision=1), lambda: release_results(actor=actor, test=test)
    )
    assert isinstance(opened, Mark)
    assert waited
    assert code(released) == "release.unmarked"
    assert fresh(attempt).released_at is None
    test.refresh_from_db()
    assert test.released_at is None


def test_a_mark_that_is_saved_while_results_go_out_is_refused_and_changes_nothing():
    attempt = make_scored(make_test(learners=1))
    test, score = close(attempt.test), essay_score(attempt)
    actor = owner(test)
    mark(actor, score, "0,5", comment="Bản đã trả")
    released, late, waited = held(lambda: release_results(actor=actor, test=test), lambda: mark(actor, score, "1", revision=1))
    assert released == 1
    assert waited
    assert code(late) == "mark.released"
    kept = Mark.objects.get()
    assert (kept.points, kept.comment, fresh(attempt).score_points) == (Decimal("0.5"), "Bản đã trả", Decimal("3.5"))


def test_two_who_release_at_once_release_once():
    attempt = make_scored(make_test(learners=1), {"1": "o2", "2": {}, "3": "-1,5"})
    test = close(attempt.test)
    found = at_once(*[lambda: release_results(actor=owner(test), test=test)] * 2)
    assert sorted(str(one) for one in found) == ["1", "release.done"]
    assert AuditRecord.objects.filter(verb="assessment.results.released").count() == 1


# A regrade while somebody marks, releases, appeals


def test_marks_saved_during_a_regrade_are_neither_lost_nor_undone(run_jobs):
    test = make_test(learners=6)
    attempts = [make_scored(test) for _number in range(6)]
    run_jobs()
    change_key(actor=owner(test), test=test, position=1, content={"give": "all"}, reason="Đề in mờ")
    regrade = compute_regrade(regrade_id=dry_regrade(actor=owner(test), test=test).pk)
    apply_regrade(actor=owner(test), regrade=regrade)

    def mark_all():
        return [mark(owner(test), essay_score(attempt), "0,75") for attempt in attempts]

    found = at_once(lambda: run_regrade(regrade_id=regrade.pk), mark_all)
    assert not [one for one in found if isinstance(one, Exception)], found
    sums = Attempt.objects.filter(test=test).values_list("score_points", "is_marked")
    assert list(sums) == [(Decimal("3.75"), True)] * 6
    essays = ItemScore.objects.filter(attempt__test=test, position=4).values_list("points", "source")
    assert list(essays) == [(Decimal("0.75"), "marker")] * 6


def test_scoring_again_waits_for_a_mark_and_keeps_it():
    attempt = make_scored(make_test(learners=1))
    marked, scored, waited = held(
        lambda: mark(owner(attempt.test), essay_score(attempt), "1"), lambda: score_attempt(attempt_id=attempt.pk)
    )
    assert isinstance(marked, Mark)
    assert waited
    assert (scored.score_points, scored.is_marked) == (Decimal(4), True)
    assert (essay_score(attempt).points, essay_score(attempt).source) == (Decimal(1), "marker")


def test_of_two_who_apply_one_regrade_one_is_told(run_jobs):
    test = make_quiz(questions=2, learners=1)
    answer(test, ["o3", 1])
    close(test)
    change_key(actor=owner(test), test=test, position=1, content=content_with(test, 1, "o3"), reason="Nhầm đáp án")
    regrade = compute_regrade(regrade_id=dry_regrade(actor=owner(test), test=test).pk)
    found = at_once(*[lambda: apply_regrade(actor=owner(test), regrade=regrade)] * 2)
    assert sorted(isinstance(one, ScoringError) for one in found) == [False, True]
    run_jobs()
    assert Attempt.objects.get(test=test, state="submitted").score_points == 2


def appealed():
    """A released attempt with an appeal of question 1 that somebody has taken."""
    test = make_quiz(questions=3, learners=1)
    attempt = answer(test, [0, "o3", 1])
    release_results(actor=owner(test), test=close(test))
    attempt = fresh(attempt)
    appeal = make_appeal(actor=candidate_actor(attempt), attempt=attempt, reason="Em thấy câu này đúng", positions=[1])
    marker = make_marker(test)
    take_appeal(actor=marker, appeal=appeal)
    return test, attempt, appeal, marker


def test_an_appeal_marked_during_a_regrade_stands_and_says_what_it_changed_itself(run_jobs):
    test, attempt, appeal, marker = appealed()
    change_key(actor=owner(test), test=test, position=2, content=content_with(test, 2, "o3"), reason="Nhầm đáp án")
    regrade = compute_regrade(regrade_id=dry_regrade(actor=owner(test), test=test).pk)
    apply_regrade(actor=owner(test), regrade=regrade)
    score = ItemScore.objects.get(attempt=attempt, position=1)
    found = at_once(lambda: run_regrade(regrade_id=regrade.pk), lambda: mark(marker, score, "1", round_name="appeal"))
    assert not [one for one in found if isinstance(one, Exception)], found
    assert fresh(attempt).score_points == 3
    appeal = close_appeal(actor=marker, appeal=appeal, answer="Em làm đúng.")
    assert (appeal.state, appeal.points_before, appeal.points_after) == ("changed", Decimal(2), Decimal(3))


def test_an_appeal_that_kept_the_mark_is_not_called_a_change_because_of_a_regrade(run_jobs):
    test, attempt, appeal, marker = appealed()
    score = ItemScore.objects.get(attempt=attempt, position=1)
    mark(marker, score, "0", round_name="appeal")
    change_key(actor=owner(test), test=test, position=2, content=content_with(test, 2, "o3"), reason="Nhầm đáp án")
    regrade = compute_regrade(regrade_id=dry_regrade(actor=owner(test), test=test).pk)
    apply_regrade(actor=owner(test), regrade=regrade)
    run_jobs()
    appeal = close_appeal(actor=marker, appeal=Appeal.objects.get(), answer="Điểm giữ nguyên.")
    assert (appeal.state, appeal.points_before, appeal.points_after) == ("kept", Decimal(2), Decimal(2))
    told = Notification.objects.filter(recipient_id=attempt.person_id).values_list("kind", flat=True)
    assert sorted(told) == ["assessment.appeal.closed", "assessment.regraded", "assessment.released"]


def test_a_regrade_tells_nobody_of_a_change_an_appeal_made_meanwhile(run_jobs):
    test, attempt, _appeal, marker = appealed()
    run_jobs()
    change_key(actor=owner(test), test=test, position=3, content={"give": "all"}, reason="Câu đúng sẵn")
    regrade = compute_regrade(regrade_id=dry_regrade(actor=owner(test), test=test).pk)
    apply_regrade(actor=owner(test), regrade=regrade)
    mark(marker, ItemScore.objects.get(attempt=attempt, position=1), "1", round_name="appeal")
    assert run_regrade(regrade_id=regrade.pk) == 0
    assert not Notification.objects.filter(kind="assessment.regraded").exists()


def test_one_of_two_who_take_an_appeal_marks_it():
    test, _attempt, appeal, marker = appealed()
    Appeal.objects.update(state="open", marker=None)
    other = make_marker(test, name="Lò Thị Ánh")
    found = at_once(lambda: take_appeal(actor=marker, appeal=appeal), lambda: take_appeal(actor=other, appeal=appeal))
    refused = [one for one in found if isinstance(one, ScoringError)]
    assert [one.code for one in refused] == ["appeal.marker"]
    assert Appeal.objects.get().marker_id in (marker.person_id, other.person_id)


def test_an_appeals_mark_is_never_taken_back_to_nothing():
    _test, attempt, _appeal, marker = appealed()
    score = ItemScore.objects.get(attempt=attempt, position=1)
    mark(marker, score, "1", round_name="appeal")
    with pytest.raises(ScoringError) as caught:
        mark(marker, score, "", round_name="appeal")
    assert caught.value.code == "mark.points"
    mark(marker, score, "0", round_name="appeal", is_final=False)
    score.refresh_from_db()
    assert (score.points, score.source) == (Decimal(0), "appeal")


# Sums and mastery


def test_candidates_counted_at_once_add_up(run_jobs):
    test = make_quiz(questions=4, learners=6)
    attempts = [make_scored(test, {str(place): "o1" for place in range(1, 5)}) for _number in range(6)]
    found = at_once(*[lambda pk=attempt.pk: count_attempt(attempt_id=pk) for attempt in attempts])
    assert found == [True] * 6
    whole = TestStatistic.objects.get(test=test, class_group=None)
    assert (whole.attempt_count, whole.sum_points, whole.histogram) == (6, 24_000, [0] * 9 + [6])
    assert list(ItemStatistic.objects.filter(test=test).values_list("attempt_count", "sum_points")) == [(6, 6000)] * 4


def test_two_tests_of_one_person_counted_at_once_both_reach_its_mastery():
    one = make_quiz(questions=2, learners=1, outcomes=1)
    attempt = answer(one, [1, 1])
    Attempt.objects.filter(pk=attempt.pk).update(released_at=attempt.submitted_at)
    counted = CountedAttempt.objects.get(attempt=attempt)
    outcome_id = int(next(iter(counted.outcomes)))
    second = Attempt.objects.create(
        test=one,
        candidate=attempt.candidate,
        person=attempt.person,
        number=2,
        state="submitted",
        submitted_at=attempt.submitted_at + timedelta(days=1),
        released_at=attempt.submitted_at,
    )

    def counts_second():
        CountedAttempt.objects.create(attempt=second, points={}, outcomes={str(outcome_id): [1000, 2000]}, total=0)
        return refresh_mastery(person_id=attempt.person_id, outcome_ids=[outcome_id])

    found = held(counts_second, lambda: refresh_mastery(person_id=attempt.person_id, outcome_ids=[outcome_id]))
    assert found[:2] == (1, 1)
    row = Mastery.objects.get()
    assert (row.reached, row.possible, row.answer_count) == (3.0, 4.0, 2)
