"""The page of choices: which kinds come how, quiet hours, the digest's rhythm, what is muted."""

from datetime import datetime, time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core.access.enums import Role
from core.hooks import LiveTopic
from core.models import Account, Mute, NotificationPreference, NotificationSettings
from core.notifications.enums import ALWAYS
from core.notifications.rules import next_morning
from core.notifications.selectors import CHOSEN, choices_of
from core.notifications.types import KINDS, NotificationKind
from core.people.models import Person
from tests.factories.core import make_account, make_actor, make_guardianship, make_person

pytestmark = pytest.mark.django_db
PAGE = "/thong-bao/cai-dat/"


class Room(LiveTopic):
    """`room:<key>`: everybody may watch `mine`, which alone has a name."""

    prefix = "room"

    def may_watch(self, actor, key):
        return key in {"mine", "nameless"}

    def name_for(self, actor, key):
        return "Lớp 9A1" if key == "mine" else ""


@pytest.fixture(autouse=True)
def _world(monkeypatch):
    monkeypatch.setattr(LiveTopic, "registry", [*LiveTopic.registry, Room()])
    kinds = [
        NotificationKind("test.all", "Bài %(title)s", "", label="Bài mới của thầy cô", email=True, ott=True),
        NotificationKind("test.family", "Con %(title)s", "", label="Tin về con", hats=frozenset({Role.GUARDIAN}), digest=True),
        NotificationKind("test.must", "Khoá", "", label="Mật khẩu đổi", essential=True),
    ]
    for kind in kinds:
        monkeypatch.setitem(KINDS, kind.key, kind)


def browser(account):
    client = Client()
    client.force_login(account, backend="core.signin.backends.IdentifierBackend")
    return client


@pytest.fixture
def actor():
    return make_actor("teacher")


@pytest.fixture
def client(actor):
    return browser(Account.objects.get(pk=actor.account_id))


@pytest.fixture
def parent():
    parent = make_person()
    make_guardianship(parent, make_person())
    return browser(make_account(parent))


def test_kinds_stand_by_area_those_of_the_hat_first_and_say_when_they_come(client, parent):
    texts = [one.get(PAGE).text for one in (client, parent)]
    places = [text.index(word) for text in texts[:1] for word in ("Lớp và trường", "Tin nhắn và xin nghỉ", "An toàn và quyết định")]
    assert places == sorted(places)
    assert [text.count('class="area" open') for text in texts] == [1, 1]  # the first, until one asks for another
    assert client.get(f"{PAGE}?loai=signin.new_device").text.count('class="area" open') == 2
    assert all("Luôn bật: bạn cần biết ngay" in text for text in texts)
    real = [kind for kind in KINDS.values() if not kind.key.startswith("test.")]
    assert [kind.key for kind in real if not kind.about or (kind.essential and kind.group not in ALWAYS)] == []
    two_hats = make_actor("teacher")
    make_guardianship(Person.objects.get(pk=two_hats.person_id), make_person())
    (rows,) = [rows for _label, rows in choices_of(two_hats) if any(one.key == "social.praise.guardian" for one in rows)]
    assert [one.is_of_hat for one in rows] == sorted((one.is_of_hat for one in rows), reverse=True)
    assert rows[0].key == "social.announcement"
    assert not rows[-1].is_of_hat


def choice(actor, key):
    return next((one for _group, rows in choices_of(actor) for one in rows if one.key == key), None)


def test_people_are_asked_about_what_they_may_get(client, actor, parent):
    pages = [one.get(PAGE).content.decode() for one in (client, parent)]
    assert ["Tin về con" in page for page in pages] == [False, True]
    assert ["Bản tin về con" in page for page in pages] == [False, True]
    assert [page.count("Trong bản tin về con") for page in pages] == [0, sum(kind.digest for kind in KINDS.values())]
    assert all("Bài mới của thầy cô" in page for page in pages)
    assert choice(actor, "test.family") is None


def test_a_kind_is_stored_at_once_and_answers_a_script_with_its_line(client, actor):
    said = client.post(f"{PAGE}loai/", {"kind": "test.all", "on": ["inbox", "push"]}, headers={"HX-Request": "true"}).content.decode()
    assert "Hộp thông báo · Hiện trên máy" in said
    assert "E-mail" not in said
    assert choice(actor, "test.all").on == {"inbox", "push", "ott"}  # messengers were not asked about: none is switched on
    answer = client.post(f"{PAGE}loai/", {"kind": "test.all"})
    assert answer["Location"] == f"{PAGE}?loai=test.all#test.all"
    assert choice(actor, "test.all").on == {"ott"}


