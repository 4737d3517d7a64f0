"""What goes out: planned once, sent once, tried again, given up; quiet hours, mutes, several as one."""

import smtplib
from datetime import datetime, time, timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone

from core.access.enums import Role
from core.access.errors import AccessRefused
from core.access.types import Actor
from core.models import AuditRecord, Delivery, Mute, Notification, NotificationPreference, NotificationSettings
from core.notifications.rules import MAX_ATTEMPTS, quiet_end, read_hours, wait_seconds
from core.notifications.services import notify, plan, retry_dead, send_due, sending
from core.notifications.services.sending import IN_DOUBT
from core.notifications.types import KINDS, NotificationKind
from core.people.models import Guardianship
from tests.factories.core import make_account, make_actor, make_guardianship, make_membership, make_person, make_unit

pytestmark = pytest.mark.django_db
KIND = "test.mail"
SCHOOL = frozenset({"email"})


@pytest.fixture(autouse=True)
def _kinds():
    KINDS[KIND] = NotificationKind(KIND, "Bài %(title)s", "Của %(title)s", email=True, many="%(count)s bài mới")
    KINDS["test.hat"] = NotificationKind("test.hat", "Tin %(title)s", "", by_hat={Role.TEACHER: SCHOOL})
    KINDS["test.must"] = NotificationKind("test.must", "Mật khẩu", "", email=True, essential=True)
    yield
    for key in (KIND, "test.hat", "test.must"):
        del KINDS[key]


def reader(email="a@example.vn", **fields):
    return make_account(make_person(), email=email, **fields).person


def tell(*people, title="Đạo hàm", kind=KIND, **more):
    notify(recipient_ids=[one.pk for one in people], kind=kind, data={"title": title}, **more)
    return list(Notification.objects.order_by("-pk").values_list("pk", flat=True)[: len(people)])


def states():
    return list(Delivery.objects.order_by("pk").values_list("state", flat=True))


@pytest.fixture
def smtp(monkeypatch):
    """A post office that answers with what the test puts into the list, then takes everything."""
    answers = []

    def send(self, messages):
        if answers:
            raise answers.pop(0)
        return original(self, messages)

    original = EmailBackend.send_messages
    monkeypatch.setattr(EmailBackend, "send_messages", send)
    return answers


@pytest.mark.parametrize(
    ("at", "hours", "ends"),
    [
        ("20:59", "21:00-06:00", None),
        ("21:00", "21:00-06:00", "2026-12-02 06:00"),
        ("05:59", "21:00-06:00", "2026-12-01 06:00"),
        ("06:00", "21:00-06:00", None),
        ("12:30", "12:00-13:00", "2026-12-01 13:00"),
        ("12:30", "12:00-12:00", None),
        ("12:30", "", None),
    ],
)
def test_quiet_hours(at, hours, ends):
    found = quiet_end(datetime.fromisoformat(f"2026-12-01 {at}"), read_hours(hours))
    assert found == (datetime.fromisoformat(ends) if ends else None)


def test_waits_double_and_have_an_end():
    assert [wait_seconds(number) for number in (1, 2, 3, 20)] == [60, 120, 240, 21600]
    assert wait_seconds(1, asked_for=900) == 900
    with pytest.raises(ValueError, match="quiet hours"):
        read_hours("nine to five")


def test_a_letter_reads_well_and_names_itself():
    person = reader()
    tell(person, title="Đạo <hàm>", url="/lop-hoc/")
    plan(Notification.objects.values_list("pk", flat=True))
    assert send_due() == {"sent": 1}
    row, letter = Delivery.objects.get(), mail.outbox[0]
    assert letter.subject == "Bài Đạo <hàm>"
    assert f"/thong-bao/{row.notification_id}/" in letter.body
    assert "Đạo &lt;hàm&gt;" in letter.alternatives[0].content
    assert row.provider_id == letter.extra_headers["Message-ID"] == f"<d{row.pk}.notification@localhost>"
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    row.notification.refresh_from_db()
    assert row.notification.emailed_at == row.sent_at is not None


