"""Practice: the server counts tries and hints, settles questions, ends mastery practice."""

import threading

import pytest
from django.db import connection
from django.urls import reverse

from assessment.models import Attempt, ItemScore, PracticeStep
from assessment.scoring.services import score_attempt
from assessment.scoring.services.regrading import compute_regrade, dry_regrade
from assessment.sessions.errors import SessionError
from assessment.sessions.rules.practising import Step, hints_taken, practised, run_of, wanted_run, worth
from assessment.sessions.selectors.practice import practice_of
from assessment.sessions.services import attempt_at, check_practice, close_test, record_changes, submit_attempt
from core.access.errors import AccessRefused
from tests.factories.assessment_items import choice, make_bank, make_item
from tests.factories.assessment_papers import _actor_of, make_paper
from tests.factories.assessment_sessions import candidate_actor, make_attempt, make_test
from tests.factories.core import make_actor, make_class, make_person, make_unit


def tried(is_right=True, position=1, hints=0, is_last=False) -> Step:
    return Step(position, "try", 1, is_right, hints, is_last)


HINT = Step(1, "hint", 0)


@pytest.mark.parametrize(
    ("steps", "run"),
    [
        ([], 0),
        ([tried(), tried(position=2)], 2),
        ([tried(), tried(False, 2), tried(position=2)], 1),
        ([tried(), HINT, tried(position=2, hints=1), tried(position=3)], 2),
    ],
)
def test_a_run_begins_anew_after_a_wrong_try_and_skips_what_had_a_hint(steps, run):
    assert run_of(steps) == run


def test_rules_of_tries_hints_and_worth():
    stands = practised([HINT, tried(False), tried(False, is_last=True)], 2)
    assert (stands.tries, stands.left, stands.hints, stands.is_settled) == (2, 0, 1, True)
    assert practised([tried(False)], 0).left is None
    assert [wanted_run(5, 3), wanted_run(0, 3), wanted_run(5, 0)] == [3, 1, 0]
    assert [worth(1.0, 2, 0.25), worth(0.5, 1, 0.5), worth(1.0, 3, 0.5)] == [0.5, 0.25, 0.0]
    assert hints_taken([HINT, Step(1, "hint", 1), tried()]) == {1: 2}


pytestmark = pytest.mark.django_db


def practice(mode="practice", count=3, **settings):
    """A started attempt of a practice test of single choices (right: o2), each with two hints."""
    unit = make_unit()
    owner = make_person("Mai Thị Hồng")
    bank = make_bank(unit=unit)
    items = []
    for number in range(count):
        content = choice(f"<p>Câu luyện số {number + 1}: căn của {number + 4}?</p>", right="o2")
        content |= {"hints": ["<p>Nhớ định nghĩa.</p>", "<p>Bình phương lên.</p>"], "explanation": "<p>Vì bình phương bằng.</p>"}
        items.append(make_item(bank=bank, content=content))
    paper = make_paper(unit, owner, items)
    given = {"shuffles": False, "instant_feedback": True, "shows_hints": True, **settings}
    return make_attempt(make_test(class_group=make_class(unit), owner=owner, paper=paper, learners=1, mode=mode, settings=given))


def check(attempt, position=1, response=None, **more):
    return check_practice(actor=candidate_actor(attempt), attempt=attempt, position=position, response=response, **more)


def test_a_question_may_be_tried_so_many_times_and_then_tells_its_key():
    attempt = practice(tries=2)
    first = check(attempt, response="o1")
    assert (first["is_right"], first["explanation"], first["key"]) == (False, "", "")
    assert first["progress"]["questions"]["1"] == {"tries": 1, "left": 1, "hints": 0, "right": False, "settled": False}
    second = check(attempt, response="o3")
    assert (second["key"], "bình phương bằng" in second["explanation"]) == ("B", True)
    assert second["progress"]["questions"]["1"]["settled"]
    again = check(attempt, response="o2")
    assert (again["is_right"], again["key"]) == (False, "B"), "a settled question says the same again"
    assert PracticeStep.objects.count() == 2


def test_the_answer_that_settled_a_question_counts_whatever_is_sent_later():
    attempt = practice(tries=1)
    check(attempt, response="o1")
    actor = candidate_actor(attempt)
    late = {"number": 1, "answers": {"1": "o2", "2": "o2"}, "made_at_ms": 0}
    record_changes(actor=actor, attempt=attempt_at(actor, attempt.uuid), device="may-1", changes=[late])
    done = submit_attempt(actor=actor, attempt=attempt)
    assert done.answers == {"1": "o1", "2": "o2"}


def test_any_number_of_tries_where_none_is_set():
    attempt = practice()
    for _ in range(4):
        assert check(attempt, response="o1")["progress"]["questions"]["1"]["left"] is None
    right = check(attempt, response="o2")
    assert (right["is_right"], right["key"]) == (True, "")
    assert right["progress"]["questions"]["1"] == {"tries": 5, "left": None, "hints": 0, "right": True, "settled": True}


