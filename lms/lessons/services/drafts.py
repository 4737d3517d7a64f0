"""Making lessons and saving their drafts."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.access.policies import require
from core.access.types import Actor
from core.audit import services as audit
from core.people.models import Account
from lms.courses.models import Activity, CourseFile
from lms.h5p.services import note_uses

from ..errors import DraftConflict
from ..models import Lesson
from ..policies import can_edit_lesson
from ..rules import shape
from ..types import RawBody

SAME_REVISION = timedelta(minutes=10)


def lock(lesson_id: int) -> Lesson:
    """Return the lesson with its row locked until the transaction ends."""
    return Lesson.objects.select_for_update(of=("self",)).select_related("activity__course__unit", "latest_revision").get(pk=lesson_id)


def draft_of(lesson: Lesson) -> Lesson:
    """Return the lesson as its latest draft has it, not saved."""
    return lesson.get_latest_revision_as_object() if lesson.latest_revision_id else lesson


def create_lesson(*, actor: Actor, activity: Activity, body: Any = None, goal: str = "") -> Lesson:
    """Make the lesson of a new activity with a first draft; by default one empty text block to begin typing in.

    The caller has checked that the actor may add activities to the course. `ContentRefused` when `body` is none.
    """
    raw = shape.clean_stream(body if body is not None else [{"type": "text", "value": {}}])
    with transaction.atomic():
        lesson = Lesson(activity=activity, goal=goal.strip()[:300], live=False, draft_number=1)
        lesson.save()
        lesson.set_raw_body(raw)
        _write_revision(actor, lesson, lesson)
        _note_packages(lesson, raw)
    return lesson


def save_draft(*, actor: Actor, lesson: Lesson, base_number: int, body: Any, goal: str | None = None, fork: bool = False) -> Lesson:
    """Save the draft and return the lesson with its new `draft_number`; saving what is there already changes nothing.

    `base_number` is the draft the editor began from. `DraftConflict` (with `number`) when another save came between;
    `ContentRefused` when `body` isn't a lesson body. An author's saves within ten minutes share one revision; a schedule
    moves along with the draft. `fork` begins a new revision, so that the one before stays in the history whoever wrote it.
    """
    require(can_edit_lesson, actor, lesson)
    raw = shape.clean_stream(body)
    with transaction.atomic():
        lesson = lock(lesson.pk)
        require(can_edit_lesson, actor, lesson)
        draft = draft_of(lesson)
        wanted_goal = draft.goal if goal is None else " ".join(goal.split())[:300]
        if draft.raw_body == raw and draft.goal == wanted_goal:
            return lesson
        if lesson.draft_number != base_number:
            raise DraftConflict(number=lesson.draft_number)
        draft.set_raw_body(raw)
        draft.goal = wanted_goal
        lesson.draft_number += 1
        lesson.revision_begun_at = None if fork else lesson.revision_begun_at
        _write_revision(actor, lesson, draft)
        _note_packages(lesson, raw)
    return lesson


def restore_revision(*, actor: Actor, lesson: Lesson, revision_id: int) -> Lesson:
    """Make an older revision the draft again, as a new revision; the one before stays in the history.

    `Revision.DoesNotExist` when the revision isn't this lesson's.
    """
    require(can_edit_lesson, actor, lesson)
    with transaction.atomic():
        lesson = lock(lesson.pk)
        old = lesson.revisions.get(pk=revision_id).as_object()
        lesson.draft_number += 1
        lesson.revision_begun_at = None
        _write_revision(actor, lesson, old)
        _note_packages(lesson, old.raw_body)
        audit.record(actor=actor, verb="lms.lesson.restored", obj=lesson, changes={"revision": [None, revision_id]})
    return lesson


def copy_lesson(*, actor: Actor, source: Lesson, target: Activity) -> Lesson:
    """Make the lesson of `target` from the latest draft of `source`; files are shown in the target's course too."""
    draft = draft_of(source)
    raw = shape.clean_stream(draft.raw_body)
    with transaction.atomic():
        if source.activity.course_id != target.course_id:
            files = CourseFile.objects.filter(uuid__in=shape.file_references(raw), courses=source.activity.course_id)
            target.course.files.add(*files)
        return create_lesson(actor=actor, activity=target, body=raw, goal=draft.goal)


def _account(actor: Actor) -> Account | None:
    return Account.objects.filter(pk=actor.account_id).first() if actor.account_id else None


def _write_revision(actor: Actor, lesson: Lesson, draft: Lesson) -> None:
    """Save `draft` as the latest revision: into the present one when it is fresh, the actor's own, and neither live nor scheduled alone."""
    now = timezone.now()
    latest = lesson.latest_revision
    author = _account(actor)
    is_fresh = lesson.revision_begun_at is not None and now - lesson.revision_begun_at < SAME_REVISION
    shares = latest is not None and is_fresh and latest.user_id == actor.account_id and latest.pk != lesson.live_revision_id
    schedule = lesson.go_live_at if lesson.go_live_at and lesson.go_live_at > now else None
    if schedule and latest is not None and not shares:
        lesson.revisions.exclude(approved_go_live_at=None).update(approved_go_live_at=None)
    for name in (
        "pk",
        "activity_id",
        "draft_number",
        "live",
        "latest_revision",
        "live_revision",
        "go_live_at",
        "first_published_at",
        "last_published_at",
    ):
        setattr(draft, name, getattr(lesson, name))
    draft.revision_begun_at = lesson.revision_begun_at if shares else now
    draft.save_revision(user=author, approved_go_live_at=schedule, overwrite_revision=latest if shares else None, clean=False)
    lesson.latest_revision = draft.latest_revision
    lesson.revision_begun_at = draft.revision_begun_at
    lesson.has_unpublished_changes = True
    Lesson.objects.filter(pk=lesson.pk).update(
        draft_number=lesson.draft_number, revision_begun_at=lesson.revision_begun_at, has_unpublished_changes=True, updated_at=now
    )


def _note_packages(lesson: Lesson, raw: RawBody) -> None:
    """Keep the list of H5P packages the draft and the published body use, so that the store doesn't remove them."""
    published = shape.package_references(lesson.raw_body) if lesson.live else []
    note_uses(activity=lesson.activity, uuids=[*shape.package_references(raw), *published])
