"""Open tests: who comes in without signing in, once a browser; what guests reach and what is kept of them."""

import io
import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from assessment.models import AnswerChange, Attempt, Candidate, CountedAttempt, Guest, GuestBrowser, ItemScore, Mastery, Signal, Test
from assessment.public import attempt_outcome
from assessment.scoring.selectors.counting import results_of
from assessment.scoring.services import release_results, score_attempt
from assessment.scoring.services.notices import tell_released
from assessment.sessions.errors import SessionError
from assessment.sessions.rules.entering import code_hash
from assessment.sessions.rules.guests import KEY, Openness, browser_key, clean_name, openness_of, read_code
from assessment.sessions.services import (
    come_back,
    erase_guests,
    join_as_guest,
    prepare_test,
    remove_guest,
    schedule_test,
    set_openness,
    submit_attempt,
    withdraw_test,
)
from assessment.statistics.services import count_attempt, refresh_test_mastery
from core.access.errors import AccessRefused
from core.access.types import Actor
from core.models import AuditRecord, Notification, OutboxEvent, Person
from tests.assessment.sessions.test_views import change, post, signed_in, sit_url
from tests.factories.assessment_items import make_bank, make_item
from tests.factories.assessment_papers import _actor_of, make_paper
from tests.factories.assessment_sessions import make_test
from tests.factories.core import make_actor, make_class, make_person, make_unit

pytestmark = pytest.mark.django_db
TOKEN, OTHER = "a" * 32, "b" * 32


@pytest.fixture(autouse=True)
def _no_tries_left_over():
    cache.clear()


def open_test(allowed=True, code="", **fields):
    """A test open to guests in a unit that allows it."""
    test = make_test(audience="open", link_code="ABCD2345", **fields)
    if allowed:
        test.unit.settings = {**(test.unit.settings or {}), KEY: Openness(is_allowed=True).write()}
        test.unit.save()
    if code:
        test.settings["access_code"] = code_hash(code)
        test.save()
    return test


def url(name, test, *more):
    return reverse(f"assessment:{name}", args=[test.uuid, *more])


def browser(token=TOKEN):
    client = Client()
    client.cookies["khach"] = token
    return client


def joined(test, name="Sáo Mây", token=TOKEN, **more):
    """A guest who has come in and stands before the start."""
    client = browser(token)
    answer = client.post(url("guest", test), {"name": name, **more})
    assert answer["Location"] == url("door", test), answer.content
    return client


def started(test, **more):
    client = joined(test, **more)
    answer = client.post(url("door", test), {"device": "may-1"})
    attempt = Attempt.objects.select_related("test", "candidate").latest("pk")
    assert answer["Location"] == sit_url(attempt, "sit")
    return client, attempt


def test_names_codes_and_rules_are_read_strictly():
    assert [clean_name(text) for text in ("  Sáo   Mây ", "H'Mông Sử", "Tổ 3 (9A1)", "Ma-ri", "N. Lan")] == [
        "Sáo Mây", "H'Mông Sử", "Tổ 3 (9A1)", "Ma-ri", "N. Lan",
    ]  # fmt: skip
    for bad in ("", "   ", "=1+2", "123", "<b>An</b>", "An\u202ekcab", "@an", "a" * 41, "😀 Lan", "\x00An"):
        assert clean_name(bad) == ""
    assert read_code(" k7p-2q d ") == "K7P2QD"
    assert browser_key(TOKEN, "one", "s") != browser_key(TOKEN, "two", "s"), "rows of two tests tell nothing of each other"
    assert openness_of([None, {}, {KEY: {"is_allowed": True, "most_guests": 30, "guest_days": 7}}]) == Openness(True, 30, 7)
    assert openness_of([{KEY: {"is_allowed": "yes", "most_guests": 0, "guest_days": 7}}, {KEY: 3}]) == Openness()
    assert not Openness().is_allowed, "nobody comes in without signing in before a unit says so"


