"""Leading a class: counts, queue, sessions, pauses, hints, reminders, seats; constant queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.models import AuditRecord, Notification
from core.organisations.selectors import actor_for
from lms.delivery.errors import BadSeatingError, EmptyTextError, TooSoonError
from lms.delivery.selectors.board import class_board
from lms.delivery.services import end_session, nudge, pause_class, save_seating, send_hint, settle_help, start_session
from lms.models import ActivityProgress, ClassSession, CourseClass, Hint, Nudge
from tests.factories.core import make_account, make_guardianship, make_membership, make_person, make_teaching, make_unit
from tests.factories.delivery import make_progress, make_pupil, make_study, sent
from tests.lms.delivery.test_changes import send

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    """A class of three with its teacher: (actor, course class, activity, pupils)."""
    course, activity, class_group, pupils = make_study(make_unit(), pupils=3)
    teacher = make_person("Ma Thị Thu Hà")
    make_membership(teacher, class_group.unit, "teacher")
    make_teaching(teacher, class_group)
    actor, _hats = actor_for(make_account(teacher), None)
    return actor, CourseClass.objects.get(course=course), activity, pupils


def board_of(room):
    actor, course_class, activity, _pupils = room
    return class_board(actor, course_class.course.uuid, activity.uuid, course_class.class_group.uuid)


def test_board_counts_each_pupil_once_and_sorts_the_queue(room):
    _actor, _course_class, activity, [first, second, third] = room
    now = timezone.now()
    make_progress(
        first, activity, state="completed", completed_at=now, needs_help_since=now, help_reason={"kind": "asked", "text": "Vì sao?"}
    )
    make_progress(
        second,
        activity,
        steps_seen={"b1": 1, "b2": 1},
        needs_help_since=now - timedelta(minutes=6),
        help_reason={"kind": "stuck", "block_id": "q1", "tries": 3},
    )
    board = board_of(room)
    assert board.counts == {"done": 0, "in": 0, "help": 2, "not": 1}
    assert [(call.person, call.part_title) for call in board.calls] == [(second, "Câu chốt 1"), (first, "")]
    assert [part.passed for part in board.parts] == [2, 1, 1, 1]
    assert board.to_nudge == 1
    assert third in [seat.person for seat in board.seats]


def test_board_asks_the_same_number_of_queries_for_one_and_many(room, client):
    actor, course_class, activity, _pupils = room
    from core.models import Account

    client.force_login(Account.objects.get(person_id=actor.person_id), backend="core.signin.backends.IdentifierBackend")
    url = reverse("lms:board", args=[course_class.course.uuid, activity.uuid, course_class.class_group.uuid])

    def count():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    count()
    few = count()
    for number in range(12):
        pupil = make_pupil(course_class.class_group, f"Bàn Văn Dũng {number}")
        make_progress(pupil, activity, course_class.class_group, needs_help_since=timezone.now(), help_reason={"kind": "asked"})
    assert count() == few
    assert few <= 20


def test_session_runs_pauses_and_ends(room):
    actor, course_class, activity, _pupils = room
    where = {"actor": actor, "course_class": course_class, "activity": activity}
    first = start_session(**where, minutes=45)
    second = start_session(**where, minutes=900)
    first.refresh_from_db()
    assert first.ended_at is not None
    assert second.ends_at - second.started_at == timedelta(minutes=240)
    pause_class(**where, on=True, block_id="q1")
    second.refresh_from_db()
    assert (second.paused_at is not None, second.pause_block) == (True, "q1")
    pause_class(**where, on=False)
    end_session(**where)
    end_session(**where)
    second.refresh_from_db()
    assert (second.paused_at, second.ended_at is not None) == (None, True)
    assert AuditRecord.objects.filter(verb="lms.session.ended").count() == 1


def test_pause_starts_a_session_and_shows_in_the_receipt(room):
    actor, course_class, activity, [pupil, *_others] = room
    pause_class(actor=actor, course_class=course_class, activity=activity, on=True)
    assert ClassSession.objects.filter(ended_at=None).count() == 1
    assert send(pupil, [sent(activity, "seen", "b1")]).standing[str(activity.uuid)].is_paused


def test_hint_clears_the_call_and_notifies(room):
    actor, course_class, activity, [pupil, *_others] = room
    send(pupil, [sent(activity, "answer", "q1", answer="A") for _ in range(3)])
    send_hint(actor=actor, course_class=course_class, activity=activity, person=pupil, text=" Thang là cạnh huyền ")
    hint, row = Hint.objects.get(), ActivityProgress.objects.get()
    assert (hint.text, hint.block_id, row.needs_help_since, row.help_reason) == ("Thang là cạnh huyền", "q1", None, {})
    assert Notification.objects.get(recipient=pupil).title == "Thầy cô Thu Hà gửi gợi ý cho bài “Định lí Pythagore”"
    send(pupil, [sent(activity, "answer", "q1", answer="C", at=int(timezone.now().timestamp() * 1000))])
    assert ActivityProgress.objects.get().needs_help_since is not None
    settle_help(actor=actor, course_class=course_class, activity=activity, person=pupil)
    assert ActivityProgress.objects.get().needs_help_since is None


def test_hint_without_words_changes_nothing(room):
    actor, course_class, activity, [pupil, *_others] = room
    with pytest.raises(EmptyTextError):
        send_hint(actor=actor, course_class=course_class, activity=activity, person=pupil, text="  ")
    assert not Hint.objects.exists()
    assert not ActivityProgress.objects.exists()


def test_hint_to_who_has_not_begun_makes_no_progress(room):
    actor, course_class, activity, [pupil, *_others] = room
    send_hint(actor=actor, course_class=course_class, activity=activity, person=pupil, text="Mở bài nhé")
    assert not ActivityProgress.objects.exists()
    assert Hint.objects.get().person == pupil


def test_nudge_reaches_those_who_have_not_begun_once_an_hour(room):
    actor, course_class, activity, [first, second, third] = room
    where = {"actor": actor, "course_class": course_class, "activity": activity}
    make_progress(first, activity)
    parent = make_person("Hoàng Thị Nhung")
    make_guardianship(parent, second)
    make_guardianship(make_person("Bố"), second, may_see=["marks"])
    assert nudge(**where, with_guardians=True) == 2
    assert set(Notification.objects.filter(kind="lms.nudge").values_list("recipient", flat=True)) == {second.pk, third.pk}
    assert Notification.objects.get(kind="lms.nudge.guardian").recipient == parent
    with pytest.raises(TooSoonError):
        nudge(**where)
    assert Nudge.objects.count() == 2
    Nudge.objects.update(at=timezone.now() - timedelta(minutes=61))
    assert nudge(**where, person_ids=[second.pk]) == 1


def test_nudge_leaves_out_who_is_done_or_not_of_the_class(room):
    actor, course_class, activity, [first, *_others] = room
    make_progress(first, activity, state="completed", completed_at=timezone.now())
    with pytest.raises(TooSoonError):
        nudge(actor=actor, course_class=course_class, activity=activity, person_ids=[first.pk, make_person("Khách").pk])
    assert not Notification.objects.exists()


def test_seating_keeps_everybody_once(room):
    actor, course_class, _activity, [first, second, third] = room
    group = course_class.class_group
    save_seating(actor=actor, class_group=group, columns=4, order=[third.pk, None, first.pk, second.pk])
    assert [seat.person for seat in board_of(room).seats] == [third, None, first, second]
    newcomer = make_pupil(group, "Vi Hồng Vân")
    assert [seat.person for seat in board_of(room).seats] == [third, newcomer, first, second]
    for order in ([first.pk, second.pk], [first.pk, first.pk, second.pk, third.pk], [first.pk, second.pk, third.pk, 999]):
        with pytest.raises(BadSeatingError):
            save_seating(actor=actor, class_group=group, columns=4, order=order)
    group.refresh_from_db()
    assert group.seating["order"] == [third.pk, None, first.pk, second.pk]
