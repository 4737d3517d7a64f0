"""Release, planned release, withdrawal; appeals."""

from datetime import timedelta
from decimal import Decimal
from unittest.mock import ANY

import pytest
from django.utils import timezone

from assessment.hooks import ResultsListener
from assessment.models import Appeal, Attempt, Test
from assessment.scoring.errors import ScoringError
from assessment.scoring.policies import can_decide_appeal, visible_results
from assessment.scoring.selectors.counting import results_of
from assessment.scoring.selectors.results import marks_of
from assessment.scoring.services import (
    close_appeal,
    make_appeal,
    plan_release,
    release_due,
    release_results,
    take_appeal,
    withdraw_appeal,
    withdraw_results,
)
from core.access.errors import AccessRefused
from core.models import AuditRecord, Notification
from tests.factories.assessment_scoring import (
    RIGHT,
    answer,
    close,
    essay_score,
    guardian_of,
    make_marker,
    make_quiz,
    make_scored,
    mark,
    owner,
)
from tests.factories.assessment_sessions import candidate_actor, make_test
from tests.factories.core import make_actor, make_guardianship, make_person

pytestmark = pytest.mark.django_db


def code_of(call, **fields) -> str:
    with pytest.raises(ScoringError) as caught:
        call(**fields)
    return caught.value.code


class Listener(ResultsListener):
    """Keeps what it is told."""

    def __init__(self):
        self.calls = []

    def released(self, *, test_uuid, results):
        self.calls.append((test_uuid, [(one.person_id, one.score_points, one.score_ratio) for one in results]))


@pytest.fixture
def listener(monkeypatch):
    one = Listener()
    monkeypatch.setattr(ResultsListener, "registry", [one])
    return one


def released(learners=1, **settings):
    attempt = make_scored(make_test(learners=learners, settings=settings), RIGHT)
    release_results(actor=owner(attempt.test), test=close(attempt.test))
    return Attempt.objects.select_related("test__unit", "person").get(pk=attempt.pk)


def test_a_release_shows_results_tells_families_and_hands_them_on(run_jobs, listener):
    attempt = make_scored(make_test(learners=1), RIGHT)
    seeing, blind, unverified = make_person("Ma Thị Bích"), make_person("Ma Văn Bình"), make_person("Ma Văn Chung")
    make_guardianship(seeing, attempt.person)
    make_guardianship(blind, attempt.person, may_see=["progress"])
    make_guardianship(unverified, attempt.person, verified_at=None)
    assert release_results(actor=owner(attempt.test), test=close(attempt.test)) == 1
    run_jobs()
    attempt.refresh_from_db()
    test = Test.objects.get(pk=attempt.test_id)
    assert (test.state, test.released_at, attempt.released_at) == ("released", ANY, test.released_at)
    assert listener.calls == [(str(test.uuid), [(attempt.person_id, 3.0, 0.75)])]
    told = dict(Notification.objects.values_list("recipient_id", "kind"))
    assert told == {attempt.person_id: "assessment.released", seeing.pk: "assessment.released.guardian"}
    assert marks_of(test) == {attempt.person_id: Decimal("7.50")}


def test_results_are_handed_on_in_batches(monkeypatch, listener):
    from assessment.scoring.services import releasing

    monkeypatch.setattr(releasing, "BATCH", 2)
    test = make_test(learners=3)
    for _number in range(3):
        make_scored(test, RIGHT)
    release_results(actor=owner(test), test=close(test))
    assert [len(rows) for _uuid, rows in listener.calls] == [2, 1]


def test_what_is_not_marked_holds_a_release_up_unless_one_says_so():
    attempt = make_scored(make_test(learners=1))
    test = close(attempt.test)
    assert code_of(release_results, actor=owner(test), test=test) == "release.unmarked"
    assert Attempt.objects.get(pk=attempt.pk).released_at is None
    assert release_results(actor=owner(test), test=test, allow_unmarked=True) == 1


def test_an_exam_that_runs_is_not_released_and_an_empty_one_neither():
    attempt = make_scored(make_test(learners=1), RIGHT)
    assert code_of(release_results, actor=owner(attempt.test), test=attempt.test) == "release.open"
    empty = close(make_test())
    assert code_of(release_results, actor=owner(empty), test=empty) == "release.none"


def test_late_scripts_are_released_afterwards_and_only_they():
    attempt = released(learners=2)
    assert code_of(release_results, actor=owner(attempt.test), test=attempt.test) == "release.done"
    late = make_scored(attempt.test, RIGHT)
    assert release_results(actor=owner(attempt.test), test=attempt.test) == 1
    late.refresh_from_db()
    assert late.released_at > attempt.released_at


