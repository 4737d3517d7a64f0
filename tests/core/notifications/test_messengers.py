"""Chats of messengers: linked by a one-time code over a signed call, ended, written to."""

import hmac
import json
from datetime import timedelta
from hashlib import sha256

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from core.models import Account, AuditRecord, Delivery, Notification, OttCode, OttLink
from core.notifications.services import notify, plan, send_due, start_link
from core.notifications.types import KINDS, NotificationKind
from core.ports import ott
from core.ports.carriers import CarrierError
from core.ports.ott.telegram import TelegramGateway
from tests.factories.core import make_actor, make_person

pytestmark = pytest.mark.django_db
HOOK = "/thong-bao/cong"


@pytest.fixture(autouse=True)
def messengers(settings):
    for name, value in {
        "TELEGRAM_BOT_TOKEN": "11:abc",
        "TELEGRAM_BOT_NAME": "cayda_bot",
        "VIBER_AUTH_TOKEN": "v-token",
        "VIBER_BOT_NAME": "cayda",
        "ZALO_APP_ID": "99",
        "ZALO_APP_SECRET": "s",
        "ZALO_OA_ID": "3662",
        "ZALO_OA_SECRET": "oa-secret",
        "ZALO_REFRESH_TOKEN": "r0",
    }.items():
        setattr(settings, name, value)


@pytest.fixture
def said(monkeypatch):
    """What Telegram was asked to say."""
    said = []

    def send(self, *, address, text, message_id, token):
        said.append((address, text))
        return str(len(said))

    monkeypatch.setattr(TelegramGateway, "send", send)
    return said


@pytest.fixture
def actor():
    return make_actor("teacher", person=make_person("Lý Hồng Vân"))


@pytest.fixture
def client(actor):
    client = Client()
    client.force_login(Account.objects.get(pk=actor.account_id), backend="core.signin.backends.IdentifierBackend")
    return client


def call(gateway, data, sign=True):
    body = json.dumps(data).encode()
    headers = {
        "telegram": {"X-Telegram-Bot-Api-Secret-Token": TelegramGateway.webhook_secret()},
        "viber": {"X-Viber-Content-Signature": hmac.new(b"v-token", body, sha256).hexdigest()},
        "zalo": {"X-ZEvent-Signature": "mac=" + sha256(f"99{body.decode()}{data.get('timestamp')}oa-secret".encode()).hexdigest()},
    }[gateway]
    return Client().post(f"{HOOK}/{gateway}/", body, content_type="application/json", headers=headers if sign else {})


def text_of(gateway, code, address="4242"):
    return {
        "telegram": {"message": {"chat": {"id": int(address), "type": "private"}, "text": f"/start {code}"}},
        "viber": {"event": "message", "sender": {"id": address}, "message": {"type": "text", "text": f" {code.lower()} "}},
        "zalo": {"event_name": "user_send_text", "sender": {"id": address}, "message": {"text": code}, "timestamp": "1699003881354"},
    }[gateway]


@pytest.mark.parametrize("gateway", ["telegram", "viber", "zalo"])
def test_a_code_sent_from_the_chat_links_it_once(gateway, actor):
    code = start_link(actor=actor, gateway=gateway).code
    assert call(gateway, text_of(gateway, code), sign=False).status_code == 403
    assert not OttLink.objects.exists()
    assert call(gateway, text_of(gateway, code)).status_code == 200
    link = OttLink.objects.get()
    assert (link.person_id, link.gateway, link.address) == (actor.person_id, gateway, "4242")
    assert AuditRecord.objects.get(verb="notifications.chat_linked").subject_person_id == actor.person_id
    assert call(gateway, text_of(gateway, code, "666")).status_code == 200
    assert list(OttLink.objects.values_list("address", flat=True)) == ["4242"]
    assert not OttCode.objects.exists()


@pytest.mark.parametrize("sent", ["AAAAAAAA", "", "Chào cô", "A" * 5000])
def test_other_texts_link_nothing(actor, sent):
    start_link(actor=actor, gateway="telegram")
    assert call("telegram", text_of("telegram", sent)).status_code == 200
    assert not OttLink.objects.exists()
    assert OttCode.objects.count() == 1


def test_an_old_code_and_one_of_another_messenger_link_nothing(actor):
    first = start_link(actor=actor, gateway="telegram").code
    second = start_link(actor=actor, gateway="telegram").code
    call("telegram", text_of("telegram", first))
    call("viber", text_of("viber", second))
    OttCode.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    call("telegram", text_of("telegram", second))
    assert not OttLink.objects.exists()


def test_a_chat_belongs_to_who_proved_it_last(actor):
    other = make_actor("teacher", person=make_person())
    for one in (other, actor):
        call("telegram", text_of("telegram", start_link(actor=one, gateway="telegram").code))
    assert list(OttLink.objects.values_list("person_id", "address")) == [(actor.person_id, "4242")]


