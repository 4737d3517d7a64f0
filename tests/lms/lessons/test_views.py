"""The editor's door: who may knock, what it answers, constant queries, Word files, Wagtail's admin shut."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from PIL import Image

from core.people.models import Account
from lms.courses.models import CourseFile
from lms.lessons.models import DocumentImport, Lesson
from lms.lessons.services.drafts import draft_of, save_draft
from tests.factories.core import make_actor, make_membership, make_person, make_unit
from tests.factories.lessons import checkpoint, make_author, make_lesson
from tests.lms.lessons.test_interop_docx import lesson_document, saved

pytestmark = pytest.mark.django_db


def text(words, key="text-1"):
    return {"type": "text", "id": key, "value": {"html": f"<p>{words}</p>"}}


def png():
    out = io.BytesIO()
    Image.new("RGB", (900, 500), "green").save(out, "PNG")
    return SimpleUploadedFile("cay-da.png", out.getvalue(), "image/png")


@pytest.fixture
def author():
    return make_author()


@pytest.fixture
def lesson(author):
    actor, unit = author
    return make_lesson(teacher=actor, unit=unit)


@pytest.fixture
def door(client, author):
    client.force_login(Account.objects.get(pk=author[0].account_id))
    return client


def fresh(lesson):
    return Lesson.objects.select_related("activity__course__unit").get(pk=lesson.pk)


def url(lesson, name="lesson_edit", *more):
    return reverse(f"lms:{name}", args=[lesson.activity.uuid, *more])


def send(client, method, address, data):
    return getattr(client, method)(address, json.dumps(data), content_type="application/json")


def test_editor_page_carries_the_draft(door, lesson):
    response = door.get(url(lesson))
    assert response.status_code == 200
    props = response.content.decode()
    assert "<lesson-editor" in props
    assert "data-props=" in props


def test_draft_is_saved_and_answered_with_what_could_be_better(door, lesson):
    picture = {"type": "picture", "id": "pict-1", "value": {"file": "0b0a3a2e-4b7c-4e0e-9a53-0d3f1d8f0001", "alt": ""}}
    answer = send(door, "patch", url(lesson, "lesson_draft"), {"base": 1, "blocks": [text("một"), picture], "goal": "Em tính được"})
    body = answer.json()
    assert (answer.status_code, body["number"], body["changed"], body["live"]) == (200, 2, True, False)
    assert [found["code"] for found in body["findings"]] == ["picture.no_alt"]
    assert "khiếm thị" in body["findings"][0]["text"]
    state = door.get(url(lesson, "lesson_draft")).json()
    assert (state["draft"]["goal"], len(state["draft"]["blocks"]), state["author"]) == ("Em tính được", 2, "Nông Minh Khuê")


def test_conflict_and_refusals_are_answered_in_words_and_change_nothing(door, lesson):
    send(door, "patch", url(lesson, "lesson_draft"), {"base": 1, "blocks": [text("một")]})
    conflict = send(door, "patch", url(lesson, "lesson_draft"), {"base": 1, "blocks": [text("khác")]})
    assert (conflict.status_code, conflict.json()["code"], conflict.json()["number"]) == (409, "lessons.conflict", 2)
    strange = send(door, "patch", url(lesson, "lesson_draft"), {"base": 2, "blocks": [{"type": "script"}]})
    assert (strange.status_code, strange.json()["message"]) == (422, "Khối thứ 1 thuộc loại không có trong bài học.")
    assert door.patch(url(lesson, "lesson_draft"), "{", content_type="application/json").status_code == 400
    assert send(door, "patch", url(lesson, "lesson_draft"), {"base": "2", "blocks": []}).status_code == 400
    assert draft_of(fresh(lesson)).raw_body == [text("một")]


def test_upload_publish_schedule_settings_comments(door, lesson):
    answer = door.post(url(lesson, "lesson_files"), {"file": png()})
    facts = answer.json()
    assert (answer.status_code, facts["kind"], facts["width"]) == (201, "image", 900)
    assert door.get(facts["small"]).status_code == 200
    send(door, "patch", url(lesson, "lesson_draft"), {"base": 1, "blocks": [text("một"), checkpoint(prompt="")]})
    refused = door.post(url(lesson, "lesson_publish"))
    assert (refused.status_code, refused.json()["message"]) == (422, "Câu chốt chưa có câu hỏi.")
    send(door, "patch", url(lesson, "lesson_draft"), {"base": 2, "blocks": [text("một"), checkpoint()]})
    past = send(door, "post", url(lesson, "lesson_schedule"), {"at": "2020-01-01T07:00"})
    assert (past.status_code, past.json()["code"]) == (422, "publish.past")
    assert send(door, "post", url(lesson, "lesson_schedule"), {"at": "2099-01-01T07:00"}).json()["goLiveAt"].startswith("2099")
    assert send(door, "post", url(lesson, "lesson_schedule"), {"at": ""}).json()["goLiveAt"] == ""
    assert door.post(url(lesson, "lesson_publish")).json()["live"]
    settings = send(
        door, "post", url(lesson, "lesson_settings"), {"mustPass": True, "offline": False, "dueAt": "2099-01-01T21:00", "title": "Tên mới"}
    )
    assert settings.json() == {
        "title": "Tên mới", "dueAt": "2099-01-01T21:00", "mustPass": True, "completion": "checkpoints", "minutes": 1, "offline": False,
    }  # fmt: skip
    noted = send(door, "post", url(lesson, "lesson_comments"), {"block": "text-1", "text": "Thêm ví dụ nhé"}).json()["comments"]
    assert [comment["text"] for comment in noted] == ["Thêm ví dụ nhé"]
    assert send(door, "post", url(lesson, "lesson_comments"), {"resolve": noted[0]["id"]}).json()["comments"] == []
    assert send(door, "post", url(lesson, "lesson_comments"), {"resolve": 999}).status_code == 404


def test_history_compares_and_restores(door, lesson, author):
    save_draft(actor=author[0], lesson=lesson, base_number=1, body=[text("một")])
    first = fresh(lesson).latest_revision_id
    Lesson.objects.filter(pk=lesson.pk).update(revision_begun_at=None)
    save_draft(actor=author[0], lesson=lesson, base_number=2, body=[text("hai"), checkpoint()])
    assert door.get(url(lesson, "lesson_history")).status_code == 200
    page = door.get(url(lesson, "lesson_compare", first)).content.decode()
    assert "Đã sửa" in page
    assert "Thêm sau bản này" in page
    assert door.post(url(lesson, "lesson_restore", first)).status_code == 302
    assert draft_of(fresh(lesson)).raw_body == [text("một")]
    assert door.get(url(lesson, "lesson_compare", 999999)).status_code == 404


def test_word_file_is_looked_at_before_it_is_taken(door, lesson):
    upload = SimpleUploadedFile("Bài 11.docx", saved(lesson_document()))
    answer = door.post(url(lesson, "lesson_word"), {"file": upload})
    document = DocumentImport.objects.get()
    assert (answer.status_code, answer.url) == (302, url(lesson, "lesson_word_look", document.uuid))
    page = door.get(answer.url).content.decode()
    assert "Bảng 1 có ô gộp" in page
    assert draft_of(fresh(lesson)).raw_body[0]["type"] == "text"
    kept = [block["id"] for block in document.blocks if block["type"] != "callout"]
    assert door.post(answer.url, {"do": "take", "mode": "append", "block": kept}).status_code == 302
    body = draft_of(fresh(lesson)).raw_body
    assert [block["id"] for block in body] == kept
    picture = next(block for block in body if block["type"] == "picture")
    assert CourseFile.objects.filter(uuid=picture["value"]["file"], courses=lesson.activity.course).exists()
    assert door.get(answer.url).status_code == 404


def test_bad_word_file_is_said_and_nothing_is_kept(door, lesson):
    before = draft_of(fresh(lesson)).raw_body
    answer = door.post(url(lesson, "lesson_word"), {"file": SimpleUploadedFile("ghi-chu.docx", b"%PDF")})
    assert answer.status_code == 422
    assert "không phải tài liệu Word" in answer.content.decode()
    assert door.post(url(lesson, "lesson_word")).status_code == 422
    assert (DocumentImport.objects.count(), CourseFile.objects.count(), draft_of(fresh(lesson)).raw_body) == (0, 0, before)


def test_dropped_word_file_leaves_the_lesson_alone(door, lesson):
    door.post(url(lesson, "lesson_word"), {"file": SimpleUploadedFile("a.docx", saved(lesson_document()))})
    look = url(lesson, "lesson_word_look", DocumentImport.objects.get().uuid)
    door.post(look, {"do": "drop"})
    assert (DocumentImport.objects.count(), fresh(lesson).draft_number) == (0, 1)


def addresses(lesson):
    revision, nobody = lesson.latest_revision_id, "0b0a3a2e-4b7c-4e0e-9a53-0d3f1d8f0001"
    gets = ["lesson_edit", "lesson_draft", "lesson_packages", "lesson_comments", "lesson_history", "lesson_word"]
    posts = ["lesson_files", "lesson_publish", "lesson_schedule", "lesson_settings", "lesson_comments", "lesson_word"]
    return [
        *(("get", url(lesson, name)) for name in gets), *(("post", url(lesson, name)) for name in posts), ("patch", url(lesson, "lesson_draft")),
        ("get", url(lesson, "lesson_compare", revision)), ("post", url(lesson, "lesson_restore", revision)),
        ("get", url(lesson, "lesson_word_look", nobody)), ("post", url(lesson, "lesson_word_look", nobody)),
    ]  # fmt: skip


@pytest.mark.parametrize("who", ["visitor", "student", "guardian", "auditor", "colleague", "elsewhere", "expired"])
def test_nobody_else_gets_through_the_door(client, lesson, who):
    unit = lesson.activity.course.unit
    if who != "visitor":
        if who == "elsewhere":
            actor = make_actor("leader", make_unit(name="Trường khác"))
        elif who == "expired":
            person = make_person()
            actor = make_actor("teacher", make_unit(name="Cũ"), person=person)
            make_membership(person, unit, "leader", valid_from="2020-01-01", valid_to="2021-01-01")
        else:
            actor = make_actor({"colleague": "teacher"}.get(who, who), None if who == "guardian" else unit)
        client.force_login(Account.objects.get(pk=actor.account_id))
    for method, address in addresses(lesson):
        answer = getattr(client, method)(address)
        assert answer.status_code in ((302,) if who == "visitor" else (403, 404)), (method, address)
    assert (fresh(lesson).draft_number, fresh(lesson).live, lesson.comments.count(), DocumentImport.objects.count()) == (1, False, 0, 0)


@pytest.mark.parametrize("name", ["lesson_edit", "lesson_draft", "lesson_history"])
def test_pages_ask_a_constant_number_of_questions(door, author, lesson, name):
    actor, _unit = author
    file_ids = [door.post(url(lesson, "lesson_files"), {"file": png()}).json()["uuid"]]
    counts = []
    for size in (1, 3):
        body = [{"type": "picture", "id": f"pict-{n}", "value": {"file": file_ids[0], "alt": "x"}} for n in range(size)]
        Lesson.objects.filter(pk=lesson.pk).update(revision_begun_at=None)
        save_draft(actor=actor, lesson=lesson, base_number=fresh(lesson).draft_number, body=body)
        door.get(url(lesson, name))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert door.get(url(lesson, name)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 20


def wagtail_addresses():
    resolver = next(entry for entry in get_resolver().url_patterns if str(entry.pattern).startswith("quan-tri/wagtail"))

    def walk(patterns, prefix):
        for entry in patterns:
            if hasattr(entry, "url_patterns"):
                yield from walk(entry.url_patterns, prefix + str(entry.pattern))
            else:
                yield prefix + str(entry.pattern)

    return sorted(set(walk(resolver.url_patterns, "/" + str(resolver.pattern))))


def concrete(pattern):
    import re

    path = re.sub(r"<int:[^>]+>|\(\?P<\w+>\\d\+\)", "1", pattern)
    path = re.sub(r"<uuid:[^>]+>", "0b0a3a2e-4b7c-4e0e-9a53-0d3f1d8f0001", path)
    path = re.sub(r"<[^>]+>", "x", path)
    return re.sub(r"\(\?P<\w+>[^)]*\)|[\^$?\\]", "", path)


def test_a_teacher_reaches_nothing_of_wagtail(door):
    tried = [concrete(pattern) for pattern in wagtail_addresses()]
    assert len(tried) > 150
    answers = {path: door.get(path).status_code for path in tried}
    assert {path: code for path, code in answers.items() if code not in (403, 404)} == {}
    assert answers["/quan-tri/wagtail/"] == 403
    assert sum(code == 403 for code in answers.values()) > 150
