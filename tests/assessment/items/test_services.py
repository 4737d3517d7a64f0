"""Writing questions: making, saving, describing, moving, copying, removing, reviewing, sealing."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assessment.items import services
from assessment.items.errors import EditConflict, ItemError
from assessment.items.selectors.items import seen_facts, twins, twins_of_many
from assessment.items.types import ItemMeta, NewItem
from assessment.models import Item, ItemBand, ItemReview, PaperEntry
from core.access.errors import AccessRefused
from core.models import AuditRecord
from tests.factories.assessment_items import choice, make_bank, make_folder, make_grant, make_item, make_outcome
from tests.factories.core import make_actor, make_grade, make_person, make_subject, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return make_unit()


@pytest.fixture
def hoa(school):
    return make_actor("teacher", school)


@pytest.fixture
def bank(school, hoa):
    from core.models import Person

    return make_bank(school, owner=Person.objects.get(pk=hoa.person_id), subject=make_subject())


@pytest.fixture
def common(school, hoa):
    """A bank of the school that asks for review; Hoa writes in it."""
    bank = make_bank(school, name="Tổ Toán", needs_review=True)
    make_grant(bank, "edit", unit=school)
    return bank


@pytest.fixture
def outsider():
    return make_actor("teacher", make_unit(name="Trường khác"))


def refused(code, call, *args, **kwargs):
    with pytest.raises(ItemError) as caught:
        call(*args, **kwargs)
    assert caught.value.code == code
    assert caught.value.message
    return caught.value


def verbs():
    return list(AuditRecord.objects.order_by("pk").values_list("verb", flat=True))


# Making


def test_create_items_numbers_them_and_fills_what_search_needs(bank, hoa):
    folder = make_folder(bank)
    new = [
        NewItem("stimulus", {"passage": "<p>Đọc đoạn văn sau</p>"}, ItemMeta(subject_id=bank.subject_id, grade_id=make_grade().pk)),
        NewItem("single_choice", choice("<p>Sông Lô chảy qua đâu?</p>"), ItemMeta(tags=("Ôn tập", "HK1", "Ôn tập")), stimulus=0),
        NewItem("single_choice", choice(), ItemMeta(level="th"), stimulus=0),
    ]
    made = services.create_items(actor=hoa, bank=bank, questions=new, folder=folder)
    assert [item.key for item in made] == ["TO9-0001", "TO9-0002", "TO9-0003"]
    passage, first, second = (Item.objects.get(pk=item.pk) for item in made)
    assert [(item.stimulus_id, item.position) for item in (passage, first, second)] == [(None, 0), (passage.pk, 1), (passage.pk, 2)]
    assert (first.subject_id, first.grade_id) == (bank.subject_id, make_grade().pk)
    assert "song lo chay qua dau" in first.search_text
    assert "to9-0002" in first.search_text
    assert sorted(first.tags.values_list("name", flat=True)) == ["HK1", "Ôn tập"]
    assert (first.state, first.ready, first.working.number) == ("draft", None, 1)
    assert ItemBand.objects.filter(item=first).count() == 8
    bank.refresh_from_db()
    folder.refresh_from_db()
    assert (bank.last_number, bank.item_count, folder.item_count) == (3, 3, 3)
    more = services.create_item(actor=hoa, bank=bank, kind="essay", stimulus=passage)
    assert (more.key, more.stimulus_id, more.position) == ("TO9-0004", passage.pk, 3)


def test_create_items_takes_a_constant_number_of_queries(bank, hoa, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def queries(count):
        new = [NewItem("single_choice", choice(f"<p>Câu {n}</p>"), ItemMeta(tags=("a", f"t{n}"))) for n in range(count)]
        with CaptureQueriesContext(
            connection,
        ) as seen:
            services.create_items(actor=hoa, bank=bank, questions=new)
        return len(seen)

    assert queries(1) == queries(12)


@pytest.mark.parametrize(
    ("questions", "code"),
    [
        ([NewItem("thoi", {})], "kind.unknown"),
        ([NewItem("essay", {}, ItemMeta(level="kho"))], "meta.level"),
        ([NewItem("essay", {}, ItemMeta(difficulty=1.5))], "meta.difficulty"),
        ([NewItem("essay", {}, ItemMeta(tags=("x" * 61,)))], "meta.tag"),
        ([NewItem("essay", {}), NewItem("essay", {}, stimulus=0)], "item.stimulus_kind"),
        ([NewItem("essay", {}, stimulus=0)], "item.stimulus_kind"),
        ([NewItem("essay", {}, stimulus=7)], "item.stimulus_kind"),
    ],
)
def test_create_items_all_or_none(bank, hoa, questions, code):
    refused(
        code,
        services.create_items,
        actor=hoa,
        bank=bank,
        questions=[NewItem("essay", {}), *questions] if code == "kind.unknown" else questions,
    )
    assert not Item.objects.exists()
    bank.refresh_from_db()
    assert bank.last_number == 0


def test_create_items_in_places_of_another_bank(bank, hoa, common):
    refused("folder.other_bank", services.create_item, actor=hoa, bank=bank, kind="essay", folder=make_folder(common))
    passage = make_item("stimulus", bank=common)
    refused("item.stimulus_other_bank", services.create_item, actor=hoa, bank=bank, kind="essay", stimulus=passage)
    refused("item.stimulus_kind", services.create_item, actor=hoa, bank=bank, kind="essay", stimulus=make_item(bank=bank))


def test_create_items_is_for_who_writes_there(bank, outsider):
    with pytest.raises(AccessRefused):
        services.create_item(actor=outsider, bank=bank, kind="essay")
    assert not Item.objects.exists()


# Saving


def draft(bank, actor, content=None):
    return services.create_item(actor=actor, bank=bank, kind="single_choice", content=content or choice())


def test_save_content_keeps_one_version_while_one_person_writes(bank, hoa):
    item = draft(bank, hoa)
    saved = services.save_content(actor=hoa, item=item, content=choice("<p>Một</p>"), revision=0)
    saved = services.save_content(actor=hoa, item=saved, content=choice("<p>Hai</p>"), revision=1)
    assert (saved.revision, saved.versions.count(), saved.working.content["prompt"]) == (2, 1, "<p>Hai</p>")
    assert "hai" in saved.search_text
    again = services.save_content(actor=hoa, item=item, content=choice("<p>Hai</p>"), revision=0)
    assert again.revision == 2


def test_save_content_refuses_what_was_begun_before_another_saved(common, hoa):
    item = draft(common, hoa)
    other = make_actor("teacher", common.unit)
    services.save_content(actor=other, item=item, content=choice("<p>Của bạn</p>"), revision=0)
    with pytest.raises(EditConflict) as caught:
        services.save_content(actor=hoa, item=item, content=choice("<p>Của tôi</p>"), revision=0)
    assert (caught.value.revision, caught.value.content["prompt"]) == (1, "<p>Của bạn</p>")
    assert "Cả hai bản" in caught.value.message
    item.refresh_from_db()
    assert item.working.content["prompt"] == "<p>Của bạn</p>"
    assert [version.number for version in item.versions.all()] == [2, 1]  # the first text is there too
    kept = services.save_content(actor=hoa, item=item, content=choice("<p>Của tôi</p>"), revision=1)
    assert [version.content["prompt"] for version in kept.versions.all()][:2] == ["<p>Của tôi</p>", "<p>Của bạn</p>"]


def test_save_content_never_changes_what_tests_take(bank, hoa):
    item = make_item(bank=bank, content=choice("<p>Đang dùng</p>"), author=None)
    saved = services.save_content(actor=hoa, item=item, content=choice("<p>Mới</p>"), revision=0)
    assert (saved.state, saved.working.number) == ("draft", 2)
    assert saved.ready.number == 1
    assert saved.ready.content["prompt"] == "<p>Đang dùng</p>"
    services.make_ready(actor=hoa, items=[saved])
    saved.refresh_from_db()
    assert (saved.state, saved.ready.number, saved.ready.frozen_at is not None) == ("ready", 2, True)


@pytest.mark.parametrize(("state", "code"), [("in_review", "item.in_review"), ("retired", "item.retired")])
def test_save_content_in_a_state_that_rests(bank, hoa, state, code):
    item = make_item(bank=bank, state=state)
    refused(code, services.save_content, actor=hoa, item=item, content=choice("<p>Mới</p>"), revision=0)
    assert item.versions.count() == 1


def test_save_content_outside(bank, outsider, hoa):
    item = draft(bank, hoa)
    with pytest.raises(AccessRefused):
        services.save_content(actor=outsider, item=item, content=choice("<p>Xấu</p>"), revision=0)
    item.refresh_from_db()
    assert item.revision == 0


def test_restore_version_goes_on_from_an_older_text(bank, hoa):
    item = make_item(bank=bank, content=choice("<p>Cũ</p>"))
    item = services.save_content(actor=hoa, item=item, content=choice("<p>Mới</p>"), revision=0)
    old = item.versions.get(number=1)
    back = services.restore_version(actor=hoa, item=item, version=old, revision=1, note="theo bản 1")
    assert [(version.number, version.content["prompt"]) for version in back.versions.all()] == [
        (3, "<p>Cũ</p>"),
        (2, "<p>Mới</p>"),
        (1, "<p>Cũ</p>"),
    ]
    assert back.working.note == "theo bản 1"
    refused("item.version_elsewhere", services.restore_version, actor=hoa, item=back, version=make_item(bank=bank).working, revision=2)


# Metadata


def test_save_meta_sets_clears_and_keeps(bank, hoa):
    outcome = make_outcome()
    item = draft(bank, hoa)
    meta = ItemMeta(outcome_id=outcome.pk, level="vd", difficulty=0.4, source="Đề 2025", tags=("Khó",))
    assert services.save_meta(actor=hoa, items=[item], meta=meta) == 1
    item.refresh_from_db()
    assert (item.outcome, item.subject, item.grade) == (outcome, outcome.subject, outcome.grade)
    assert (item.level, item.difficulty, item.source) == ("vd", 0.4, "Đề 2025")
    services.save_meta(actor=hoa, items=[item], meta=ItemMeta(difficulty=0.5, clears=("source", "tags")))
    item.refresh_from_db()
    assert (item.level, item.difficulty, item.source, item.tags.count()) == ("vd", 0.5, "", 0)


def test_save_meta_adds_tags_to_many(bank, hoa):
    items = [make_item(bank=bank, tags=("Cũ",)), make_item(bank=bank)]
    services.save_meta(actor=hoa, items=items, meta=ItemMeta(tags=("HK1",)), adds_tags=True)
    assert [sorted(item.tags.values_list("name", flat=True)) for item in items] == [["Cũ", "HK1"], ["HK1"]]


def test_save_meta_of_an_outcome_of_another_subject(bank, hoa):
    item = draft(bank, hoa)
    other = make_outcome(subject=make_subject("ngu-van", "Ngữ văn"))
    refused("outcome.other_subject", services.save_meta, actor=hoa, items=[item], meta=ItemMeta(outcome_id=other.pk))
    item.refresh_from_db()
    assert item.outcome is None


def test_save_meta_leaves_an_item_in_use_whole(bank, hoa):
    item = make_item(bank=bank)
    error = refused("item.missing", services.save_meta, actor=hoa, items=[item], meta=ItemMeta(clears=("level",)))
    assert "mức độ nhận thức" in error.message
    item.refresh_from_db()
    assert item.level == "nb"


def test_save_meta_over_what_was_not_seen(bank, hoa):
    item = draft(bank, hoa)
    seen = seen_facts(item)
    services.save_meta(actor=hoa, items=[item], meta=ItemMeta(source="Bạn ghi"))
    refused("meta.changed", services.save_meta, actor=hoa, items=[item], meta=ItemMeta(source="Tôi ghi"), seen=seen)
    item.refresh_from_db()
    assert item.source == "Bạn ghi"
    services.save_meta(actor=hoa, items=[item], meta=ItemMeta(source="Tôi ghi"), seen=seen_facts(item))


def test_save_meta_of_many_is_all_or_none(bank, hoa, common, school):
    mine, theirs = draft(bank, hoa), make_item(bank=make_bank(school))
    with pytest.raises(AccessRefused):
        services.save_meta(actor=hoa, items=[mine, theirs], meta=ItemMeta(level="vd"))
    mine.refresh_from_db()
    assert mine.level == ""


# Folders, copies, removal


def test_move_items_takes_questions_along_and_counts(bank, hoa):
    old, new = make_folder(bank), make_folder(bank, "Mới")
    passage = make_item("stimulus", bank=bank, folder=old)
    question = make_item(bank=bank, folder=old, stimulus=passage, position=1)
    services.move_items(actor=hoa, items=[passage], folder=new)
    services.move_items(actor=hoa, items=[passage], folder=new)
    question.refresh_from_db()
    for folder in (old, new):
        folder.refresh_from_db()
    assert (question.folder, old.item_count, new.item_count) == (new, 0, 2)
    services.move_items(actor=hoa, items=[question], folder=None)
    new.refresh_from_db()
    assert new.item_count == 1


def test_move_items_into_a_folder_of_another_bank(bank, hoa, common):
    item = make_item(bank=bank)
    refused("folder.other_bank", services.move_items, actor=hoa, items=[item], folder=make_folder(common))


def test_copy_items_brings_content_facts_tags_and_seal(bank, hoa, school):
    source = make_bank(school, shared_down=True)
    until = timezone.now() + timedelta(days=1)
    passage = make_item("stimulus", bank=source)
    question = make_item(bank=source, stimulus=passage, position=1, tags=("HK1",), friends="can", points=0.25)
    copies = services.copy_items(actor=hoa, items=[question, passage], bank=bank)
    made_passage, made = (Item.objects.get(pk=copy.pk) for copy in copies)
    assert (made.stimulus, made.copied_from, made.bank, made.state, made.ready) == (made_passage, question, bank, "draft", None)
    assert (made.working.content, made.outcome, made.friends, float(made.points)) == (question.ready.content, question.outcome, "can", 0.25)
    assert list(made.tags.values_list("name", flat=True)) == ["HK1"]
    mine = make_item(bank=bank, sealed_until=until)
    assert services.copy_items(actor=hoa, items=[mine], bank=bank)[0].sealed_until == until


def test_copy_items_takes_the_version_in_use_not_the_draft(hoa, bank, school):
    source = make_bank(school, shared_down=True)
    item = make_item(bank=source, content=choice("<p>Đang dùng</p>"))
    services.save_content(actor=make_actor("leader", school), item=item, content=choice("<p>Chưa xong</p>"), revision=0)
    copy = services.copy_items(actor=hoa, items=[item], bank=bank)[0]
    assert copy.working.content["prompt"] == "<p>Đang dùng</p>"


def test_copy_items_that_are_not_seen(bank, hoa, school):
    hidden = make_item(bank=make_bank(school, shared_down=True), ready=False)
    with pytest.raises(AccessRefused):
        services.copy_items(actor=hoa, items=[hidden], bank=bank)
    assert bank.items.count() == 0


def test_delete_items_of_which_nobody_took_any(bank, hoa):
    folder = make_folder(bank)
    passage = services.create_item(actor=hoa, bank=bank, kind="stimulus", folder=folder)
    services.create_item(actor=hoa, bank=bank, kind="essay", folder=folder, stimulus=passage)
    assert services.delete_items(actor=hoa, items=[passage]) == 2
    for row in (bank, folder):
        row.refresh_from_db()
    assert (bank.items.count(), bank.item_count, folder.item_count) == (0, 0, 0)
    assert services.create_item(actor=hoa, bank=bank, kind="essay").key == "TO9-0003"  # a key is never used again
    assert "assessment.items.deleted" in verbs()


def test_delete_items_that_were_used(bank, hoa):
    used, free = make_item(bank=bank, usage_count=1), draft(bank, hoa)
    refused("item.in_papers", services.delete_items, actor=hoa, items=[used, free])
    assert bank.items.count() == 2


def test_delete_items_that_stand_in_a_draft_of_a_paper(bank, hoa):
    from assessment.models import Paper, PaperPart
    from core.models import Person

    item = make_item(bank=bank)
    paper = Paper.objects.create(unit=bank.unit, owner=Person.objects.get(pk=hoa.person_id), title="Đề")
    part = PaperPart.objects.create(paper=paper, position=1, key="I", title="Phần I")
    PaperEntry.objects.create(paper=paper, part=part, item=item, version=item.ready, position=1, points=1)
    refused("item.in_papers", services.delete_items, actor=hoa, items=[item])
    item.refresh_from_db()
    assert item.working is not None
    assert item.ready is not None


# Into use


def test_make_ready_names_each_thing_that_is_missing(bank, hoa):
    item = draft(bank, hoa)
    error = refused("item.missing", services.make_ready, actor=hoa, items=[item])
    assert error.message == "Còn thiếu: khối, yêu cầu cần đạt, mức độ nhận thức, độ khó dự kiến."
    services.save_meta(actor=hoa, items=[item], meta=ItemMeta(outcome_id=make_outcome().pk, level="nb", difficulty=0.8))
    assert services.make_ready(actor=hoa, items=[item]) == 1
    item.refresh_from_db()
    assert (item.state, item.ready_id) == ("ready", item.working_id)


def test_make_ready_says_what_is_wrong_with_the_question(bank, hoa):
    broken = make_item(bank=bank, content=choice(right=""), ready=False)
    fine = make_item(bank=bank)
    assert refused("item.problems", services.make_ready, actor=hoa, items=[broken]).params["problems"]
    error = refused("item.one_of_many", services.make_ready, actor=hoa, items=[fine, broken])
    assert error.message.startswith(broken.key)


def test_make_ready_of_a_passage_needs_less(bank, hoa):
    passage = services.create_item(actor=hoa, bank=bank, kind="stimulus", content={"passage": "<p>Đoạn văn</p>"})
    services.save_meta(actor=hoa, items=[passage], meta=ItemMeta(grade_id=make_grade().pk))
    assert services.make_ready(actor=hoa, items=[passage]) == 1


def reviewed(bank, actor):
    item = services.create_item(actor=actor, bank=bank, kind="single_choice", content=choice())
    services.save_meta(actor=actor, items=[item], meta=ItemMeta(outcome_id=make_outcome().pk, level="nb", difficulty=0.8))
    services.send_to_review(actor=actor, items=[item])
    item.refresh_from_db()
    return item


def test_a_bank_that_asks_for_review_is_not_passed_without(common, hoa):
    item = reviewed(common, hoa)
    refused("item.needs_review", services.make_ready, actor=hoa, items=[item])
    item.refresh_from_db()
    assert (item.state, item.ready) == ("in_review", None)


def test_nobody_reviews_what_one_wrote(common, hoa, school):
    leader = make_actor("leader", school)
    own = reviewed(common, leader)
    refused("item.own_review", services.review_item, actor=leader, item=own, decision="approved")
    assert not ItemReview.objects.exists()
    theirs = reviewed(common, hoa)
    with pytest.raises(AccessRefused):  # Hoa writes in the bank, and does not review
        services.review_item(actor=make_actor("teacher", school), item=theirs, decision="approved")
    services.review_item(actor=leader, item=theirs, decision="approved", revision=theirs.revision)
    theirs.refresh_from_db()
    assert (theirs.state, theirs.ready_id) == ("ready", theirs.working_id)


def test_who_wrote_a_part_does_not_review_the_whole(common, hoa, school):
    """The leader writes the first text, Hoa changes a word: the leader still is an author of it."""
    leader = make_actor("leader", school)
    item = services.create_item(actor=leader, bank=common, kind="single_choice", content=choice())
    services.save_meta(actor=hoa, items=[item], meta=ItemMeta(outcome_id=make_outcome().pk, level="nb", difficulty=0.8))
    services.save_content(actor=hoa, item=item, content=choice("<p>Một chữ khác</p>"), revision=0)
    services.send_to_review(actor=hoa, items=[item])
    refused("item.own_review", services.review_item, actor=leader, item=item, decision="approved")
    services.review_item(actor=make_actor("leader", school), item=item, decision="approved")


def test_review_of_what_has_changed_since(common, hoa, school):
    item = reviewed(common, hoa)
    services.withdraw_from_review(actor=hoa, item=item)
    services.save_content(actor=hoa, item=item, content=choice("<p>Đổi đáp án</p>", right="o3"), revision=item.revision)
    services.send_to_review(actor=hoa, items=[item])
    leader = make_actor("leader", school)
    refused("item.changed_since", services.review_item, actor=leader, item=item, decision="approved", revision=0)
    item.refresh_from_db()
    assert item.state == "in_review"


def test_returned_with_a_remark(common, hoa, school):
    item, leader = reviewed(common, hoa), make_actor("leader", school)
    refused("review.remark", services.review_item, actor=leader, item=item, decision="returned", remark="  ")
    services.review_item(actor=leader, item=item, decision="returned", remark="Phương án B cũng đúng.")
    item.refresh_from_db()
    assert (item.state, item.ready) == ("draft", None)
    refused("item.not_in_review", services.review_item, actor=leader, item=item, decision="approved")
    assert verbs()[-2:] == ["assessment.item.sent_to_review", "assessment.item.returned"]


def test_retire_and_take_back(bank, hoa):
    item = make_item(bank=bank)
    services.retire_items(actor=hoa, items=[item])
    refused("item.retired", services.make_ready, actor=hoa, items=[item])
    services.retire_items(actor=hoa, items=[item], is_retired=False)
    item.refresh_from_db()
    assert item.state == "ready"
    unfinished = make_item(bank=bank, ready=False, state="retired")
    services.retire_items(actor=hoa, items=[unfinished], is_retired=False)
    unfinished.refresh_from_db()
    assert unfinished.state == "draft"


def test_seal_is_for_who_manages_and_for_the_future(common, hoa, school):
    item, until = make_item(bank=common), timezone.now() + timedelta(days=2)
    with pytest.raises(AccessRefused):
        services.seal_items(actor=hoa, items=[item], until=until)
    leader = make_actor("leader", school)
    refused("item.seal_past", services.seal_items, actor=leader, items=[item], until=timezone.now())
    services.seal_items(actor=leader, items=[item], until=until)
    item.refresh_from_db()
    assert item.sealed_until == until
    services.seal_items(actor=leader, items=[item], until=None)
    assert verbs() == ["assessment.item.sealed", "assessment.item.unsealed"]


# Twins


def test_twins_are_found_by_what_they_say(bank, hoa):
    text = "Cho tam giác ABC vuông tại A có AB bằng 6 và AC bằng 8, tính độ dài đường cao AH của tam giác"
    same = make_item(bank=bank, content=choice(f"<p>{text}</p>", texts=("4,8", "5", "6", "7")))
    numbers = make_item(bank=bank, content=choice(f"<p>{text.replace('6', '9').replace('8', '12')}</p>", texts=("4,8", "5", "6", "7")))
    make_item(bank=bank, content=choice("<p>Chiến thắng Bạch Đằng năm 938 do ai lãnh đạo quân dân ta</p>"))
    found = twins(hoa, bank, f"{text} 4,8 5 6 7")
    assert [twin.item_id for twin in found][:1] == [same.pk]
    assert found[0].ratio == 1
    assert {twin.item_id for twin in twins(hoa, bank, f"{text} 4,8 5 6 7", least=0.4)} == {same.pk, numbers.pk}
    assert twins(hoa, bank, "4,8", without=[same.pk]) == []


def test_twins_of_a_whole_file_are_those_of_each_question_and_take_two_queries(bank, hoa, django_assert_num_queries):
    texts = [
        f"Tính độ dài đường cao AH của tam giác {name} vuông tại A có hai cạnh góc vuông bằng sáu và tám" for name in ("ABC", "MNP", "DEF")
    ]
    for text in (*texts[:2], texts[0], "Chiến thắng Bạch Đằng năm 938 do ai lãnh đạo quân dân ta"):
        make_item(bank=bank, content=choice(f"<p>{text}</p>"))
    asked = [*(f"{text} một hai ba bốn" for text in texts), "", "Chưa ai hỏi câu này bao giờ cả đâu"]
    with django_assert_num_queries(2):
        found = twins_of_many(hoa, bank, asked)
    assert found == [twins(hoa, bank, text) for text in asked]
    assert (found[0][0].ratio, found[0][1].ratio, found[1][0].ratio, found[3:]) == (1, 1, 1, [[], []])


def test_twins_say_nothing_of_what_is_not_seen(common, hoa, school):
    text = "Câu hỏi bí mật của kì thi học sinh giỏi năm nay về cây đa Tân Trào"
    secret = make_item(bank=common, content=choice(f"<p>{text}</p>"), sealed_until=timezone.now() + timedelta(days=1))
    words = f"{text} một hai ba bốn"
    assert twins(hoa, common, words) == []
    manager = make_actor("leader", school)
    assert [(twin.key, twin.text) for twin in twins(manager, common, words)] == [(secret.key, "")]


def test_star_and_usage(bank, hoa, outsider):
    item = make_item(bank=bank)
    for _turn in range(2):
        services.star_item(actor=hoa, item=item, is_on=True)
    assert item.stars.count() == 1
    services.star_item(actor=hoa, item=item, is_on=False)
    assert item.stars.count() == 0
    with pytest.raises(AccessRefused):
        services.star_item(actor=outsider, item=item, is_on=True)
    services.count_usage(item_ids=[item.pk])
    services.count_usage(item_ids=[item.pk], candidates=40)
    item.refresh_from_db()
    assert (item.usage_count, item.exposure_count) == (1, 40)
    assert item.last_used_at is not None


def test_author_of_a_factory_item_is_a_person(bank):
    assert make_item(bank=bank, author=make_person("Lò Văn Tá")).author.full_name == "Lò Văn Tá"
