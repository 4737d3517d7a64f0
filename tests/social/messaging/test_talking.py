"""Replies, files and voice notes, search, groups of staff, delivery, export, closed accounts; who reaches whom over HTTP."""

import io
import json
import zipfile
from array import array
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from core.access.errors import AccessRefused
from core.audit.models import AuditRecord
from core.models import Account, Mute, Notification, Person
from core.notifications.services import set_mute
from social.files.models import Attachment
from social.files.services.voice import given_wave, made_anew, wave_of
from social.messaging.models import Conversation, Message, Participant, QuietHours
from social.messaging.selectors import chats_of, lines_of
from social.messaging.services import open_channels
from tests.factories.core import make_account, make_class, make_enrolment, make_guardianship, make_person, make_teaching
from tests.factories.social import actor_of
from tests.social.messaging.school import chat_now, say

pytestmark = pytest.mark.django_db
WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm" + b"\0" * 100


def page_of(client, actor, name, *args, post=None, **data):
    person = Person.objects.get(pk=actor.person_id)
    client.force_login(getattr(person, "account", None) or make_account(person))
    url = reverse(f"social:{name}", args=args)
    return client.post(url, post, **data) if post is not None else client.get(url, data)


def test_a_reply_quotes_only_what_its_reader_sees(school):
    chat = school.chat()
    QuietHours.objects.update(is_on=True, starts="00:00", ends="23:59:59")
    waiting = say(school.guardian, chat, "Tin đêm")[0]
    say(school.guardian, chat, "Gấp ạ", is_urgent=True, reply_to=waiting.uuid)
    quotes = lambda actor: [line.quoted[1] for line in lines_of(actor, chat)]  # noqa: E731
    assert (quotes(school.guardian), quotes(school.homeroom)) == (["", "Tin đêm"], [""])
    Message.objects.filter(pk=waiting.pk).update(arrived=99, visible_at=timezone.now())
    assert quotes(school.homeroom) == ["", "Tin đêm"]


def test_voice_notes_are_sounds_only_with_a_wave_and_seen_by_those_who_see_the_message(client, school, monkeypatch):
    monkeypatch.setattr("social.files.services.taking.made_anew", lambda data: None)
    chat = school.chat()
    note = SimpleUploadedFile("tin-thoai.webm", WEBM)
    answer = page_of(client, school.guardian, "upload", post={"file": note, "voice": "1", "seconds": "18", "wave": "[1, 31]"})
    kept = answer.json()
    assert (answer.status_code, kept["kind"], kept["wave"], kept["seconds"]) == (201, "voice", [1, 31], 18.0)
    row = say(school.guardian, chat, "", file_uuids=(kept["uuid"],))[0]
    assert (row.kind, Attachment.objects.get().content_type) == ("voice", "audio/webm")
    seen = [client.get(kept["url"]).status_code]
    for actor in (school.homeroom, school.stranger):
        seen.append(page_of(client, actor, "attachment", kept["uuid"], "tin-thoai.webm").status_code)
    assert seen == [200, 200, 404]
    assert "0:18" in page_of(client, school.homeroom, "chat", chat.uuid).content.decode()
    text = SimpleUploadedFile("a.txt", "chữ".encode())
    assert page_of(client, school.guardian, "upload", post={"file": text, "voice": "1"}).status_code == 422
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "bars"), [("[0, 31]", [0, 31]), ("[32]", []), ("[-1]", []), ("[true]", []), ("{", []), ("7", []), (f"{[1] * 41}", [])]
)
def test_only_bars_are_taken_for_a_wave(text, bars):
    assert given_wave(text) == bars


def test_a_wave_has_forty_bars_against_its_loudest(monkeypatch):  # and no ffmpeg, no new bytes
    bars = wave_of(array("h", [0] * 400 + [1000] * 400))
    assert (len(bars), bars[0], bars[-1]) == (40, 0, 31)
    monkeypatch.setattr("social.files.services.voice._program", lambda: None)
    assert made_anew(b"x") is None


def test_on_a_phone_two_people_use_nobody_sends_the_others_words_or_files(client, school):
    chat, note = school.chat(), SimpleUploadedFile("a.txt", "chữ".encode())
    other, own = (str(Person.objects.get(pk=getattr(school, who).person_id).uuid) for who in ("pupil", "guardian"))
    words = lambda person: json.dumps({"client_id": str(uuid4()), "body": "Vâng ạ", "person": person})  # noqa: E731
    statuses = [page_of(client, school.guardian, "upload", post={"file": note, "person": other}).status_code]
    for person in (other, own):
        where = reverse("social:chat_messages", args=[chat.uuid])
        statuses.append(client.post(where, words(person), content_type="application/json").status_code)
    assert (statuses, Attachment.objects.count(), Message.objects.count()) == ([409, 409, 201], 0, 1)


