"""Marking: points, two at once, two markers, settling, annotations, codes."""

from decimal import Decimal

import pytest

from assessment.models import AnswerFile, ItemScore, SavedComment, TestStaff
from assessment.scoring.errors import ScoringError
from assessment.scoring.models import Mark
from assessment.scoring.policies import marking_rounds
from assessment.scoring.rules.annotating import annotated_html, clean_annotations
from assessment.scoring.rules.codes import script_code
from assessment.scoring.selectors.marking import next_score, progress_of, script, scripts_of, scripts_page, waiting_scores
from assessment.scoring.services import drop_comment, keep_comment, set_marker
from core.access.errors import AccessRefused
from core.models import AuditRecord
from tests.factories.assessment_scoring import close, essay_score, make_marker, make_scored, mark, owner
from tests.factories.assessment_sessions import candidate_actor, make_test
from tests.factories.core import make_actor, make_membership, make_person

pytestmark = pytest.mark.django_db


def code_of(call, *args, **fields) -> str:
    with pytest.raises(ScoringError) as caught:
        call(*args, **fields)
    return caught.value.code


def test_a_finished_mark_gives_the_points_and_is_in_the_trail():
    attempt = make_scored()
    mark(owner(attempt.test), essay_score(attempt), "0,75", comment=" Trình bày rõ. ")
    attempt.refresh_from_db()
    score = essay_score(attempt)
    assert (score.points, score.source, score.ratio) == (Decimal("0.75"), "marker", 0.75)
    assert (attempt.score_points, attempt.is_marked) == (Decimal("3.75"), True)
    assert score.marks.get().comment == "Trình bày rõ."
    trail = AuditRecord.objects.get(verb="assessment.answer.marked")
    assert (trail.subject_person_id, trail.changes["points"]) == (attempt.person_id, [None, "0.75"])


def test_a_mark_in_the_making_is_kept_but_gives_nothing_yet():
    attempt = make_scored()
    mark(owner(attempt.test), essay_score(attempt), "0,5", is_final=False)
    assert essay_score(attempt).points is None
    assert not AuditRecord.objects.filter(verb="assessment.answer.marked").exists()
    mark(owner(attempt.test), essay_score(attempt), "0,5")
    assert essay_score(attempt).points == Decimal("0.5")


@pytest.mark.parametrize(
    ("text", "code"), [("1,5", "mark.points"), ("-1", "mark.points"), ("một", "mark.points"), ("NaN", "mark.points"), ("0,3", "mark.step")]
)
def test_points_that_cannot_be_given(text, code):
    attempt = make_scored()
    assert code_of(mark, owner(attempt.test), essay_score(attempt), text) == code
    assert not Mark.objects.exists()


def test_two_at_once_on_one_answer_the_second_is_told_and_nothing_is_lost():
    attempt = make_scored()
    first, second = owner(attempt.test), make_marker(attempt.test)
    mark(first, essay_score(attempt), "0,5", comment="Của cô Hồng")
    assert code_of(mark, second, essay_score(attempt), "1", revision=0) == "mark.changed"
    assert code_of(mark, first, essay_score(attempt), "1", revision=0) == "mark.own_changed"
    assert code_of(mark, second, essay_score(attempt), "1") == "mark.other"
    kept = essay_score(attempt).marks.get()
    assert (kept.points, kept.comment, kept.marker_id) == (Decimal("0.5"), "Của cô Hồng", first.person_id)


def test_who_gave_the_test_may_take_over_a_mark():
    attempt = make_scored()
    mark(make_marker(attempt.test), essay_score(attempt), "0,5")
    mark(owner(attempt.test), essay_score(attempt), "0,75")
    assert essay_score(attempt).points == Decimal("0.75")


def test_released_and_machine_scored_answers_are_not_marked():
    attempt = make_scored()
    machine = ItemScore.objects.get(attempt=attempt, position=1)
    assert code_of(mark, owner(attempt.test), machine, "1") == "mark.machine"
    attempt.released_at = attempt.submitted_at
    attempt.save()
    assert code_of(mark, owner(attempt.test), essay_score(attempt), "1") == "mark.released"


@pytest.mark.parametrize("who", ["candidate", "outsider", "proctor", "guardian"])
def test_others_do_not_mark(who):
    attempt = make_scored()
    actors = {
        "candidate": lambda: candidate_actor(attempt),
        "outsider": lambda: make_actor("teacher", attempt.test.unit),
        "proctor": lambda: make_marker(attempt.test, "proctor"),
        "guardian": lambda: make_actor("guardian"),
    }
    with pytest.raises(AccessRefused):
        mark(actors[who](), essay_score(attempt), "1")
    assert not Mark.objects.exists()


# Two markers