def test_planning_and_sending_again_changes_nothing(run_jobs):
    people = [reader(f"{number}@example.vn") for number in range(3)]
    ids = tell(*people, dedupe_key="k")
    run_jobs()
    tell(*people, dedupe_key="k")
    plan(ids)
    run_jobs()
    assert send_due() == {}
    assert states() == ["sent"] * 3
    assert sorted(letter.to[0] for letter in mail.outbox) == ["0@example.vn", "1@example.vn", "2@example.vn"]


def test_a_batch_costs_what_one_costs(django_assert_num_queries):
    people = [reader(f"{number}@example.vn") for number in range(12)]
    for several in (people[:1], people):
        ids = tell(*several)
        with django_assert_num_queries(7):
            plan(ids)


def test_the_hat_decides_where_nothing_was_chosen():
    teacher, parent, chooser = reader("1@example.vn"), reader("2@example.vn"), reader("3@example.vn")
    make_membership(teacher, make_unit(), "teacher")
    make_membership(chooser, make_unit(), "teacher")
    NotificationPreference.objects.create(person=chooser, kind="test.hat", channel="email", is_on=False)
    plan(tell(teacher, parent, chooser, kind="test.hat"))
    assert list(Delivery.objects.values_list("recipient_id", flat=True)) == [teacher.pk]


def test_a_mute_keeps_the_inbox_alone_unless_it_is_urgent():
    person = reader()
    Mute.objects.create(person=person, topic="space:1", until=timezone.now() + timedelta(hours=1))
    Mute.objects.create(person=person, topic="space:2", until=timezone.now() - timedelta(hours=1))
    plan([*tell(person, topic="space:1"), *tell(person, topic="space:2"), *tell(person, topic="space:1", urgent=True)])
    assert Notification.objects.count() == 3
    assert list(Delivery.objects.order_by("pk").values_list("topic", "notification__is_urgent")) == [("space:2", False), ("space:1", True)]


def test_quiet_hours_hold_back_then_many_come_as_one():
    person, other = reader("1@example.vn"), reader("2@example.vn")
    NotificationSettings.objects.create(person=person, quiet_from=time(21), quiet_until=time(6), digest="off")
    night = timezone.make_aware(datetime(2026, 12, 1, 23, 0))
    ids = [
        *tell(person, other, title="một"),
        *tell(person, title="hai"),
        *tell(person, kind="test.must"),
        *tell(person, title="gấp", urgent=True),
    ]
    plan(ids, now=night)
    morning = timezone.make_aware(datetime(2026, 12, 2, 6, 0))
    waiting = Delivery.objects.filter(next_try_at=morning)
    assert list(waiting.order_by("pk").values_list("recipient_id", "notification__data__title")) == [(person.pk, "một"), (person.pk, "hai")]
    assert Delivery.objects.filter(next_try_at=night).count() == 3
    Delivery.objects.exclude(pk__in=waiting).delete()
    waiting.update(next_try_at=timezone.now())
    assert send_due() == {"sent": 2}
    assert [letter.subject for letter in mail.outbox] == ["2 bài mới"]
    assert "- Bài một" in mail.outbox[0].body
    assert set(Delivery.objects.values_list("provider_id", flat=True)) == {mail.outbox[0].extra_headers["Message-ID"]}


def test_what_was_read_meanwhile_is_not_sent():
    person = reader()
    plan(tell(person))
    Notification.objects.update(read_at=timezone.now())
    assert send_due() == {"skipped": 1}
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("answer", "state", "keeps_name"),
    [
        (smtplib.SMTPRecipientsRefused({"a@example.vn": (550, b"no such user")}), "failed", True),
        (smtplib.SMTPRecipientsRefused({"a@example.vn": (452, b"full")}), "queued", False),
        (smtplib.SMTPDataError(451, b"later"), "queued", False),
        (smtplib.SMTPServerDisconnected("gone"), "queued", True),
        (ConnectionRefusedError("down"), "queued", False),
        (RuntimeError("a template broke"), "queued", False),
    ],
)
def test_failures(smtp, answer, state, keeps_name):
    person, other = reader(), reader("b@example.vn")
    plan(tell(person, other))
    smtp.append(answer)
    send_due()
    row = Delivery.objects.get(recipient=person)
    assert (row.state, row.attempts, bool(row.provider_id), row.claim) == (state, 1, keeps_name, "")
    assert row.error
    assert Delivery.objects.get(recipient=other).state == "sent"  # one failure is not the next one's
    assert send_due() == {}  # not before its time
    if state == "queued":
        assert row.next_try_at > timezone.now() + timedelta(seconds=50)


