"""Quiet hours: when they are, how a teacher sets them, what is answered meanwhile, what waits when they change."""

from datetime import datetime, time

import pytest
from django.urls import reverse
from django.utils import timezone

from core.audit.models import AuditRecord
from core.models import Person
from social.messaging.models import Message, QuietHours
from social.messaging.rules import quiet_span
from social.messaging.selectors import lines_of, unread_chats
from social.messaging.services import release_due
from tests.social.messaging.school import say

pytestmark = pytest.mark.django_db
ALL_DAY = {"is_on": True, "starts": time(0), "ends": time(23, 59, 59)}


@pytest.mark.parametrize(
    ("now", "days", "rest_days", "expected"),
    [
        ("28T22:00", "0123456", "", ("28T21:00", "29T06:00")),  # 28/11/2026 is a Saturday
        ("28T22:00", "01234", "", None),
        ("28T05:00", "01234", "", ("27T21:00", "28T06:00")),
        ("28T22:00", "0123456", "6", ("28T21:00", "30T06:00")),
        ("29T12:00", "", "6", ("29T00:00", "30T00:00")),
        ("30T12:00", "0123456", "6", None),
        ("29T12:00", "01234", "56", ("27T21:00", "30T00:00")),
    ],
)
def test_quiet_times_follow_hours_days_and_days_of_rest(now, days, rest_days, expected):
    found = quiet_span(datetime.fromisoformat(f"2026-11-{now}"), time(21), time(6), days, rest_days)
    assert found == (expected and tuple(datetime.fromisoformat(f"2026-11-{one}") for one in expected))


def test_the_first_message_of_a_quiet_time_is_answered_once(school):
    QuietHours.objects.update(**ALL_DAY, auto_answer="Tôi sẽ trả lời vào sáng mai.")
    chat = school.chat()
    for body in ("Chào cô", "Cháu ốm ạ"):
        say(school.guardian, chat, body)
    assert [(line.body, line.is_mine, line.notes[-1]) for line in lines_of(school.guardian, chat)] == [
        ("Chào cô", True, "Tới nơi lúc 23:59"),
        ("Tôi sẽ trả lời vào sáng mai.", False, "Trả lời tự động"),
        ("Cháu ốm ạ", True, "Tới nơi lúc 23:59"),
    ]
    assert (unread_chats(school.guardian), unread_chats(school.homeroom)) == (1, 0)


def test_a_teacher_sets_the_hours_and_what_waits_follows_them(client, school):
    url = reverse("social:quiet_hours")
    QuietHours.objects.update(**ALL_DAY)
    row = say(school.guardian, school.chat())[0]
    client.force_login(Person.objects.get(pk=school.homeroom.person_id).account)
    good = {"is_on": "on", "starts": "22:00", "ends": "05:30", "days": ["0", "1"], "rest_days": ["6"], "auto_answer": " Mai  tôi đọc. "}
    bad = [{"starts": "22:00", "ends": "22:00"}, {"starts": "x"}, {"rest_days": list("0123456")}, {"days": ["9"]}]
    assert [client.post(url, {**good, **change}).status_code for change in bad] == [422] * 4
    assert "Giờ bắt đầu và giờ kết thúc phải khác nhau." in client.post(url, {**good, **bad[0]}).content.decode()
    assert QuietHours.objects.get().starts == time(0)
    assert client.post(url, good).status_code == 302
    kept = QuietHours.objects.get()
    assert (kept.starts, kept.ends, kept.days, kept.rest_days, kept.auto_answer) == (time(22), time(5, 30), "01", "6", "Mai tôi đọc.")
    assert AuditRecord.objects.filter(verb="social.quiet.changed").count() == 1
    assert client.post(url, {**good, "is_on": ""}).status_code == 302
    assert (
        Message.objects.get(pk=row.pk).visible_at <= timezone.now(),
        release_due(),
        len(lines_of(school.homeroom, row.conversation)),
    ) == (True, 1, 1)
    client.force_login(Person.objects.get(pk=school.guardian.person_id).account)
    assert (client.get(url).status_code, client.post(url, good).status_code, QuietHours.objects.count()) == (403, 403, 1)


def test_the_sender_is_told_until_when_and_whom_to_call(client, school):
    QuietHours.objects.update(**ALL_DAY)
    unit = school.province.school
    unit.phone = "02073821234"
    unit.save()
    chat = school.chat()
    client.force_login(Person.objects.get(pk=school.guardian.person_id).account)
    page = client.get(reverse("social:chat", args=[chat.uuid])).content.decode()
    for words in ("Giờ yên tĩnh 00:00 – 23:59.", "Có việc gấp?", "tel:02073821234", "Hôm nay còn 3 lần."):
        assert words in page
