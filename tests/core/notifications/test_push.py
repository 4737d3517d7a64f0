"""Web push against a local push service that opens what arrives as a browser would (RFC 8291), and refuses what a hostile page names."""

import json

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from django.test import Client

from core.models import Account, Delivery, Notification, PushSubscription
from core.notifications.services import notify, plan, send_due
from core.notifications.types import KINDS, NotificationKind
from core.ports.webpush import application_server_key, is_push_address
from tests.factories.core import make_account, make_actor, make_person
from tests.push_service import Device, b64, push_service, unb64

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(settings):
    """The push service, known to us, and a kind that is sent over it."""
    KINDS["test.push"] = NotificationKind("test.push", "Bài %(title)s", "")
    with push_service() as server:
        settings.PUSH_HOSTS = [*settings.PUSH_HOSTS, server.origin]
        yield server
    del KINDS["test.push"]


@pytest.fixture
def browser_of():
    def sign_in(actor):
        client = Client()
        client.force_login(Account.objects.get(pk=actor.account_id), backend="core.signin.backends.IdentifierBackend")
        return client

    return sign_in


@pytest.fixture
def actor():
    return make_actor("guardian")


def tell(actor, title="Đạo hàm"):
    notify(recipient_ids=[actor.person_id], kind="test.push", data={"title": title})
    plan([Notification.objects.latest("pk").pk])


def post(client, data, where=""):
    return client.post(f"/thong-bao/trinh-duyet/{where}", json.dumps(data), content_type="application/json")


def test_what_is_sent_can_be_opened_by_the_browser_alone(service, actor, browser_of):
    device = Device(service.origin)
    assert post(browser_of(actor), device.subscription).status_code == 201
    tell(actor, "Đạo hàm " * 800)  # cut until it fits
    assert send_due() == {"sent": 1}
    headers, body = service.got[0]
    assert "Bài".encode() not in body
    row = Delivery.objects.get()
    opened = json.loads(device.open(body))
    assert opened["title"].startswith("Bài Đạo hàm")
    assert (opened["url"], opened["tag"], opened["lang"]) == (f"/thong-bao/{row.notification_id}/", headers["Topic"], "vi")
    assert (headers["Content-Encoding"], headers["Urgency"], row.provider_id) == ("aes128gcm", "normal", "/message/1")
    parts = dict(part.split("=", 1) for part in headers["Authorization"].removeprefix("vapid ").split(","))
    signed, _dot, signature = parts["t"].rpartition(".")
    assert parts["k"] == application_server_key()
    assert json.loads(unb64(signed.split(".")[1]))["aud"] == service.origin
    numbers = (int.from_bytes(half, "big") for half in (unb64(signature)[:32], unb64(signature)[32:]))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unb64(parts["k"]))
    key.verify(encode_dss_signature(*numbers), signed.encode(), ec.ECDSA(hashes.SHA256()))


@pytest.mark.parametrize(
    ("answer", "state", "left"), [(410, "failed", 0), (404, "failed", 0), (503, "queued", 1), (400, "failed", 1), (302, "failed", 1)]
)
def test_answers_of_the_service(service, actor, browser_of, answer, state, left):
    post(browser_of(actor), Device(service.origin).subscription)
    service.answers.append(answer)
    tell(actor)
    assert send_due() == {state: 1}
    assert (PushSubscription.objects.count(), len(service.got)) == (left, 1)


@pytest.mark.parametrize(
    ("endpoint", "is_known"),
    [
        ("https://fcm.googleapis.com/fcm/send/x", True),
        ("https://updates.push.services.mozilla.com/wpush/v2/x", True),
        ("https://web.push.apple.com:443/x", True),
        ("http://fcm.googleapis.com/x", False),
        ("https://fcm.googleapis.com:8443/x", False),
        ("https://fcm.googleapis.com.evil.example/x", False),
        ("https://evilpush.apple.com/x", False),
        ("https://fcm.googleapis.com@127.0.0.1/x", False),
        ("https://127.0.0.1/fcm.googleapis.com", False),
        ("https://127.0.0.1\\@fcm.googleapis.com/x", False),
        ("https://[::1]/x", False),
        ("https://fcm.googleapis.com:x/", False),
        ("file:///etc/passwd", False),
        ("", False),
    ],
)
def test_only_known_services_are_called(endpoint, is_known):
    assert is_push_address(endpoint) is is_known


def test_a_hostile_page_is_refused_in_words(service, actor, browser_of):
    client, good = browser_of(actor), Device(service.origin).subscription
    bad = [
        {**good, "endpoint": "http://169.254.169.254/latest"},
        {**good, "keys": {"p256dh": b64(b"x" * 65), "auth": good["keys"]["auth"]}},
        {**good, "keys": {"p256dh": good["keys"]["p256dh"], "auth": "short"}},
        {**good, "keys": []},
        ["a list"],
    ]
    for data in bad:
        answer = post(client, data)
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_subscription")
    assert not PushSubscription.objects.exists()
    assert service.got == []


def test_a_browser_belongs_to_who_used_it_last_and_only_they_may_end_it(service, actor, browser_of):
    device, other = Device(service.origin), make_actor("teacher")
    for one in (actor, other):
        post(browser_of(one), device.subscription)
    assert PushSubscription.objects.get().person_id == other.person_id
    post(browser_of(actor), device.subscription, "thoi/")
    assert PushSubscription.objects.count() == 1
    post(browser_of(other), device.subscription, "thoi/")
    assert PushSubscription.objects.count() == 0


def test_a_message_for_a_browser_that_went_to_another_is_not_sent_there(service, actor, browser_of):
    device = Device(service.origin)
    post(browser_of(actor), device.subscription)
    tell(actor)
    PushSubscription.objects.update(person=make_account(make_person()).person)
    assert send_due() == {"failed": 1}
    assert service.got == []