def test_a_guest_comes_in_by_the_link_answers_and_hands_in():
    test = open_test(learners=0)
    client = Client()
    link = client.get("/k/abcd-2345/", follow=True)
    assert link.redirect_chain[-1][0] == url("guest", test)
    assert client.cookies["khach"]["path"] == "/kiem-tra/"
    assert client.cookies["khach"]["httponly"]
    assert Candidate.objects.count() == 0, "a look makes nobody a guest"
    client.post(url("guest", test), {"name": "Sáo Mây", "group": "9A1"})
    guest = Guest.objects.get()
    door = client.get(url("door", test)).content.decode()
    assert guest.code in door
    assert "Sáo Mây" in door
    client.post(url("door", test), {"device": "may-1"})
    attempt = Attempt.objects.get()
    assert (attempt.candidate_id, attempt.state) == (guest.candidate_id, "working")
    page = client.get(sit_url(attempt, "sit"))
    assert page.status_code == 200
    assert 'name="csrf"' in page.content.decode()
    assert client.get(sit_url(attempt, "sit_pack")).status_code == 200
    assert post(client, attempt, "sit_state").json()["mine"] is True
    assert post(client, attempt, "sit_save", changes=[change(1, {"1": "o2"})]).json()["number"] == 1
    assert AnswerChange.objects.get().answers == {"1": "o2"}
    assert post(client, attempt, "sit_beat", answered=1, signals=[{"key": "k", "kind": "blur", "at_ms": 1}]).status_code == 200
    assert post(client, attempt, "sit_submit", changes=[]).json()["state"] == "submitted"
    said = client.get(sit_url(attempt, "handed_in")).content.decode()
    assert "nhận được thông báo" not in said
    assert f'href="{reverse("assessment:tests")}"' not in said
    assert client.get(url("door", test)).status_code == 200, "the door says it is done"
    assert client.post(url("door", test)).status_code == 200
    assert Attempt.objects.count() == 1, "once a browser"


def test_the_person_of_a_guest_is_nobody_anywhere_else():
    test = open_test(learners=0)
    joined(test, name="Nguyễn Sáo Mây")
    person = Candidate.objects.get().person
    assert (person.family_name, person.middle_name, person.given_name) == ("Nguyễn", "Sáo", "Mây")
    assert not hasattr(person, "account")
    assert not person.memberships.exists()
    actor = Actor.guest(person.pk)
    assert (actor.is_signed_in, actor.is_guest, actor.hat, actor.rights) == (False, True, None, frozenset())


@pytest.mark.parametrize("twice", ["same", "later"])
def test_a_browser_is_one_guest_however_often_it_asks(twice):
    test = open_test(learners=0)
    for _again in range(2):
        client = browser()
        client.post(url("guest", test), {"name": "Mây" if twice == "same" else f"Mây {_again}x"})
    assert Guest.objects.count() == Candidate.objects.count() == 1
    assert join_as_guest(test=test, token=TOKEN, name="Khác").number == 1
    assert join_as_guest(test=test, token=OTHER, name="Mây").number == 2


def test_what_is_typed_is_asked_again_and_nothing_is_kept():
    test = open_test(code="ao cá", learners=0)
    client = browser()
    for fields, said in (
        ({"name": "=1", "code": "AOCÁ"}, "biệt danh"),
        ({"name": "Mây", "group": "<b>", "code": "AOCÁ"}, "Lớp hoặc tổ"),
        ({"name": "Mây", "code": "sai"}, "Mã vào phòng chưa đúng"),
        ({"name": "", "code": "AOCÁ"}, ""),
    ):
        answer = client.post(url("guest", test), fields)
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert not Guest.objects.exists()
    assert not Candidate.objects.exists()
    client.post(url("guest", test), {"name": "Mây", "code": "aocá"})
    assert Guest.objects.count() == 1
    client.post(url("door", test), {})
    assert Attempt.objects.get().state == "working", "who has given the code is not asked again"


def test_a_browser_without_cookies_is_told_so():
    test = open_test(learners=0)
    answer = Client().post(url("guest", test), {"name": "Mây"})
    assert answer.status_code == 422
    assert "cookie" in answer.content.decode()
    assert not Guest.objects.exists()


