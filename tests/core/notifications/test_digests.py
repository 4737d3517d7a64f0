"""Digests: once a guardian and period, child by child, also when the worker dies half-way; nothing of children no longer theirs."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from core.hooks import DigestLine, DigestSource
from core.models import Delivery, DigestRun, Guardianship, Notification, NotificationPreference, NotificationSettings, StuckRow
from core.notifications.rules import last_digest
from core.notifications.services import digesting, notify, send_digests, send_due
from core.notifications.types import DIGEST_KIND, KINDS, NotificationKind
from tests.factories.core import make_account, make_guardianship, make_person

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FRIDAY = datetime(2026, 12, 4, 17, 5, tzinfo=ZONE)
MONDAY = datetime(2026, 12, 7, 17, 5, tzinfo=ZONE)


class Homework(DigestSource):
    """Two lines about every child but the quiet ones."""

    def __init__(self):
        self.calls, self.quiet, self.fails = [], set(), False

    def lines(self, wards, since, until):
        self.calls.append((len(wards), since, until))
        if self.fails:
            raise RuntimeError("broken")
        day = datetime(2026, 12, 8, 9, tzinfo=ZONE)
        two = [DigestLine("missing", "Bài tập <3>", "hạn %(at)s"), DigestLine("due", "Hàm số", "hạn %(at)s", day, "/lop-hoc/")]
        return {ward: two for ward in wards if ward.child_id not in self.quiet}


@pytest.fixture(autouse=True)
def source(monkeypatch):
    homework = Homework()
    monkeypatch.setattr(DigestSource, "registry", [homework])
    return homework


def family(*names, email="me@example.vn", rhythm=None, language=""):
    parent = make_account(make_person("Lương Thị Nga"), email=email, language=language).person
    for name in names:
        make_guardianship(parent, make_person(name))
    if rhythm:
        NotificationSettings.objects.create(person=parent, quiet_from="00:00", quiet_until="00:00", digest=rhythm)
    return parent


def told():
    return sorted(Notification.objects.filter(kind=DIGEST_KIND).values_list("recipient_id", "dedupe_key"))


@pytest.mark.parametrize(
    ("at", "daily", "weekly"),
    [
        ("2026-12-04 16:59", "2026-12-03", "2026-11-27"),
        ("2026-12-04 17:00", "2026-12-04", "2026-12-04"),
        ("2026-12-07 23:59", "2026-12-07", "2026-12-04"),
        ("2026-12-10 03:00", "2026-12-09", "2026-12-04"),
    ],
)
def test_when_a_digest_is_due(at, daily, weekly):
    now = datetime.fromisoformat(at)
    assert [str(last_digest(now, weekly=one)) for one in (False, True)] == [f"{daily} 17:00:00", f"{weekly} 17:00:00"]


def test_each_rhythm_gets_its_period_once(source):
    weekly, daily, _off = family("Mai"), family("Nam", email="b@x.vn", rhythm="daily"), family("Lan", email="c@x.vn", rhythm="off")
    assert send_digests(now=FRIDAY) == 2
    assert told() == [(weekly.pk, "weekly:2026-12-04"), (daily.pk, "daily:2026-12-04")]
    assert sorted((until - since).days for _count, since, until in source.calls) == [1, 7]
    assert send_digests(now=FRIDAY + timedelta(hours=1)) == 0
    assert send_digests(now=MONDAY) == 1
    assert told()[-1] == (daily.pk, "daily:2026-12-07")
    assert len(told()) == 3


def test_one_that_is_too_late_is_left_out():
    family("Mai")
    assert send_digests(now=FRIDAY + timedelta(hours=37)) == 0
    assert told() == []


def test_nobody_is_told_that_nothing_happened(source):
    parent = family("Mai")
    source.quiet = {Guardianship.objects.get(guardian=parent).child_id}
    assert send_digests(now=FRIDAY) == 0
    source.fails = True
    assert send_digests(now=MONDAY) == 0
    assert told() == []


def test_ended_and_unverified_guardians_are_told_nothing(source):
    ended, unverified = family("Mai"), family("Nam", email="b@x.vn")
    Guardianship.objects.filter(guardian=ended).update(valid_to=timezone.localdate() - timedelta(days=1))
    Guardianship.objects.filter(guardian=unverified).update(verified_at=None)
    assert send_digests(now=FRIDAY) == 0
    assert source.calls == []


def test_a_worker_killed_half_way_goes_on_and_tells_nobody_twice(monkeypatch):
    parents = [family("Mai", email=f"{number}@x.vn") for number in range(5)]
    monkeypatch.setattr(digesting, "BATCH", 2)
    original, calls = digesting.notify_each, []

    def dies_in_the_second_batch(**arguments):
        calls.extend(arguments["letters"])
        count = original(**arguments)
        if len(calls) == 4:
            raise KeyboardInterrupt  # after the rows were written, before the transaction ends
        return count

    monkeypatch.setattr(digesting, "notify_each", dies_in_the_second_batch)
    with pytest.raises(KeyboardInterrupt):
        send_digests(now=FRIDAY)
    assert len(told()) == 2
    send_digests(now=FRIDAY + timedelta(minutes=5))
    assert [person for person, _key in told()] == [parent.pk for parent in parents]
    assert DigestRun.objects.get(rhythm="weekly").sent_count == 5


def test_two_children_read_clearly_in_mail_and_page():
    parent = family("Chẩu Thị Mai", "Chẩu Văn Nam", rhythm="weekly")
    KINDS["test.news"] = NotificationKind("test.news", "Họp phụ huynh %(n)s", "", digest=True)
    try:
        for number in (1, 2):
            notify(recipient_ids=[parent.pk], kind="test.news", data={"n": number})
        Notification.objects.update(created_at=FRIDAY - timedelta(days=1))
        Delivery.objects.all().delete()
        send_digests(now=FRIDAY)
        from core.jobs.services import run_due

        run_due()
    finally:
        del KINDS["test.news"]
    letter = next(one for one in mail.outbox if "Bản tin tuần" in one.subject)
    assert letter.subject == "Bản tin tuần: Thị Mai, Văn Nam"
    html = letter.alternatives[0].content
    for text in (letter.body, html):
        places = [text.index(words) for words in ("Chẩu Thị Mai", "Hàm số", "Chẩu Văn Nam", "Họp phụ huynh 2")]
        assert places == sorted(places)
        assert text.index("Sắp đến hạn") < text.index("Còn thiếu")
    assert "8/12" in letter.body
    assert "Bài tập &lt;3&gt;" in html
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    client = Client()
    client.force_login(parent.account, backend="core.signin.backends.IdentifierBackend")
    row = Notification.objects.get(kind=DIGEST_KIND)
    page = client.get(client.get(f"/thong-bao/{row.pk}/")["Location"]).content.decode()
    assert "Chẩu Thị Mai" in page
    assert 'href="/lop-hoc/"' in page
    Guardianship.objects.filter(child__given_name="Mai").update(valid_to=timezone.localdate() - timedelta(days=1))
    assert "Chẩu Thị Mai</h2>" not in client.get(f"/thong-bao/ban-tin/{row.pk}/").content.decode()


def test_a_line_that_can_not_be_said_costs_its_own_family_the_letter_alone(source, monkeypatch):
    bad, good = family("Mai"), family("Nam", email="b@x.vn")
    broken = Guardianship.objects.get(guardian=bad).child_id
    real = source.lines
    monkeypatch.setattr(
        source,
        "lines",
        lambda *args: {ward: [DigestLine("due", "x", "%(là")] if ward.child_id == broken else lines for ward, lines in real(*args).items()},
    )
    assert send_digests(now=FRIDAY) == 1
    assert ([person for person, _key in told()], DigestRun.objects.filter(finished_at=None).count()) == ([good.pk], 0)
    assert [(row.batch, row.key) for row in StuckRow.objects.all()] == [("notifications.digests", str(bad.pk))]
    monkeypatch.setattr(
        source, "lines", lambda *args: {ward: () if ward.child_id == broken else lines for ward, lines in real(*args).items()}
    )
    assert (send_digests(now=FRIDAY + timedelta(days=7)), StuckRow.objects.count()) == (1, 0), "nothing to say is no failure"


def test_a_digest_is_read_by_its_owner_only():
    parent, other = family("Mai"), family("Nam", email="b@x.vn")
    send_digests(now=FRIDAY)
    client = Client()
    client.force_login(other.account, backend="core.signin.backends.IdentifierBackend")
    own, foreign = [Notification.objects.get(recipient=one).pk for one in (other, parent)]
    assert [client.get(f"/thong-bao/ban-tin/{pk}/").status_code for pk in (own, foreign)] == [200, 404]


def test_it_speaks_the_language_of_the_reader_and_obeys_the_choices(run_jobs):
    english, silent = family("Mai", language="en"), family("Nam", email="b@x.vn")
    for channel in ("inbox", "email", "push", "ott"):
        NotificationPreference.objects.create(person=silent, kind=DIGEST_KIND, channel=channel, is_on=False)
    send_digests(now=FRIDAY)
    run_jobs()
    send_due()
    assert [person for person, _key in told()] == [english.pk]
    assert Notification.objects.get().data["children"][0]["sections"][0]["label"] == "Due soon"


def test_a_batch_costs_what_one_costs(django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for size, now in ((1, FRIDAY), (5, FRIDAY + timedelta(days=7))):
        for number in range(size):
            family("Mai", "Nam", email=f"{size}{number}@x.vn")
        with CaptureQueriesContext(connection) as queries:
            assert send_digests(now=now) == (1 if size == 1 else 6)
        counts.append(len(queries))
    assert counts[0] == counts[1]
