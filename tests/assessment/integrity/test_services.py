"""What a proctor does: pausing, adding time, messages, locking, ending, notes, seats; who may; what is refused changes nothing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assessment.integrity.errors import IntegrityError
from assessment.integrity.selectors import attempt_timeline, figures
from assessment.integrity.services import (
    add_time,
    clear_seating,
    collect,
    lock_attempt,
    note_signal,
    pause_test,
    record_signals,
    resume_test,
    seat_candidates,
    send_message,
    unlock_attempt,
    write_incident,
)
from assessment.models import Attempt, Candidate, Incident, Signal, Test, TestMessage, TestStaff
from core.access.errors import AccessRefused
from core.models import AuditRecord
from tests.factories.assessment_papers import _actor_of
from tests.factories.assessment_scoring import guardian_of
from tests.factories.assessment_sessions import candidate_actor, make_attempt, make_test
from tests.factories.core import make_actor, make_person, make_unit

pytestmark = pytest.mark.django_db
PLAIN = {"shuffles": False}


@pytest.fixture
def attempt():
    return make_attempt(make_test(settings=PLAIN))


@pytest.fixture
def teacher(attempt):
    return _actor_of(attempt.test.owner)


def trail(*verbs) -> list[str]:
    return list(AuditRecord.objects.filter(verb__in=[f"assessment.{verb}" for verb in verbs]).order_by("pk").values_list("verb", flat=True))


def fresh(attempt) -> Attempt:
    return Attempt.objects.select_related("test").get(pk=attempt.pk)


def test_a_pause_stops_the_clock_and_its_length_is_added_to_all_who_work(attempt, teacher):
    second = make_attempt(attempt.test)
    ends = timezone.now() + timedelta(hours=3)
    Test.objects.filter(pk=attempt.test_id).update(ends_at=ends)
    before, closes = fresh(attempt).deadline_at, attempt.test.closes_at
    paused = pause_test(actor=teacher, test=attempt.test)
    assert (paused.is_paused, paused.live_revision) == (True, attempt.test.live_revision + 1)
    Test.objects.filter(pk=paused.pk).update(paused_at=timezone.now() - timedelta(minutes=4))
    resumed = resume_test(actor=teacher, test=attempt.test)
    assert (resumed.is_paused, resumed.paused_at) == (False, None)
    for one in (fresh(attempt), fresh(second)):
        assert 240 <= one.added_seconds <= 242
    moved = [(fresh(attempt).deadline_at, before), (resumed.ends_at, ends), (resumed.closes_at, closes)]
    assert all(239 < (after - earlier).total_seconds() < 243 for after, earlier in moved)
    assert trail("test.paused", "test.resumed") == ["assessment.test.paused", "assessment.test.resumed"]


def test_pausing_twice_and_going_on_without_a_pause_are_refused(attempt, teacher):
    with pytest.raises(IntegrityError, match="not_paused"):
        resume_test(actor=teacher, test=attempt.test)
    pause_test(actor=teacher, test=attempt.test)
    with pytest.raises(IntegrityError, match=r"test\.paused"):
        pause_test(actor=teacher, test=attempt.test)
    assert trail("test.paused", "test.resumed") == ["assessment.test.paused"]
    assert fresh(attempt).added_seconds == 0


def test_time_is_added_for_one_or_for_all_and_the_end_moves_along(attempt, teacher):
    second = make_attempt(attempt.test)
    Test.objects.filter(pk=attempt.test_id).update(ends_at=fresh(attempt).deadline_at)
    before = fresh(attempt).deadline_at
    assert add_time(actor=teacher, test=attempt.test, minutes=5, attempt=attempt, reason="Mất điện") == 1
    assert add_time(actor=teacher, test=attempt.test, minutes=10) == 2
    assert fresh(attempt).deadline_at == before + timedelta(minutes=15)
    assert (fresh(attempt).added_seconds, fresh(second).added_seconds) == (900, 600)
    assert Test.objects.get(pk=attempt.test_id).ends_at == before + timedelta(minutes=15)
    record = AuditRecord.objects.filter(verb="assessment.time.added").order_by("pk").first()
    assert record.subject_person_id == attempt.person_id


@pytest.mark.parametrize("minutes", [0, -5, 181])
def test_odd_minutes_are_refused_at_their_field(attempt, teacher, minutes):
    with pytest.raises(IntegrityError) as refused:
        add_time(actor=teacher, test=attempt.test, minutes=minutes)
    assert (refused.value.code, refused.value.field) == ("minutes.bad", "minutes")
    assert fresh(attempt).added_seconds == 0


def test_no_time_for_who_does_not_work_or_sits_another_test(attempt, teacher):
    other = make_attempt(
        make_test(owner=attempt.test.owner, settings=PLAIN, learners=1, class_group=attempt.test.classes.get().class_group)
    )
    with pytest.raises(IntegrityError, match="other_test"):
        add_time(actor=teacher, test=attempt.test, minutes=5, attempt=other)
    Attempt.objects.filter(pk=attempt.pk).update(state="submitted", submitted_at=timezone.now())
    with pytest.raises(IntegrityError, match="not_working"):
        add_time(actor=teacher, test=attempt.test, minutes=5, attempt=attempt)
    assert (fresh(attempt).added_seconds, fresh(other).added_seconds, trail("time.added")) == (0, 0, [])


def test_messages_go_to_all_or_to_one_and_are_kept(attempt, teacher):
    send_message(actor=teacher, test=attempt.test, text="  Còn   10 phút ")
    send_message(actor=teacher, test=attempt.test, text="Em ghi số báo danh nhé", attempt=attempt)
    assert list(TestMessage.objects.order_by("pk").values_list("text", "attempt_id")) == [
        ("Còn 10 phút", None),
        ("Em ghi số báo danh nhé", attempt.pk),
    ]
    for text, code in ((" \n ", "message.empty"), ("x" * 501, "message.long")):
        with pytest.raises(IntegrityError) as refused:
            send_message(actor=teacher, test=attempt.test, text=text)
        assert (refused.value.code, refused.value.field) == (code, "text")
    assert TestMessage.objects.count() == 2


def test_a_locked_candidate_is_unlocked_once(attempt, teacher):
    lock_attempt(actor=teacher, attempt=attempt, reason=" đổi   chỗ ")
    assert (fresh(attempt).is_locked, fresh(attempt).lock_reason) == (True, "đổi chỗ")
    assert figures(teacher, attempt.test).locked == 1
    unlock_attempt(actor=teacher, attempt=attempt)
    assert (fresh(attempt).is_locked, fresh(attempt).lock_reason) == (False, "")
    with pytest.raises(IntegrityError, match="not_locked"):
        unlock_attempt(actor=teacher, attempt=attempt)
    assert trail("attempt.locked", "attempt.unlocked") == ["assessment.attempt.locked", "assessment.attempt.unlocked"]


def test_papers_are_collected_from_one_then_from_all(attempt, teacher):
    second = make_attempt(attempt.test)
    assert collect(actor=teacher, test=attempt.test, attempt=attempt) == 1
    with pytest.raises(IntegrityError, match="not_working"):
        collect(actor=teacher, test=attempt.test, attempt=attempt)
    with pytest.raises(IntegrityError, match="not_working"):
        lock_attempt(actor=teacher, attempt=attempt)
    assert collect(actor=teacher, test=attempt.test) == 1
    assert {(fresh(one).state, fresh(one).submit_reason) for one in (attempt, second)} == {("submitted", "proctor")}
    assert figures(teacher, attempt.test).submitted == 2


def test_nothing_is_done_to_a_test_that_does_not_run(attempt, teacher):
    Test.objects.filter(pk=attempt.test_id).update(state="closed")
    for act in (pause_test, resume_test, collect):
        with pytest.raises(IntegrityError, match="not_running"):
            act(actor=teacher, test=attempt.test)
    with pytest.raises(IntegrityError, match="not_running"):
        send_message(actor=teacher, test=attempt.test, text="x")
    assert (fresh(attempt).state, TestMessage.objects.count()) == ("working", 0)


ACTS = {
    "pause": lambda actor, one: pause_test(actor=actor, test=one.test),
    "resume": lambda actor, one: resume_test(actor=actor, test=one.test),
    "time": lambda actor, one: add_time(actor=actor, test=one.test, minutes=5),
    "message": lambda actor, one: send_message(actor=actor, test=one.test, text="x"),
    "lock": lambda actor, one: lock_attempt(actor=actor, attempt=one),
    "unlock": lambda actor, one: unlock_attempt(actor=actor, attempt=one),
    "collect": lambda actor, one: collect(actor=actor, test=one.test),
    "note": lambda actor, one: write_incident(actor=actor, test=one.test, text="x"),
    "seat": lambda actor, one: seat_candidates(actor=actor, test=one.test, rooms="P1, 30"),
    "clear": lambda actor, one: clear_seating(actor=actor, test=one.test),
    "timeline": lambda actor, one: attempt_timeline(actor, one),
    "figures": lambda actor, one: figures(actor, one.test),
}


def outsiders(attempt):
    """Everybody who is near a test and has no business with its console."""
    marker = make_person("Lý Thị Pham")
    actor = make_actor("teacher", attempt.test.unit, marker)
    TestStaff.objects.create(test=attempt.test, person=marker, role="marker")
    return {
        "colleague": make_actor("teacher", attempt.test.unit, make_person("Giàng Thị Sua")),
        "marker": actor,
        "other school's teacher": make_actor("teacher", make_unit(), make_person("Lò Văn Pao")),
        "other school's leader": make_actor("leader", make_unit(), make_person("Hà Văn Lý")),
        "the candidate": candidate_actor(attempt),
        "guardian": guardian_of(attempt.person),
    }


@pytest.mark.parametrize("name", ACTS)
def test_who_does_not_supervise_gets_and_does_nothing(attempt, name):
    before = (
        list(Test.objects.order_by("pk").values()),
        list(Attempt.objects.order_by("pk").values()),
        list(Candidate.objects.order_by("pk").values()),
    )
    for who, actor in outsiders(attempt).items():
        with pytest.raises(AccessRefused):
            ACTS[name](actor, attempt)
            pytest.fail(who)
    assert (
        list(Test.objects.order_by("pk").values()),
        list(Attempt.objects.order_by("pk").values()),
        list(Candidate.objects.order_by("pk").values()),
    ) == before
    assert (TestMessage.objects.count(), Incident.objects.count()) == (0, 0)


def test_proctors_and_who_oversees_the_school_supervise(attempt):
    person = make_person("Nguyễn Thị Coi")
    proctor = make_actor("teacher", attempt.test.unit, person)
    TestStaff.objects.create(test=attempt.test, person=person, role="proctor")
    pause_test(actor=proctor, test=attempt.test)
    resume_test(actor=make_actor("leader", attempt.test.unit, make_person("Hiệu trưởng")), test=attempt.test)
    assert not Test.objects.get(pk=attempt.test_id).is_paused
    Test.objects.filter(pk=attempt.test_id).update(unit=make_unit())
    with pytest.raises(AccessRefused):
        pause_test(actor=proctor, test=attempt.test)


def test_notes_are_written_down_for_good(attempt, teacher):
    write_incident(actor=teacher, test=attempt.test, text=" Mất điện 5 phút. ")
    write_incident(actor=teacher, test=attempt.test, text="Đổi máy 12.", attempt=attempt)
    with pytest.raises(IntegrityError, match=r"incident\.empty"):
        write_incident(actor=teacher, test=attempt.test, text="  ")
    assert list(Incident.objects.order_by("pk").values_list("text", "attempt_id")) == [
        ("Mất điện 5 phút.", None),
        ("Đổi máy 12.", attempt.pk),
    ]


def now_ms() -> int:
    return int(timezone.now().timestamp() * 1000)


def test_signals_of_the_own_player_are_kept_once_and_odd_ones_left_out(attempt):
    actor = candidate_actor(attempt)
    good = {"key": "m:1:blur", "kind": "blur", "at_ms": now_ms(), "seconds": 4, "position": 2}
    odd = [
        {"kind": "blur"},
        {"key": "a", "kind": "cheated", "at_ms": 1},
        {"key": "b", "kind": "blur", "at_ms": "x"},
        {"key": "c", "kind": "blur", "at_ms": 1e30},
    ]
    assert record_signals(actor=actor, attempt=attempt, signals=[good, good, *odd]) == 2
    record_signals(actor=actor, attempt=attempt, signals=[{**good, "seconds": 9}])
    row = Signal.objects.get()
    assert (row.kind, row.seconds, row.position) == ("blur", 4, 2)
    future = {"key": "f", "kind": "paste", "at_ms": now_ms() + 9_000_000}
    record_signals(actor=actor, attempt=attempt, signals=[future])
    assert Signal.objects.get(client_key="f").at <= timezone.now()
    for stranger in (make_actor("student", attempt.test.unit, make_person("Lù A Tủa")), _actor_of(attempt.test.owner)):
        with pytest.raises(AccessRefused):
            record_signals(actor=stranger, attempt=attempt, signals=[{**good, "key": "z"}])
    assert Signal.objects.count() == 2


def test_what_the_server_notices_is_on_the_timeline_once(attempt, teacher):
    for _ in range(2):
        note_signal(attempt_id=attempt.pk, kind="device", key="device:1:may-2", details={"device": "may-2"})
    assert [(line.kind, line.count) for line in attempt_timeline(teacher, attempt)] == [("device", 1)]


def test_the_timeline_numbers_questions_as_the_candidate_saw_them(attempt, teacher):
    form = attempt.pack.form
    form.order = [{"position": position, "lists": {}} for position in (3, 1, 2, 4)]
    form.save()
    seen = {"key": "p", "kind": "paste", "at_ms": now_ms(), "position": 3}
    record_signals(actor=candidate_actor(attempt), attempt=attempt, signals=[seen])
    assert [line.position for line in attempt_timeline(teacher, attempt)] == [1]


def test_candidates_are_seated_by_name_until_somebody_has_entered():
    test = make_test(learners=3, settings=PLAIN)
    teacher = _actor_of(test.owner)
    assert seat_candidates(actor=teacher, test=test, rooms="Phòng 1, 2\nPhòng 2, 2", first_number="000101") == 3
    rows = Candidate.objects.filter(test=test).order_by("number").values_list("number", "room", "seat")
    assert list(rows) == [("000101", "Phòng 1", 1), ("000102", "Phòng 1", 2), ("000103", "Phòng 2", 1)]
    with pytest.raises(IntegrityError) as refused:
        seat_candidates(actor=teacher, test=test, rooms="Phòng 1, 2")
    assert (refused.value.code, refused.value.field) == ("rooms.few_seats", "rooms")
    make_attempt(test)
    for act in (lambda: seat_candidates(actor=teacher, test=test, rooms="P, 9"), lambda: clear_seating(actor=teacher, test=test)):
        with pytest.raises(IntegrityError, match=r"numbers\.started"):
            act()
    assert Candidate.objects.filter(test=test, room="Phòng 1").count() == 2