def test_the_unit_says_whether_and_may_change_its_mind():
    test = open_test(allowed=False, learners=0)
    client = browser()
    assert "chưa cho làm" in client.get(url("guest", test)).content.decode()
    assert client.post(url("guest", test), {"name": "Mây"}).status_code == 422
    with pytest.raises(SessionError, match=r"guest\.off"):
        join_as_guest(test=test, token=TOKEN, name="Mây")
    leader = make_actor("leader", test.unit)
    set_openness(actor=leader, unit=test.unit, openness=Openness(True, 2, 7))
    joined(test)
    set_openness(actor=leader, unit=test.unit, openness=None)
    assert client.post(url("door", test), {}).status_code == 302, "who is in goes on"
    assert browser(OTHER).post(url("guest", test), {"name": "Lan"}).status_code == 422
    with pytest.raises(SessionError, match=r"openness\.bounds"):
        set_openness(actor=leader, unit=test.unit, openness=Openness(True, 0, 7))
    with pytest.raises(AccessRefused):
        set_openness(actor=make_actor("teacher", test.unit), unit=test.unit, openness=Openness(True))
    assert AuditRecord.objects.filter(verb="assessment.openness.set").count() == 2


def test_a_test_is_open_only_where_the_unit_allows_it():
    test = open_test(allowed=False, state="draft", learners=0)
    test.classes.all().delete()
    Test.objects.filter(pk=test.pk).update(link_code=None)
    owner = _actor_of(test.owner)
    with pytest.raises(SessionError, match=r"guest\.off"):
        schedule_test(actor=owner, test=test)
    set_openness(actor=make_actor("leader", test.unit), unit=test.unit, openness=Openness(True, 5, 9))
    given = schedule_test(actor=owner, test=test)
    assert len(given.link_code) == 8
    assert (given.settings["most_guests"], given.settings["guest_days"]) == (5, 9)


def test_no_more_guests_than_the_unit_says():
    test = open_test(learners=0)
    test.settings["most_guests"] = 2
    test.save()
    first = join_as_guest(test=test, token=TOKEN, name="Một Em")
    join_as_guest(test=test, token=OTHER, name="Hai Em")
    with pytest.raises(SessionError, match=r"guest\.full"):
        join_as_guest(test=test, token="c" * 32, name="Ba Em")
    assert join_as_guest(test=test, token=TOKEN, name="Một Em") == first, "who is in stays in"
    remove_guest(actor=_actor_of(test.owner), candidate=first.candidate)
    assert join_as_guest(test=test, token="c" * 32, name="Ba Em").number == 3


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"closes_at": timezone.now() - timedelta(minutes=1), "opens_at": timezone.now() - timedelta(hours=1)}, "entry.closed"),
        ({"opens_at": timezone.now() + timedelta(hours=1), "closes_at": timezone.now() + timedelta(hours=2)}, "entry.early"),
        ({"is_paused": True}, "entry.paused"),
        ({"prepared": False}, "entry.preparing"),
        ({"settings": {"networks": ("10.1.0.0/16",)}}, "entry.network"),
    ],
)
def test_what_keeps_candidates_out_keeps_guests_out(fields, code):
    test = open_test(learners=0, **fields)
    with pytest.raises(SessionError, match=code):
        join_as_guest(test=test, token=TOKEN, name="Mây", address="192.168.1.4")
    assert not Person.objects.filter(given_name="Mây").exists()


def test_the_way_back_on_another_device():
    test = open_test(learners=0)
    _client, attempt = started(test)
    guest = Guest.objects.get()
    other = browser(OTHER)
    assert other.get(sit_url(attempt, "sit")).status_code == 302, "another browser is asked to sign in"
    wrong = other.post(url("guest", test), {"quay-lai": "1", "back": "ZZZZZZ"})
    assert wrong.status_code == 422
    assert "Không có mã" in wrong.content.decode()
    assert other.post(url("guest", test), {"quay-lai": "1", "back": guest.code.lower()})["Location"] == url("door", test)
    assert other.get(sit_url(attempt, "sit")).status_code == 200
    assert come_back(test=test, token=OTHER, code=guest.code) == guest
    assert (Guest.objects.count(), GuestBrowser.objects.count()) == (1, 2)


def test_codes_cannot_be_tried_by_the_thousand():
    test = open_test(learners=0)
    client = browser()
    answers = [client.post(url("guest", test), {"quay-lai": "1", "back": "ZZZZZZ"}).status_code for _try in range(32)]
    assert answers[:30] == [422] * 30
    assert answers[30:] == [429, 429]


