"""Pages of scoring: who gets in, no names where marking is anonymous, saving from the desk, results as the review policy says."""

import csv
import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from assessment.models import AnswerFile, Appeal, Attempt, KeyChange, Mark, Regrade
from assessment.scoring.services import make_appeal, release_results
from assessment.sessions.services import record_changes
from tests.factories.assessment_items import make_bank, make_item
from tests.factories.assessment_papers import make_paper
from tests.factories.assessment_scoring import (
    answer,
    close,
    essay_score,
    guardian_of,
    make_marker,
    make_quiz,
    make_scored,
    mark,
    owner,
)
from tests.factories.assessment_sessions import candidate_actor, make_attempt, make_test
from tests.factories.core import make_actor, make_class, make_person, make_unit

pytestmark = pytest.mark.django_db


def client_of(actor) -> Client:
    """A signed-in browser under the actor's hat."""
    from core.models import Account

    client = Client()
    if actor is not None:
        client.force_login(Account.objects.get(pk=actor.account_id))
    return client


def released_attempt(**settings):
    attempt = make_scored(make_test(learners=1, settings=settings))
    mark(owner(attempt.test), essay_score(attempt), "0,5", comment="Thiếu kết luận")
    release_results(actor=owner(attempt.test), test=close(attempt.test))
    return Attempt.objects.select_related("test__unit", "person").get(pk=attempt.pk)


STAFF_PAGES = {
    "marking": ("marking", ["owner", "marker", "second", "leader"]),
    "marking_question": ("marking_question", ["owner", "marker", "second", "leader"]),
    "marking_script": ("marking_script", ["owner", "marker", "second", "leader"]),
    "marking_file": ("marking_file", ["owner", "marker", "second", "leader"]),
    "appeals": ("appeals", ["owner", "marker", "second", "leader"]),
    "appeal": ("appeal", ["owner", "marker", "second", "leader"]),
    "release": ("release", ["owner", "leader", "admin"]),
    "keys": ("keys", ["owner", "leader", "admin"]),
    "key_mend": ("key_mend", ["owner", "leader", "admin"]),
    "regrade": ("regrade", ["owner", "leader", "admin"]),
    "attempt_trail": ("attempt_trail", ["owner", "leader", "admin"]),
    "whole_trail": ("whole_trail", ["owner", "leader", "admin"]),
    "script": ("script", ["owner", "marker", "leader", "admin"]),
    "script_file": ("script_file", ["owner", "marker", "leader", "admin"]),
    "results": ("results", ["owner", "marker", "leader", "admin"]),
    "results_people": ("results_people", ["owner", "marker", "leader", "admin"]),
    "results_export": ("results_export", ["owner", "marker", "leader", "admin"]),
    "results_item": ("results_item", ["owner", "marker", "leader", "admin"]),
}


