"""Drafts, revisions, publishing, schedules."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.access.errors import AccessRefused
from core.access.types import Actor
from core.events.models import OutboxEvent
from lms.hooks import ActivityType
from lms.lessons.errors import ContentRefused, DraftConflict, NotPublishable
from lms.lessons.models import Lesson
from lms.lessons.services.drafts import draft_of, restore_revision, save_draft
from lms.lessons.services.publishing import publish_due, publish_lesson, schedule_lesson, unschedule_lesson
from tests.factories.core import make_actor
from tests.factories.lessons import checkpoint, make_author, make_lesson

pytestmark = pytest.mark.django_db


def text(words, key="text-1"):
    return {"type": "text", "id": key, "value": {"html": f"<p>{words}</p>"}}


@pytest.fixture
def author():
    return make_author()


@pytest.fixture
def lesson(author):
    actor, unit = author
    return make_lesson(teacher=actor, unit=unit)


def fresh(lesson):
    return Lesson.objects.select_related("activity__course__unit").get(pk=lesson.pk)


def test_save_draft_leaves_the_published_body_alone(author, lesson):
    actor, _ = author
    saved = save_draft(actor=actor, lesson=lesson, base_number=1, body=[text("một")], goal=" Em  tính được ")
    assert saved.draft_number == 2
    lesson = fresh(lesson)
    assert lesson.raw_body == []
    assert (draft_of(lesson).raw_body, draft_of(lesson).goal) == ([text("một")], "Em tính được")
    assert (lesson.live, lesson.has_unpublished_changes) == (False, True)


def test_saves_within_ten_minutes_share_a_revision_of_their_author(author, lesson):
    actor, _unit = author
    lesson = save_draft(actor=actor, lesson=lesson, base_number=1, body=[text("một")])
    count = lesson.revisions.count()
    lesson = save_draft(actor=actor, lesson=lesson, base_number=2, body=[text("hai")])
    assert lesson.revisions.count() == count
    Lesson.objects.filter(pk=lesson.pk).update(revision_begun_at=timezone.now() - timedelta(minutes=11))
    lesson = save_draft(actor=actor, lesson=lesson, base_number=3, body=[text("ba")])
    assert lesson.revisions.count() == count + 1


def test_same_content_again_changes_nothing_even_from_an_old_base(author, lesson):
    actor, _ = author
    save_draft(actor=actor, lesson=lesson, base_number=1, body=[text("một")])
    again = save_draft(actor=actor, lesson=lesson, base_number=1, body=[text("một")])
    assert again.draft_number == 2


def test_second_editor_gets_a_conflict_and_overwrites_nothing(author, lesson):
    actor, _ = author
    save_draft(actor=actor, lesson=lesson, base_number=1, body=[text("một")])
    with pytest.raises(DraftConflict) as conflict:
        save_draft(actor=actor, lesson=lesson, base_number=1, body=[text("khác")])
    assert conflict.value.params == {"number": 2}
    assert draft_of(fresh(lesson)).raw_body == [text("một")]


def test_bad_content_is_refused_and_nothing_changes(author, lesson):
    actor, _ = author
    with pytest.raises(ContentRefused):
        save_draft(actor=actor, lesson=lesson, base_number=1, body=[{"type": "lạ", "value": {}}])
    assert fresh(lesson).draft_number == 1


@pytest.mark.parametrize("role", ["student", "learner", "guardian", "staff", "teacher", "auditor"])
def test_others_may_not_save_publish_or_schedule(lesson, role):
    stranger = make_actor(role, lesson.activity.course.unit if role != "guardian" else None)
    for call in (
        lambda: save_draft(actor=stranger, lesson=lesson, base_number=1, body=[text("x")]),
        lambda: publish_lesson(actor=stranger, lesson=lesson),
        lambda: schedule_lesson(actor=stranger, lesson=lesson, go_live_at=timezone.now() + timedelta(hours=1)),
        lambda: restore_revision(actor=stranger, lesson=lesson, revision_id=lesson.latest_revision_id),
    ):
        with pytest.raises(AccessRefused):
            call()
    assert (fresh(lesson).draft_number, fresh(lesson).live, fresh(lesson).go_live_at) == (1, False, None)


def test_author_of_another_unit_or_closed_unit_is_refused(author, lesson):
    actor, unit = author
    elsewhere = make_actor("teacher", person=None)
    with pytest.raises(AccessRefused):
        save_draft(actor=elsewhere, lesson=lesson, base_number=1, body=[text("x")])
    unit.closed_on = timezone.localdate()
    unit.save()
    with pytest.raises(AccessRefused):
        save_draft(actor=actor, lesson=lesson, base_number=1, body=[text("x")])
    assert fresh(lesson).draft_number == 1


def test_publish_makes_the_draft_what_learners_read(author, lesson):
    actor, _ = author
    save_draft(actor=actor, lesson=lesson, base_number=1, body=[text("một"), checkpoint()])
    published = publish_lesson(actor=actor, lesson=lesson)
    assert (published.live, published.has_unpublished_changes, [b["id"] for b in published.raw_body]) == (
        True,
        False,
        ["text-1", "check-1"],
    )
    assert (published.activity.is_published, published.activity.step_count) == (True, 2)
    assert OutboxEvent.objects.filter(name="lms.activity.published.v1").count() == 1
    save_draft(actor=actor, lesson=published, base_number=2, body=[text("mới")])
    assert [b["id"] for b in fresh(lesson).raw_body] == ["text-1", "check-1"]
    assert fresh(lesson).has_unpublished_changes


@pytest.mark.parametrize(("body", "code"), [([], "publish.empty"), ([text("a"), checkpoint(prompt="")], "checkpoint.no_prompt")])
def test_unfinished_draft_is_not_published(author, lesson, body, code):
    actor, _ = author
    save_draft(actor=actor, lesson=lesson, base_number=1, body=body)
    with pytest.raises(NotPublishable) as refused:
        publish_lesson(actor=actor, lesson=lesson)
    assert refused.value.code == code
    assert not fresh(lesson).live


def test_schedule_publishes_the_last_draft_when_the_time_has_come(author, lesson):
    actor, _ = author
    save_draft(actor=actor, lesson=lesson, base_number=1, body=[text("một")])
    schedule_lesson(actor=actor, lesson=lesson, go_live_at=timezone.now() + timedelta(hours=1))
    save_draft(actor=actor, lesson=fresh(lesson), base_number=2, body=[text("hai")])
    assert lesson.revisions.exclude(approved_go_live_at=None).count() == 1
    assert publish_due(actor=Actor.system("t")) == 0
    Lesson.objects.filter(pk=lesson.pk).update(go_live_at=timezone.now() - timedelta(minutes=1))
    assert publish_due(actor=Actor.system("t")) == 1
    done = fresh(lesson)
    assert (done.live, done.go_live_at, done.raw_body, done.revisions.exclude(approved_go_live_at=None).count()) == (
        True,
        None,
        [text("hai")],
        0,
    )
    assert draft_of(done).go_live_at is None


def test_unschedule_keeps_the_draft(author, lesson):
    actor, _ = author
    schedule_lesson(actor=actor, lesson=lesson, go_live_at=timezone.now() + timedelta(hours=1))
    assert unschedule_lesson(actor=actor, lesson=lesson).go_live_at is None
    assert publish_due(actor=Actor.system("t")) == 0


def test_restore_makes_an_old_revision_the_draft(author, lesson):
    actor, _ = author
    lesson = save_draft(actor=actor, lesson=lesson, base_number=1, body=[text("một")])
    first = lesson.latest_revision_id
    Lesson.objects.filter(pk=lesson.pk).update(revision_begun_at=None)
    save_draft(actor=actor, lesson=lesson, base_number=2, body=[text("hai")])
    restored = restore_revision(actor=actor, lesson=lesson, revision_id=first)
    assert (restored.draft_number, draft_of(fresh(lesson)).raw_body) == (4, [text("một")])
    assert fresh(lesson).revisions.count() == 4


def test_activity_type_creates_copies_publishes_and_grades(author):
    actor, unit = author
    source = make_lesson(teacher=actor, unit=unit, body=[text("một"), checkpoint()])
    kind = ActivityType.of("lesson")
    kind.publish(actor=actor, activity=source.activity)
    activity = fresh(source).activity
    assert [step["id"] for step in kind.steps(activity)] == ["text-1", "check-1"]
    assert kind.grade_checkpoint(activity=activity, block_id="check-1", answer="opt-b")["is_correct"]
    assert kind.grade_checkpoint(activity=activity, block_id="check-1", answer="opt-a") == {
        "is_correct": False,
        "feedback": "nhầm",
        "explanation": "",
    }
    assert kind.grade_checkpoint(activity=activity, block_id="text-1", answer="x") is None
    other = make_lesson(teacher=actor, unit=unit)
    target = other.activity
    other.delete()
    target.refresh_from_db()
    kind.copy(actor=actor, source=activity, target=target)
    copied = Lesson.objects.get(activity=target)
    assert (copied.live, [b["id"] for b in draft_of(copied).raw_body]) == (False, ["text-1", "check-1"])
    assert kind.publish_problem(target) is None
