"""The doors of tests: who gets in, what the player is told, and how many queries it takes."""

import gzip
import json
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessment.models import AnswerChange, AnswerFile, Attempt
from assessment.sessions.rules.entering import code_hash
from assessment.sessions.services import schedule_test, submit_attempt, submit_overdue
from core.models import Account
from tests.factories.assessment_papers import _actor_of, make_paper
from tests.factories.assessment_sessions import candidate_actor, make_attempt, make_test
from tests.factories.core import make_account, make_actor, make_enrolment, make_person, make_unit

pytestmark = pytest.mark.django_db


def signed_in(person) -> Client:
    client = Client()
    account = Account.objects.filter(person=person).first() or make_account(person)
    client.force_login(account, backend="core.signin.backends.IdentifierBackend")
    return client


def sit_url(attempt, name: str) -> str:
    return reverse(f"assessment:{name}", args=[attempt.uuid])


def post(client, attempt, name: str, **body):
    return client.post(sit_url(attempt, name), json.dumps({"device": "may-1", **body}), content_type="application/json")


def change(number: int, answers: dict, **fields) -> dict:
    return {"number": number, "answers": answers, "made_at_ms": int(timezone.now().timestamp() * 1000), **fields}


def test_a_candidate_comes_in_through_the_door_and_gets_the_pack():
    test = make_test()
    attempt = test.attempts.first()
    client = signed_in(attempt.person)
    assert client.get(reverse("assessment:door", args=[test.uuid])).status_code == 200
    attempt.refresh_from_db()
    assert attempt.state == "prepared", "a look starts nothing"
    assert client.get(sit_url(attempt, "sit_pack")).status_code == 404, "no questions before the start"
    answer = client.post(reverse("assessment:door", args=[test.uuid]), {"device": "may-1"})
    assert answer["Location"] == sit_url(attempt, "sit")
    attempt.refresh_from_db()
    assert (attempt.state, attempt.device) == ("working", "may-1")
    assert client.get(sit_url(attempt, "sit")).status_code == 200
    pack = client.get(sit_url(attempt, "sit_pack"))
    assert len(json.loads(gzip.decompress(pack.content))["questions"]) == test.item_count
    assert "immutable" in pack["Cache-Control"]
    assert client.get(sit_url(attempt, "sit_pack"), headers={"If-None-Match": pack["ETag"]}).status_code == 304


def test_the_door_says_why_not():
    test = make_test(settings={"access_code": code_hash("DA9")})
    attempt = test.attempts.first()
    client, door = signed_in(attempt.person), reverse("assessment:door", args=[test.uuid])
    assert "Mã vào phòng chưa đúng" in client.post(door, {"code": "sai"}).content.decode()
    attempt.refresh_from_db()
    assert attempt.state == "prepared"
    assert client.post(door, {"code": "da9"}).status_code == 302


def test_who_joined_late_and_who_uses_a_second_attempt_come_in_by_the_slow_way():
    test = make_test(learners=1, attempts_allowed=2)
    joined = make_enrolment(test.classes.get().class_group, make_person("Sùng A Pó")).person
    door = reverse("assessment:door", args=[test.uuid])
    assert signed_in(joined).post(door, {"device": "x"}).status_code == 302
    assert Attempt.objects.get(test=test, person=joined).state == "working"
    first = make_attempt(test, submitted=True)
    assert signed_in(first.person).post(door, {"device": "x"}).status_code == 302
    assert first.candidate.attempts.filter(number=2, state="working").exists()


@pytest.mark.parametrize("name", ["sit_state", "sit_save", "sit_submit", "sit_beat", "sit_take", "sit_check"])
def test_nobody_else_reaches_an_attempt(name):
    attempt = make_attempt()
    stranger = make_person("Lù A Tủa")
    make_actor("student", attempt.test.unit, stranger)
    for client in (signed_in(stranger), signed_in(attempt.test.owner)):
        assert post(client, attempt, name, changes=[change(1, {"1": "o1"})]).status_code == 404
    assert post(Client(), attempt, name).status_code == 302
    attempt.refresh_from_db()
    assert (attempt.state, AnswerChange.objects.count()) == ("working", 0)


