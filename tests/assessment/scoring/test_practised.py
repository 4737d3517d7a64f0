"""What hints cost on the result of a practice: by question and in all, for whoever may see the marks."""

from decimal import Decimal

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from assessment.models import Attempt, ItemScore
from assessment.papers.rules.scoring import points_of
from assessment.scoring.enums import ScoreSource
from assessment.scoring.selectors.practice import PracticeRow, PracticeSum
from assessment.scoring.selectors.results import result_page
from assessment.scoring.services import score_attempt
from assessment.sessions.rules.practising import hint_cost, points_after
from assessment.sessions.services import check_practice, submit_attempt
from tests.assessment.scoring.test_views import client_of
from tests.assessment.sessions.test_practice import practice
from tests.factories.assessment_scoring import guardian_of, owner
from tests.factories.assessment_sessions import candidate_actor

pytestmark = pytest.mark.django_db

def check(attempt, position=1, response=None, **more):
    return check_practice(actor=candidate_actor(attempt), attempt=attempt, position=position, response=response, **more)


def handed_in(attempt):
    submit_attempt(actor=candidate_actor(attempt), attempt=attempt)
    score_attempt(attempt_id=attempt.pk)
    rows = Attempt.objects.select_related("test__unit", "test__paper", "test__subject", "person", "pack__form")
    return rows.get(pk=attempt.pk)


def practised_once(**settings):
    """One question right after two hints and a wrong try, one right at once, one with a hint and never answered."""
    attempt = practice(hint_cost_ratio=0.25, tries=3, **settings)
    check(attempt, hint=0)
    check(attempt, response="o1")
    check(attempt, hint=1)
    check(attempt, response="o2")
    check(attempt, position=2, response="o2")
    check(attempt, position=3, hint=0)
    return handed_in(attempt)


@given(
    st.floats(0, 1),
    st.decimals("0", "10", places=2),
    st.integers(0, 5),
    st.integers(0, 100).map(lambda percent: percent / 100),
)
def test_points_and_cost_are_what_would_be_without_hints(ratio, points, hints, share):
    cost = hint_cost(ratio, points, hints, share)
    assert points_after(ratio, points, hints, share) + cost == points_of(ratio, points)
    assert cost >= 0
    assert hints or not cost


def test_hints_and_tries_of_each_question_and_the_sum():
    attempt = practised_once()
    page = result_page(owner(attempt.test), attempt, for_staff=True)
    rows = {1: PracticeRow(2, 2, Decimal("0.500")), 2: PracticeRow(0, 1, Decimal("0.000")), 3: PracticeRow(1, 0, Decimal("0.000"))}
    assert page.practice == PracticeSum(rows, 3, Decimal("0.50"))
    assert {row.position: row.practice for row in page.rows} == rows
    assert page.points + page.practice.cost == Decimal(2)


def test_what_a_person_decided_has_no_cost():
    attempt = practised_once()
    ItemScore.objects.filter(attempt=attempt, position=1).update(source=ScoreSource.APPEAL, points=1)
    page = result_page(owner(attempt.test), attempt, for_staff=True)
    assert (page.practice.rows[1], page.practice.cost) == (PracticeRow(2, 2), Decimal(0))


def test_of_a_part_of_which_only_the_best_count_the_sum_is_what_the_attempt_lost():
    attempt = practised_once()
    attempt.test.paper.snapshot["parts"][0]["answer_count"] = 1
    page = result_page(owner(attempt.test), attempt, for_staff=True)
    assert page.practice.rows[1].cost == Decimal("0.500")
    assert page.practice.cost == Decimal(0), "the second question, without a hint, is the one that counts"


def test_an_attempt_that_has_shown_mastery_has_lost_nothing():
    attempt = practice("mastery", mastery_run=2, hint_cost_ratio=0.25)
    check(attempt, hint=0)
    for position in (1, 2, 3):
        check(attempt, position=position, response="o2")
    score_attempt(attempt_id=attempt.pk)
    attempt = Attempt.objects.select_related("test__paper", "pack__form", "person").get(pk=attempt.pk)
    assert attempt.submit_reason == "mastered"
    assert result_page(owner(attempt.test), attempt, for_staff=True).practice == PracticeSum()


def pages_of(attempt):
    """The result as its candidate, a guardian and the teacher see it."""
    own = reverse("assessment:result", args=[attempt.uuid])
    whole = reverse("assessment:script", args=[attempt.test.uuid, attempt.uuid])
    for actor, address in ((candidate_actor(attempt), own), (guardian_of(attempt.person), own), (owner(attempt.test), whole)):
        yield client_of(actor).get(address)


def released(attempt):
    Attempt.objects.filter(pk=attempt.pk).update(released_at=attempt.submitted_at)
    return attempt


def test_candidate_guardian_and_teacher_read_the_same():
    attempt = released(practised_once())
    for answer in pages_of(attempt):
        page = " ".join(answer.content.decode().split())
        assert "Đã xem 3 gợi ý, bớt 0,5 điểm." in page
        assert "2 gợi ý, bớt 0,5 điểm · 2 lần thử" in page
        assert ">1 lần thử<" in page
        assert ">1 gợi ý<" in page


def test_where_marks_are_kept_back_so_is_their_cost():
    review = dict.fromkeys(("during", "after", "closed", "released"), ["answer", "right"])
    attempt = released(practised_once(review=review))
    page = client_of(candidate_actor(attempt)).get(reverse("assessment:result", args=[attempt.uuid])).content.decode()
    assert "result-q" in page
    assert "gợi ý, bớt" not in page
    assert "lần thử" not in page


@pytest.mark.parametrize("count", [2, 12])
def test_the_page_costs_the_same_for_more_questions(count, django_assert_max_num_queries):
    attempt = practice(count=count, hint_cost_ratio=0.25)
    for position in range(1, count + 1):
        check(attempt, position=position, hint=0)
        check(attempt, position=position, response="o2")
    attempt = released(handed_in(attempt))
    client = client_of(candidate_actor(attempt))
    with django_assert_max_num_queries(20):
        assert client.get(reverse("assessment:result", args=[attempt.uuid])).status_code == 200