@pytest.fixture
def world(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    from django.core.files.base import ContentFile

    attempt = released_attempt()
    test = attempt.test
    file = AnswerFile(attempt=attempt, position=4, name="Nông Minh Khuê.webp", content_type="image/webp", size_bytes=3)
    file.file.save("a.webp", ContentFile(b"abc"))
    appeal = make_appeal(actor=candidate_actor(attempt), attempt=attempt, reason="Xin xem lại", positions=[4])
    regrade = Regrade.objects.create(test=test, made_by=test.owner, finished_at=test.released_at)
    from assessment.scoring.rules.codes import script_code

    score = essay_score(attempt)
    arguments = {
        "marking_question": [test.uuid, 4],
        "marking_script": [test.uuid, script_code(str(test.uuid), attempt.pk)],
        "marking_file": [test.uuid, score.pk, file.uuid],
        "appeal": [test.uuid, appeal.uuid],
        "key_mend": [test.uuid, 1],
        "regrade": [test.uuid, regrade.uuid],
        "attempt_trail": [test.uuid, attempt.uuid],
        "script": [test.uuid, attempt.uuid],
        "script_file": [test.uuid, attempt.uuid, file.uuid],
        "results_item": [test.uuid, 1],
    }
    actors = {
        "owner": owner(test),
        "marker": make_marker(test),
        "second": make_marker(test, "second_marker", "Lò Văn Kim"),
        "proctor": make_marker(test, "proctor", "Lý Văn Sơn"),
        "leader": make_actor("leader", test.unit),
        "admin": make_actor("unit_admin", test.unit),
        "colleague": make_actor("teacher", test.unit),
        "stranger": make_actor("leader", make_unit(name="Trường THCS Khác")),
        "auditor": make_actor("auditor", test.unit),
        "student": candidate_actor(attempt),
        "guardian": guardian_of(attempt.person),
    }
    return test, arguments, actors


def test_who_gets_into_the_pages_of_staff(world):
    test, arguments, actors = world
    clients = {who: client_of(actor) for who, actor in actors.items()}
    let_in, seen = {}, set()
    for page, (name, _allowed) in STAFF_PAGES.items():
        address = reverse(f"assessment:{name}", args=arguments.get(page, [test.uuid]))
        answers = {who: client.get(address).status_code for who, client in clients.items()}
        let_in[page] = {who for who, status in answers.items() if status == 200}
        seen |= set(answers.values())
        assert Client().get(address).status_code == 302, page
    assert let_in == {page: set(allowed) for page, (_name, allowed) in STAFF_PAGES.items()}
    assert seen <= {200, 403, 404}


@pytest.mark.parametrize("who", ["owner", "marker", "leader", "admin"])
def test_no_page_of_staff_leads_where_its_reader_may_not_go(world, who):
    test, arguments, actors = world
    client = client_of(actors[who])
    links: dict[str, str] = {}
    for name, (route, may) in STAFF_PAGES.items():
        if who in may and name not in ("marking_file", "script_file", "results_export"):
            address = reverse(f"assessment:{route}", args=arguments.get(name, [test.uuid]))
            page = client.get(address)
            html = "" if "text/html" not in page["Content-Type"] else page.content.decode().partition("<main")[2]
            links |= dict.fromkeys(re.findall(r'href="(/kiem-tra/[^"?#]*)', html), address)
    assert len(links) > 8
    assert [(link, found_on) for link, found_on in links.items() if client.get(link).status_code >= 400] == []


def test_a_released_result_is_seen_by_its_candidate_and_by_guardians_with_marks(world):
    test, _arguments, actors = world
    attempt = Attempt.objects.get(test=test, state="submitted")
    other = guardian_of(attempt.person, may_see=["progress"])
    address = reverse("assessment:result", args=[attempt.uuid])
    seen = {who: client_of(actor).get(address).status_code for who, actor in {**actors, "blind": other}.items()}
    assert {who for who, status in seen.items() if status == 200} == {"student", "guardian"}
    page = client_of(actors["guardian"]).get(address).content.decode()
    assert "Thiếu kết luận" in page
    assert attempt.person.full_name in page


def test_before_the_release_a_candidate_sees_neither_mark_nor_key_and_a_guardian_nothing():
    attempt = make_scored(make_test(learners=1))
    mark(owner(attempt.test), essay_score(attempt), "0,5", comment="Thiếu kết luận")
    address = reverse("assessment:result", args=[attempt.uuid])
    page = client_of(candidate_actor(attempt)).get(address).content.decode()
    assert "Thiếu kết luận" not in page
    assert "result-mark" not in page
    assert "đáp án đúng" not in page
    assert client_of(guardian_of(attempt.person)).get(address).status_code == 404
    own = client_of(candidate_actor(attempt)).get(reverse("assessment:results_own")).content.decode()
    assert attempt.test.title not in own


def test_the_review_policy_keeps_back_what_it_does_not_show():
    review = {"during": [], "after": [], "closed": [], "released": ["mark"]}
    attempt = released_attempt(review=review)
    page = client_of(candidate_actor(attempt)).get(reverse("assessment:result", args=[attempt.uuid])).content.decode()
    assert "result-mark" in page
    assert "result-q" not in page
    assert "Thiếu kết luận" not in page


@pytest.mark.parametrize("who", ["owner", "marker", "second"])
def test_no_name_is_anywhere_while_marking_is_anonymous(who):
    attempt = make_scored(make_test(learners=1, settings={"anonymous_marking": True, "double_marking": True}))
    test, name = attempt.test, attempt.person.full_name
    actor = {"owner": owner, "marker": make_marker, "second": lambda one: make_marker(one, "second_marker")}[who](test)
    client = client_of(actor)
    from assessment.scoring.rules.codes import script_code

    code = script_code(str(test.uuid), attempt.pk)
    addresses = [
        reverse("assessment:marking", args=[test.uuid]),
        reverse("assessment:marking", args=[test.uuid]) + "?theo=bai",
        reverse("assessment:marking_question", args=[test.uuid, 4]),
        reverse("assessment:marking_question", args=[test.uuid, 4]) + "?manh=1",
        reverse("assessment:marking_script", args=[test.uuid, code]),
    ]
    for address in addresses:
        page = client.get(address)
        assert page.status_code == 200
        text = page.content.decode()
        assert name not in text
        assert str(attempt.uuid) not in text
        assert str(attempt.person.uuid) not in text
    if who != "owner":
        assert client.get(reverse("assessment:results_people", args=[test.uuid])).status_code == 404


def save(client, attempt, **fields):
    address = reverse("assessment:marking_save", args=[attempt.test.uuid, essay_score(attempt).pk])
    return client.post(address, {"round": "first", "revision": 0, "points": "0,5", **fields}, headers={"accept": "application/json"})


def test_the_desk_saves_and_tells_what_the_other_one_saved():
    attempt = make_scored(make_test(learners=1))
    first, second = client_of(owner(attempt.test)), client_of(make_marker(attempt.test))
    note = [{"from": 0, "to": 2, "text": "Tốt", "tone": "good"}]
    body = save(first, attempt, comment="Được", annotations=json.dumps(note)).json()
    assert (body["revision"], body["final"], body["points"]) == (1, True, "0,5")
    assert '<mark class="note-mark is-good" data-note="1">Em</mark>' in body["answer"]
    refused = save(second, attempt, points="1", comment="Của tôi")
    assert refused.status_code == 409
    assert refused.json()["theirs"] == {"revision": 1, "points": "0,5", "comment": "Được"}
    assert save(first, attempt, points="9", revision=1).status_code == 422
    assert save(first, attempt, points="<b>", revision=1, annotations="rác").status_code == 422
    assert Mark.objects.get().comment == "Được"


def test_without_scripts_a_form_goes_on_and_a_refusal_keeps_the_words():
    attempt = make_scored(make_test(learners=1))
    client = client_of(owner(attempt.test))
    here = reverse("assessment:marking_question", args=[attempt.test.uuid, 4])
    address = reverse("assessment:marking_save", args=[attempt.test.uuid, essay_score(attempt).pk])
    refused = client.post(address, {"round": "first", "revision": 0, "points": "5", "comment": "Lời đã gõ", "here": here}, follow=True)
    page = refused.content.decode()
    assert "Điểm phải từ 0 đến 1." in page
    assert "Lời đã gõ" in page
    done = client.post(address, {"round": "first", "revision": 0, "points": "1", "here": here}, follow=True)
    assert "Đã chấm xong" in done.content.decode()
    away = client.post(address, {"round": "first", "revision": 1, "points": "1", "here": "https://xau.example/"})
    assert away["Location"] == reverse("assessment:marking", args=[attempt.test.uuid])


def test_an_answer_of_another_test_is_not_saved_through_ones_own():
    mine, theirs = make_scored(make_test(learners=1)), make_scored(make_test(learners=1, owner=make_person("Lò Thị Mây")))
    client = client_of(owner(mine.test))
    address = reverse("assessment:marking_save", args=[mine.test.uuid, essay_score(theirs).pk])
    assert client.post(address, {"points": "1"}).status_code == 404
    assert (
        client.get(reverse("assessment:marking_question", args=[mine.test.uuid, 4]) + f"?bai={essay_score(theirs).pk}").status_code == 404
    )
    assert not Mark.objects.exists()


def test_keys_are_mended_looked_at_and_applied_on_the_pages(run_jobs):
    test = make_quiz(questions=2, learners=1)
    attempt = answer(test, ["o3", 1])
    client = client_of(owner(close(test)))
    mend = reverse("assessment:key_mend", args=[test.uuid, 1])
    assert "Hãy" in client.post(mend, {"way": "key", "key": "o3", "reason": " "}).content.decode() or not KeyChange.objects.exists()
    client.post(mend, {"way": "key", "key": "o3", "reason": "Nhầm đáp án"})
    assert "Nhầm đáp án" in client.get(reverse("assessment:keys", args=[test.uuid])).content.decode()
    looked = client.post(reverse("assessment:regrade_start", args=[test.uuid]), follow=True)
    assert "Đang tính" in looked.content.decode()
    run_jobs()
    address = reverse("assessment:regrade", args=[test.uuid, Regrade.objects.get().uuid])
    page = client.get(address).content.decode()
    assert attempt.person.full_name in page
    assert attempt.person.full_name not in client.get(address + "?chieu=giam").content.decode()
    client.post(address)
    run_jobs()
    attempt.refresh_from_db()
    assert attempt.score_points == 2


def test_marking_says_whether_nobody_handed_in_or_nothing_needs_a_marker():
    test = make_test(learners=1)
    words = "Bài này máy chấm hết"
    empty = client_of(owner(test)).get(reverse("assessment:marking", args=[test.uuid])).content.decode()
    assert ("Chưa có bài nào nộp." in empty, words in empty) == (True, False)
    quiz = make_quiz(questions=1, learners=1)
    answer(quiz, [1])
    done = client_of(owner(quiz)).get(reverse("assessment:marking", args=[quiz.uuid])).content.decode()
    assert ("Chưa có bài nào nộp." in done, words in done) == (False, True)


def test_release_and_withdrawal_on_the_page(run_jobs):
    attempt = make_scored(make_test(learners=1))
    client, address = client_of(owner(close(attempt.test))), reverse("assessment:release", args=[attempt.test.uuid])
    assert "Còn 1 câu chưa chấm" in client.post(address, {"verb": "tra"}, follow=True).content.decode()
    client.post(address, {"verb": "tra", "unmarked": "1"})
    attempt.refresh_from_db()
    assert attempt.released_at is not None
    page = client_of(candidate_actor(attempt)).get(reverse("assessment:result", args=[attempt.uuid])).content.decode()
    assert "Có phần chưa chấm" in page
    assert "Hãy ghi lí do" in client.post(address, {"verb": "rut", "reason": ""}, follow=True).content.decode()
    client.post(address, {"verb": "rut", "reason": "Soát lại"})
    attempt.refresh_from_db()
    assert attempt.released_at is None


def test_an_appeal_from_the_result_to_its_answer():
    attempt = released_attempt()
    student = client_of(candidate_actor(attempt))
    ask = reverse("assessment:appeal_ask", args=[attempt.uuid])
    assert student.get(ask).status_code == 200
    student.post(ask, {"positions": ["4"], "reason": "Em có kết luận"})
    appeal = Appeal.objects.get()
    assert student.get(ask).status_code == 302
    marker = client_of(make_marker(attempt.test))
    address = reverse("assessment:appeal", args=[attempt.test.uuid, appeal.uuid])
    before = marker.get(address).content.decode()
    assert attempt.person.full_name not in before
    marker.post(address, {"verb": "nhan"})
    page = marker.get(address).content.decode()
    assert "Thiếu kết luận" not in page
    marker.post(
        reverse("assessment:marking_save", args=[attempt.test.uuid, essay_score(attempt).pk]),
        {"round": "appeal", "revision": 0, "points": "0,75", "here": address},
    )
    marker.post(address, {"verb": "xong", "answer": "Cộng 0,25."})
    assert "Cộng 0,25." in student.get(reverse("assessment:result", args=[attempt.uuid])).content.decode()
    assert student.get(ask).status_code == 302


def test_the_trail_is_a_table_of_every_change_and_no_formula():
    import io

    from openpyxl import load_workbook

    from assessment.sessions.services import attempt_at, record_changes
    from tests.factories.assessment_sessions import make_attempt

    attempt = make_attempt(make_test(learners=1))
    fresh = attempt_at(candidate_actor(attempt), attempt.uuid)
    changes = [
        {"number": 1, "answers": {"1": "o1"}, "made_at_ms": 0},
        {"number": 2, "answers": {"4": {"html": "<p>=1+1</p>", "files": []}}, "made_at_ms": 0, "source": "sync"},
    ]
    record_changes(actor=candidate_actor(attempt), attempt=fresh, device="may-1", changes=changes)
    client = client_of(owner(attempt.test))
    address = reverse("assessment:attempt_trail", args=[attempt.test.uuid, attempt.uuid])
    rows = list(load_workbook(io.BytesIO(client.get(address).content)).worksheets[0].iter_rows(values_only=True))
    assert [row[2:6] for row in rows[1:]] == [(1, "A", "trực tiếp", "may-1"), (4, "'=1+1", "gửi lại sau khi mất mạng", "may-1")]
    text = client.get(address + "?dang=csv").content.decode("utf-8-sig")
    assert text.count("\r\n") == 3


def test_the_trail_says_who_marked_what_too():
    import io

    from openpyxl import load_workbook

    attempt = make_scored(make_test(learners=1))
    mark(owner(attempt.test), essay_score(attempt), "0,5", comment="=Đủ ý")
    address = reverse("assessment:attempt_trail", args=[attempt.test.uuid, attempt.uuid])
    book = load_workbook(io.BytesIO(client_of(owner(attempt.test)).get(address).content))
    rows = list(book.worksheets[1].iter_rows(values_only=True))
    assert [row[:5] for row in rows[1:]] == [(4, "Chấm lần 1", attempt.test.owner.full_name, 0.5, "'=Đủ ý")]


def test_the_trail_of_a_whole_test_is_sent_while_it_is_read(django_assert_num_queries):
    from core.models import AuditRecord

    test = make_test(learners=2)
    for number in range(2):
        attempt = make_attempt(test)
        changes = [{"number": place, "answers": {"1": f"o{place}"}, "made_at_ms": 0} for place in (1, 2)]
        record_changes(actor=candidate_actor(attempt), attempt=attempt, device=f"=máy-{number}", changes=changes)
    answer = client_of(owner(test)).get(reverse("assessment:whole_trail", args=[test.uuid]))
    assert answer.streaming
    with django_assert_num_queries(2):
        rows = list(csv.reader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()))
    assert rows[0][:4] == ["Thí sinh", "Lớp", "Số báo danh", "Lần làm"]
    assert [(row[0], row[6], row[7], row[9]) for row in rows[1:]] == [
        (name, "1", letter, f"'=máy-{place}")
        for place, name in enumerate(test.attempts.order_by("pk").values_list("person__full_name", flat=True))
        for letter in ("A", "B")
    ]
    assert AuditRecord.objects.filter(verb="assessment.trails.exported").count() == 1