def test_messages_are_found_with_and_without_diacritics_in_the_list_and_in_a_conversation(school):
    chat = school.chat()
    say(school.guardian, chat, "Cháu khám răng ở bệnh viện")
    say(school.guardian, chat, "Cảm ơn cô")
    found = [
        (text, [one.conversation.pk for one in chats_of(school.homeroom, text)] == [chat.pk])
        for text in ("kham rang", "răng", "nhung", "xyz")
    ]
    assert found == [("kham rang", True), ("răng", True), ("nhung", True), ("xyz", False)]
    assert [line.message.seq for line in lines_of(school.homeroom, chat, text="BENH vien")] == [1]
    shown = [[(one.last, one.is_found) for one in chats_of(school.homeroom, text)] for text in ("kham rang", "nhung", "")]
    assert shown == [[("Cháu khám răng ở bệnh viện", True)], [("Cảm ơn cô", False)], [("Cảm ơn cô", False)]]


def test_a_group_of_staff_is_founded_renamed_joined_and_left_by_colleagues_only(client, school):
    third = school.province.actor("teacher")
    ids = {"people": [school.colleague.person_id]}
    refused = [{"title": "", **ids}, {"title": "Tổ Toán"}, {"title": "Tổ Toán", "people": [school.stranger.person_id]}]
    assert [page_of(client, school.homeroom, "chat_group_new", post=post).status_code for post in refused] == [422] * 3
    assert page_of(client, school.guardian, "chat_group_new", post={"title": "x", **ids}).status_code == 403
    search = {"title": "Tổ Toán", "act": "find", "q": "khong ai the", **ids}  # a search keeps what is filled in, and founds nothing
    found = page_of(client, school.homeroom, "chat_group_new", post=search)
    kept = f'name="people" value="{school.colleague.person_id}" checked'
    assert (found.status_code, kept in found.text, 'value="Tổ Toán"' in found.text, "Đã chọn 1 người" in found.text) == (
        200,
        True,
        True,
        True,
    )
    assert f'value="{third.person_id}"' not in found.text
    search["q"] = third_name = Person.objects.get(pk=third.person_id).full_name
    assert third_name in page_of(client, school.homeroom, "chat_group_new", post=search).text
    assert Conversation.objects.count() == 0
    founded = {"title": "Tổ Toán", "client_id": str(uuid4()), **ids}
    assert [page_of(client, school.homeroom, "chat_group_new", post=founded).status_code for _press in range(2)] == [302, 302]
    chat = Conversation.objects.get()
    say(school.homeroom, chat, "Họp lúc 15:00")
    post = {"title": "Tổ Toán Tin", "people": [third.person_id]}
    assert [page_of(client, actor, "chat_group", chat.uuid, post=post).status_code for actor in (third, school.colleague)] == [404, 302]
    assert [one.heading.name for one in chats_of(third)] == ["Tổ Toán Tin"]
    assert page_of(client, school.colleague, "chat_group", chat.uuid, post={"act": "leave"}).status_code == 302
    codes = [page_of(client, actor, "chat", chat.uuid).status_code for actor in (school.homeroom, third, school.colleague)]
    assert (codes, Participant.objects.filter(left_at=None).count()) == ([200, 200, 404], 2)
    verbs = list(AuditRecord.objects.filter(verb__startswith="social.group.").order_by("id").values_list("verb", flat=True))
    assert verbs == ["social.group.founded", "social.group.changed", "social.group.left"]


def test_asking_for_the_list_says_that_the_device_has_got_it(client, school):
    chat = school.chat()
    say(school.guardian, chat)
    ticks = lambda: [line.ticks for line in lines_of(school.guardian, chat_now(chat))]  # noqa: E731
    before = ticks()
    assert "Cháu chào cô" in page_of(client, school.homeroom, "chats_fresh", post={}).content.decode()
    assert (before, ticks()) == (["sent"], ["delivered"])


def test_ones_own_conversations_are_exported_as_they_are_read(client, school):
    chat = school.chat()
    say(school.guardian, chat, "Cháu chào cô")
    say(school.homeroom, chat, "Chào chị")
    answer = page_of(client, school.guardian, "chat_export", post={})
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    (found,) = [json.loads(archive.read(name)) for name in archive.namelist()]
    assert [(one["mine"], one["text"]) for one in found["messages"]] == [(True, "Cháu chào cô"), (False, "Chào chị")]
    assert (found["about"], AuditRecord.objects.filter(verb="social.chats.exported").count()) == ("Nông Minh Khuê", 1)
    assert zipfile.ZipFile(io.BytesIO(page_of(client, school.stranger, "chat_export", post={}).content)).namelist() == []