def test_a_guest_reaches_nothing_of_another_test_or_guest():
    one, two = open_test(learners=0), make_test(audience="open", link_code="ZZZZ2345", learners=0)
    client, own = started(one)
    joined_two = join_as_guest(test=_allow(two), token=OTHER, name="Lan")
    other = Attempt.objects.create(test=two, candidate=joined_two.candidate, person=joined_two.candidate.person, pack=two.packs.first())
    for name in ("sit", "sit_pack", "handed_in"):
        assert client.get(sit_url(other, name)).status_code == 302, "to the sign-in page"
    for name in ("sit_state", "sit_save", "sit_submit", "sit_beat", "sit_take"):
        assert post(client, other, name, changes=[change(1, {"1": "o1"})]).status_code in (302, 401)
    assert not AnswerChange.objects.exists()
    for path in (
        reverse("assessment:tests"),
        url("test", one),
        url("console", one),
        url("results", one),
        "/",
        reverse("assessment:rehearsal"),
    ):
        answer = client.get(path)
        assert answer.status_code in (302, 404)
        assert str(own.uuid) not in answer.content.decode()


def _allow(test):
    test.unit.settings = {KEY: Openness(is_allowed=True).write()}
    test.unit.save()
    return test


def test_somebody_signed_in_is_no_guest_and_a_class_test_has_none():
    test = open_test(learners=0)
    person = make_person("Lò Thị Sao")
    make_actor("student", test.unit, person)
    client = signed_in(person)
    client.cookies["khach"] = TOKEN
    assert client.get(url("guest", test))["Location"] == url("door", test)
    assert client.get(url("door", test)).status_code == 200
    assert not Candidate.objects.exists()
    client.post(url("door", test), {"device": "d"})
    candidate = Candidate.objects.get()
    assert (candidate.person, candidate.is_guest) == (person, False)
    assert Attempt.objects.get().state == "working"
    closed = make_test(learners=0)
    assert browser().get(url("guest", closed)).status_code == 404
    assert browser().get(url("door", closed)).status_code == 302
    assert Client().get("/k/NOTTHERE/", follow=True).status_code == 404


@pytest.mark.parametrize(("audience", "inside", "outside"), [("unit", True, False), ("everybody", True, True), ("classes", False, False)])
def test_the_link_for_those_who_sign_in(audience, inside, outside):
    test = make_test(audience=audience, link_code="ABCD2345", learners=0)
    for unit, may in ((test.unit, inside), (make_unit(name="Trường khác"), outside)):
        person = make_person("Lò Thị Sao")
        make_actor("student", unit, person)
        client = signed_in(person)
        assert client.get(url("door", test)).status_code == (200 if may else 404)
        assert not Candidate.objects.filter(person=person).exists()
        client.post(url("door", test), {"device": "d"})
        client.post(url("door", test), {"device": "d"})
        assert Candidate.objects.filter(person=person).count() == Attempt.objects.filter(person=person).count() == int(may)
    assert Client().get(url("door", test)).status_code == 302, "a visitor signs in first"


def test_a_guest_hands_in_a_file_and_sees_it_again_and_nobody_else_does():
    bank = make_bank()
    unit, owner = make_unit(), make_person("Mai Thị Hồng")
    paper = make_paper(unit, owner, [make_item("file_answer", bank=bank)])
    test = open_test(learners=0, owner=owner, class_group=make_class(unit), paper=paper)
    client, attempt = started(test)
    picture = io.BytesIO()
    Image.new("RGB", (20, 20), "red").save(picture, "PNG")
    upload = SimpleUploadedFile("anh.png", picture.getvalue(), content_type="image/png")
    kept = client.post(sit_url(attempt, "sit_file"), {"file": upload, "position": "1"})
    assert kept.status_code == 201
    own = reverse("assessment:answer_file", args=[kept.json()["uuid"]])
    assert client.get(own).status_code == 200
    joined(test, token=OTHER)
    assert browser(OTHER).get(own).status_code in (302, 404)
    assert Client().get(own).status_code == 302


