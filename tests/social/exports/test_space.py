"""A copy of one space: all that is out and only that, in pages and data anybody can read."""

import csv
import io
import json

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.audit.models import AuditRecord
from core.models import Notification
from social.exports.models import SpaceExport
from social.exports.services import ask_space
from social.feeds.models import Entry, PostEdit, Receipt, Vote
from social.files.models import Attachment
from social.groups.models import Space
from social.moderation.services.tags import tag
from social.portfolio.models import Work

from .conftest import opened, words_in

pytestmark = pytest.mark.django_db


def test_who_looks_after_a_class_asks_waits_and_reads_all_of_it(world, run_jobs):
    post = world.post("<p>Mai tham quan Tân Trào</p>", title="Đi tham quan")
    first = world.say(post, "Em đi ạ")
    world.say(post, "Cô cũng đi", author=world.teacher, parent=first)
    picture = world.picture(post)
    client = Client()
    client.force_login(world.account(world.teacher))
    page = reverse("social:space_export", args=[world.space.uuid])
    assert client.get(reverse("social:space_settings", args=[world.space.uuid])).content.decode().count(page) == 1
    assert "Chuẩn bị bản sao" in client.get(page).content.decode()
    assert client.post(page).headers["Location"] == page
    assert "hx-get" in client.get(page).content.decode()
    run_jobs()
    export = SpaceExport.objects.get()
    part = export.parts.get()
    body = client.get(page).content.decode()
    link = reverse("social:export_part", args=[export.uuid, part.pk])
    assert (export.state, link in body, "hx-get" in body) == ("done", True, False)
    answer = client.get(link)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].endswith(f"lop-9a2-{timezone.localdate():%Y-%m-%d}.zip")
    data = b"".join(answer.streaming_content)
    assert (len(data), data) == (part.size_bytes, default_storage.open(part.file_name).read())
    archive = opened(export)
    assert archive.namelist()[-1] == "xem.html"
    start, posts = (archive.read(name).decode() for name in ("xem.html", "bai-viet-001.html"))
    assert ("Lớp 9A2" in start, 'href="bai-viet-001.html"' in start, "<script" in start) == (True, True, False)
    assert posts.index("Mai tham quan") < posts.index("Em đi ạ") < posts.index("Cô cũng đi")
    row = json.loads(archive.read("du-lieu/bai-viet-001.json"))["rows"][0]
    assert (row["uuid"], row["comments"][0]["answers"][0]["text"], row["came"]["kind"]) == (str(post.uuid), "Cô cũng đi", "home")
    path = row["files"][0]["path"]
    assert (path in posts, archive.read(path)) == (True, default_storage.open(picture.file.name).read())
    assert list(AuditRecord.objects.filter(verb__startswith="social.export").order_by("id").values_list("verb", flat=True)) == [
        "social.export.asked", "social.export.taken",
    ]  # fmt: skip
    told = Notification.objects.get(kind="social.export.ready")
    assert (told.recipient_id, told.url) == (world.teacher.pk, page)
    other = ask_space(actor=world.homeroom, space=world.space)
    run_jobs()
    unseen, taken = reverse("social:export_part", args=[other.uuid, other.parts.get().pk]), []
    for part_asked in ("bytes=1-", "bytes=9-", "items=0-3", "bytes=0-9", "bytes=99999999-"):  # nobody takes it past the trail
        client.get(unseen, HTTP_RANGE=part_asked)
        taken.append(AuditRecord.objects.filter(verb="social.export.taken").count() - 1)
    assert (taken, client.head(unseen).status_code) == ([1, 1, 2, 3, 3], 200)


def test_only_what_is_out_goes_out_and_nothing_of_anybody_but_names_and_words(world, run_jobs):
    out = world.post("<p>Bài đã đăng</p>")
    for state in ("draft", "scheduled", "held", "rejected", "hidden", "removed"):
        world.post(f"<p>kín {state}</p>", state=state)
        world.say(out, f"kín {state}", state=state)
    hidden = world.say(out, "kín cha", state="hidden")
    world.say(out, "kín con", parent=hidden)
    unshared = world.post("<p>kín gỡ khỏi nhóm</p>")
    Entry.objects.filter(post=unshared).update(is_shown=False)
    other = Space.objects.get(kind="unit", unit=world.province.school)
    shared = world.post("<p>Tin chung của trường</p>", space=other, author=world.teacher)
    Entry.objects.create(space=world.space, post=shared, by=world.teacher, kind="shared")
    world.say(shared, "Lời ở lớp", space=world.space)
    world.say(shared, "kín ở trường")
    said = words_in(opened(world.make(run_jobs)))
    assert [word in said for word in ("Bài đã đăng", "Tin chung của trường", "chia sẻ từ", "Lời ở lớp", "kín")] == [True] * 4 + [False]
    assert not any(secret in said for secret in ("0912345678", "2012-03-04", "04/03/2012"))


