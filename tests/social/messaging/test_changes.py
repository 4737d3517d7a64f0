"""What happens to messages reaches devices by one cursor: late ones, recalled, hidden and approved ones; marks, blocks, channels, badges."""

from datetime import time
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from core.access.errors import AccessRefused
from core.audit.models import AuditRecord
from core.models import Person
from core.notifications.models import Notification
from social.hooks import Moderated
from social.messaging.errors import MessageRefused
from social.messaging.models import Conversation, Message, Participant, QuietHours
from social.messaging.policies import can_write
from social.messaging.selectors import chats_of, lines_of, news_of, unread_chats
from social.messaging.services import mark_read, open_channels, recall, release_due
from social.moderation.errors import SafetyRefused
from social.moderation.models import Block
from social.moderation.services.blocking import block
from tests.social.messaging.school import chat_now, say
from tests.social.messaging.test_talking import page_of
from tests.threads import at_once, held

pytestmark = pytest.mark.django_db

ALL_DAY = {"is_on": True, "starts": time(0), "ends": time(23, 59, 59)}


def bodies(actor, chat, after=0):
    return [(line.message.seq, line.body) for line in news_of(actor, chat_now(chat), after=after).lines]


def test_every_change_comes_by_the_cursor_and_nothing_else(school):
    chat = school.chat()
    first, second = say(school.guardian, chat, "Một")[0], say(school.guardian, chat, "Hai")[0]
    news = news_of(school.homeroom, chat_now(chat), after=0, size=1)
    assert ([line.body for line in news.lines], news.cursor, news.more) == (["Một"], first.changed, True)
    news = news_of(school.homeroom, chat_now(chat), after=news.cursor, size=1)
    assert ([line.body for line in news.lines], news.cursor, news.more) == (["Hai"], second.changed, False)
    recall(actor=school.guardian, message=first)
    assert bodies(school.homeroom, chat, news.cursor) == [(1, "Tin đã thu hồi")]
    assert [line.body for line in lines_of(school.homeroom, chat)] == ["Tin đã thu hồi", "Hai"]
    with pytest.raises(MessageRefused, match="late"):
        recall(actor=school.guardian, message=first)


def test_what_is_recalled_while_it_waits_never_arrives(school):
    QuietHours.objects.update(**ALL_DAY)
    chat = school.chat()
    row = say(school.guardian, chat)[0]
    recall(actor=school.guardian, message=row)
    Message.objects.update(visible_at=timezone.now())
    assert (release_due(), bodies(school.homeroom, chat), Notification.objects.count()) == (0, [], 0)


def test_a_held_message_is_let_out_or_given_back_and_a_shown_one_hidden_and_shown_again(school):
    chat, message = school.chat("pupil"), Moderated.of("message")
    rows = [say(school.pupil, chat, body)[0] for body in ("Em chào cô", "Cô ơi", "Em hỏi bài")]
    Message.objects.filter(pk__in=[rows[0].pk, rows[1].pk]).update(state="held", arrived=None)
    keys = [str(row.uuid) for row in rows]
    for act in (message.approve, message.hide):
        with pytest.raises(AccessRefused):
            act(school.stranger, keys[0])
    assert [message.approve(school.homeroom, keys[0]) for _twice in range(2)] == [True, False]
    message.reject(school.homeroom, keys[1], "Viết lại cho rõ nhé")
    message.hide(school.homeroom, keys[2])
    assert bodies(school.homeroom, chat) == [(1, "Em chào cô"), (3, "Tin đã được ẩn")]
    assert [(line.body, line.notes) for line in lines_of(school.pupil, chat)] == [
        ("Em chào cô", ()),
        ("Cô ơi", ("Không được duyệt: Viết lại cho rõ nhé",)),
        ("Tin đã được ẩn", ()),
    ]
    message.restore(school.homeroom, keys[2])
    assert bodies(school.homeroom, chat) == [(1, "Em chào cô"), (3, "Em hỏi bài")]
    verbs = AuditRecord.objects.filter(verb__startswith="social.message.").order_by("id").values_list("verb", flat=True)
    assert list(verbs) == [f"social.message.{verb}" for verb in ("approved", "rejected", "hidden", "restored")]
    seen = [message.may_see(actor, keys[0]) for actor in (school.homeroom, school.pupil, school.guardian, school.stranger)]
    assert (seen, message.may_see(school.pupil, "x"), message.space_id(keys[0])) == ([True, True, False, False], False, None)
    kept = message.snapshot(keys[0])
    assert (kept["text"], kept["author_side"], message.url(keys[0])) == ("Em chào cô", "learner", chat.url)


