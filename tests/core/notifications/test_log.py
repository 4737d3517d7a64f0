"""Where notifications went: one's own log, the operator's figures, sending again for one reason."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from core.models import Account, AuditRecord, Delivery, Notification, StuckRow
from core.notifications.selectors import deliveries_page
from core.notifications.types import KINDS, NotificationKind
from tests.factories.core import make_account, make_actor, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kind(monkeypatch):
    monkeypatch.setitem(KINDS, "test.log", NotificationKind("test.log", "Bài %(title)s", ""))
    cache.clear()


@pytest.fixture
def actor():
    return make_actor("teacher")


def browser(account):
    client = Client()
    client.force_login(account, backend="core.signin.backends.IdentifierBackend")
    return client


@pytest.fixture
def client(actor):
    return browser(Account.objects.get(pk=actor.account_id))


@pytest.fixture
def staff():
    return browser(make_account(make_person(), is_staff=True))


def deliver(person_id, *ways, title="Đạo hàm"):
    row = Notification.objects.create(recipient_id=person_id, kind="test.log", data={"title": title})
    for number, (channel, state, error) in enumerate(ways):
        Delivery.objects.create(
            notification=row,
            recipient_id=person_id,
            kind="test.log",
            channel=channel,
            target_id=number,
            state=state,
            error=error,
            next_try_at=timezone.now(),
        )
    return row


def test_one_line_a_channel_says_the_best_that_was_reached(client, actor):
    deliver(actor.person_id, ("push", "dead", "x"), ("push", "sent", ""), ("email", "failed", "550 no"), title="Của tôi")
    deliver(make_person().pk, ("email", "sent", ""), title="Của người khác")
    Notification.objects.create(recipient_id=actor.person_id, kind="test.log", data={"title": "Chỉ trong hộp"})
    page = client.get("/thong-bao/da-gui/").content.decode()
    assert [words in page for words in ("Bài Của tôi", "Của người khác", "Chỉ trong hộp", "550")] == [True, False, False, False]
    ((_row, ways),) = deliveries_page(actor)
    assert [(way.channel, way.state, way.count) for way in ways] == [("push", "sent", 2), ("email", "failed", 1)]


def test_the_log_pages_by_key_and_costs_the_same(client, actor, django_assert_num_queries):
    for number in range(31):
        deliver(actor.person_id, ("email", "sent", ""), title=f"số {number}.")
    page = client.get("/thong-bao/da-gui/").content.decode()
    assert "số 1." in page
    assert "số 0." not in page
    last = Notification.objects.order_by("-pk")[29].pk
    assert f"?sau={last}" in page
    assert "số 0." in client.get(f"/thong-bao/da-gui/?sau={last}").content.decode()
    for size in (1, 3):
        with django_assert_num_queries(2):
            assert len(deliveries_page(actor, size=size)) == size + 1


def test_the_operator_sees_counts_and_reasons_and_sends_again(staff):
    person = make_person().pk
    for error in ("no address", "no address", "550 <mailbox>"):
        deliver(person, ("email", "failed", error))
    deliver(person, ("ott", "failed", "in doubt"))
    deliver(person, ("push", "sent", ""))
    old = deliver(person, ("push", "dead", "long ago"))
    Delivery.objects.filter(notification=old).update(created_at=timezone.now() - timedelta(days=10))
    for key in "ab":
        StuckRow.objects.create(batch="social.publish_due", key=key, tries=3, error="ValueError: broken", next_try_at=timezone.now())
    page = staff.get("/thong-bao/van-hanh/").content.decode()
    assert all(word in page for word in ("social.publish_due", "ValueError: broken", "2 mục", "đã thử 3 lần"))
    assert "Tài khoản không có e-mail" in page
    assert "550 &lt;mailbox&gt;" in page
    assert page.count('data-label="Đã gửi"') == 3
    assert "long ago" not in page
    assert "long ago" in staff.get("/thong-bao/van-hanh/?ngay=30").content.decode()
    staff.post("/thong-bao/van-hanh/gui-lai/", {"kenh": "email", "ly-do": "no address"})
    assert sorted(Delivery.objects.values_list("state", "error")) == [
        ("dead", "long ago"),
        ("failed", "550 <mailbox>"),
        ("failed", "in doubt"),
        ("queued", ""),
        ("queued", ""),
        ("sent", ""),
    ]
    assert AuditRecord.objects.get(verb="notifications.retried").changes["count"] == 2


def test_only_platform_staff_gets_there(client, actor):
    row = deliver(actor.person_id, ("email", "failed", "no address"))
    assert client.get("/thong-bao/van-hanh/").status_code == 403
    assert client.post("/thong-bao/van-hanh/gui-lai/", {"kenh": "email", "ly-do": "no address"}).status_code == 403
    assert Delivery.objects.get(notification=row).state == "failed"
