"""The job: split, killed, asked for twice, cancelled, out of storage, out of days; and who may not have it any more."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.access.errors import AccessRefused
from core.hooks import PersonalData
from core.jobs.models import Job, StuckRow
from core.jobs.services import enqueue
from core.models import Membership, Notification, Person, TeachingAssignment
from core.privacy.models import DataRequest
from social.exports.models import ExportPart, SpaceExport
from social.exports.rules import plain_cell, safe_name, slug
from social.exports.selectors import exports_of
from social.exports.services import ask_space, building, cancel_export, delete_old_exports, keeping, settle_dead
from social.groups.models import Space, SpaceMember
from social.groups.services.communities import found_community, join_space
from social.hooks import SpaceContents
from social.moderation.models import PictureTag

from .conftest import opened

pytestmark = pytest.mark.django_db
MEGABYTE = 1024 * 1024


@pytest.fixture
def on_commit(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


def stored():
    folder = "ban-sao"
    return sorted(default_storage.listdir(folder)[1]) if default_storage.exists(folder) else []


def run_again(run_jobs):
    Job.objects.filter(state="queued").update(run_at=timezone.now())
    run_jobs()


def test_a_large_space_goes_on_in_further_parts_and_a_killed_job_goes_on_where_it_was(world, run_jobs, settings, monkeypatch):
    settings.SPACE_EXPORT_PART_MB = 1
    posts = [world.post(f"<p>Bài số {number}</p>") for number in range(5)]
    for number, post in enumerate(posts):
        world.file(post, f"tep-{number}.txt", bytes(number for _ in range(MEGABYTE * 2 // 3)))
    before, real, tries = stored(), default_storage.save, []

    def full(name, content, **options):
        tries.append(name)
        if len(tries) == 2:
            real(name, content, **options)
            raise OSError(28, "No space left on device")
        return real(name, content, **options)

    monkeypatch.setattr(building.default_storage, "save", full)
    row = ask_space(actor=world.homeroom, space=world.space)
    run_jobs()
    first = ExportPart.objects.get(number=1)
    assert (SpaceExport.objects.get().state, ExportPart.objects.exclude(done_at=None).count(), len(stored()) - len(before)) == (
        "running",
        1,
        2,
    )
    run_again(run_jobs)
    row.refresh_from_db()
    parts = list(row.parts.order_by("number"))
    assert (row.state, [part.number for part in parts], parts[0].file_name) == ("done", [1, 2, 3], first.file_name)
    assert sorted(f"ban-sao/{name}" for name in set(stored()) - set(before)) == sorted(part.file_name for part in parts)
    said = [opened(row, number).read("bai-viet-001.html").decode() for number in (1, 2, 3)]
    assert [[number for number in range(5) if f"Bài số {number}" in page] for page in said] == [[0, 1], [2, 3], [4]]
    assert ["thanh-vien.csv" in opened(row, number).namelist() for number in (1, 2, 3)] == [True, False, False]
    assert (row.counts["bai-viet"], row.counts["files"]) == (5, 5)


def test_two_who_press_at_once_get_one_and_the_other_does_not_take_it(world, run_jobs):
    second, moderator = world.province.actor("teacher"), world.province.actor("teacher")
    space = found_community(actor=world.homeroom, name="Toán 9", kind="community", join_rule="open")
    for actor, role in ((second, "owner"), (moderator, "moderator")):
        join_space(actor=actor, space=space)
        SpaceMember.objects.filter(person_id=actor.person_id).update(role=role)
    mine, theirs = ask_space(actor=world.homeroom, space=space), ask_space(actor=second, space=space)
    assert (mine, SpaceExport.objects.count(), Job.objects.filter(name="social.export_space").count()) == (theirs, 1, 1)
    with pytest.raises(AccessRefused):
        ask_space(actor=moderator, space=space)
    run_jobs()
    Space.objects.filter(pk=space.pk).update(archived_at=timezone.now())  # closed, it can still be taken out
    page, link = (
        reverse("social:space_export", args=[space.uuid]),
        reverse("social:export_part", args=[mine.uuid, ExportPart.objects.get().pk]),
    )
    said = {}
    for name, actor in (("asker", world.homeroom), ("other", second), ("moderator", moderator)):
        client = Client()
        client.force_login(world.account(Person.objects.get(pk=actor.person_id)))
        shown = client.get(page)
        head = client.get(reverse("social:space", args=[space.uuid])).content.decode()
        said[name] = client.get(link).status_code, shown.status_code, "Chỉ người yêu cầu" in shown.content.decode(), page in head
    assert said == {"asker": (200, 200, False, True), "other": (404, 200, True, True), "moderator": (404, 404, False, False)}
    assert ask_space(actor=second, space=space) != mine
    hook = next(one for one in PersonalData.all() if one.key == "ban-sao")
    assert hook.erase(moderator.person_id) == 2  # who wrote nothing stands in the list of a community it chose to be in


def test_who_leaves_takes_nothing_and_an_export_on_its_way_ends(world, run_jobs, on_commit):
    done = world.make(run_jobs)
    part = done.parts.get()
    client = Client()
    client.force_login(world.account(world.teacher))
    link = reverse("social:export_part", args=[done.uuid, part.pk])
    assert client.get(link).status_code == 200
    waiting = ask_space(actor=world.homeroom, space=world.space)
    TeachingAssignment.objects.filter(person=world.teacher).update(
        valid_to=timezone.localdate() - timedelta(days=1), valid_from=timezone.localdate() - timedelta(days=9)
    )
    assert client.get(link).status_code == 404
    with on_commit():
        run_jobs()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.problem, waiting.parts.count()) == ("failed", "left", 0)
    Membership.objects.filter(person=world.teacher).update(
        valid_to=timezone.localdate() - timedelta(days=1), valid_from=timezone.localdate() - timedelta(days=9)
    )
    assert client.get(link).status_code in {403, 404}


def test_cancelled_expired_erased_and_dead_exports_leave_no_bytes(world, run_jobs, on_commit):
    before = stored()
    cancelled = ask_space(actor=world.homeroom, space=world.space)
    with on_commit():
        cancel_export(actor=world.homeroom, export=cancelled)
    run_jobs()
    world.say(world.post(), "Lời của em")
    world.make(run_jobs)
    hook = next(one for one in PersonalData.all() if one.key == "ban-sao")
    assert len(stored()) == len(before) + 1
    with on_commit():
        assert (hook.erase(world.mate.pk), hook.erase(world.pupil.pk), hook.erase(world.pupil.pk)) == (0, 1, 0)
    assert [row["place"] for table in hook.tables(world.teacher.pk) for row in table.rows] == ["Lớp 9A2", "Lớp 9A2"]
    expired = world.make(run_jobs)
    SpaceExport.objects.filter(pk=expired.pk).update(expires_at=timezone.now() - timedelta(hours=1))
    assert exports_of(world.homeroom, world.space)[0].state == "expired"
    with on_commit():
        assert delete_old_exports() == 1
    with on_commit():
        copies = [world.make(run_jobs) for _ in range(3)]  # two are kept
    assert [SpaceExport.objects.get(pk=one.pk).state for one in copies] == ["expired", "done", "done"]
    with on_commit():
        for one in copies[1:]:
            cancel_export(actor=world.homeroom, export=one)
    dead = ask_space(actor=world.homeroom, space=world.space)
    Job.objects.filter(pk=dead.job_id).update(state="failed")
    assert [(one.state, bool(one.problem)) for one in exports_of(world.homeroom, world.space)[:1]] == [("failed", True)]
    with on_commit():
        assert settle_dead() == 1
    states = list(SpaceExport.objects.order_by("id").values_list("state", "problem"))
    copied = [("expired", ""), ("cancelled", ""), ("cancelled", "")]
    assert (states, stored()) == ([("cancelled", ""), ("expired", "erased"), ("expired", ""), *copied, ("failed", "broken")], before)


def test_bytes_that_can_not_be_deleted_stop_no_other_and_go_later(world, run_jobs, on_commit, monkeypatch):
    before, real = stored(), default_storage.delete
    bad, _other = names = [world.make(run_jobs).parts.get().file_name for _ in range(2)]

    def delete(name):
        if name == names[0]:
            raise PermissionError(name)
        real(name)

    monkeypatch.setattr(keeping.default_storage, "delete", delete)
    SpaceExport.objects.update(expires_at=timezone.now() - timedelta(hours=1))
    with on_commit():
        assert delete_old_exports() == 2
    assert (stored(), ExportPart.objects.get().file_name) == (sorted([*before, bad.rpartition("/")[2]]), bad)
    names[0] = ""
    StuckRow.objects.update(next_try_at=timezone.now())
    delete_old_exports()
    assert (stored(), ExportPart.objects.count()) == (before, 0)


def test_a_part_stored_while_the_export_is_ended_is_deleted_by_either(world, run_jobs, monkeypatch):
    """Bytes that come between the deletion of those and of the row would stay for good."""
    export = world.make(run_jobs)
    part, real, rows = export.parts.get(), default_storage.delete, []
    monkeypatch.setattr(keeping.default_storage, "delete", lambda name: (rows.append(ExportPart.objects.count()), real(name)))
    keeping.delete_files(ExportPart.objects.filter(pk=part.pk))
    assert rows == [0]


def test_nobody_is_in_a_copy_made_while_they_are_erased(world, run_jobs):
    job = enqueue("privacy.carry_out", {"request_id": 0}, run_at=timezone.now() + timedelta(hours=1))
    day = timezone.localdate()
    people = {"subject": world.mate, "asked_by": world.mate, "unit": world.province.school}
    DataRequest.objects.create(kind="erase", state="working", job=job, acknowledge_by=day, due_on=day, **people)
    export = world.make(run_jobs)
    assert (export.state, export.parts.count()) == ("running", 0)
    Job.objects.filter(pk=job.pk).update(state="done")
    run_again(run_jobs)
    assert SpaceExport.objects.get().state == "done"


def test_cancelled_while_it_is_made_it_leaves_nothing_and_tells_nobody(world, run_jobs, on_commit, monkeypatch):
    before, real = stored(), default_storage.save
    row = ask_space(actor=world.homeroom, space=world.space)

    def cancelled(name, content, **options):
        cancel_export(actor=world.homeroom, export=row)
        return real(name, content, **options)

    monkeypatch.setattr(building.default_storage, "save", cancelled)
    with on_commit():
        run_jobs()
    row.refresh_from_db()
    assert (row.state, row.parts.count(), stored(), Notification.objects.filter(kind="social.export.ready").count()) == (
        "cancelled",
        0,
        before,
        0,
    )


def test_after_the_last_try_it_has_failed_in_words_and_again_is_one_press(world, run_jobs, monkeypatch):
    def broken(*args, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(building.default_storage, "save", broken)
    row = ask_space(actor=world.homeroom, space=world.space)
    for _ in range(4):
        run_again(run_jobs)
    row.refresh_from_db()
    client = Client()
    client.force_login(world.account(world.teacher))
    page = client.get(reverse("social:space_export", args=[world.space.uuid])).content.decode()
    assert (row.state, row.problem, "Kho tệp đang đầy" in page, "Làm lại" in page) == ("failed", "storage", True, True)


def test_a_page_of_posts_costs_the_same_however_many_posts_and_pictures_are_on_it(world):
    sheet = next(one for one in SpaceContents.all() if one.key == "bai-viet")
    deputy, costs = world.province.actor("teacher"), []
    for number in (2, 5):
        for _ in range(number):
            post = world.post()
            world.say(post, "Dạ")
            world.file(post, "a.txt")
            picture = world.file(post, "a.webp", kind="picture", owner_id=deputy.person_id)
            PictureTag.objects.create(attachment=picture, person=world.mate, is_child=True, by_id=deputy.person_id)
        with CaptureQueriesContext(connection) as captured:
            pages = list(sheet.pages(world.homeroom, world.space))
        costs.append((len(pages[0]), len(captured)))
    assert ([rows for rows, _cost in costs], costs[0][1]) == ([2, 7], costs[1][1])
    assert all(row.files[0].is_blurred for row in pages[0])


def test_names_and_cells_no_system_takes_for_something_else():
    bad = [
        "../../etc/passwd",
        "a\u202egnp.exe",
        "con.txt",
        ".htaccess",
        "a" * 300 + ".docx",
        "x/y\\z:*?.pdf",
        "",
        "\x00\n",
        "đề cương.tar.gz",
        ". .",
    ]
    names = [safe_name(name) for name in bad]
    assert names == [
        "_.._etc_passwd", "agnp.exe", "_con.txt", "htaccess", "a" * 95 + ".docx", "x_y_z___.pdf", "tep", "tep", "đề cương.tar.gz", "tep",
    ]  # fmt: skip
    assert len(safe_name("12345678-" + "😀" * 99 + ".docx").encode()) <= 200  # a phone keeps 255 bytes
    assert [safe_name("ảnh.png", ".webp"), slug("Lớp 9A1"), slug("!!")] == ["ảnh.webp", "lop-9a1", "nhom"]
    assert [plain_cell(text) for text in ("=1+1", " +a", "-2", "@x", "\tx", "An", 5, "a; =b")] == [
        "'=1+1", "' +a", "'-2", "'@x", "'\tx", "An", "5", "a; '=b",
    ]  # fmt: skip