@pytest.mark.parametrize("name", ["sit", "sit_pack", "handed_in"])
def test_nobody_else_looks_at_an_attempt(name):
    attempt = make_attempt()
    assert signed_in(make_person("Lù A Tủa")).get(sit_url(attempt, name)).status_code == 404
    assert Client().get(sit_url(attempt, name)).status_code == 302


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"changes": []}', b'{"changes": [{"number": 1}]}', b"\xff"])
def test_bad_bodies_are_refused_in_words(body):
    attempt = make_attempt()
    answer = signed_in(attempt.person).post(sit_url(attempt, "sit_save"), body, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["message"]


def test_saving_and_starting_take_few_queries():
    attempt = make_attempt()
    client = signed_in(attempt.person)
    post(client, attempt, "sit_save", changes=[change(1, {"1": "o1"})])
    with CaptureQueriesContext(connection) as saving:
        post(client, attempt, "sit_save", changes=[change(2, {"1": "o2"})])
    own = [query["sql"] for query in saving if "assessment_" in query["sql"]]
    assert [sql.split()[0] for sql in own] == ["SELECT", "INSERT"]
    other = attempt.test.attempts.filter(state="prepared").first()
    client = signed_in(other.person)
    client.get(reverse("assessment:tests"))
    with CaptureQueriesContext(connection) as starting:
        client.post(reverse("assessment:door", args=[attempt.test.uuid]), {"device": "x"})
    own = [query["sql"] for query in starting if "assessment_" in query["sql"]]
    assert [sql.split()[0] for sql in own] == ["SELECT", "UPDATE"]


def test_the_heartbeat_tells_messages_pause_and_lock_once_each():
    from assessment.integrity.services import lock_attempt, pause_test, send_message

    attempt = make_attempt()
    teacher, client = _actor_of(attempt.test.owner), signed_in(attempt.person)
    send_message(actor=teacher, test=attempt.test, text="Còn 10 phút nhé các em")
    pause_test(actor=teacher, test=attempt.test)
    lock_attempt(actor=teacher, attempt=attempt, reason="đổi chỗ")
    beat = post(client, attempt, "sit_beat", answered=2, kept={"flags": [2], "scratch": "x = 3"}).json()
    assert [one["text"] for one in beat["messages"]] == ["Còn 10 phút nhé các em"]
    assert (beat["paused"], beat["locked"]) == (True, True)
    assert post(client, attempt, "sit_beat", last=beat["messages"][0]["id"]).json()["messages"] == []
    state = post(client, attempt, "sit_state").json()
    assert state["kept"] == {"flags": [2], "scratch": "x = 3"}


def test_signals_of_the_player_reach_the_guard_once():
    attempt = make_attempt()
    client = signed_in(attempt.person)
    signal = {"key": "may-1:1:blur", "kind": "blur", "at_ms": int(timezone.now().timestamp() * 1000), "seconds": 9}
    for _again in range(2):
        post(client, attempt, "sit_beat", signals=[signal])
    assert [(row.kind, row.seconds) for row in attempt.signals.all()] == [("blur", 9)]


def overdue(attempt, minutes_ago: int):
    over = timezone.now() - timedelta(minutes=minutes_ago)
    Attempt.objects.filter(pk=attempt.pk).update(started_at=over - timedelta(minutes=45), deadline_at=over)
    assert submit_overdue() == 1
    return int((over - timedelta(minutes=5)).timestamp() * 1000)


def test_what_was_answered_in_time_off_line_counts_when_it_arrives_after_the_clock_took_the_paper_in():
    attempt = make_attempt()
    made = overdue(attempt, 10)
    answer = post(signed_in(attempt.person), attempt, "sit_save", changes=[change(1, {"1": "o2"}, made_at_ms=made)])
    assert answer.json()["state"] == "submitted"
    attempt.refresh_from_db()
    assert attempt.answers == {"1": "o2"}


@pytest.mark.parametrize(
    ("minutes_ago", "terms", "made"),
    [
        (45, {}, None),  # arrives after the thirty minutes
        (10, {}, "now"),  # made after the deadline
        (10, {"review": {"after": ["answer", "right"]}}, None),  # the key has been seen
    ],
)
def test_other_late_answers_are_kept_and_do_not_count(minutes_ago, terms, made):
    attempt = make_attempt(make_test(settings=terms))
    in_time = overdue(attempt, minutes_ago)
    late = change(1, {"1": "o2"}) if made else change(1, {"1": "o2"}, made_at_ms=in_time)
    assert post(signed_in(attempt.person), attempt, "sit_save", changes=[late]).status_code == 200
    attempt.refresh_from_db()
    assert attempt.answers == {}
    assert AnswerChange.objects.get().is_late


def test_after_handing_in_oneself_nothing_counts_any_more():
    attempt = make_attempt()
    submit_attempt(actor=candidate_actor(attempt), attempt=attempt)
    post(signed_in(attempt.person), attempt, "sit_save", changes=[change(1, {"1": "o2"}, made_at_ms=0)])
    attempt.refresh_from_db()
    assert attempt.answers == {}


def test_handing_in_carries_what_waits_and_shows_the_end():
    attempt = make_attempt()
    client = signed_in(attempt.person)
    done = post(client, attempt, "sit_submit", changes=[change(1, {"1": "o2"}), change(2, {"2": {"s1": True}})]).json()
    assert done["state"] == "submitted"
    attempt.refresh_from_db()
    assert attempt.answers == {"1": "o2", "2": {"s1": True}}
    assert client.get(sit_url(attempt, "sit"))["Location"] == sit_url(attempt, "handed_in")
    page = client.get(done["end"]).content.decode()
    assert "Đã nộp bài" in page
    assert reverse("assessment:result", args=[attempt.uuid]) in page, "from here one comes to the result"


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_take_the_same_queries_for_any_number_of_tests(rows):
    test = make_test(learners=1)
    person = test.attempts.first().person
    group = test.classes.get().class_group
    for number in range(rows - 1):
        make_test(owner=test.owner, class_group=group, paper=test.paper, learners=0, title=f"Bài {number}")
    counts = []
    for who in (person, test.owner):
        client = signed_in(who)
        client.get(reverse("assessment:tests"))
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("assessment:tests"))
        assert page.content.decode().count('class="row"') >= rows
        counts.append(len(queries))
    assert counts == LIST_QUERIES.setdefault("counts", counts)


