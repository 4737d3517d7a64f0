"""The inbox over HTTP, and what people have switched off."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.models import Account, Notification, NotificationPreference
from core.notifications.services import notify, plan, send_due
from core.notifications.types import KINDS, NotificationKind
from tests.factories.core import make_account, make_actor, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kinds():
    KINDS["test.news"] = NotificationKind("test.news", "Bài %(title)s", "của cô", email=True)
    KINDS["test.quiet"] = NotificationKind("test.quiet", "Việc %(title)s", "")
    yield
    del KINDS["test.news"], KINDS["test.quiet"]


@pytest.fixture
def actor():
    return make_actor("student")


@pytest.fixture
def client(actor):
    client = Client()
    client.force_login(Account.objects.get(pk=actor.account_id), backend="core.signin.backends.IdentifierBackend")
    return client


def tell(person_id, title="Đạo hàm", url="/lop-hoc/", kind="test.news"):
    notify(recipient_ids=[person_id], kind=kind, data={"title": title}, url=url)
    return Notification.objects.latest("pk")


def test_inbox_is_empty_in_words(client):
    assert "Chưa có thông báo nào" in client.get("/thong-bao/").content.decode()


def test_inbox_groups_by_day_and_marks_unread(client, actor):
    old = tell(actor.person_id, "Cũ")
    Notification.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=1), read_at=timezone.now())
    tell(actor.person_id, "Mới")
    page = client.get("/thong-bao/").content.decode()
    assert page.count("inbox-day") == 2
    assert page.index("Bài Mới") < page.index("Bài Cũ")
    assert page.count('class="unread"') == 1
    assert "1 điều chưa đọc" in page


def test_inbox_shows_only_ones_own(client):
    other = tell(make_person().pk, "Riêng")
    assert "Riêng" not in client.get("/thong-bao/").content.decode()
    for response in (client.get(f"/thong-bao/{other.pk}/"), client.post(f"/thong-bao/{other.pk}/da-doc/")):
        assert response.status_code == 404
    client.post("/thong-bao/da-doc/")
    other.refresh_from_db()
    assert other.read_at is None


def test_inbox_pages_by_key(client, actor):
    for number in range(65):
        tell(actor.person_id, f"số {number}.")
    first = client.get("/thong-bao/").content.decode()
    assert first.count('class="unread"') == 30
    last_shown = Notification.objects.order_by("-pk")[29].pk
    assert f"?sau={last_shown}" in first
    tell(actor.person_id, "chen vào")
    second = client.get(f"/thong-bao/?sau={last_shown}").content.decode()
    assert "số 34." in second
    assert "chen vào" not in second
    assert client.get("/thong-bao/?sau=abc").status_code == 200


def test_inbox_costs_the_same_for_one_and_for_three(client, actor):
    counts = []
    client.get("/thong-bao/")  # the number of unread chats in the top bar is kept a minute
    for _ in range(2):
        tell(actor.person_id)
        with CaptureQueriesContext(connection) as queries:
            client.get("/thong-bao/")
        counts.append(len(queries))
        tell(actor.person_id)
    assert counts[0] == counts[1] <= 12


def test_opening_marks_read_and_leads_on(client, actor):
    row = tell(actor.person_id)
    assert client.get(f"/thong-bao/{row.pk}/")["Location"] == "/lop-hoc/"
    row.refresh_from_db()
    assert row.read_at is not None


@pytest.mark.parametrize("url", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", ""])
def test_opening_never_leads_away(client, actor, url):
    row = tell(actor.person_id, url=url)
    assert client.get(f"/thong-bao/{row.pk}/")["Location"] == "/thong-bao/"


def test_marking_one_answers_a_script_with_the_row(client, actor):
    row = tell(actor.person_id)
    answer = client.post(f"/thong-bao/{row.pk}/da-doc/", headers={"HX-Request": "true"}).content.decode()
    assert f'id="tb-{row.pk}"' in answer
    assert "unread" not in answer
    assert client.post(f"/thong-bao/{row.pk}/da-doc/")["Location"] == "/thong-bao/"


def test_marking_all(client, actor):
    for _ in range(3):
        tell(actor.person_id)
    client.post("/thong-bao/da-doc/")
    assert not Notification.objects.filter(read_at=None).exists()


def test_visitors_are_sent_to_sign_in():
    assert Client().get("/thong-bao/")["Location"].startswith("/tai-khoan/login/")
    assert Client().post("/thong-bao/da-doc/").status_code == 302


def prefer(person, kind, channel, is_on):
    NotificationPreference.objects.create(person=person, kind=kind, channel=channel, is_on=is_on)


def test_kind_switched_off_does_not_arrive():
    wants, not_ = make_person(), make_person()
    prefer(not_, "test.news", "inbox", False)
    notify(recipient_ids=[wants.pk, not_.pk], kind="test.news", data={"title": "x"})
    assert list(Notification.objects.values_list("recipient_id", flat=True)) == [wants.pk]


@pytest.mark.parametrize(("kind", "choice", "sent"), [("test.news", None, 1), ("test.news", False, 0), ("test.quiet", None, 0), ("test.quiet", True, 1)])  # fmt: skip
def test_email_follows_the_choice(kind, choice, sent, run_jobs):
    person = make_person()
    make_account(person, email="a@example.vn")
    if choice is not None:
        prefer(person, kind, "email", choice)
    tell(person.pk, kind=kind)
    run_jobs()
    assert len(mail.outbox) == sent
    plan([Notification.objects.get().pk])
    assert send_due() == {}
    assert len(mail.outbox) == sent


def test_essential_kind_cannot_be_switched_off(run_jobs):
    KINDS["test.must"] = NotificationKind("test.must", "Mật khẩu", "", email=True, essential=True)
    try:
        person = make_person()
        make_account(person, email="a@example.vn")
        prefer(person, "test.must", "inbox", False)
        prefer(person, "test.must", "email", False)
        notify(recipient_ids=[person.pk], kind="test.must", data={})
        run_jobs()
        assert Notification.objects.count() == 1
        assert len(mail.outbox) == 1
    finally:
        del KINDS["test.must"]