def test_colleagues_of_whom_one_blocked_the_other_do_not_write_and_nobody_a_class_joins_is_blocked(client, school):
    chats = [school.chat("homeroom", "colleague"), school.chat(), school.chat("pupil")]
    homeroom, colleague, mother, pupil = (
        Person.objects.get(pk=getattr(school, name).person_id) for name in ("homeroom", "colleague", "guardian", "pupil")
    )
    block(actor=school.homeroom, person=colleague)
    for actor, other in ((school.homeroom, mother), (school.guardian, homeroom), (school.homeroom, pupil), (school.pupil, homeroom)):
        with pytest.raises(SafetyRefused, match="không chặn được"):
            block(actor=actor, person=other)
    Block.objects.create(person=homeroom, blocked=mother)  # from before this was so
    assert [can_write(actor, chat) for chat, actor in zip(chats, (school.colleague, school.guardian, school.pupil), strict=True)] == [
        False, True, True,
    ]  # fmt: skip
    with pytest.raises(AccessRefused):
        say(school.colleague, chats[0])
    row = say(school.guardian, chats[1], "Cháu nói thật với cô")[0]
    told = page_of(client, school.homeroom, "report", "message", row.uuid, post={"category": "other"}).content.decode()
    assert ("Chặn " in told, "không chặn nhau" in told) == (False, True)


def test_a_channel_counts_as_unread_for_all_of_its_class_before_they_ever_opened_it(school, django_capture_on_commit_callbacks):
    open_channels(actor=school.guardian)
    assert list(Conversation.objects.values_list("kind", flat=True)) == ["parents"]
    open_channels(actor=school.homeroom)
    channel = Conversation.objects.get(kind="parents")
    people = (school.guardian, school.other_guardian, school.pupil, school.colleague)
    assert [unread_chats(actor) for actor in people] == [0, 0, 0, 0]
    with django_capture_on_commit_callbacks(execute=True):
        row = say(school.homeroom, channel, "Mời cả lớp họp")[0]
    assert [unread_chats(actor) for actor in people] == [1, 1, 0, 0]
    assert [(one.heading.name, one.heading.chip, one.last, one.unread) for one in chats_of(school.guardian)] == [
        ("Phụ huynh lớp 9A2", "Em Khuê · 9A2", "Mời cả lớp họp", 1)
    ]
    assert set(Notification.objects.values_list("recipient_id", "kind")) == {
        (school.guardian.person_id, "social.message"),
        (school.other_guardian.person_id, "social.message"),
    }
    with django_capture_on_commit_callbacks(execute=True):
        mark_read(actor=school.guardian, conversation=chat_now(channel), to=row.changed)
    assert [unread_chats(actor) for actor in people] == [0, 1, 0, 0]


def test_looking_by_get_marks_nothing_read_and_a_teachers_reading_in_quiet_time_is_told_when_it_ends(
    client, school, django_capture_on_commit_callbacks
):
    chat = school.chat()
    row = say(school.guardian, chat)[0]
    QuietHours.objects.update(**ALL_DAY)
    client.force_login(Person.objects.get(pk=school.homeroom.person_id).account)
    for name in ("social:chat", "social:chat_messages"):
        assert client.get(reverse(name, args=[chat.uuid])).status_code == 200
    assert Participant.objects.filter(read_to__gt=0).count() == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(reverse("social:chat_read", args=[chat.uuid]), {"read": row.changed}).status_code == 200
    ticks = lambda: [line.ticks for line in lines_of(school.guardian, chat_now(chat))]  # noqa: E731
    assert (ticks(), unread_chats(school.homeroom), release_due(), ticks()) == (["sent"], 0, 0, ["sent"])
    QuietHours.objects.update(is_on=False)
    assert (release_due(), ticks()) == (0, ["read"])


def test_one_notification_until_it_is_read(school):
    chat = school.chat()
    first, second = say(school.guardian, chat)[0], say(school.guardian, chat)[0]
    assert Notification.objects.count() == 1
    mark_read(actor=school.homeroom, conversation=chat_now(chat), to=second.changed)
    say(school.guardian, chat)
    assert list(Notification.objects.values_list("kind", "recipient_id")) == [("social.message.about", school.homeroom.person_id)] * 2
    assert first.arrived < second.arrived


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="row locks are PostgreSQL's")
def test_changes_are_numbered_in_the_order_they_commit_and_late_ones_are_released_once(school):
    QuietHours.objects.update(**ALL_DAY)
    chat = school.chat()
    for number in range(3):
        say(school.guardian, chat, f"Đêm {number}")
    Message.objects.update(visible_at=timezone.now())
    QuietHours.objects.update(is_on=False)
    assert sum(at_once(release_due, release_due, lambda: say(school.homeroom, chat)[0] and 0)) == 3
    numbers = list(Message.objects.order_by("changed").values_list("changed", flat=True))
    assert (numbers, chat_now(chat).last_change) == (sorted(set(numbers)), max(numbers))
    cursor = chat_now(chat).last_change
    client_id = uuid4()
    one, other, waited = held(
        lambda: say(school.guardian, chat, "A", client_id=client_id)[0].changed,
        lambda: say(school.homeroom, chat, "B")[0].changed,
    )
    assert (one, other, waited) == (cursor + 1, cursor + 2, True)
    assert [body for _seq, body in bodies(school.guardian, chat, cursor)] == ["A", "B"]