def test_a_planned_release_happens_once_its_time_has_come():
    attempt = make_scored(make_test(learners=1), RIGHT)
    test, actor = close(attempt.test), owner(attempt.test)
    assert code_of(plan_release, actor=actor, test=test, at=timezone.now()) == "release.when"
    plan_release(actor=actor, test=test, at=timezone.now() + timedelta(hours=1))
    assert release_due() == 0
    Test.objects.filter(pk=test.pk).update(release_at=timezone.now() - timedelta(seconds=1))
    assert (release_due(), release_due()) == (1, 0)
    test.refresh_from_db()
    assert (test.release_at, test.state) == (None, "released")


def test_a_planned_release_that_cannot_be_tells_the_owner_why():
    attempt = make_scored(make_test(learners=1))
    Test.objects.filter(pk=close(attempt.test).pk).update(release_at=timezone.now() - timedelta(seconds=1))
    assert release_due() == 0
    row = Notification.objects.get(kind="assessment.not_released")
    assert (row.recipient_id, Test.objects.get().release_at, Test.objects.get().released_at) == (attempt.test.owner_id, None, None)


def test_a_withdrawal_hides_results_again_with_its_reason():
    attempt = released()
    test = attempt.test
    assert code_of(withdraw_results, actor=owner(test), test=test, reason=" ") == "release.reason"
    withdraw_results(actor=owner(test), test=test, reason="Soát lại câu 3")
    attempt.refresh_from_db()
    test.refresh_from_db()
    assert (attempt.released_at, test.released_at, test.state, marks_of(test)) == (None, None, "closed", {})
    assert Notification.objects.get(kind="assessment.withdrawn").body == "Lí do: Soát lại câu 3"
    assert AuditRecord.objects.get(verb="assessment.results.withdrawn").changes == {"reason": "Soát lại câu 3"}
    assert code_of(withdraw_results, actor=owner(test), test=test, reason="x") == "release.not_done"


@pytest.mark.parametrize("role", ["marker", "second_marker", "proctor"])
def test_helpers_do_not_release(role):
    attempt = make_scored(make_test(learners=1), RIGHT)
    test = close(attempt.test)
    for call in (
        release_results,
        lambda **fields: withdraw_results(**fields, reason="x"),
        lambda **fields: plan_release(**fields, at=None),
    ):
        with pytest.raises(AccessRefused):
            call(actor=make_marker(test, role), test=test)
    assert Test.objects.get(pk=test.pk).released_at is None


def test_of_several_attempts_the_one_counts_that_the_test_says():
    test = make_quiz(questions=2, learners=1, grade_by="last", attempts_allowed=2)
    first = answer(test, [1, 1])
    second = Attempt.objects.create(test=test, candidate=first.candidate, person=first.person, number=2, pack=first.pack)
    second.state, second.submitted_at, second.answers = "submitted", timezone.now(), {"1": "o1"}
    second.save()
    from assessment.scoring.services import score_attempt

    score_attempt(attempt_id=second.pk)
    assert [(row.attempt_id, row.score_points) for row in results_of(test)] == [(second.pk, 1.0)]
    test.grade_by = "best"
    assert [(row.attempt_id, row.score_points) for row in results_of(test)] == [(first.pk, 2.0)]
    test.grade_by = "average"
    assert [row.score_points for row in results_of(test)] == [1.5]


def test_who_sees_a_result():
    attempt = make_scored(make_test(learners=1), RIGHT)
    seeing, blind = guardian_of(attempt.person), guardian_of(attempt.person, may_see=["progress"])
    own = candidate_actor(attempt)

    def who():
        return [visible_results(actor).filter(pk=attempt.pk).exists() for actor in (own, seeing, blind, make_actor("student"))]

    assert who() == [True, False, False, False]
    release_results(actor=owner(attempt.test), test=close(attempt.test))
    assert who() == [True, True, False, False]


# Appeals


def essay_released(**settings):
    attempt = make_scored(make_test(learners=1, settings=settings))
    mark(owner(attempt.test), essay_score(attempt), "0,5", comment="Thiếu kết luận")
    release_results(actor=owner(attempt.test), test=close(attempt.test))
    return Attempt.objects.select_related("test__unit", "person").get(pk=attempt.pk)


