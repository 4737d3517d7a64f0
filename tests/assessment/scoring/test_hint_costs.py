"""What hints took, on the page of a result: at each question, in all, for who may see marks."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from assessment.models import Attempt, ItemScore
from assessment.papers.rules.scoring import points_of
from assessment.scoring.selectors.counting import items_of
from assessment.scoring.selectors.practice import PracticeRow, PracticeSum, practice_sum
from assessment.scoring.selectors.results import result_page
from assessment.scoring.services import release_results, score_attempt
from assessment.scoring.services.scoring import scored_rows
from assessment.sessions.rules.practising import hint_cost, points_after
from assessment.sessions.services import submit_attempt
from core.models import Account
from tests.assessment.sessions.test_practice import check, practice
from tests.factories.assessment_scoring import close, guardian_of, owner
from tests.factories.assessment_sessions import candidate_actor

OPEN = {"after": ["answer", "mark"], "released": ["answer", "mark"]}


@given(
    ratio=st.one_of(st.sampled_from([0.0, 0.1, 0.25, 1 / 3, 0.5, 1.0]), st.floats(0, 1)),
    points=st.decimals("0", "10", places=3),
    hints=st.integers(0, 12),
    share=st.floats(0, 1),
)
def test_what_is_shown_and_what_hints_took_are_the_points_without_hints(ratio, points, hints, share):
    shown, cost = points_after(ratio, points, hints, share), hint_cost(ratio, points, hints, share)
    assert shown + cost == points_of(ratio, points)
    assert Decimal(0) <= cost <= points_of(ratio, points)


pytestmark = pytest.mark.django_db


def handed_in(**settings):
    """Question 1 right after two hints, 2 right at the second try, 3 wrong after a hint; scored."""
    attempt = practice(**{"hint_cost_ratio": 0.25, "review": OPEN} | settings)
    check(attempt, 1, hint=0)
    check(attempt, 1, hint=1)
    check(attempt, 1, "o2")
    check(attempt, 2, "o1")
    check(attempt, 2, "o2")
    check(attempt, 3, hint=0)
    check(attempt, 3, "o1")
    return scored(attempt)


def scored(attempt):
    submit_attempt(actor=candidate_actor(attempt), attempt=attempt)
    score_attempt(attempt_id=attempt.pk)
    return Attempt.objects.select_related("test__paper", "test__unit", "test__subject", "person", "pack__form").get(pk=attempt.pk)


def text_of(actor, attempt, name="result") -> str:
    client = Client()
    client.force_login(Account.objects.get(pk=actor.account_id))
    args = [attempt.uuid] if name == "result" else [attempt.test.uuid, attempt.uuid]
    return client.get(reverse(f"assessment:{name}", args=args), follow=True).content.decode()


def test_each_question_and_the_whole_say_what_hints_took():
    attempt = handed_in()
    page = result_page(candidate_actor(attempt), attempt)
    assert [(row.points, row.practice) for row in page.rows] == [
        (Decimal("0.5"), PracticeRow(2, 1, Decimal("0.5"))),
        (Decimal("1"), PracticeRow(0, 2, Decimal(0))),
        (Decimal("0"), PracticeRow(1, 1, Decimal(0))),
    ]
    assert (page.points, page.practice.hints, page.practice.cost) == (Decimal("1.5"), 3, Decimal("0.5"))


def test_points_given_to_everybody_are_whole_however_many_hints_were_taken():
    attempt = handed_in()
    items = items_of(attempt.test)
    items = {**items, 1: {**items[1], "content": {"give": "all"}}}
    rows = {row.position: row for row in scored_rows(attempt, items, {})}
    assert [rows[position].points for position in (1, 2, 3)] == [Decimal(1), Decimal(1), Decimal(0)]
    done = practice_sum(attempt, items, rows)
    assert (done.rows[1], done.cost) == (PracticeRow(2, 1, Decimal(0)), Decimal(0))


def test_candidate_guardian_and_teacher_read_it():
    attempt = handed_in()
    release_results(actor=owner(attempt.test), test=close(attempt.test))
    for actor, name in ((candidate_actor(attempt), "result"), (guardian_of(attempt.person), "result"), (owner(attempt.test), "script")):
        text = text_of(actor, attempt, name)
        assert "Đã xem 3 gợi ý, bớt 0,5 điểm." in text
        assert "2 gợi ý, bớt 0,5 điểm · 1 lần thử" in text
        assert ">2 lần thử<" in text
        assert ">1 gợi ý · 1 lần thử<" in text


def test_hints_that_cost_nothing_are_told_so():
    attempt = handed_in(hint_cost_ratio=0.0)
    assert "Đã xem 3 gợi ý, không mất điểm." in text_of(candidate_actor(attempt), attempt)


def test_where_marks_are_hidden_no_cost_is_shown_but_to_staff():
    attempt = handed_in(review={"after": ["answer", "right"]})
    page = result_page(candidate_actor(attempt), attempt)
    assert (page.practice, [row.practice for row in page.rows]) == (PracticeSum(), [None, None, None])
    text = text_of(candidate_actor(attempt), attempt)
    assert "gợi ý," not in text
    assert "lần thử" not in text
    assert result_page(owner(attempt.test), attempt, for_staff=True).practice.cost == Decimal("0.5")


def test_mastery_and_exams_have_no_cost(django_assert_num_queries):
    mastered = practice(mode="mastery", mastery_run=1, hint_cost_ratio=0.5)
    check(mastered, 1, hint=0)
    check(mastered, 1, "o2")
    assert check(mastered, 2, "o2")["mastered"]
    exam = scored(practice(mode="exam"))
    mastered = Attempt.objects.select_related("test__paper").get(pk=mastered.pk)
    with django_assert_num_queries(0):
        assert practice_sum(mastered, {}, {}) == practice_sum(exam, {}, {}) == PracticeSum()


def test_no_hint_takes_a_share_of_what_a_person_gave():
    attempt = handed_in()
    ItemScore.objects.filter(attempt=attempt, position=1).update(source="appeal", points=Decimal("0.75"))
    page = result_page(candidate_actor(attempt), attempt)
    assert (page.rows[0].practice, page.practice.cost) == (PracticeRow(2, 1, Decimal(0)), Decimal(0))


def test_of_a_part_where_the_best_count_only_what_was_lost_is_lost():
    attempt = handed_in()
    attempt.test.paper.snapshot["parts"][0]["answer_count"] = 1
    assert result_page(candidate_actor(attempt), attempt).practice.cost == Decimal(0)


@pytest.mark.parametrize("count", [3, 6])
def test_the_page_takes_the_same_number_of_queries_for_more_questions(count, django_assert_num_queries):
    attempt = practice(count=count, hint_cost_ratio=0.25, review=OPEN)
    for position in range(1, count + 1):
        check(attempt, position, hint=0)
        check(attempt, position, "o2")
    attempt = scored(attempt)
    actor = candidate_actor(attempt)
    with django_assert_num_queries(6):
        result_page(actor, attempt)