def test_it_is_given_up_in_the_end_and_an_operator_may_try_again(smtp):
    plan(tell(reader()))
    for _attempt in range(MAX_ATTEMPTS):
        smtp.append(smtplib.SMTPDataError(451, b"later"))
        Delivery.objects.update(next_try_at=timezone.now())
        send_due()
    assert states() == ["dead"]
    with pytest.raises(AccessRefused):
        retry_dead(actor=make_actor("leader"))
    assert states() == ["dead"]
    assert retry_dead(actor=Actor.system("test")) == 1
    assert send_due() == {"sent": 1}
    assert AuditRecord.objects.filter(verb="notifications.retried").count() == 1


def test_a_worker_that_died_is_taken_over(monkeypatch):
    """Killed before anything was handed over: sent. Killed after: e-mail again under the same name, a messenger not."""
    person = reader()
    plan(tell(person))
    past = timezone.now() - timedelta(seconds=1)
    common = {"state": "sending", "claim": "dead", "lease_until": past}
    first = Delivery.objects.get()
    Delivery.objects.filter(pk=first.pk).update(**common, handed_at=past, provider_id="<known@x>")
    chat = Delivery.objects.create(notification_id=first.notification_id, recipient=person, kind=KIND, channel="ott", next_try_at=past, handed_at=past, provider_id="d9", **common)  # fmt: skip
    alive = Delivery.objects.create(notification_id=first.notification_id, recipient=person, kind=KIND, channel="push", next_try_at=past, **common | {"lease_until": timezone.now() + timedelta(minutes=1)})  # fmt: skip
    assert send_due() == {"sent": 1}
    assert mail.outbox[0].extra_headers["Message-ID"] == "<known@x>"
    for row, state, error in ((first, "sent", ""), (chat, "failed", IN_DOUBT), (alive, "sending", "")):
        row.refresh_from_db()
        assert (row.state, row.error) == (state, error)


def test_a_message_that_kills_workers_is_given_up():
    plan(tell(reader()))
    Delivery.objects.update(state="sending", claim="dead", attempts=MAX_ATTEMPTS, lease_until=timezone.now() - timedelta(seconds=1))
    assert send_due() == {}
    assert states() == ["dead"]


def test_a_claim_that_was_lost_sends_nothing(monkeypatch):
    from core.notifications.services import sending

    plan(tell(reader()))
    rows = sending._claim(10)
    Delivery.objects.update(claim="another")
    with sending.carriers() as every:
        assert sending._deliver(rows, every["email"]) == "lost"
    assert mail.outbox == []
    assert Delivery.objects.get().claim == "another"


def test_a_locked_account_gets_nothing():
    person = reader()
    plan(tell(person))
    person.account.is_active = False
    person.account.save()
    plan(tell(person))
    assert send_due() == {"failed": 1}
    assert mail.outbox == []


def test_merged_people_keep_what_they_had_and_a_former_guardian_hears_no_more():
    from core.models import NotificationSettings, PushSubscription
    from core.notifications.services import drop_waiting, merge_people

    stays, duplicate = reader("1@example.vn"), reader("2@example.vn")
    tell(stays, duplicate, dedupe_key="both")
    ids = tell(duplicate)
    plan(ids)
    PushSubscription.objects.create(person=duplicate, endpoint="https://push.apple.com/1", p256dh="k", auth="a")
    NotificationSettings.objects.create(person=duplicate, quiet_from=time(20), quiet_until=time(7), digest="off")
    for person, channel in ((stays, "email"), (duplicate, "email"), (duplicate, "push")):
        NotificationPreference.objects.create(person=person, kind=KIND, channel=channel, is_on=False)
    merge_people(person_id=stays.pk, duplicate_id=duplicate.pk)
    assert Notification.objects.filter(recipient=stays).count() == 2
    assert Delivery.objects.get().recipient == stays == PushSubscription.objects.get().person == NotificationSettings.objects.get().person
    assert sorted(NotificationPreference.objects.filter(person=stays).values_list("channel", flat=True)) == ["email", "push"]
    Delivery.objects.update(kind="lms.nudge.guardian")
    assert drop_waiting(guardian_id=stays.pk, child_id=1) == 1
    assert states() == ["skipped"]


