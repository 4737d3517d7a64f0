"""Sitting a test: entering, changes, handing in, other devices, files."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assessment.models import AnswerChange, Attempt, Candidate
from assessment.sessions.errors import SessionError
from assessment.sessions.rules.entering import code_hash
from assessment.sessions.rules.sealing import seal
from assessment.sessions.services import (
    attempt_at,
    attempt_for,
    candidate_of,
    close_ended,
    entry_problem,
    prepare_test,
    record_changes,
    start_attempt,
    submit_attempt,
    submit_overdue,
    take_over,
    take_sealed,
)
from core.access.errors import AccessRefused
from core.jobs.models import Job
from core.models import OutboxEvent
from tests.factories.assessment_papers import _actor_of
from tests.factories.assessment_sessions import candidate_actor, make_attempt, make_test
from tests.factories.core import make_actor, make_enrolment, make_person

pytestmark = pytest.mark.django_db


def now_ms(**back) -> int:
    return int((timezone.now() - timedelta(**back)).timestamp() * 1000)


def change(number: int, answers: dict, **fields) -> dict:
    return {"number": number, "answers": answers, "made_at_ms": now_ms(), **fields}


def keep(attempt, *changes, device="may-1"):
    fresh = attempt_at(candidate_actor(attempt), attempt.uuid)
    return record_changes(actor=candidate_actor(attempt), attempt=fresh, device=device, changes=changes)


def test_preparing_makes_packs_candidates_and_attempts_once():
    test = make_test(learners=3)
    again = prepare_test(test_id=test.pk)
    assert (test.packs.count(), test.candidates.count(), test.attempts.count()) == (8, 3, 3)
    assert again["candidates"] == 0
    assert len(set(test.attempts.values_list("pack_id", flat=True))) == 3


def test_packs_tell_nothing_of_the_keys():
    body = make_test().packs.first().body
    for word in ("is_right", "is_true", "accepted", "rubric", "explanation", "private_key", "is_pinned"):
        assert word not in body
    assert "public_key" in body


def test_starting_twice_starts_once():
    attempt = make_attempt(started=False)
    actor = candidate_actor(attempt)
    first = start_attempt(actor=actor, attempt=attempt_at(actor, attempt.uuid), candidate=attempt.candidate, device="a")
    second = start_attempt(actor=actor, attempt=attempt_at(actor, attempt.uuid), candidate=attempt.candidate, device="b")
    assert (second.started_at, second.device) == (first.started_at, "a")
    assert second.deadline_at == first.started_at + timedelta(minutes=45)


def test_entering_asks_window_pause_code_and_network():
    test = make_test(settings={"access_code": code_hash("DA 9"), "networks": ("10.0.0.0/8",)})
    candidate = test.candidates.first()
    ask = lambda **given: entry_problem(test=test, candidate=candidate, now=given.pop("now", timezone.now()), **given)  # noqa: E731
    assert ask(code="da9", address="10.1.2.3") is None
    assert ask(code="da8", address="10.1.2.3").code == "entry.code"
    assert ask(code="da9", address="11.1.2.3").code == "entry.network"
    assert ask(code="da9", address="10.1.2.3", now=timezone.now() - timedelta(hours=1)).code == "entry.early"
    assert ask(code="da9", address="10.1.2.3", now=timezone.now() + timedelta(hours=3)).code == "entry.closed"
    candidate.closes_at = timezone.now() + timedelta(hours=4)
    assert ask(code="da9", address="10.1.2.3", now=timezone.now() + timedelta(hours=3)) is None
    test.is_paused = True
    assert ask(code="da9", address="10.1.2.3").code == "entry.paused"


def test_safe_exam_browser_is_asked_at_the_door():
    from assessment.integrity.rules import seb_hash

    test = make_test(settings={"seb_required": True, "seb_config_keys": ("ab" * 32,)})
    candidate, url = test.candidates.first(), "http://testserver/kiem-tra/x/"
    ask = lambda **headers: entry_problem(test=test, candidate=candidate, now=timezone.now(), url=url, headers=headers)  # noqa: E731
    assert ask().code == "entry.guard"
    assert ask(**{"X-SafeExamBrowser-ConfigKeyHash": seb_hash(url, "ab" * 32)}) is None
    assert ask(**{"X-SafeExamBrowser-ConfigKeyHash": seb_hash(url, "cd" * 32)}).code == "entry.guard"


def test_a_change_is_one_read_and_one_insert(django_assert_num_queries):
    attempt = make_attempt()
    actor = candidate_actor(attempt)
    with django_assert_num_queries(2):
        fresh = attempt_at(actor, attempt.uuid)
        ack = record_changes(actor=actor, attempt=fresh, device="may-1", changes=[change(1, {"1": "o2"})])
    assert (ack.number, ack.state, ack.is_mine) == (1, "working", True)
    assert AnswerChange.objects.get().answers == {"1": "o2"}


def test_the_same_number_again_changes_nothing_and_is_acknowledged():
    attempt = make_attempt()
    assert keep(attempt, change(1, {"1": "o2"})).number == 1
    assert keep(attempt, change(1, {"1": "o3"})).number == 1
    assert [row.answers for row in AnswerChange.objects.all()] == [{"1": "o2"}]


@pytest.mark.parametrize(
    "bad",
    [
        {"number": 1, "answers": {"99": "a"}},
        {"number": 0, "answers": {}},
        {"number": "1", "answers": {}},
        {"answers": {"1": "a"}},
        {"number": 1, "answers": [1]},
        {"number": 1, "answers": {"1": "x" * 500_000}},
    ],
)
def test_what_is_no_change_is_refused_and_nothing_is_kept(bad):
    attempt = make_attempt()
    with pytest.raises(SessionError):
        keep(attempt, bad)
    assert not AnswerChange.objects.exists()


def test_nobody_elses_attempt():
    attempt = make_attempt()
    outsider = make_actor("student", attempt.test.unit)
    with pytest.raises(AccessRefused):
        attempt_at(outsider, attempt.uuid)
    with pytest.raises(AccessRefused):
        submit_attempt(actor=outsider, attempt=attempt)
    attempt.refresh_from_db()
    assert attempt.state == "working"


def test_handing_in_folds_once_and_tells_the_scorer():
    attempt = make_attempt()
    actor = candidate_actor(attempt)
    keep(attempt, change(1, {"1": "o1", "2": {"s1": True}}))
    last = change(2, {"1": "o2"}, source="submit")
    done = submit_attempt(actor=actor, attempt=attempt, device="may-1", changes=[last])
    again = submit_attempt(actor=actor, attempt=attempt, device="may-1", changes=[change(3, {"1": "o3"})])
    assert done.answers == {"1": "o2", "2": {"s1": True}}
    assert (again.answers, again.answered_count, again.submit_reason) == (done.answers, 2, "candidate")
    assert OutboxEvent.objects.filter(name="assessment.attempt.submitted.v1").count() == 1


def test_what_comes_after_handing_in_is_kept_but_does_not_count():
    attempt = make_attempt()
    submit_attempt(actor=candidate_actor(attempt), attempt=attempt)
    ack = keep(attempt, change(5, {"1": "o2"}))
    assert (ack.state, AnswerChange.objects.get().is_late) == ("submitted", True)


def test_what_was_made_in_time_counts_when_it_arrives_late():
    attempt = make_attempt()
    started, over = timezone.now() - timedelta(minutes=60), timezone.now() - timedelta(minutes=10)
    Attempt.objects.filter(pk=attempt.pk).update(started_at=started, deadline_at=over)
    keep(attempt, change(1, {"1": "o2"}, made_at_ms=now_ms(minutes=12), source="sync"), change(2, {"2": {"s1": True}}))
    done = submit_attempt(actor=candidate_actor(attempt), attempt=attempt)
    assert done.answers == {"1": "o2"}


def test_the_server_hands_in_for_those_whose_time_is_over(run_jobs):
    late, working = make_attempt(make_test(learners=2)), None
    working = make_attempt(late.test)
    keep(late, change(1, {"1": "o2"}))
    Attempt.objects.filter(pk=late.pk).update(deadline_at=timezone.now() - timedelta(minutes=5))
    assert submit_overdue() == 1
    assert submit_overdue() == 0
    late.refresh_from_db()
    working.refresh_from_db()
    assert (late.state, late.submit_reason, late.answers) == ("submitted", "time", {"1": "o2"})
    assert working.state == "working"


def test_a_paused_test_has_no_deadline():
    attempt = make_attempt()
    attempt.test.is_paused, attempt.test.paused_at = True, timezone.now()
    attempt.test.save()
    Attempt.objects.filter(pk=attempt.pk).update(deadline_at=timezone.now() - timedelta(minutes=5))
    assert submit_overdue() == 0


def test_tests_close_when_entry_is_over_and_nobody_works():
    test = make_test(learners=1)
    attempt = make_attempt(test)
    test.closes_at = timezone.now() - timedelta(minutes=1)
    test.save()
    assert close_ended() == 0
    submit_attempt(actor=candidate_actor(attempt), attempt=attempt)
    assert close_ended() == 1
    test.refresh_from_db()
    assert test.state == "closed"


def test_another_device_takes_over_and_the_first_hears_of_it():
    attempt = make_attempt()
    actor = candidate_actor(attempt)
    taken = take_over(actor=actor, attempt=attempt, device="may-2")
    assert (taken.device, taken.device_generation) == ("may-2", 1)
    assert keep(attempt, change(9, {"1": "o1"}, source="sync")).is_mine is False
    assert keep(attempt, change(1, {"1": "o2"}), device="may-2").is_mine is True
    assert submit_attempt(actor=actor, attempt=attempt).answers == {"1": "o2"}
    assert attempt.signals.get().kind == "device"


def test_where_a_proctor_must_agree_the_attempt_waits():
    from assessment.integrity.services import unlock_attempt

    attempt = make_attempt(make_test(settings={"device_rule": "proctor"}))
    actor = candidate_actor(attempt)
    assert take_over(actor=actor, attempt=attempt, device="may-2").is_locked
    with pytest.raises(SessionError, match=r"attempt\.locked"):
        take_over(actor=actor, attempt=attempt, device="may-2")
    unlock_attempt(actor=_actor_of(attempt.test.owner), attempt=attempt)
    assert take_over(actor=actor, attempt=attempt, device="may-2").device == "may-2"


def sealed_file(attempt, *changes, **names):
    payload = {"device": "may-1", "changes": list(changes)}
    return seal(payload, attempt.test.settings["public_key"], test=str(attempt.test.uuid), attempt=str(attempt.uuid), **names)


def test_a_sealed_file_is_taken_in_once_and_counts():
    attempt = make_attempt()
    keep(attempt, change(1, {"1": "o1"}))
    file = sealed_file(attempt, change(1, {"1": "o1"}), change(2, {"1": "o2", "3": "-1,5"}))
    teacher = _actor_of(attempt.test.owner)
    done, new = take_sealed(actor=teacher, test=attempt.test, file=file)
    again, none = take_sealed(actor=teacher, test=attempt.test, file=file)
    assert (new, none) == (1, 0)
    assert done.answers == again.answers == {"1": "o2", "3": "-1,5"}
    assert done.submit_reason == "file"


def test_a_sealed_file_brought_after_the_time_was_up_still_counts_what_was_made_in_time():
    attempt = make_attempt()
    over = timezone.now() - timedelta(hours=3)
    Attempt.objects.filter(pk=attempt.pk).update(started_at=over - timedelta(minutes=45), deadline_at=over)
    submit_overdue()
    file = sealed_file(attempt, change(1, {"1": "o2"}, made_at_ms=now_ms(hours=3, minutes=5)), change(2, {"1": "o3"}))
    done, _new = take_sealed(actor=_actor_of(attempt.test.owner), test=attempt.test, file=file)
    assert done.answers == {"1": "o2"}


@pytest.mark.parametrize("file", [b"", b"{}", b"\xff\xfe", b'{"v":1,"test":"x"}'])
def test_other_files_are_refused(file):
    attempt = make_attempt()
    with pytest.raises(SessionError):
        take_sealed(actor=_actor_of(attempt.test.owner), test=attempt.test, file=file)
    attempt.refresh_from_db()
    assert attempt.state == "working"


def test_only_who_manages_the_test_takes_files_in():
    attempt = make_attempt()
    with pytest.raises(AccessRefused):
        take_sealed(actor=make_actor("teacher", attempt.test.unit), test=attempt.test, file=sealed_file(attempt))


def test_who_joins_the_class_late_gets_an_attempt_and_others_none():
    test = make_test(learners=1)
    joined = make_enrolment(test.classes.get().class_group, make_person("Sùng A Pó")).person
    candidate = candidate_of(test=test, person_id=joined.pk)
    attempt = attempt_for(candidate=candidate, test=test)
    assert (attempt.state, attempt_for(candidate=candidate, test=test)) == ("prepared", attempt)
    assert candidate_of(test=test, person_id=make_person().pk) is None


def test_attempts_are_counted():
    attempt = make_attempt(make_test(learners=1, attempts_allowed=2), submitted=True)
    candidate = Candidate.objects.get(pk=attempt.candidate_id)
    second = attempt_for(candidate=candidate, test=attempt.test)
    assert second.number == 2
    second.state = "submitted"
    second.save()
    assert attempt_for(candidate=candidate, test=attempt.test) is None
    candidate.extra_attempts = 1
    candidate.save()
    assert attempt_for(candidate=candidate, test=attempt.test).number == 3


def test_jobs_are_registered():
    from core.jobs.services import registered

    assert registered("assessment.overdue").every_seconds == 60
    assert Job.objects.count() == 0
