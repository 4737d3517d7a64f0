"""Who may write to whom, one order for all, retries, quiet hours, and what ends with the roster."""

import json
from dataclasses import replace
from datetime import date, datetime, time
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from core.access.errors import AccessRefused
from core.lib.vietnamese import fold
from core.models import Guardianship, Membership, Person, TeachingAssignment
from core.notifications.models import Notification
from social.hooks import PostingLimit
from social.messaging.errors import MessageRefused
from social.messaging.models import Conversation, Message, QuietHours
from social.messaging.policies import can_read, can_see_message, can_write
from social.messaging.rules import kind_between, quiet_end
from social.messaging.selectors import chats_of, contacts_named, contacts_of, lines_of, news_of, people_of_chat, unread_chats
from social.messaging.services import ask_absence, change_group, decide_absence, found_group, open_channels, open_direct, release_due
from tests.factories.core import make_actor, make_guardianship, make_teaching
from tests.social.messaging.school import chat_now, say
from tests.social.messaging.test_absences import asked as away_tomorrow
from tests.social.messaging.test_talking import page_of
from tests.threads import at_once

pytestmark = pytest.mark.django_db


REACH = {
    "homeroom": {"guardian", "other_guardian", "pupil", "mate", "colleague"},
    "guardian": {"homeroom", "pupil"},
    "pupil": {"homeroom", "guardian"},
    "mate": {"homeroom", "other_guardian"},
    "colleague": {"homeroom"},
    "stranger": set(),
}


def test_who_may_write_to_whom_is_who_is_offered_and_nobody_else_is_opened(school):
    names = ["homeroom", "guardian", "other_guardian", "pupil", "mate", "colleague", "stranger"]
    ids = {getattr(school, name).person_id: name for name in names}
    assert {name: {ids[one.person.pk] for one in contacts_of(getattr(school, name))} for name in REACH} == REACH
    keys = {one.key for one in contacts_of(school.homeroom)}
    for key in keys | {f"pupil:{school.pupil.person_id}:{school.mate.person_id}:0"}:
        with pytest.raises(AccessRefused):
            open_direct(actor=school.stranger, key=key)
    assert Conversation.objects.count() == 0
    pairs = [("learner", "learner"), ("guardian", "guardian"), ("learner", "staff"), ("guardian", "staff"), ("staff", "staff")]
    assert [kind_between(*pair) for pair in pairs] == ["", "", "pupil", "family", "staff"]


def test_whom_to_write_to_is_found_by_a_child_s_name_without_signs(school):
    family = next(one for one in contacts_of(school.homeroom) if one.side == "guardian")
    child = str(family.child.full_name)
    assert family in contacts_named(school.homeroom, fold(child))
    assert contacts_named(school.homeroom, f"{child} khong co ai") == []


def test_a_message_is_kept_once_under_the_next_number_and_read_by_those_in_it_only(school):
    chat, client_id = school.chat(), uuid4()
    first, is_new = say(school.guardian, chat, client_id=client_id)
    assert ((first.seq, is_new), say(school.guardian, chat, "Khác", client_id=client_id)) == ((1, True), (first, False))
    say(school.homeroom, chat, "Chào chị")
    assert [(line.message.seq, line.body, line.is_mine) for line in lines_of(school.guardian, chat)] == [
        (1, "Cháu chào cô", True),
        (2, "Chào chị", False),
    ]
    assert [line.message.seq for line in news_of(school.homeroom, chat_now(chat), after=first.changed).lines] == [2]
    others = [school.other_guardian, school.pupil, school.mate, school.colleague, school.stranger]
    assert [can_read(actor, chat) for actor in others] == [False] * 5
    with pytest.raises(AccessRefused):
        say(school.colleague, chat)
    assert (unread_chats(school.guardian), Message.objects.count()) == (1, 2)