def test_a_closed_account_keeps_the_conversation_readable_without_the_name(school):
    chat = school.chat()
    say(school.guardian, chat)
    Account.objects.filter(person_id=school.guardian.person_id).update(is_active=False)
    (line,), (one,) = lines_of(school.homeroom, chat), chats_of(school.homeroom)
    assert (line.name, line.body, one.heading.name) == ("Người dùng đã rời", "Cháu chào cô", "Người dùng đã rời")


def test_a_guardian_of_children_in_two_schools_sees_whom_each_conversation_is_about(school):
    mother = Person.objects.get(pk=school.guardian.person_id)
    other = make_enrolment(make_class(school.province.other_school, "6B"), make_person("Nông Minh Anh", born_on="2015-01-02"))
    make_guardianship(mother, other.person)
    make_teaching(Person.objects.get(pk=school.stranger.person_id), other.class_group, kind="homeroom")
    for name in ("homeroom", "stranger"):
        say(school.guardian, school.chat("guardian", name))
    chips = [(one.heading.chip, one.heading.sub) for one in chats_of(actor_of(mother, "guardian"))]
    assert chips == [("Em Anh · 6B", "Chủ nhiệm 6B"), ("Em Khuê · 9A2", "Chủ nhiệm 9A2")]


PEOPLE = ("homeroom", "guardian", "other_guardian", "pupil", "mate", "colleague", "stranger")
READS = {
    "family": {"homeroom", "guardian"},
    "pupil": {"homeroom", "pupil"},
    "home": {"guardian", "pupil"},
    "staff": {"homeroom", "colleague"},
    "parents": {"homeroom", "guardian", "other_guardian"},
    "class": {"homeroom", "pupil", "mate"},
}


def test_who_reads_and_writes_what_over_http(client, school):
    open_channels(actor=school.homeroom)
    for pair in (("guardian", "homeroom"), ("pupil", "homeroom"), ("guardian", "pupil"), ("homeroom", "colleague")):
        school.chat(*pair)
    chats = {row.kind: row for row in Conversation.objects.all()}
    assert set(chats) == set(READS)
    read, written = {}, {}
    for kind, chat in chats.items():
        for name in PEOPLE:
            actor = getattr(school, name)
            codes = [page_of(client, actor, route, chat.uuid).status_code for route in ("chat", "chat_messages")]
            body = json.dumps({"client_id": str(uuid4()), "body": "Chào cả nhà"})
            sent = page_of(client, actor, "chat_messages", chat.uuid, post=body, content_type="application/json").status_code
            if codes == [200, 200]:
                read.setdefault(kind, set()).add(name)
            if sent == 201:
                written.setdefault(kind, set()).add(name)
    assert (read, written, Message.objects.count()) == (READS, READS, sum(map(len, READS.values())))


@pytest.mark.parametrize("count", [1, 3])
def test_pages_ask_the_same_number_of_queries_for_one_and_for_three(client, school, count, django_assert_max_num_queries):
    chat = school.chat()
    for _number in range(count):
        say(school.guardian, chat)
    page_of(client, school.homeroom, "chat", chat.uuid)
    limits = {"chat": (20, [chat.uuid]), "chats": (20, []), "chat_messages": (14, [chat.uuid])}
    for name, (most, args) in limits.items():
        with django_assert_max_num_queries(most):
            assert client.get(reverse(f"social:{name}", args=args)).status_code == 200


def test_a_muted_conversation_is_quiet_but_counted_and_urgent_messages_pass(client, school):
    QuietHours.objects.filter(person_id=school.homeroom.person_id).update(is_on=True, rest_days="0123456")
    chat = school.chat()
    assert set_mute(actor=school.homeroom, topic=chat.topic) == "Nông Thị Nhung"
    with pytest.raises(AccessRefused):
        set_mute(actor=school.stranger, topic=chat.topic)
    say(school.guardian, chat, "Cô ơi gấp ạ", is_urgent=True)
    say(school.guardian, chat, "Cô ơi gấp lắm ạ", is_urgent=True)
    urgent = Notification.objects.filter(recipient_id=school.homeroom.person_id)
    assert list(urgent.values_list("is_urgent", "topic")) == [(True, chat.topic)] * 2
    row = next(one for one in chats_of(school.homeroom) if one.conversation == chat)
    assert (row.is_muted, row.unread) == (True, 2)
    assert not next(one for one in chats_of(school.guardian) if one.conversation == chat).is_muted
    page = page_of(client, school.homeroom, "chat", chat.uuid).content.decode()
    assert ("Bật lại thông báo" in page, 'name="span"' in page) == (True, False)
    answer = client.post("/thong-bao/bat-lai/", {"chu-de": chat.topic, "ve": "1"})
    assert answer["Location"] == chat.url
    assert not Mute.objects.exists()
    answer = client.post("/thong-bao/tat/", {"chu-de": chat.topic, "span": "7am"})
    until = timezone.localtime(Mute.objects.get().until)
    assert (answer["Location"], until.hour, until.minute) == (chat.url, 7, 0)
    assert until > timezone.now()