def doubly():
    attempt = make_scored(make_test(settings={"double_marking": True, "marking_gap": 0.25}))
    return attempt, owner(attempt.test), make_marker(attempt.test, "second_marker")


def test_two_near_marks_make_their_mean():
    attempt, first, second = doubly()
    mark(first, essay_score(attempt), "0,5")
    assert essay_score(attempt).points is None
    mark(second, essay_score(attempt), "0,75", round_name="second")
    assert (essay_score(attempt).points, essay_score(attempt).source) == (Decimal("0.625"), "reconciled")


def test_two_marks_far_apart_wait_until_they_are_settled():
    attempt, first, second = doubly()
    mark(second, essay_score(attempt), "1", round_name="second")
    mark(first, essay_score(attempt), "0,25")
    assert essay_score(attempt).points is None
    assert [score.pk for score in waiting_scores(attempt.test, "reconcile")] == [essay_score(attempt).pk]
    mark(first, essay_score(attempt), "0,75", round_name="reconcile")
    assert (essay_score(attempt).points, essay_score(attempt).source) == (Decimal("0.75"), "reconciled")
    assert essay_score(attempt).marks.count() == 3


def test_a_second_marker_is_blind_and_makes_only_second_marks():
    attempt, first, second = doubly()
    mark(first, essay_score(attempt), "0,5", comment="Lời của người thứ nhất")
    seen = script(second, attempt.test, essay_score(attempt), "second")
    assert (seen.mark, seen.others, seen.notes) == (None, [], [])
    assert marking_rounds(second, attempt.test) == ("second",)
    assert code_of(mark, second, essay_score(attempt), "1", round_name="first") == "mark.round"
    with pytest.raises(AccessRefused):
        script(second, attempt.test, essay_score(attempt), "first")
    with pytest.raises(AccessRefused):
        script(second, attempt.test, essay_score(attempt), "reconcile")


def test_nobody_makes_both_marks():
    attempt, first, _second = doubly()
    mark(first, essay_score(attempt), "0,5")
    TestStaff.objects.create(test=attempt.test, person_id=first.person_id, role="second_marker")
    assert code_of(mark, first, essay_score(attempt), "1", round_name="second") == "mark.own"


# Anonymity, queues


def test_the_trail_names_nobody_while_marking_is_anonymous():
    attempt = make_scored(make_test(settings={"anonymous_marking": True}))
    mark(owner(attempt.test), essay_score(attempt), "1")
    trail = AuditRecord.objects.get(verb__startswith="assessment.", verb__endswith=".marked")
    assert (trail.verb, trail.subject_person_id) == ("assessment.script.marked", None)
    assert trail.changes == {
        "script": script_code(str(attempt.test.uuid), attempt.pk), "position": 4, "points": [None, "1"], "round": "first",
    }  # fmt: skip


def test_names_are_hidden_while_marking_is_anonymous():
    attempt = make_scored(make_test(settings={"anonymous_marking": True}))
    actor, name = owner(attempt.test), attempt.person.full_name
    seen = script(actor, attempt.test, essay_score(attempt), "first")
    assert (seen.name, seen.class_name, len(seen.code)) == ("", "", 5)
    assert name not in repr(scripts_of(attempt.test, "first"))
    shown = make_scored(make_test())
    assert script(owner(shown.test), shown.test, essay_score(shown), "first").name == shown.person.full_name


def test_the_queue_goes_on_and_round_and_ends():
    test = make_test(learners=3)
    for number in range(3):
        make_scored(test, {"4": {"html": f"<p>Bài {number}</p>"}})
    actor = owner(test)
    first = next_score(test, "first", after=None, position=4)
    second = next_score(test, "first", after=first, position=4)
    third = next_score(test, "first", after=second, position=4)
    assert len({first.pk, second.pk, third.pk}) == 3
    assert next_score(test, "first", after=third, position=4) == first
    assert [(row.total, row.left) for row in progress_of(test, "first")] == [(3, 3)]
    for score in (first, second, third):
        mark(actor, score, "1")
    assert next_score(test, "first", after=first, position=4) is None
    assert [(row.left, row.pointed) for row in progress_of(test, "first")] == [(0, 3)]


@pytest.mark.parametrize("learners", [1, 3])
def test_the_list_of_scripts_costs_the_same_for_more(learners, django_assert_num_queries):
    test = make_test(learners=learners)
    for number in range(learners):
        make_scored(test, {"4": {"html": f"<p>Bài {number}</p>"}})
    with django_assert_num_queries(3):
        assert len(scripts_of(test, "first")) == learners
    with django_assert_num_queries(3):
        progress_of(test, "first")


# Remarks


