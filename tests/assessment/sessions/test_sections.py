"""Parts with their own minutes: the rule, and what the server takes and refuses."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessment.integrity.services import add_time, pause_test, resume_test
from assessment.models import AnswerChange, Attempt, Candidate, Paper, PaperEntry, PaperPart, Test
from assessment.papers.services import freeze_paper
from assessment.sessions.errors import SessionError
from assessment.sessions.rules.sections import MINUTE, SectionProblem, finished, sections_of, shifted, timetable
from assessment.sessions.services import (
    attempt_at,
    finish_section,
    override_candidate,
    prepare_test,
    record_changes,
    schedule_test,
    submit_attempt,
    withdraw_test,
)
from assessment.sessions.types import Terms
from core.access.errors import AccessRefused
from tests.factories.assessment_items import make_bank
from tests.factories.assessment_papers import _actor_of, make_items, make_paper
from tests.factories.assessment_sessions import candidate_actor, make_attempt, make_test
from tests.factories.core import make_account, make_actor, make_class, make_person, make_unit


def part(key, minutes, *positions):
    return {"key": key, "title": f"Phần {key}", "minutes": minutes, "items": [{"position": position} for position in positions]}


def lengths(table):
    return [(row["opens"] // MINUTE, row["closes"] // MINUTE) for row in table]


def test_parts_without_minutes_share_what_is_left():
    found = sections_of([part("I", 20, 1, 2), part("II", None, 3), part("III", None, 4)], 45)
    assert [(one["minutes"], one["first"], one["last"]) for one in found] == [(20, 1, 2), (13, 3, 3), (12, 4, 4)]
    assert sections_of([part("I", None, 1)], 45) == []


@pytest.mark.parametrize(("minutes", "total", "why"), [((20, None), None, "open"), ((40, 10), 45, "long"), ((45, None), 45, "long")])
def test_minutes_that_do_not_go_together_are_told(minutes, total, why):
    with pytest.raises(SectionProblem) as problem:
        sections_of([part("I", minutes[0], 1), part("II", minutes[1], 2)], total)
    assert problem.value.why == why


SECTIONS = sections_of([part("I", 20, 1, 2), part("II", 10, 3)], None)


def test_a_timetable_is_one_section_after_the_other_with_extra_minutes_shared():
    assert lengths(timetable(SECTIONS, 0)) == [(0, 20), (20, 30)]
    assert lengths(timetable(SECTIONS, 0, 15)) == [(0, 30), (30, 45)]


def test_added_time_goes_to_the_open_section_and_what_was_over_stays_over():
    table = timetable(SECTIONS, 0)
    assert lengths(shifted(table, 5 * MINUTE, 4 * MINUTE)) == [(0, 24), (24, 34)]
    assert lengths(shifted(table, 25 * MINUTE, 4 * MINUTE)) == [(0, 20), (20, 34)]
    assert lengths(shifted(table, 31 * MINUTE, 4 * MINUTE)) == [(0, 20), (20, 30)]


def test_a_section_finished_early_lets_the_next_ones_move_forward_once():
    early = finished(timetable(SECTIONS, 0), "I", 12 * MINUTE)
    assert lengths(early) == [(0, 12), (12, 22)]
    assert finished(early, "I", 12 * MINUTE) == finished(early, "I", 5 * MINUTE + 10 * MINUTE) == early
    assert finished(early, "II", 5 * MINUTE) == early, "one that isn't open yet can't be finished"


pytestmark = pytest.mark.django_db


def sectioned(started=True, settings=None, minutes=None, parts=(20, 10)):
    """An attempt of a test whose paper has two parts of two questions."""
    unit, owner = make_unit(), make_person("Mai Thị Hồng")
    paper = make_paper(unit, owner, make_items(4, make_bank(unit=unit)), frozen=False)
    second = PaperPart.objects.create(paper=paper, position=2, key="II", title="Phần sau", form="mixed", item_points=1, minutes=parts[1])
    PaperPart.objects.filter(paper=paper, key="I").update(minutes=parts[0])
    PaperEntry.objects.filter(paper=paper, position__gt=2).update(part=second)
    paper = freeze_paper(actor=make_actor("teacher", unit, owner), paper=paper)
    test = make_test(owner, make_class(unit), Paper.objects.get(pk=paper.pk), 1, prepared=False, state="draft", minutes=minutes,
                     settings={"shuffles": False, **(settings or {})})  # fmt: skip
    test = schedule_test(actor=_actor_of(owner), test=test)
    prepare_test(test_id=test.pk)
    return make_attempt(Test.objects.get(pk=test.pk), started=started)


def started_before(attempt, minutes):
    """Let the attempt have begun so many minutes ago."""
    begun = timezone.now() - timedelta(minutes=minutes)
    table = timetable(attempt.test.settings["sections"], int(begun.timestamp() * 1000))
    Attempt.objects.filter(pk=attempt.pk).update(
        started_at=begun, sections=table, deadline_at=datetime.fromtimestamp(table[-1]["closes"] / 1000, UTC)
    )
    return Attempt.objects.select_related("test", "candidate").get(pk=attempt.pk)


def at(attempt, minutes) -> int:
    return int((attempt.started_at + timedelta(minutes=minutes)).timestamp() * 1000)


def keep(attempt, number, answers, made_ms):
    actor = candidate_actor(attempt)
    change = {"number": number, "answers": answers, "made_at_ms": made_ms}
    return record_changes(actor=actor, attempt=attempt_at(actor, attempt.uuid), device="may-1", changes=[change])


def test_starting_makes_the_timetable_and_the_deadline_in_one_write(django_assert_num_queries):
    attempt = sectioned(started=False)
    from assessment.sessions.services import start_attempt

    actor = candidate_actor(attempt)
    with django_assert_num_queries(3):  # the write in its transaction
        start_attempt(actor=actor, attempt=attempt, candidate=attempt.candidate, device="may-1")
    attempt.refresh_from_db()
    assert [row["closes"] - row["opens"] for row in attempt.sections] == [20 * MINUTE, 10 * MINUTE]
    assert abs((attempt.deadline_at - attempt.started_at).total_seconds() - 30 * 60) < 1


def test_an_answer_to_a_closed_section_is_kept_told_apart_and_does_not_count():
    attempt = started_before(sectioned(), 25)
    ack = keep(attempt, 1, {"1": "o1"}, at(attempt, 24))
    assert ack.refused == (1,)
    assert keep(attempt, 2, {"3": "o2"}, at(attempt, 24)).refused == ()
    mixed = keep(attempt, 3, {"2": "o3", "4": "o3"}, at(attempt, 24))
    assert mixed.refused == (2,)
    assert [row.is_late for row in AnswerChange.objects.order_by("number")] == [True, False, False]
    assert submit_attempt(actor=candidate_actor(attempt), attempt=attempt).answers == {"3": "o2", "4": "o3"}


def test_an_answer_made_in_its_section_that_arrives_later_counts_within_the_late_minutes():
    attempt = started_before(sectioned(settings={"late_minutes": 4}), 23)
    assert keep(attempt, 1, {"1": "o1"}, at(attempt, 19)).refused == ()
    slow = started_before(sectioned(settings={"late_minutes": 4}), 26)
    assert keep(slow, 1, {"1": "o1"}, at(slow, 19)).refused == (1,)
    assert submit_attempt(actor=candidate_actor(attempt), attempt=attempt).answers == {"1": "o1"}
    assert submit_attempt(actor=candidate_actor(slow), attempt=slow).answers == {}


def test_finishing_a_section_closes_it_and_brings_the_end_nearer_once():
    attempt = started_before(sectioned(), 12)
    actor = candidate_actor(attempt)
    moved = finish_section(actor=actor, attempt=attempt, key="I", at_ms=at(attempt, 10))
    again = finish_section(actor=actor, attempt=attempt, key="I", at_ms=at(attempt, 11))
    assert moved.sections == again.sections
    assert [row["closes"] for row in moved.sections] == [at(attempt, 10), at(attempt, 20)]
    assert int(moved.deadline_at.timestamp() * 1000) == at(attempt, 20)
    assert keep(attempt, 1, {"1": "o1"}, at(attempt, 11)).refused == (1,)
    with pytest.raises(AccessRefused):
        finish_section(actor=make_actor("student", attempt.test.unit), attempt=attempt, key="II", at_ms=at(attempt, 11))


def test_extra_time_of_a_candidate_and_of_the_proctor_and_pauses_move_the_open_section():
    attempt = started_before(sectioned(), 5)
    teacher = _actor_of(attempt.test.owner)
    override_candidate(actor=teacher, candidate=attempt.candidate, terms=Terms(extra_minutes=3))
    add_time(actor=teacher, test=attempt.test, minutes=2, attempt=attempt)
    now = Attempt.objects.get(pk=attempt.pk)
    assert [row["closes"] for row in now.sections] == [at(attempt, 25), at(attempt, 35)]
    assert int(now.deadline_at.timestamp() * 1000) == at(attempt, 35)
    pause_test(actor=teacher, test=attempt.test)
    Test.objects.filter(pk=attempt.test_id).update(paused_at=timezone.now() - timedelta(seconds=60))
    resume_test(actor=teacher, test=attempt.test)
    after = Attempt.objects.get(pk=attempt.pk)
    assert [row["closes"] for row in after.sections] == [at(attempt, 26), at(attempt, 36)]


def test_the_door_tells_the_parts_and_the_whole_time(client):
    attempt = sectioned(started=False)
    Candidate.objects.filter(pk=attempt.candidate_id).update(extra_minutes=6)
    client.force_login(make_account(attempt.person), backend="core.signin.backends.IdentifierBackend")
    page = client.get(reverse("assessment:door", args=[attempt.test.uuid]))
    assert page.context["minutes"] == 36
    assert "Phần sau 10 phút" in page.content.decode()


def test_the_heartbeat_takes_finished_sections_and_answers_with_the_new_timetable(client):
    attempt = started_before(sectioned(), 12)
    client.force_login(attempt.person.account, backend="core.signin.backends.IdentifierBackend")
    address = reverse("assessment:sit_beat", args=[attempt.uuid])
    moves = [{"key": "I", "at_ms": at(attempt, 10)}, {"key": 7}, "x"]
    heard = client.post(address, json.dumps({"device": "may-1", "moves": moves}), content_type="application/json").json()
    assert [row["closes"] for row in heard["sections"]] == [at(attempt, 10), at(attempt, 20)]
    assert heard["deadline"] == at(attempt, 20)


def test_a_paper_whose_minutes_do_not_fit_is_refused_at_giving_and_stays_a_draft():
    attempt = sectioned(started=False, minutes=45)
    teacher = _actor_of(attempt.test.owner)
    test = withdraw_test(actor=teacher, test=attempt.test)
    Test.objects.filter(pk=test.pk).update(minutes=25)
    with pytest.raises(SessionError) as refused:
        schedule_test(actor=teacher, test=test)
    assert (refused.value.code, refused.value.field) == ("sections.long", "minutes")
    assert "30 phút" in refused.value.message
    assert Test.objects.get(pk=test.pk).state == "draft"