def test_a_removed_guest_counts_nowhere_and_stays_out():
    test = open_test(learners=0)
    client, attempt = started(test, name="Phá Phách")
    submit_attempt(actor=Actor.guest(attempt.person_id), attempt=attempt)
    score_attempt(attempt_id=attempt.pk)
    ItemScore.objects.filter(attempt=attempt).update(points=Decimal(0))
    Attempt.objects.filter(pk=attempt.pk).update(is_marked=True)
    assert count_attempt(attempt_id=attempt.pk)
    owner = signed_in(test.owner)
    answer = owner.post(reverse("assessment:guest_remove", args=[test.uuid, attempt.candidate_id]))
    assert answer["Location"] == url("test", test)
    attempt.refresh_from_db()
    assert attempt.state == "voided"
    assert Candidate.objects.get().is_removed
    assert OutboxEvent.objects.filter(name="assessment.attempt.voided.v1").exists()
    count_attempt(attempt_id=attempt.pk)
    assert not CountedAttempt.objects.exists()
    assert "gỡ em" in client.get(url("guest", test)).content.decode()
    assert client.post(url("guest", test), {"name": "Lại Vào"}).status_code == 422
    assert Guest.objects.count() == 1
    record = AuditRecord.objects.get(verb="assessment.guest.removed")
    assert record.subject_person is None
    assert record.changes == {"guest": 1}
    with pytest.raises(AccessRefused):
        remove_guest(actor=make_actor("teacher", make_unit(name="Trường khác")), candidate=Candidate.objects.get())


def test_only_guests_are_removed_so():
    test = open_test(learners=1)
    candidate = Candidate.objects.get()
    owner = signed_in(test.owner)
    owner.post(reverse("assessment:guest_remove", args=[test.uuid, candidate.pk]))
    candidate.refresh_from_db()
    assert not candidate.is_removed


def test_results_of_guests_go_to_the_teacher_and_nowhere_else():
    test = open_test(learners=0, settings={"review": {"after": ["answer", "mark"], "released": ["answer", "mark"]}})
    client, attempt = started(test, group="9A1")
    post(client, attempt, "sit_submit", changes=[change(1, {"1": "o2"})])
    score_attempt(attempt_id=attempt.pk)
    count_attempt(attempt_id=attempt.pk)
    own = client.get(reverse("assessment:result", args=[attempt.uuid]))
    assert own.status_code == 200
    assert "phúc khảo" not in own.content.decode()
    assert client.post(reverse("assessment:appeal_ask", args=[attempt.uuid]), {"reason": "x"}).status_code == 302
    assert attempt_outcome(attempt.pk) is None
    assert results_of(test) == []
    ItemScore.objects.filter(attempt=attempt, points=None).update(points=Decimal(0))
    Attempt.objects.filter(pk=attempt.pk).update(is_marked=True)
    count_attempt(attempt_id=attempt.pk)
    assert CountedAttempt.objects.filter(attempt=attempt).exists(), "guests count in the figures of the test"
    Test.objects.filter(pk=test.pk).update(closes_at=timezone.now() - timedelta(minutes=1))
    assert release_results(actor=_actor_of(test.owner), test=test) == 1
    refresh_test_mastery(test_id=test.pk)
    assert tell_released(test_id=test.pk) == 0
    assert not Notification.objects.exists()
    assert not mail.outbox
    assert not Mastery.objects.exists()
    teacher = signed_in(test.owner)
    for name in ("test", "console", "results_people"):
        page = teacher.get(url(name, test)).content.decode()
        assert "Sáo Mây" in page, name
        assert "Khách · 9A1" in page, name