@pytest.mark.parametrize(("kind", "status"), [("test.none", 404), ("", 404), ("test.must", 302)])
def test_unknown_and_essential_kinds_stay_as_they_are(client, kind, status):
    assert client.post(f"{PAGE}loai/", {"kind": kind}).status_code == status
    assert not NotificationPreference.objects.exists()


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        ({"has_quiet": "on", "quiet_from": "20:30", "quiet_until": "05:30"}, (time(20, 30), time(5, 30))),
        ({"quiet_from": "20:30", "quiet_until": "05:30"}, (time(0), time(0))),
        ({"has_quiet": "on", "quiet_from": "20:30", "quiet_until": ""}, None),
        ({"has_quiet": "on", "quiet_from": "20:30", "quiet_until": "20:30"}, None),
        ({"has_quiet": "on", "quiet_from": "20:30", "quiet_until": "25:00"}, None),
    ],
)
def test_quiet_hours(client, actor, given, stored):
    answer = client.post(f"{PAGE}gio/", given)
    row = NotificationSettings.objects.filter(person_id=actor.person_id).first()
    assert answer.status_code == (302 if stored else 422)
    assert (row and (row.quiet_from, row.quiet_until)) == stored
    if stored is None:
        assert "20:30" in answer.content.decode()


def test_only_guardians_choose_a_rhythm(client, parent):
    quiet = {"has_quiet": "on", "quiet_from": "21:00", "quiet_until": "06:00"}
    client.post(f"{PAGE}gio/", {**quiet, "digest": "off"})
    assert list(NotificationSettings.objects.values_list("digest", flat=True)) == ["weekly"]
    assert parent.post(f"{PAGE}gio/", {**quiet, "digest": "hourly"}).status_code == 422
    parent.post(f"{PAGE}gio/", {**quiet, "digest": "daily"})
    assert sorted(NotificationSettings.objects.values_list("digest", flat=True)) == ["daily", "weekly"]


def test_muting_asks_how_long_names_the_topic_and_ends(client, actor):
    assert "Tắt thông báo của “Lớp 9A1”" in client.get("/thong-bao/tat/?chu-de=room:mine").content.decode()
    client.post("/thong-bao/tat/", {"chu-de": "room:mine", "span": "1h"})
    row = Mute.objects.get()
    assert (row.person_id, row.topic, row.label) == (actor.person_id, "room:mine", "Lớp 9A1")
    assert timedelta(minutes=59) < row.until - timezone.now() <= timedelta(hours=1)
    client.post("/thong-bao/tat/", {"chu-de": "room:mine", "span": ""})
    assert Mute.objects.get().until is None
    assert "Lớp 9A1" in client.get(PAGE).content.decode()
    client.post("/thong-bao/bat-lai/", {"chu-de": "room:mine"})
    assert not Mute.objects.exists()


@pytest.mark.parametrize(("now", "day"), [("2026-11-29T06:59", 29), ("2026-11-29T07:00", 30), ("2026-11-29T22:15", 30)])
def test_until_the_morning_is_the_next_seven_o_clock(now, day):
    assert next_morning(datetime.fromisoformat(now)) == datetime(2026, 11, day, 7)


@pytest.mark.parametrize("topic", ["room:other", "room:nameless", "nothing:1", "", "room"])
def test_what_one_may_not_watch_cannot_be_muted(client, topic):
    assert client.get(f"/thong-bao/tat/?chu-de={topic}").status_code == 404
    assert client.post("/thong-bao/tat/", {"chu-de": topic, "span": ""}).status_code == 404
    assert client.post("/thong-bao/tat/", {"chu-de": "room:mine", "span": "2y"}).status_code == 200
    assert not Mute.objects.exists()


def test_nobody_ends_the_mute_of_another(client, actor, parent):
    client.post("/thong-bao/tat/", {"chu-de": "room:mine", "span": ""})
    parent.post("/thong-bao/bat-lai/", {"chu-de": "room:mine"})
    assert Mute.objects.filter(person_id=actor.person_id).exists()


def test_the_page_costs_the_same_with_more_kinds_and_mutes(client, actor, django_assert_max_num_queries):
    client.get(PAGE)
    for number in range(3):
        Mute.objects.create(person_id=actor.person_id, topic=f"space:{number}", label="Nhóm")
    with django_assert_max_num_queries(14):
        client.get(PAGE)


@pytest.mark.parametrize(
    ("key", "families", "pupils", "teachers"),
    [
        (
            "social.announcement",
            {"inbox", "email", "push", "ott", "digest"},
            {"inbox", "push", "digest"},
            {"inbox", "email", "push", "digest"},
        ),
        ("social.message.about", {"inbox", "email", "push", "ott"}, {"inbox", "push"}, {"inbox", "push"}),
        ("social.absence.confirmed", {"inbox", "email", "push", "ott"}, None, None),
        ("social.absence.asked", None, None, {"inbox", "push", "ott"}),
        ("social.comment", {"inbox", "push"}, {"inbox", "push"}, {"inbox", "push"}),
    ],
)
def test_who_chose_nothing_is_reached_as_suits_the_hat(key, families, pupils, teachers):
    said = [{one for one in CHOSEN if KINDS[key].is_on_by_default(one, [role])} for role in ("guardian", "student", "teacher")]
    for found, expected in zip(said, (families, pupils, teachers), strict=True):
        assert expected is None or found == expected
    assert KINDS["social.announcement"].is_on_by_default("ott", ["guardian", "teacher"])  # the most generous hat counts