def test_kinds_answers_edits_and_tables(world, run_jobs):
    ask = world.post(title="Phiếu đồng ý", kind="announcement", asks="consent")
    Receipt.objects.create(
        post=ask, person=world.mother, for_child=world.pupil, space=world.space, side="guardian", read_at=timezone.now(), answered_at=timezone.now(),
        answer="yes",
    )  # fmt: skip
    options = {"options": ["Cam", "Bưởi"], "is_multiple": False, "ends_at": None}
    named = world.post(title="Ăn gì?", kind="poll", data=options | {"is_anonymous": False})
    secret = world.post(title="Ai làm lớp trưởng?", kind="poll", data=options | {"is_anonymous": True})
    for poll in (named, secret):
        Vote.objects.create(post=poll, person=world.mate, option=1)
    world.post(kind="praise", data={"person_ids": [world.pupil.pk], "badge": "helpful"})
    world.post(kind="event", title="Họp phụ huynh", data={"starts_at": "2026-12-01T01:00:00+00:00", "ends_at": None, "place": "Phòng 3"})
    world.post(kind="homework", data={"lines": [{"subject_id": None, "text": "Bài 4", "due_on": "2026-12-02"}]})
    edited = world.post("<p>Bản sau</p>", edited_at=timezone.now())
    PostEdit.objects.create(post=edited, editor=world.teacher, body="<p>Bản trước</p>")
    archive = opened(world.make(run_jobs))
    rows = {row["title"] or row["kind"]: row for row in json.loads(archive.read("du-lieu/bai-viet-001.json"))["rows"]}
    assert [one["answered"] for one in rows["Phiếu đồng ý"]["details"]["figures"]] == [0, 1]
    assert [rows[title]["details"]["options"][1]["count"] for title in ("Ăn gì?", "Ai làm lớp trưởng?")] == [1, 1]
    assert rows["post"]["edits"][0]["body_html"] == "<p>Bản trước</p>"
    assert (rows["Họp phụ huynh"]["details"]["place"], rows["homework"]["details"]["lines"][0]["text"]) == ("Phòng 3", "Bài 4")
    votes = json.loads(archive.read("du-lieu/binh-chon-001.json"))["rows"]
    assert [(vote["title"], vote["option"]) for vote in votes] == [("Ăn gì?", "Bưởi")]
    table = list(csv.reader(io.StringIO(archive.read("tra-loi.csv").decode("utf-8-sig"))))
    assert (table[1][1], table[1][3], table[1][5]) == ("Nông Thị Nhung", "Nông Minh Khuê", "Đồng ý")
    people = archive.read("thanh-vien.csv")
    assert people.startswith(b"\xef\xbb\xbf")
    names = [row[0] for row in csv.reader(io.StringIO(people.decode("utf-8-sig")))]
    assert "'=Bàn Thị Lan" in names


def test_pictures_go_as_the_asker_sees_them_and_lost_bytes_are_listed(world, run_jobs):
    post = world.post()
    shown = {"state": "approved", "shown_at": timezone.now()}
    work = Work.objects.create(child=world.pupil, space=world.space, title="Tranh", **shown)
    drawn = world.picture(post)
    tag(actor=world.homeroom, attachment=drawn, person=world.mate)  # taken off the post, loose, it came onto a work
    Attachment.objects.filter(pk=drawn.pk).update(holder=work.holder, owner=world.pupil)
    deputy = world.province.actor("teacher")
    named, own, lost = world.picture(post, by=deputy), world.picture(post), world.file(post, "../../mất.txt")
    twins = [world.file(post, "kế hoạch?.txt", data) for data in (b"a", b"b")]
    for row in (named, own):
        tag(actor=world.homeroom, attachment=row, person=world.mate)
    named.refresh_from_db()
    default_storage.delete(lost.file.name)
    export = world.make(run_jobs)
    archive = opened(export)
    files = {one["uuid"]: one for one in json.loads(archive.read("du-lieu/bai-viet-001.json"))["rows"][0]["files"]}
    blurred, clear = files[str(named.uuid)], files[str(own.uuid)]
    assert (blurred["is_blurred"], archive.read(blurred["path"])) == (True, default_storage.open(named.variants["blur"]["name"]).read())
    assert (clear["is_blurred"], archive.read(clear["path"])) == (False, default_storage.open(own.file.name).read())
    (drawn_one,) = json.loads(archive.read("du-lieu/tac-pham-001.json"))["rows"][0]["files"]
    drawn.refresh_from_db()
    assert (drawn_one["is_blurred"], archive.read(drawn_one["path"])) == (True, default_storage.open(drawn.variants["blur"]["name"]).read())
    assert 'width="320" height="240"' in archive.read("bai-viet-001.html").decode()
    assert "làm mờ" in archive.read("bai-viet-001.html").decode()
    assert (files[str(lost.uuid)]["path"], "../../mất.txt" in archive.read("tep-thieu.csv").decode()) == (None, True)
    assert {archive.read(files[str(one.uuid)]["path"]) for one in twins} == {b"a", b"b"}
    assert (export.counts["files"], export.counts["missing"]) == (5, 1)
    assert all(".." not in name and not name.startswith("/") and len(name) <= 110 for name in archive.namelist())