def test_erasing_takes_the_name_and_keeps_the_answers():
    test = open_test(learners=0)
    client, attempt = started(test, group="9A1")
    Signal.objects.create(attempt=attempt, kind="address", at=timezone.now(), client_key="k", details={"address": "10.0.0.9"})
    post(client, attempt, "sit_submit", changes=[change(1, {"1": "o2"})])
    now = timezone.now()
    assert erase_guests(now=now + timedelta(days=29)) == 0
    assert erase_guests(now=test.closes_at + timedelta(days=30, minutes=1)) == 1
    assert erase_guests(now=test.closes_at + timedelta(days=31)) == 0
    guest = Guest.objects.select_related("candidate__person").get()
    person = guest.candidate.person
    assert (person.full_name, guest.code, guest.candidate.guest_group) == ("Khách 1", "", "")
    assert guest.erased_at
    assert "mây" not in person.search_text
    assert not GuestBrowser.objects.exists()
    attempt.refresh_from_db()
    assert (attempt.answers, attempt.device) == ({"1": "o2"}, "")
    assert Signal.objects.get().details == {}
    assert client.get(sit_url(attempt, "handed_in")).status_code == 302, "the browser is not known any more"
    text = json.dumps(list(AuditRecord.objects.values()) + list(OutboxEvent.objects.values()), default=str)
    assert "Mây" not in text


def test_taking_a_test_back_forgets_its_guests():
    test = open_test(learners=1)
    joined(test)
    withdraw_test(actor=_actor_of(test.owner), test=test)
    assert not Guest.objects.exists()
    assert not Candidate.objects.exists()
    assert not Person.objects.filter(given_name="Mây").exists()


def test_the_teacher_sees_the_code_and_the_board():
    test = open_test(learners=0)
    joined(test)
    guest = Guest.objects.get()
    teacher = signed_in(test.owner)
    assert guest.code in teacher.get(reverse("assessment:test_override", args=[test.uuid, guest.candidate_id])).content.decode()
    page = teacher.get(url("test", test)).content.decode()
    assert "/k/ABCD2345/" in page
    assert "<svg" in page
    assert "chưa có mã vào phòng" in page
    assert "ABCD-2345" in teacher.get(url("board", test)).content.decode()
    Test.objects.filter(pk=test.pk).update(audience="classes")  # taken back, given to classes: it keeps its address for another time
    assert "/k/ABCD2345/" not in teacher.get(url("test", test)).content.decode()
    assert teacher.get(url("board", test)).status_code == 404
    assert teacher.get(url("board", make_test(owner=test.owner, class_group=make_class(test.unit, name="9A7")))).status_code == 404


def test_the_form_offers_open_tests_only_where_they_are_allowed():
    test = open_test(allowed=False, learners=0)
    teacher = signed_in(test.owner)
    page = teacher.get(reverse("assessment:test_new")).content.decode()
    assert 'value="everybody"' in page
    assert 'value="open"' not in page
    _allow(test)
    assert 'value="open"' in teacher.get(reverse("assessment:test_new")).content.decode()


def test_the_rules_page_sets_both_rules_apart():
    unit = make_unit()
    leader = make_person("Hà Thị Hiền")
    make_actor("leader", unit, leader)
    client = signed_in(leader)
    page = reverse("assessment:grading")
    client.post(page, {"verb": "bai-mo", "is_allowed": "on", "most_guests": "60", "guest_days": "14"})
    unit.refresh_from_db()
    assert unit.settings == {KEY: {"is_allowed": True, "most_guests": 60, "guest_days": 14}}
    assert client.post(page, {"verb": "bai-mo", "most_guests": "0", "guest_days": "14"}).status_code == 200
    client.post(page, {"verb": "bai-mo-theo-tren"})
    unit.refresh_from_db()
    assert unit.settings == {}


def test_a_guest_costs_one_query_more_than_a_candidate():
    test = open_test(learners=1)
    client, guest = started(test)
    own = Attempt.objects.exclude(pk=guest.pk).get()
    pupil = signed_in(own.person)
    pupil.post(url("door", test), {"device": "may-1"})
    for one, attempt in ((client, guest), (pupil, own)):
        post(one, attempt, "sit_save", changes=[change(1, {"1": "o1"})])
    with CaptureQueriesContext(connection) as of_guest:
        post(client, guest, "sit_save", changes=[change(2, {"1": "o2"})])
    with CaptureQueriesContext(connection) as of_pupil:
        post(pupil, own, "sit_save", changes=[change(2, {"1": "o2"})])
    about_tests = [
        len([row for row in seen if "assessment_" in row["sql"]]) for seen in (of_guest.captured_queries, of_pupil.captured_queries)
    ]
    assert about_tests[0] == about_tests[1] + 1
    assert prepare_test(test_id=test.pk)["candidates"] == 0