def test_when_the_guardianship_ends_the_teacher_reads_and_nobody_writes(school):
    chat = school.chat()
    say(school.guardian, chat)
    Guardianship.objects.filter(guardian_id=school.guardian.person_id).update(verified_at=None)
    assert [can_read(school.homeroom, chat), can_write(school.homeroom, chat), can_write(school.guardian, chat)] == [True, False, False]
    for actor in (school.homeroom, school.guardian):
        with pytest.raises(AccessRefused):
            say(actor, chat)
    assert Message.objects.count() == 1


def test_who_lost_one_child_keeps_nothing_of_what_was_said_about_it_while_it_has_another(client, school):
    mother = Person.objects.get(pk=school.guardian.person_id)
    about, home = school.chat(), school.chat("pupil", "guardian")
    make_guardianship(mother, Person.objects.get(pk=school.mate.person_id))
    row = say(school.homeroom, about, "Em Khuê ho từ sáng")[0]
    say(school.pupil, home, "Mẹ ơi")
    key = next(
        one.key for one in contacts_of(school.guardian) if one.child and one.child.pk == school.mate.person_id and one.kind == "family"
    )
    other = open_direct(actor=school.guardian, key=key)
    asked = ask_absence(actor=school.guardian, conversation=about, given=away_tomorrow())
    assert unread_chats(school.guardian) == 2
    cache.clear()
    Guardianship.objects.filter(guardian=mother, child_id=school.pupil.person_id).update(valid_to=date(2026, 1, 1))
    decide_absence(actor=school.homeroom, request=asked, confirms=True)
    assert [one.conversation.pk for one in chats_of(school.guardian) if one.conversation.kind != "parents"] == [other.pk]
    assert (unread_chats(school.guardian), chats_of(school.guardian, "ho từ sáng"), can_see_message(school.guardian, row)) == (0, [], False)
    assert page_of(client, school.guardian, "chat", about.uuid).status_code == 404
    assert people_of_chat(chat_now(about)) == {school.homeroom.person_id}
    assert not Notification.objects.filter(kind="social.absence.confirmed").exists()
    assert [can_read(school.homeroom, about), can_read(school.pupil, home)] == [True, True]


def test_a_teacher_who_leaves_the_class_no_longer_reaches_its_pupil_and_homeroom_teachers_listen_while_they_are(school):
    duty = make_teaching(Person.objects.get(pk=school.colleague.person_id), school.province.class_group)
    chat = school.chat("pupil", "colleague")
    say(school.pupil, chat, "Thầy ơi")
    next_homeroom = school.province.actor("teacher")
    TeachingAssignment.objects.filter(kind="homeroom").update(valid_to=date(2026, 8, 31))
    make_teaching(Person.objects.get(pk=next_homeroom.person_id), school.province.class_group, kind="homeroom")
    say(school.pupil, chat, "Em hỏi riêng thầy ạ")
    seen = {name: can_read(actor, chat_now(chat)) for name, actor in (("before", school.homeroom), ("now", next_homeroom))}
    assert seen == {"before": False, "now": True}
    duty.valid_to = date(2026, 8, 31)
    duty.save()
    assert [can_read(school.colleague, chat), can_write(school.colleague, chat), can_write(school.pupil, chat)] == [True, False, False]


def test_who_left_the_school_reads_nothing_more_of_its_groups(school):
    chat = found_group(actor=school.homeroom, title="Tổ Toán", person_ids={school.colleague.person_id})
    Membership.objects.filter(person_id=school.colleague.person_id).update(valid_to=date(2026, 8, 31))
    elsewhere = make_actor("teacher", school.province.other_school, Person.objects.get(pk=school.colleague.person_id))
    make_actor("teacher", school.province.school, Person.objects.get(pk=school.stranger.person_id))
    change_group(actor=school.homeroom, conversation=chat, title="Tổ Toán", person_ids={school.stranger.person_id})
    say(school.homeroom, chat, "Em Khuê lớp 9A2 nghỉ nhiều")
    assert (can_read(elsewhere, chat), unread_chats(elsewhere)) == (False, 0)
    assert list(Notification.objects.values_list("recipient_id", flat=True)) == [school.stranger.person_id]