def test_who_stopped_being_a_guardian_is_told_nothing_that_was_planned_or_sent_later(monkeypatch):
    monkeypatch.setitem(KINDS, "test.mail.guardian", NotificationKind("test.mail.guardian", "Con", "", email=True))
    mother, teacher, child, brother = reader("1@example.vn"), reader("2@example.vn"), make_person(), make_person()
    ended = make_guardianship(mother, child)
    both, about = {"title": "x", "child_ids": [child.pk, brother.pk]}, {"title": "x", "child_ids": [child.pk]}
    notify(recipient_ids=[mother.pk, teacher.pk], kind=KIND, data=about)
    notify(recipient_ids=[mother.pk], kind="test.mail.guardian", data={})
    ids = list(Notification.objects.order_by("pk").values_list("pk", flat=True))
    assert plan(ids[:1]) == 1, "planned while she was"
    Guardianship.objects.filter(pk=ended.pk).update(valid_to=timezone.localdate() - timedelta(days=1))
    assert plan(ids) == 1, "for the teacher; and what does not say about whom is about no child of hers"
    assert send_due() == {"skipped": 1, "sent": 1}
    assert [letter.to for letter in mail.outbox] == [["2@example.vn"]]
    assert Delivery.objects.get(state="skipped").error == "guardianship ended"
    make_guardianship(mother, brother)
    notify(recipient_ids=[mother.pk], kind=KIND, data=both)
    assert plan(Notification.objects.order_by("-pk").values_list("pk", flat=True)[:1]) == 1
    said = Notification.objects.filter(kind="test.mail.guardian")
    assert plan([said.get().pk]) == 1
    Delivery.objects.all().delete()
    said.update(data={"children": [{"id": child.pk}, {"id": brother.pk}]})
    assert plan([said.get().pk]) == 0, "a letter about both names the one that is lost"


def test_what_is_taken_back_while_it_is_sent_takes_nothing_along():
    person = reader()
    plan([*tell(person, title="Một"), *tell(person, title="Hai"), *tell(person, title="Ba")])
    bundle = sending._claim(10)
    Notification.objects.get(pk=bundle[1].notification_id).delete()
    with sending.carriers() as every:
        assert sending._deliver(bundle, every["email"]) == "sent"
    assert (states(), mail.outbox[0].subject, "Hai" in mail.outbox[0].body) == (["sent", "sent"], "2 bài mới", False)
    plan(tell(person, title="Bốn"))
    bundle = sending._claim(10)
    Notification.objects.all().delete()
    with sending.carriers() as every:
        assert (sending._deliver(bundle, every["email"]), len(mail.outbox)) == ("lost", 1)


def test_one_click_unsubscribing_needs_no_signing_in_and_can_be_undone():
    person = reader()
    plan(tell(person))
    send_due()
    link = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://localhost:8000")
    browser = Client(enforce_csrf_checks=True)
    assert "Bài …" in browser.get(link).content.decode()
    assert not NotificationPreference.objects.exists()  # a programme that looks links up changes nothing
    for _time in range(2):
        assert browser.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
        assert list(NotificationPreference.objects.values_list("person_id", "kind", "channel", "is_on")) == [
            (person.pk, KIND, "email", False)
        ]
    assert browser.post(link[:-2] + "x/").status_code == 404
    plan(tell(person))
    assert send_due() == {}
    browser.post(link, {"lai": "1"})
    assert NotificationPreference.objects.get().is_on is True
    plan(tell(person, kind="test.must"))
    assert send_due() == {"sent": 1}
    assert "List-Unsubscribe" not in mail.outbox[1].extra_headers
