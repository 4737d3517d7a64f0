"""Pages of supervision: who gets in, what the live console shows, what a press does; signals are never called by another name."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment.integrity.enums import SignalKind, Standing
from assessment.integrity.receivers import SittingTopic
from assessment.integrity.services import note_signal
from assessment.models import Attempt, Candidate, Incident, Test, TestMessage
from core.models import Account
from tests.assessment.integrity.test_services import outsiders
from tests.factories.assessment_papers import _actor_of
from tests.factories.assessment_sessions import make_attempt, make_test
from tests.factories.core import make_account

pytestmark = pytest.mark.django_db
PLAIN = {"shuffles": False}


@pytest.fixture
def attempt():
    return make_attempt(make_test(settings=PLAIN))


def signed_in(person) -> Client:
    client = Client()
    account = Account.objects.filter(person=person).first() or make_account(person)
    client.force_login(account, backend="core.signin.backends.IdentifierBackend")
    return client


def at(attempt, name, *more) -> str:
    return reverse(f"assessment:{name}", args=[attempt.test.uuid, *more])


def pages(attempt) -> list[str]:
    plain = [at(attempt, name) for name in ("console", "seating", "seating_room", "protocol")]
    return [*plain, at(attempt, "console") + "?phan=bang", at(attempt, "console_candidate", attempt.uuid)]


def posts(attempt) -> list[str]:
    verbs = ("tam-dung", "tiep-tuc", "them-gio", "nhan", "ghi-chu", "khoa", "mo-khoa", "thu-bai")
    return [at(attempt, "seating"), *(at(attempt, "console_act", verb) for verb in verbs), *(at(attempt, "console_candidate_act", attempt.uuid, verb) for verb in verbs)]  # fmt: skip


def test_who_does_not_supervise_sees_and_does_nothing(attempt):
    everybody = outsiders(attempt)
    before = (
        list(Test.objects.order_by("pk").values()),
        list(Attempt.objects.order_by("pk").values()),
        list(Candidate.objects.order_by("pk").values()),
    )
    for who, actor in everybody.items():
        client = Client()
        client.force_login(Account.objects.get(pk=actor.account_id), backend="core.signin.backends.IdentifierBackend")
        assert {client.get(page).status_code for page in pages(attempt)} <= {403, 404}, who
        body = {"minutes": 5, "text": "x", "rooms": "P1, 30", "first_number": "000001"}
        assert {client.post(address, body).status_code for address in posts(attempt)} <= {403, 404}, who
        assert not SittingTopic().may_watch(actor, str(attempt.test.uuid)), who
    for address in pages(attempt):
        assert Client().get(address).status_code == 302
    assert (
        list(Test.objects.order_by("pk").values()),
        list(Attempt.objects.order_by("pk").values()),
        list(Candidate.objects.order_by("pk").values()),
    ) == before
    assert (TestMessage.objects.count(), Incident.objects.count()) == (0, 0)


def test_the_live_topic_is_for_who_supervises(attempt):
    assert SittingTopic().may_watch(_actor_of(attempt.test.owner), str(attempt.test.uuid))
    assert not SittingTopic().may_watch(_actor_of(attempt.test.owner), "khong-phai-ma")


def test_the_console_shows_everybody_and_its_part_only_what_moves(attempt):
    client = signed_in(attempt.test.owner)
    page = client.get(at(attempt, "console"))
    assert {row.standing for row in page.context["page"].items} == {Standing.WORKING, Standing.ABSENT}
    assert [(tab["label"], tab["count"]) for tab in page.context["tabs"]][:3] == [("Tất cả", 2), ("Chưa vào", 1), ("Đang làm", 1)]
    part = client.get(at(attempt, "console"), {"phan": "bang", "tinh-trang": "working"}).content.decode()
    assert attempt.person.full_name in part
    assert "<html" not in part
    assert part.count("<tr class=") == 1


@pytest.mark.parametrize("learners", [1, 3])
def test_the_console_takes_the_same_queries_for_any_number(learners):
    attempt = make_attempt(make_test(learners=learners, settings=PLAIN))
    client = signed_in(attempt.test.owner)
    counts = []
    for page in (at(attempt, "console"), at(attempt, "console") + "?phan=bang", at(attempt, "console_candidate", attempt.uuid)):
        client.get(page)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200
        counts.append(len(queries))
    assert max(counts) <= 20
    assert counts == QUERIES.setdefault("counts", counts)


QUERIES: dict[str, list[int]] = {}


def test_presses_do_what_they_say_and_say_what_they_did(attempt):
    client = signed_in(attempt.test.owner)
    one = lambda verb, **body: client.post(at(attempt, "console_candidate_act", attempt.uuid, verb), body, follow=True).content.decode()  # noqa: E731
    room = lambda verb, **body: client.post(at(attempt, "console_act", verb), body, follow=True).content.decode()  # noqa: E731
    assert "Đã tạm dừng" in room("tam-dung")
    assert "đang tạm dừng" in room("tam-dung"), "a second press is told, and changes nothing"
    assert "làm bài tiếp" in room("tiep-tuc")
    assert "Đã thêm 5 phút cho 1 em" in room("them-gio", minutes=5)
    assert "phải từ 1 đến 180" in one("them-gio", minutes="nhiều")
    assert "Đã gửi lời nhắn" in one("nhan", text="Em nhìn lên bảng")
    assert "còn trống" in room("nhan", text=" ")
    assert "Đã khoá" in one("khoa", reason="đổi chỗ")
    assert "Đã mở khoá" in one("mo-khoa")
    assert "không bị khoá" in one("mo-khoa")
    assert "Đã ghi vào biên bản" in room("ghi-chu", text="Mất điện 5 phút")
    assert "Đã thu bài của 1 em" in one("thu-bai")
    assert "không đang làm bài" in one("thu-bai")
    now = Attempt.objects.get(pk=attempt.pk)
    assert (now.state, now.submit_reason) == ("submitted", "proctor")
    assert 300 <= now.added_seconds <= 302
    assert client.post(at(attempt, "console_act", "khoa")).status_code == 404, "a room is not locked"
    paper = client.get(at(attempt, "protocol")).content.decode()
    assert "Mất điện 5 phút" in paper
    assert "Em nhìn lên bảng" in paper


def test_a_candidate_of_another_test_is_not_reached_through_this_one(attempt):
    other = make_attempt(make_test(settings=PLAIN))
    client = signed_in(attempt.test.owner)
    assert client.get(at(attempt, "console_candidate", other.uuid)).status_code == 404
    assert client.post(at(attempt, "console_candidate_act", other.uuid, "khoa")).status_code == 404
    assert not Attempt.objects.get(pk=other.pk).is_locked


ACCUSING = ("gian lận", "quay cóp", "vi phạm", "cheat", "fraud", "violation", "suspicious", "nghi vấn")


def test_the_timeline_tells_what_happened_and_never_a_verdict(attempt):
    for number, kind in enumerate(SignalKind.values):
        note_signal(attempt_id=attempt.pk, kind=kind, key=f"k{number}")
    client = signed_in(attempt.test.owner)
    for language in ("vi", "en"):
        client.cookies["django_language"] = language
        for page in pages(attempt):
            words = client.get(page, headers={"accept-language": language}).content.decode().lower()
            assert [word for word in ACCUSING if word in words] == []
    page = client.get(at(attempt, "console_candidate", attempt.uuid))
    assert len(page.context["lines"]) == len(SignalKind.values)


def test_seats_are_made_shown_and_taken_back_with_errors_at_the_field():
    test = make_test(settings=PLAIN)
    client = signed_in(test.owner)
    address = reverse("assessment:seating", args=[test.uuid])
    wrong = client.post(address, {"rooms": "Phòng 1", "first_number": "000001"})
    assert "Ghi tên phòng, dấu phẩy, số chỗ" in str(wrong.context["form"].errors["rooms"])
    assert not Candidate.objects.exclude(number="").exists()
    assert client.post(address, {"rooms": "Phòng 1, 24", "first_number": "000001"}).status_code == 302
    room = client.get(reverse("assessment:seating_room", args=[test.uuid]), {"phong": "Phòng 1"}).content.decode()
    assert "000001" in room
    assert "000002" in room
    client.post(address, {"xoa": "1"})
    assert not Candidate.objects.exclude(number="").exists()
    assert 'name="rooms"' in client.get(address).content.decode()
    make_attempt(test)
    started = client.get(address).content.decode()
    assert "không đánh lại số báo danh được nữa" in started
    assert ('name="rooms"' in started, 'name="xoa"' in started) == (False, False)