def test_nobody_is_woken_by_what_is_called_urgent_where_nobody_keeps_quiet_hours(school):
    open_channels(actor=school.homeroom)
    for actor, chat in (
        (school.guardian, Conversation.objects.get(kind="parents")),
        (school.pupil, Conversation.objects.get(kind="class")),
    ):
        say(actor, chat, "Gấp gấp", is_urgent=True)
    say(school.guardian, school.chat(), "Gấp lắm", is_urgent=True)
    assert not Message.objects.filter(is_urgent=True).exists()
    assert set(Notification.objects.values_list("is_urgent", flat=True)) == {False}


def test_who_led_the_class_listens_no_longer_and_who_left_the_school_reads_nothing_of_its_pupils(school):
    make_teaching(Person.objects.get(pk=school.colleague.person_id), school.province.class_group)
    own, listened = school.chat("pupil"), school.chat("pupil", "colleague")
    assert [can_read(school.homeroom, chat) for chat in (own, listened)] == [True, True]
    TeachingAssignment.objects.filter(person_id=school.homeroom.person_id).update(valid_to=date(2026, 1, 1))
    assert [can_read(school.homeroom, chat) for chat in (own, listened)] == [True, False]
    Membership.objects.filter(person_id=school.homeroom.person_id).update(valid_to=date(2026, 1, 1))
    assert [can_read(school.homeroom, chat) for chat in (own, listened)] == [False, False]


def test_on_a_shared_device_only_the_channels_of_the_class_open(school):
    open_channels(actor=school.pupil)
    chat = school.chat("pupil")
    row = say(school.homeroom, chat, "Em ở lại gặp cô nhé")[0]
    here = replace(school.pupil, is_shared_device=True)
    cache.clear()
    assert ([one.conversation.kind for one in chats_of(here)], unread_chats(here), can_see_message(here, row)) == (["class"], 0, False)
    with pytest.raises(AccessRefused):
        open_direct(actor=here, key=chat.key)
    assert can_see_message(school.pupil, row)


def test_channels_of_a_class_follow_its_roster(school):
    open_channels(actor=school.homeroom)
    found = {
        row.kind: [
            name for name in ("homeroom", "guardian", "pupil", "mate", "colleague", "stranger") if can_read(getattr(school, name), row)
        ]
        for row in Conversation.objects.all()
    }
    assert found == {"parents": ["homeroom", "guardian"], "class": ["homeroom", "pupil", "mate"]}


def test_what_families_write_in_quiet_time_waits_and_shows_the_teacher_nothing(school, django_capture_on_commit_callbacks):
    QuietHours.objects.update(is_on=True, starts=time(0), ends=time(23, 59, 59))
    chat = school.chat()
    row, _new = say(school.guardian, chat)
    assert (row.visible_at is not None, lines_of(school.homeroom, chat), unread_chats(school.homeroom)) == (True, [], 0)
    assert [(line.body, line.ticks) for line in lines_of(school.guardian, chat)] == [("Cháu chào cô", "sent")]
    for number in range(3):
        say(school.guardian, chat, f"Gấp {number}", is_urgent=True)
    with pytest.raises(MessageRefused, match="urgent"):
        say(school.guardian, chat, "Gấp nữa", is_urgent=True)
    assert [line.body for line in lines_of(school.homeroom, chat)] == ["Gấp 0", "Gấp 1", "Gấp 2"]
    cursor = chat_now(chat).last_change
    Message.objects.filter(pk=row.pk).update(visible_at=timezone.now())
    with django_capture_on_commit_callbacks(execute=True):
        released = [release_due(), release_due()]
    assert (released, unread_chats(school.homeroom)) == ([1, 0], 4)
    news = news_of(school.homeroom, chat_now(chat), after=cursor)
    assert ([line.message.seq for line in news.lines], news.cursor, news.more) == ([1], cursor + 1, False)