def test_a_hint_costs_its_share_once():
    attempt = practice(hint_cost_ratio=0.25)
    assert "Nhớ định nghĩa" in check(attempt, hint=0)["hint"]
    check(attempt, hint=0)
    assert "Bình phương" in check(attempt, hint=1)["hint"]
    check(attempt, response="o2")
    with pytest.raises(SessionError) as refused:
        check(attempt, position=2, hint=2)
    assert refused.value.code == "practice.off"
    check(attempt, position=2, response="o2")
    done = submit_attempt(actor=candidate_actor(attempt), attempt=attempt)
    score_attempt(attempt_id=done.pk)
    points = dict(ItemScore.objects.filter(attempt=attempt).values_list("position", "points"))
    assert [str(points[position]) for position in (1, 2, 3)] == ["0.500", "1.000", "0.000"]
    assert str(Attempt.objects.get(pk=attempt.pk).score_points) == "1.500"


def test_no_new_hint_for_a_settled_question():
    attempt = practice()
    check(attempt, response="o2")
    with pytest.raises(SessionError) as refused:
        check(attempt, hint=0)
    assert (refused.value.code, PracticeStep.objects.filter(kind="hint").count()) == ("practice.settled", 0)


@pytest.mark.parametrize(
    ("position", "response", "terms", "code"),
    [
        (1, None, {}, "practice.empty"),
        (1, "", {}, "practice.empty"),
        (9, "o1", {}, "change.bad"),
        ("1", "o1", {}, "change.bad"),
        (1, "o1", {"instant_feedback": False}, "practice.off"),
    ],
)
def test_what_is_no_try_counts_nothing(position, response, terms, code):
    attempt = practice(**terms)
    with pytest.raises(SessionError) as refused:
        check(attempt, position, response)
    assert (refused.value.code, PracticeStep.objects.count()) == (code, 0)


def test_an_exam_and_a_handed_in_attempt_tell_nothing():
    exam = practice(mode="exam")
    done = practice()
    submit_attempt(actor=candidate_actor(done), attempt=done)
    for attempt, code in ((exam, "practice.off"), (done, "attempt.not_working")):
        with pytest.raises(SessionError) as refused:
            check(attempt, response="o2")
        assert refused.value.code == code
    assert not PracticeStep.objects.exists()


def test_an_essay_waits_for_a_person_and_costs_no_try():
    attempt = make_attempt(make_test(learners=1, mode="practice", settings={"shuffles": False, "instant_feedback": True, "tries": 1}))
    with pytest.raises(SessionError) as refused:
        check(attempt, position=4, response={"html": "<p>Bài làm</p>", "files": []})
    assert (refused.value.code, PracticeStep.objects.count()) == ("practice.by_person", 0)


def test_nobody_else_tries():
    attempt = practice()
    with pytest.raises(AccessRefused):
        check_practice(actor=make_actor("student", attempt.test.unit), attempt=attempt, position=1, response="o2")
    assert not PracticeStep.objects.exists()


def test_mastery_ends_after_so_many_right_in_a_row_with_all_points():
    attempt = practice(mode="mastery", count=4, mastery_run=2, instant_feedback=False)
    assert not check(attempt, 1, "o2")["mastered"]
    assert check(attempt, 2, "o1")["progress"]["run"] == 0
    assert check(attempt, 2, "o2")["progress"] | {"questions": None} == {"run": 1, "wanted": 2, "questions": None}
    assert practice_of(attempt)["run"] == 1
    ended = check(attempt, 3, "o2")
    assert (ended["mastered"], ended["progress"]["run"]) == (True, 2)
    done = Attempt.objects.get(pk=attempt.pk)
    assert (done.state, done.submit_reason, done.answers) == ("submitted", "mastered", {"1": "o2", "2": "o2", "3": "o2"})
    score_attempt(attempt_id=done.pk)
    assert str(Attempt.objects.get(pk=attempt.pk).score_points) == "4.000"


def test_practice_is_mastered_by_no_run():
    attempt = practice(mastery_run=1)
    assert check(attempt, 1, "o2")["progress"]["wanted"] == 0
    assert Attempt.objects.get(pk=attempt.pk).state == "working"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer")
def test_two_devices_cannot_have_one_try_twice():
    attempt = practice(tries=1)
    actor, said = candidate_actor(attempt), []

    def work(response):
        try:
            said.append(check_practice(actor=actor, attempt=attempt, position=1, response=response)["is_right"])
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(response,)) for response in ("o1", "o2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    step = PracticeStep.objects.get()
    assert said == [step.is_right, step.is_right], "the second one hears how the first one's try went"


def test_a_regrade_leaves_who_mastered_it_with_all_points():
    attempt = practice(mode="mastery", mastery_run=1)
    assert check(attempt, 1, "o2")["mastered"]
    score_attempt(attempt_id=attempt.pk)
    teacher = _actor_of(attempt.test.owner)
    close_test(actor=teacher, test=attempt.test)
    regrade = dry_regrade(actor=teacher, test=attempt.test)
    assert compute_regrade(regrade_id=regrade.pk).changes == []


def test_the_result_of_mastery_says_why_it_has_all_points(client):
    review = {"after": ["answer", "mark"]}
    attempt = practice(mode="mastery", mastery_run=1, review=review)
    assert check(attempt, 1, "o2")["mastered"]
    score_attempt(attempt_id=attempt.pk)
    client.force_login(attempt.person.account, backend="core.signin.backends.IdentifierBackend")
    page = client.get(reverse("assessment:result", args=[attempt.uuid]), follow=True)
    assert str(page.context["page"].points) in ("3", "3.00", "3.000")
    assert "nên được trọn điểm" in page.content.decode()
    handed = client.get(reverse("assessment:handed_in", args=[attempt.uuid])).content.decode()
    assert "Đúng liên tiếp 1 câu" in handed
