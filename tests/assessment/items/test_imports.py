"""The life of an import: read by a job, looked at, saved once, taken back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from assessment.items import services
from assessment.items.errors import ISSUES, UNREADABLE, EditConflict, ItemError, issue_words, place_words
from assessment.items.interop.types import Place
from assessment.items.models import ItemImport
from assessment.items.services.import_lines import revision_of
from assessment.items.services.imports import defaults_of, forget_files
from assessment.models import Folder, Item, ItemFile, ItemVersion
from core.access.errors import AccessRefused
from core.models import AuditRecord
from core.organisations.selectors import actor_for
from tests.assessment.items.interop.word_exams import exam
from tests.factories.assessment_items import make_bank, make_folder, make_item
from tests.factories.core import make_account, make_grade, make_membership, make_person, make_subject, make_unit

pytestmark = pytest.mark.django_db
FOUR = ("B. hai", "C. ba", "D. bốn")


@pytest.fixture
def school():
    return make_unit(name="Trường THCS Tân Trào")


def actor_at(unit, name="Trần Thị Hoa", role="teacher"):
    person = make_person(name)
    make_membership(person, unit, role)
    return actor_for(make_account(person), None)[0]


@pytest.fixture
def hoa(school):
    return actor_at(school)


@pytest.fixture
def bank(school, hoa):
    from core.models import Person

    return make_bank(school, owner=Person.objects.get(pk=hoa.person_id), subject=make_subject())


def upload(*lines, name="De 9A.docx"):
    return SimpleUploadedFile(name, exam(*lines))


@pytest.fixture
def begin(hoa, bank, run_jobs):
    """Upload lines, let the job read them, return the import."""

    def start(*lines, **fields):
        run = services.start_import(actor=hoa, bank=bank, upload=upload(*lines), **fields)
        run_jobs()
        run.refresh_from_db()
        return run

    return start


GOOD = ("Câu 1. Sông nào dài nhất ở Tuyên Quang là sông gì?", "*A. Sông Lô", *FOUR)
LACKING = ("Câu 2. Núi nào cao nhất trong các núi sau đây?", "A. một", *FOUR)


def states(run):
    return [line.state for line in run.lines.order_by("position")]


def codes(line):
    return [issue["code"] for issue in line.issues]


def line(run, position=0):
    return run.lines.get(position=position)


# Reading


def test_a_file_becomes_lines_and_nothing_is_in_the_bank_before_saving(begin, bank):
    run = begin(*GOOD, *LACKING)
    assert (run.state, run.format, states(run)) == ("read", "word", ["good", "bad"])
    assert line(run).where == "Câu 1, dòng 1"
    assert codes(line(run, 1)) == ["key.none"]
    assert Item.objects.count() == 0


def test_an_unreadable_file_ends_as_failed_with_the_reason(hoa, bank, run_jobs):
    run = services.start_import(
        actor=hoa, bank=bank, upload=SimpleUploadedFile("de.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99)
    )
    run_jobs()
    run.refresh_from_db()
    assert run.state == "failed"
    assert "Lưu thành .docx" in run.notes[0]["what"]


def test_pictures_are_kept_with_the_bank_and_named_by_uuid(begin, bank):
    run = begin("Câu 1. Hình này vẽ gì vậy các em?", ("img",), "*A. một", *FOUR)
    (file,) = ItemFile.objects.filter(bank=bank)
    assert f'data-file="{file.uuid}"' in line(run).content["prompt"]
    assert (file.content_type, file.width) == ("image/webp", 60)


def test_a_question_the_bank_has_already_is_shown_with_its_likeness(begin, bank):
    old = make_item(bank=bank, content={"prompt": "<p>Sông nào dài nhất ở Tuyên Quang là sông gì?</p>", "options": [
        {"id": "o1", "html": "Sông Lô", "is_right": True}, {"id": "o2", "html": "hai"}, {"id": "o3", "html": "ba"}, {"id": "o4", "html": "bốn"}]})  # fmt: skip
    run = begin(*GOOD)
    assert (states(run), line(run).twin) == (["look"], old)
    assert line(run).twin_ratio == 1.0
    assert issue_words("twin", line(run).issues[0]["params"])[1] == f"Giống 100% câu {old.key} đã có."


def test_the_same_question_twice_in_a_file(begin):
    run = begin(*GOOD, "Câu 2. " + GOOD[0][7:], *GOOD[1:])
    assert states(run) == ["good", "look"]
    assert line(run, 1).issues[0]["params"]["other"] == "Câu 1, dòng 1"


def test_facts_in_words_become_rows_and_unknown_ones_are_named(begin, bank):
    grade = make_grade("9")
    run = begin("Câu 1 (TH). Sông nào dài nhất?", "*A. Sông Lô", *FOUR, defaults=defaults_of(grade=grade, source=" Đề  KT "))
    assert line(run).meta == {"level": "th", "grade_id": grade.pk, "source": "Đề KT"}


def test_reading_again_changes_nothing(begin, hoa):
    run = begin(*GOOD)
    services.read_import(actor=hoa, run=run)
    assert len(states(run)) == 1


def test_a_file_that_is_gone_fails_with_the_reason(hoa, bank):
    run = services.start_import(actor=hoa, bank=bank, upload=upload(*GOOD))
    run.file.storage.delete(run.file.name)
    services.read_import(actor=hoa, run=run)
    assert (run.state, run.notes[0]["what"]) == ("failed", UNREADABLE["stored.gone"])


def test_an_unexpected_error_is_told_after_the_last_attempt(hoa, bank, monkeypatch):
    from assessment.items import tasks

    class Context:
        job_id, attempt = 1, 2

        def progress(self, *args):
            pass

    run = services.start_import(actor=hoa, bank=bank, upload=upload(*GOOD))
    monkeypatch.setattr("assessment.items.services.imports.read_file", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        tasks.read(Context(), import_id=run.pk)
    run.refresh_from_db()
    assert run.state == "reading"
    Context.attempt = 3
    with pytest.raises(ZeroDivisionError):
        tasks.read(Context(), import_id=run.pk)
    run.refresh_from_db()
    assert run.state == "failed"


# Deciding


def test_picking_the_right_option_makes_a_line_ready(begin, hoa):
    run = begin(*LACKING)
    services.decide_line(actor=hoa, line=line(run), act="right", value="C")
    assert states(run) == ["good"]
    assert [row["is_right"] for row in line(run).content["options"]] == [False, False, True, False]
    with pytest.raises(ItemError) as caught:
        services.decide_line(actor=hoa, line=line(run), act="right", value="F")
    assert caught.value.code == "import.no_letter"


def test_telling_each_statement(begin, hoa):
    run = begin("PHẦN II. Câu trắc nghiệm đúng sai", "Câu 1. Xét các khẳng định sau:", "a) m", "b) n", "c) p", "d) q")
    for key, truth in (("s1", 1), ("s2", 0), ("s3", 0)):
        services.decide_line(actor=hoa, line=line(run), act="truth", value=f"{key}:{truth}")
    assert states(run) == ["bad"]
    services.decide_line(actor=hoa, line=line(run), act="truth", value="s4:1")
    assert states(run) == ["good"]
    assert [row["is_true"] for row in line(run).content["statements"]] == [True, False, False, True]


def test_writing_a_short_answer_that_does_not_fit_the_grid(begin, hoa):
    run = begin("PHẦN III. Câu trắc nghiệm trả lời ngắn", "Câu 1. Tính giá trị của biểu thức sau?")
    with pytest.raises(ItemError):
        services.decide_line(actor=hoa, line=line(run), act="answer", value="  ")
    services.decide_line(actor=hoa, line=line(run), act="answer", value="12345,67")
    assert (states(run), line(run).content["accepted"][0]["text"]) == (["good"], "12345,67")


def test_fine_skip_take_and_later(begin, hoa):
    run = begin("Câu 1. Hỏi điều gì đó thật dài?", "*A. một", "*B. hai", "C. ba", *LACKING)
    assert states(run) == ["look", "bad"]
    services.decide_line(actor=hoa, line=line(run), act="fine")
    services.decide_line(actor=hoa, line=line(run, 1), act="skip")
    assert states(run) == ["good", "skipped"]
    services.decide_line(actor=hoa, line=line(run, 1), act="take")
    assert states(run) == ["good", "bad"]
    services.decide_line(actor=hoa, line=line(run, 1), act="later")
    assert states(run) == ["good", "good"]
    services.save_import(actor=hoa, run=run)
    assert set(Item.objects.values_list("state", flat=True)) == {"draft"}


def test_editing_keeps_both_texts_when_two_edit(begin, hoa):
    run = begin(*LACKING)
    first = line(run)
    content = {**first.content, "prompt": "<p>Mới</p>"}
    content["options"] = [{**row, "is_right": row["id"] == "o1"} for row in content["options"]]
    seen = revision_of(first)
    services.change_line(actor=hoa, line=first, content=content, revision=seen)
    assert (states(run), line(run).content["prompt"]) == (["good"], "<p>Mới</p>")
    services.change_line(actor=hoa, line=first, content=content, revision=seen)  # the same again is no conflict
    with pytest.raises(EditConflict) as caught:
        services.change_line(actor=hoa, line=first, content={**content, "prompt": "<p>Khác</p>"}, revision=seen)
    assert caught.value.content["prompt"] == "<p>Mới</p>"


# Saving and taking back


def test_saving_takes_what_is_ready_once_and_the_rest_later(begin, hoa, bank):
    run = begin(*GOOD, *LACKING)
    assert [item.kind for item in services.save_import(actor=hoa, run=run)] == ["single_choice"]
    assert services.save_import(actor=hoa, run=run) == []
    assert (states(run), Item.objects.count(), run.state) == (["saved", "bad"], 1, "saved")
    services.decide_line(actor=hoa, line=line(run, 1), act="right", value="A")
    services.save_import(actor=hoa, run=run)
    assert (states(run), Item.objects.count()) == (["saved", "saved"], 2)
    bank.refresh_from_db()
    assert bank.item_count == 2
    assert AuditRecord.objects.filter(verb="assessment.import.saved").count() == 2
    with pytest.raises(ItemError) as caught:
        services.decide_line(actor=hoa, line=line(run), act="skip")
    assert caught.value.code == "import.line_saved"


def test_questions_stand_under_their_passage_also_when_saved_later(begin, hoa):
    run = begin("Dựa vào thông tin sau, trả lời câu 1 đến câu 2:", "Sông Lô dài 470 km.", *GOOD, *LACKING)
    services.save_import(actor=hoa, run=run)
    services.decide_line(actor=hoa, line=line(run, 2), act="right", value="A")
    services.save_import(actor=hoa, run=run)
    passage = Item.objects.get(kind="stimulus")
    assert [(item.stimulus, item.position) for item in Item.objects.exclude(kind="stimulus").order_by("pk")] == [(passage, 1), (passage, 2)]


def test_a_passage_whose_questions_all_wait_waits_too(begin, hoa):
    run = begin("Dựa vào thông tin sau, trả lời câu 2 đến câu 3:", "Sông Lô dài 470 km.", *LACKING)
    assert services.save_import(actor=hoa, run=run) == []


def test_everything_goes_into_the_chosen_folder(begin, hoa, bank):
    folder = make_folder(bank)
    run = begin(*GOOD, folder=folder)
    (item,) = services.save_import(actor=hoa, run=run)
    folder.refresh_from_db()
    assert (item.folder, folder.item_count) == (folder, 1)


def test_folders_of_the_file_are_made_below_the_chosen_one(begin, hoa, bank):
    run = begin(*GOOD, folder=make_folder(bank, "Đề cũ"))
    first = line(run)
    first.meta = {**first.meta, "folder": ["2025", "Giữa kì"]}
    first.save()
    (item,) = services.save_import(actor=hoa, run=run)
    assert [item.folder.name, item.folder.parent.name, item.folder.parent.parent.name] == ["Giữa kì", "2025", "Đề cũ"]
    assert Folder.objects.count() == 3


def test_undo_takes_everything_out_and_the_lines_wait_again(begin, hoa, bank):
    run = begin("Dựa vào thông tin sau, trả lời câu 1 đến câu 2:", "Sông Lô dài 470 km.", *GOOD, "Câu 2. Hỏi gì nữa đây?", "*A. một", *FOUR)
    services.save_import(actor=hoa, run=run)
    assert services.undo_import(actor=hoa, run=run) == 3
    bank.refresh_from_db()
    run.refresh_from_db()
    assert (Item.objects.count(), bank.item_count, run.state, states(run)) == (0, 0, "read", ["good"] * 3)
    assert len(services.save_import(actor=hoa, run=run)) == 3


@pytest.mark.parametrize("touch", ["used", "edited", "version"])
def test_undo_is_refused_once_an_item_was_used_or_changed(begin, hoa, touch):
    run = begin(*GOOD)
    (item,) = services.save_import(actor=hoa, run=run)
    if touch == "used":
        Item.objects.filter(pk=item.pk).update(usage_count=1)
    elif touch == "edited":
        services.save_content(actor=hoa, item=item, content={**item.working.content, "prompt": "<p>Sửa</p>"}, revision=0)
    else:
        ItemVersion.objects.create(item=item, number=2, content=item.working.content)
    with pytest.raises(ItemError) as caught:
        services.undo_import(actor=hoa, run=run)
    assert caught.value.code == "import.used"
    assert (Item.objects.count(), states(run)) == (1, ["saved"])


def test_discarding_forgets_the_file_and_closes(begin, hoa, django_capture_on_commit_callbacks):
    run = begin(*GOOD)
    name, storage = run.file.name, run.file.storage
    with django_capture_on_commit_callbacks(execute=True):
        services.discard_import(actor=hoa, run=run)
    services.discard_import(actor=hoa, run=run)
    run.refresh_from_db()
    assert (run.state, states(run), storage.exists(name)) == ("discarded", [], False)
    with pytest.raises(ItemError) as caught:
        services.save_import(actor=hoa, run=run)
    assert caught.value.code == "import.closed"


def test_files_are_forgotten_after_a_while_and_items_stay(begin, hoa):
    from datetime import timedelta

    from django.utils import timezone

    run = begin(*GOOD)
    services.save_import(actor=hoa, run=run)
    assert forget_files(before=timezone.now() - timedelta(days=1)) == 0
    assert forget_files(before=timezone.now() + timedelta(days=1)) == 1
    run.refresh_from_db()
    assert (bool(run.file), Item.objects.count()) == (False, 1)


# Who may


def test_only_who_writes_in_the_bank_may_import_or_go_on(begin, school):
    run = begin(*LACKING)
    stranger = actor_at(make_unit(name="Trường khác"), "Lê Văn Nam")
    for act in (
        lambda: services.start_import(actor=stranger, bank=run.bank, upload=upload(*GOOD)),
        lambda: services.read_import(actor=stranger, run=run),
        lambda: services.decide_line(actor=stranger, line=line(run), act="skip"),
        lambda: services.change_line(actor=stranger, line=line(run), content={}, revision=0),
        lambda: services.save_import(actor=stranger, run=run),
        lambda: services.discard_import(actor=stranger, run=run),
        lambda: services.undo_import(actor=stranger, run=run),
    ):
        with pytest.raises(AccessRefused):
            act()


def test_a_folder_of_another_bank_is_refused(hoa, bank):
    with pytest.raises(ItemError) as caught:
        services.start_import(actor=hoa, bank=bank, upload=upload(*GOOD), folder=make_folder())
    assert caught.value.code == "folder.other_bank"
    assert ItemImport.objects.count() == 0


# Words


def test_every_issue_has_words_that_can_be_filled():
    for code in ISSUES:
        chip, why = issue_words(code, {"count": 2, "why": "vì"})
        assert chip
        assert why
        assert "%(" not in why
    assert issue_words("nobody.knows", {}) == ("nobody.knows", "")


def test_places_in_words():
    assert place_words(Place(part="II", question="3", line=12)) == "Phần II, câu 3, dòng 12"
    assert place_words(Place(row=12, column="D")) == "Hàng 12, cột D"
    assert place_words(Place(file="item_3.xml")) == "Tệp item_3.xml"