@pytest.mark.parametrize(
    ("clock", "start", "end", "expected"),
    [
        ("2026-11-28T22:10", 21, 6, "2026-11-29T06:00"),
        ("2026-11-29T05:59", 21, 6, "2026-11-29T06:00"),
        ("2026-11-29T06:00", 21, 6, None),
        ("2026-11-29T12:30", 12, 14, "2026-11-29T14:00"),
        ("2026-11-29T12:30", 0, 0, None),
    ],
)
def test_when_quiet_time_ends(clock, start, end, expected):
    found = quiet_end(datetime.fromisoformat(clock), time(start), time(end))
    assert found == (expected and datetime.fromisoformat(expected))


def test_over_http_a_form_and_json_send_and_bad_input_is_told(client, school):
    chat = school.chat()
    client.force_login(Person.objects.get(pk=school.guardian.person_id).account)
    url, client_id = reverse("social:chat_messages", args=[chat.uuid]), str(uuid4())
    post = lambda **data: client.post(url, json.dumps(data), content_type="application/json")  # noqa: E731
    assert [post(client_id=client_id, body="Chào cô").status_code for _ in range(2)] == [201, 200]
    assert [
        (post(**data).status_code, post(**data).json()["code"]) for data in ({"body": "x"}, {"client_id": str(uuid4()), "body": " "})
    ] == [
        (422, "bad"),
        (422, "empty"),
    ]
    assert client.post(url, {"client_id": str(uuid4()), "body": "Bằng biểu mẫu"}).status_code == 302
    listed = client.get(url, {"sau": 1}).json()
    assert [(one["seq"], one["body"]) for one in listed["messages"]] == [(2, "Bằng biểu mẫu")]
    pages = [
        client.get(reverse(name, args=args)) for name, args in (("social:chats", []), ("social:new_chat", []), ("social:chat", [chat.uuid]))
    ]
    assert [page.status_code for page in pages] == [200, 200, 200]
    assert "Về em <b>Nông Minh Khuê</b>" in pages[2].content.decode()
    client.force_login(Person.objects.get(pk=school.stranger.person_id).account)
    assert (client.get(url).status_code, post(client_id=str(uuid4()), body="x").status_code, Message.objects.count()) == (404, 404, 2)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="row locks are PostgreSQL's")
def test_many_at_once_get_one_order_and_a_retry_at_the_same_moment_is_one(school):
    chat, same = school.chat(), uuid4()
    calls = [lambda: say(school.guardian, chat)[0].seq, lambda: say(school.homeroom, chat)[0].seq] * 3
    assert sorted(at_once(*calls)) == [1, 2, 3, 4, 5, 6]
    twice = at_once(*[lambda: say(school.guardian, chat, client_id=same)[0].seq] * 2)
    assert (twice, Message.objects.count()) == ([7, 7], 7)


def test_a_pupil_whose_writing_is_stopped_still_reaches_its_teacher_and_family_and_reads_why_elsewhere(client, school, monkeypatch):
    open_channels(actor=school.pupil)
    chats = [school.chat("pupil", "homeroom"), school.chat("pupil", "guardian"), Conversation.objects.get(kind="class")]
    assert [can_write(school.pupil, chat) for chat in chats] == [True, True, True]
    monkeypatch.setattr(PostingLimit, "registry", [SimpleNamespace(facts=dict, reason=lambda actor, person: "Ngoài giờ gia đình cho phép")])
    assert [can_write(school.pupil, chat) for chat in chats] == [True, True, False]
    assert not can_write(school.homeroom, chats[0])
    told = ["Ngoài giờ gia đình cho phép" in page_of(client, school.pupil, "chat", chat.uuid).content.decode() for chat in chats]
    assert told == [False, False, True]