def test_an_appeal_is_marked_blind_by_somebody_else_and_both_marks_stay():
    attempt = essay_released()
    appeal = make_appeal(actor=candidate_actor(attempt), attempt=attempt, reason="Em có kết luận ở dòng cuối", positions=[4])
    first, other = owner(attempt.test), make_marker(attempt.test)
    assert Notification.objects.get(kind="assessment.appeal").recipient_id == attempt.test.owner_id
    assert code_of(take_appeal, actor=first, appeal=appeal) == "appeal.marker"
    take_appeal(actor=other, appeal=appeal)
    from assessment.scoring.selectors.marking import script

    seen = script(other, attempt.test, essay_score(attempt), "appeal")
    assert (seen.mark, seen.others, seen.notes, seen.name) == (None, [], [], "")
    assert code_of(close_appeal, actor=other, appeal=appeal, answer="Đã xem lại") == "appeal.unmarked"
    mark(other, essay_score(attempt), "0,75", round_name="appeal")
    closed = close_appeal(actor=other, appeal=appeal, answer="Có kết luận, cộng 0,25.")
    attempt.refresh_from_db()
    assert (closed.state, closed.points_before, closed.points_after) == ("changed", Decimal("3.5"), Decimal("3.75"))
    assert (attempt.score_points, essay_score(attempt).source) == (Decimal("3.75"), "appeal")
    assert dict(essay_score(attempt).marks.values_list("round", "points")) == {"first": Decimal("0.5"), "appeal": Decimal("0.75")}
    assert Notification.objects.get(kind="assessment.appeal.closed").recipient_id == attempt.person_id


def test_what_an_appeal_decided_stays_when_the_test_is_scored_again():
    attempt = essay_released()
    appeal = make_appeal(actor=candidate_actor(attempt), attempt=attempt, reason="Câu 1 em chọn đúng", positions=[1])
    other = make_marker(attempt.test)
    take_appeal(actor=other, appeal=appeal)
    from assessment.models import ItemScore
    from assessment.scoring.services import score_attempt

    mark(other, ItemScore.objects.get(attempt=attempt, position=1), "0,5", round_name="appeal")
    close_appeal(actor=other, appeal=appeal, answer="Nửa điểm.")
    score_attempt(attempt_id=attempt.pk)
    assert ItemScore.objects.get(attempt=attempt, position=1).points == Decimal("0.5")


def test_a_guardian_who_may_see_marks_appeals_and_another_does_not():
    attempt = essay_released()
    seeing, blind = guardian_of(attempt.person), guardian_of(attempt.person, may_see=["progress"])
    for actor in (blind, make_actor("student"), owner(attempt.test)):
        with pytest.raises(AccessRefused):
            make_appeal(actor=actor, attempt=attempt, reason="x", positions=[4])
    make_appeal(actor=seeing, attempt=attempt, reason="Xin xem lại", positions=[4])
    assert Appeal.objects.get().made_by_id == seeing.person_id


def test_appeals_end_with_their_days_and_are_made_once():
    attempt = essay_released(appeal_days=3)
    actor = candidate_actor(attempt)
    both = {"actor": actor, "attempt": attempt}
    assert code_of(make_appeal, **both, reason="", positions=[4]) == "appeal.reason"
    assert code_of(make_appeal, **both, reason="x", positions=[99]) == "appeal.positions"
    appeal = make_appeal(**both, reason="x", positions=[4])
    assert code_of(make_appeal, **both, reason="y", positions=[4]) == "appeal.there"
    withdraw_appeal(actor=actor, appeal=appeal)
    Attempt.objects.filter(pk=attempt.pk).update(released_at=timezone.now() - timedelta(days=3, minutes=1))
    assert code_of(make_appeal, **both, reason="x", positions=[4]) == "appeal.closed"


def test_an_appeal_in_hand_is_not_withdrawn_and_belongs_to_who_took_it():
    attempt = essay_released()
    appeal = make_appeal(actor=candidate_actor(attempt), attempt=attempt, reason="x", positions=[4])
    first, second = make_marker(attempt.test), make_marker(attempt.test, name="Lò Văn Kim")
    appeal = take_appeal(actor=first, appeal=appeal)
    assert [can_decide_appeal(actor, appeal) for actor in (first, second, owner(attempt.test))] == [True, False, False]
    assert code_of(take_appeal, actor=second, appeal=appeal) == "appeal.marker"
    assert code_of(withdraw_appeal, actor=candidate_actor(attempt), appeal=appeal) == "appeal.begun"