LIST_QUERIES: dict[str, list[int]] = {}


def test_a_teacher_makes_gives_and_changes_a_test():
    paper_test = make_test(prepared=False, state="draft")
    teacher, group = paper_test.owner, paper_test.classes.get().class_group
    client = signed_in(teacher)
    assert client.get(reverse("assessment:test_new")).status_code == 200
    now = timezone.localtime()
    form = {
        "title": "Kiểm tra 45 phút",
        "paper": paper_test.paper_id,
        "classes": [group.pk],
        "mode": "exam",
        "opens_at": now.strftime("%Y-%m-%dT%H:%M"),
        "closes_at": (now + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"),
        "minutes": 45,
        "attempts_allowed": 1,
        "grade_by": "best",
        "review": "released",
        "shuffles": "on",
        "device_rule": "free",
        "giao": "1",
    }
    wrong = client.post(reverse("assessment:test_new"), {**form, "networks": "10.0.0.0/8, nhà"})
    assert "“nhà”" in wrong.content.decode()
    made = client.post(reverse("assessment:test_new"), form)
    assert made.status_code == 302
    page = client.get(made["Location"])
    assert page.status_code == 200
    test = page.context["test"]
    assert test.state == "scheduled"
    stale = client.post(reverse("assessment:test_edit", args=[test.uuid]), {**form, "title": "Khác", "revision": 0})
    assert "vừa được sửa ở nơi khác" in stale.content.decode()
    assert "Khác" in stale.content.decode(), "what was typed stays"


def test_other_teachers_do_not_see_a_test():
    test = make_test()
    other = make_person("Giàng Thị Sua")
    make_actor("teacher", test.unit, other)
    client = signed_in(other)
    for name in ("test", "test_edit"):
        assert client.get(reverse(f"assessment:{name}", args=[test.uuid])).status_code == 404
    assert client.post(reverse("assessment:test_act", args=[test.uuid, "dong"])).status_code == 404
    candidate = test.candidates.first()
    assert client.get(reverse("assessment:test_override", args=[test.uuid, candidate.pk])).status_code == 404
    elsewhere = make_person("Trưởng phòng")
    make_actor("leader", make_unit(), elsewhere)
    assert signed_in(elsewhere).get(reverse("assessment:test", args=[test.uuid])).status_code == 404


def test_who_oversees_the_unit_looks_and_closes():
    test = make_test()
    leader = make_person("Hiệu trưởng")
    make_actor("leader", test.unit, leader)
    client = signed_in(leader)
    assert client.get(reverse("assessment:test", args=[test.uuid])).status_code == 200
    client.post(reverse("assessment:test_act", args=[test.uuid, "dong"]))
    test.refresh_from_db()
    assert test.closes_at <= timezone.now()


def test_a_test_of_a_draft_paper_is_not_given():
    test = make_test(prepared=False, state="draft", paper=make_paper(frozen=False))
    with pytest.raises(Exception, match=r"test\.paper_open"):
        schedule_test(actor=_actor_of(test.owner), test=test)


def test_an_override_gives_minutes_at_once():
    attempt = make_attempt()
    before = attempt.deadline_at
    url = reverse("assessment:test_override", args=[attempt.test.uuid, attempt.candidate_id])
    client = signed_in(attempt.test.owner)
    assert client.get(url).status_code == 200
    assert client.post(url, {"extra_minutes": 15, "extra_attempts": 0}).status_code == 302
    attempt.refresh_from_db()
    assert attempt.deadline_at == before + timedelta(minutes=15)


def test_the_rehearsal_page_opens():
    client = signed_in(make_attempt().person)
    assert client.get(reverse("assessment:rehearsal")).status_code == 200


def test_an_answer_file_comes_in_ranges_to_who_handed_it_in_only(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    default_storage.location = str(tmp_path)
    default_storage.__dict__.pop("base_location", None)
    attempt = make_attempt()
    kept = AnswerFile(attempt=attempt, position=4, name="Ghi âm.webm", content_type="audio/webm", size_bytes=10)
    kept.file.save("a.webm", ContentFile(b"0123456789"))
    address = reverse("assessment:answer_file", args=[kept.uuid])
    client = signed_in(attempt.person)
    part = client.get(address, headers={"range": "bytes=2-4"})
    assert (part.status_code, b"".join(part.streaming_content), part["Content-Range"]) == (206, b"234", "bytes 2-4/10")
    whole = client.get(address)
    assert (b"".join(whole.streaming_content), whole["X-Content-Type-Options"]) == (b"0123456789", "nosniff")
    assert "sandbox" in whole["Content-Security-Policy"]
    for other in (make_person("Lù A Tủa"), attempt.test.owner):
        assert signed_in(other).get(address).status_code in (403, 404)
    assert Client().get(address).status_code == 302