@pytest.mark.parametrize(
    ("path", "body", "status"), [("signal", b"{}", 404), ("viber", b"{", 403), ("zalo", b"[]", 403), ("zalo", b"\xff", 403)]
)
def test_calls_that_are_none(path, body, status):
    assert Client().post(f"{HOOK}/{path}/", body, content_type="application/json").status_code == status


def test_a_signed_call_that_is_no_object_is_harmless():
    headers = {"X-Telegram-Bot-Api-Secret-Token": TelegramGateway.webhook_secret()}
    answers = [
        Client().post(f"{HOOK}/telegram/", body, content_type="application/json", headers=headers).status_code
        for body in (b"[1]", b"{", b'{"message": 3}', b'{"message": {"chat": {"id": 1, "type": "private"}}}', b"x" * 70_000)
    ]
    assert answers == [200, 400, 200, 200, 403]


def test_the_pages_link_and_end(client, actor, said, run_jobs):
    page = client.get("/thong-bao/cai-dat/").content.decode()
    assert all(name in page for name in ("Zalo", "Telegram", "Viber"))
    page = client.post("/thong-bao/nhan-tin/noi/", {"cong": "telegram"}).content.decode()
    code = OttCode.objects.get().code
    assert f"https://t.me/cayda_bot?start={code}" in page
    call("telegram", text_of("telegram", code))
    run_jobs()
    assert said == [("4242", "Đã nối với Cây Đa. Thông báo của Lý Hồng Vân sẽ tới đây.")]
    assert "Bỏ nối Telegram" in client.get("/thong-bao/cai-dat/").content.decode()
    client.post("/thong-bao/nhan-tin/thoi/", {"cong": "telegram"})
    client.post("/thong-bao/nhan-tin/thoi/", {"cong": "telegram"})
    assert not OttLink.objects.exists()
    assert AuditRecord.objects.filter(verb="notifications.chat_unlinked").count() == 1
    assert client.post("/thong-bao/nhan-tin/noi/", {"cong": "signal"}).status_code == 404


def test_a_notification_goes_to_the_chat_and_a_closed_chat_is_forgotten(actor, said, monkeypatch):
    monkeypatch.setitem(KINDS, "test.ott", NotificationKind("test.ott", "Bài %(title)s", "", ott=True))
    OttLink.objects.create(person_id=actor.person_id, gateway="telegram", address="4242")
    notify(recipient_ids=[actor.person_id], kind="test.ott", data={"title": "Đạo hàm"}, url="/lop-hoc/")
    row = Notification.objects.get()
    plan([row.pk])
    assert send_due() == {"sent": 1}
    ((address, text),) = said
    assert address == "4242"
    assert text.startswith("Bài Đạo hàm")
    assert text.endswith(f"/thong-bao/{row.pk}/")

    def gone(self, **arguments):
        raise CarrierError("403 bot was blocked", is_gone=True)

    monkeypatch.setattr(TelegramGateway, "send", gone)
    notify(recipient_ids=[actor.person_id], kind="test.ott", data={"title": "Tích phân"})
    plan([Notification.objects.latest("pk").pk])
    assert send_due() == {"failed": 1}
    assert not OttLink.objects.exists()
    assert Delivery.objects.filter(channel="ott").count() == 2


def test_shared_devices_link_nothing(actor):
    from dataclasses import replace

    from core.access.errors import AccessRefused

    with pytest.raises(AccessRefused):
        start_link(actor=replace(actor, is_shared_device=True), gateway="telegram")
    assert not OttCode.objects.exists()
    assert set(ott.gateways()) == {"telegram", "viber", "zalo"}


def test_messengers_carry_what_is_urgent_and_not_more_a_day_than_a_unit_may(actor, said, monkeypatch, settings):
    settings.MESSENGER_DAILY_LIMIT = 1
    cache.clear()
    for key, is_on in (("test.ott", True), ("test.small", False)):
        monkeypatch.setitem(KINDS, key, NotificationKind(key, "%(title)s", "", ott=is_on))
    OttLink.objects.create(person_id=actor.person_id, gateway="telegram", address="4242")
    for title, kind, urgent in (
        ("một", "test.ott", False),
        ("lặt vặt", "test.small", False),
        ("hai", "test.ott", False),
        ("gấp", "test.small", True),
    ):
        notify(recipient_ids=[actor.person_id], kind=kind, data={"title": title}, urgent=urgent)
        plan([Notification.objects.latest("pk").pk])
        send_due()
    assert [text.split("\n")[0] for _address, text in said] == ["một", "gấp"]
    assert dict(Delivery.objects.filter(state="failed").values_list("notification__data__title", "error")) == {"hai": "messenger limit"}