def test_annotations_are_cleaned_and_pins_need_a_picture_of_the_answer():
    given = [
        {"from": 0, "to": 2, "text": "Đúng", "tone": "good", "hack": 1},
        {"from": 5, "to": 5, "text": "rỗng"},
        {"x": 0.5, "y": 0.25, "page": "anh-1", "text": "Thiếu đơn vị"},
        {"x": 0.5, "y": 0.25, "page": "anh-khac", "text": "lạ"},
        {"x": 2, "y": 0, "page": "anh-1", "text": "ngoài ảnh"},
        "rác",
    ]
    assert clean_annotations(given, ["anh-1"]) == [
        {"from": 0, "to": 2, "text": "Đúng", "tone": "good"},
        {"x": 0.5, "y": 0.25, "page": "anh-1", "text": "Thiếu đơn vị", "tone": "note"},
    ]
    assert clean_annotations("rác") == []


def test_remarks_are_drawn_over_the_text_across_paragraphs_and_entities():
    note = {"from": 1, "to": 5, "text": "", "tone": "wrong"}
    html = annotated_html("<p>a&amp;b</p><p>cd</p>", [note])
    opened = '<mark class="note-mark is-wrong" data-note="1">'
    assert html == f'<p>a{opened}&amp;b</mark></p><p>{opened}cd</mark><sup class="note-number" aria-label="1">1</sup></p>'


def test_a_remark_past_the_end_and_overlapping_ones_leave_the_text_whole():
    import re

    notes = [{"from": 0, "to": 3, "tone": "note"}, {"from": 2, "to": 90, "tone": "good"}]
    drawn = annotated_html("<p>bốn <strong>năm</strong></p>", notes)
    assert re.sub(r"<sup.*?</sup>|<[^>]*>", "", drawn) == "bốn năm"
    assert drawn.count("<mark") == drawn.count("</mark>")


def test_pins_are_kept_with_a_photo():
    attempt = make_scored()
    file = AnswerFile.objects.create(
        attempt=attempt, position=4, name="a.webp", content_type="image/webp", size_bytes=3, file="answers/a.webp"
    )
    attempt.answers = {"4": {"html": "", "files": [str(file.uuid)]}}
    attempt.save()
    pin = {"x": 0.2, "y": 0.4, "page": str(file.uuid), "text": "Vẽ thiếu trục", "tone": "wrong"}
    mark(owner(attempt.test), essay_score(attempt), "0,5", annotations=[pin])
    seen = script(owner(attempt.test), attempt.test, essay_score(attempt), "first")
    assert [(picture.uuid, picture.pins[0]["cx"], picture.pins[0]["number"]) for picture in seen.pictures] == [(str(file.uuid), 20.0, 1)]


def test_comments_are_kept_once_counted_and_ones_own():
    actor, other = make_actor("teacher"), make_actor("teacher")
    keep_comment(actor=actor, text="Thiếu  đơn vị")
    kept = keep_comment(actor=actor, text="Thiếu đơn vị")
    kept.refresh_from_db()
    assert (SavedComment.objects.count(), kept.used_count) == (1, 2)
    assert keep_comment(actor=actor, text="   ") is None
    assert not drop_comment(actor=other, comment_id=kept.pk)
    assert drop_comment(actor=actor, comment_id=kept.pk)


# Who marks


def test_only_staff_of_the_unit_is_asked_to_mark_and_in_one_role():
    test = close(make_test())
    person = make_person("Vi Văn Thắng")
    make_membership(person, test.unit, "teacher")
    set_marker(actor=owner(test), test=test, person_id=person.pk, role="marker")
    set_marker(actor=owner(test), test=test, person_id=person.pk, role="second_marker")
    assert list(TestStaff.objects.values_list("role", flat=True)) == ["second_marker"]
    stranger = make_actor("teacher").person_id
    assert code_of(set_marker, actor=owner(test), test=test, person_id=stranger, role="marker") == "staff.person"
    assert code_of(set_marker, actor=owner(test), test=test, person_id=test.owner_id, role="marker") == "staff.owner"
    with pytest.raises(AccessRefused):
        set_marker(actor=make_marker(test), test=test, person_id=person.pk, role="marker")
    set_marker(actor=owner(test), test=test, person_id=person.pk, role="second_marker", is_on=False)
    assert not TestStaff.objects.filter(person=person).exists()


def test_scripts_come_a_page_at_a_time_and_all_of_them():
    test = make_test(learners=5)
    for _number in range(5):
        make_scored(test)
    codes = [row.code for row in scripts_of(test, "first")]
    pages, after = [], "0"
    while after is not None:
        page = scripts_page(test, "first", int(after), size=2)
        pages.append([row.code for row in page.items])
        after = page.next_key
    assert pages == [codes[:2], codes[2:4], codes[4:]]
    assert scripts_page(test, "first", 99).items == []