@pytest.mark.parametrize("learners", [1, 3])
def test_pages_cost_the_same_for_more_rows(learners, django_assert_max_num_queries):
    test = make_test(learners=learners)
    for number in range(learners):
        make_scored(test, {"4": {"html": f"<p>Bài {number}</p>"}})
    client = client_of(owner(test))
    client.get(reverse("assessment:marking", args=[test.uuid]))
    for name, arguments in (("marking", []), ("marking_question", [4]), ("release", []), ("keys", []), ("appeals", [])):
        with django_assert_max_num_queries(30):
            assert client.get(reverse(f"assessment:{name}", args=[test.uuid, *arguments])).status_code == 200


def test_the_page_of_a_true_false_key_says_what_is_right_and_not_that_it_was_left_out():
    unit, teacher = make_unit(), make_person("Mai Thị Hồng")
    paper = make_paper(unit, teacher, [make_item("true_false", bank=make_bank(unit))])
    test = make_test(owner=teacher, class_group=make_class(unit), paper=paper, learners=1)
    page = client_of(owner(test)).get(reverse("assessment:key_mend", args=[test.uuid, 1])).content.decode()
    assert "bỏ trống" not in page
    truths = [row["is_true"] for row in paper.snapshot["parts"][0]["items"][0]["content"]["statements"]]
    shown = re.findall(r'<span class="said">(Đúng|Sai)</span>', page)
    assert shown == ["Đúng" if one else "Sai" for one in truths]
