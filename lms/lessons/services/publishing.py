"""Publishing lessons: now, at a time, and taking the time back."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from wagtail.models import Revision

from core.access.policies import require
from core.access.types import Actor
from core.audit import services as audit
from lms.courses.enums import CourseState
from lms.courses.errors import CourseRefused
from lms.courses.models import Course
from lms.courses.services import publish_activity, publish_course

from ..errors import NotPublishable
from ..models import Lesson
from ..policies import can_edit_lesson
from ..rules import checks, outline
from ..types import RawBody
from .drafts import draft_of, lock


def publish_problem(body: RawBody) -> str | None:
    """Return the code of what keeps a body from being published: nothing to read, or a checkpoint nobody can answer."""
    if not outline.steps_of(body):
        return "publish.empty"
    finding = checks.blocking(body)
    return finding.code if finding else None


def publish_content(*, actor: Actor, lesson: Lesson) -> Lesson:
    """Make the latest draft what learners read: `body`, and the activity's `step_count` (and `minutes`, the first time).

    This is `ActivityType.publish`: courses call it and put the activity before learners. `NotPublishable` (with the code)
    when the draft has no step or a broken checkpoint.
    """
    require(can_edit_lesson, actor, lesson)
    with transaction.atomic():
        lesson = lock(lesson.pk)
        draft = draft_of(lesson)
        if code := publish_problem(draft.raw_body):
            raise NotPublishable(code)
        is_first = lesson.first_published_at is None
        _go_live(lesson, draft)
        steps = outline.steps_of(draft.raw_body)
        activity = lesson.activity
        activity.step_count = len(steps)
        if is_first:
            activity.minutes = max(1, min(600, round(sum(step.seconds for step in steps) / 60)))
        activity.save(update_fields=["step_count", "minutes", "updated_at"])
        audit.record(actor=actor, verb="lms.lesson.published", obj=activity, unit_path=activity.course.unit.path)
    return Lesson.objects.select_related("activity__course__unit").get(pk=lesson.pk)


def publish_lesson(*, actor: Actor, lesson: Lesson, note: str = "") -> Lesson:
    """Give a lesson to its classes: publish the draft, and open the course where it hasn't been opened yet.

    Other drafts of the course stay drafts. `NotPublishable` as for `publish_content`; `CourseRefused` from courses. Announces
    `ActivityPublished` and, for the course, `CoursePublished`.
    """
    require(can_edit_lesson, actor, lesson)
    with transaction.atomic():
        lesson = lock(lesson.pk)
        if code := publish_problem(draft_of(lesson).raw_body):
            raise NotPublishable(code)
        publish_activity(actor=actor, activity=lesson.activity)
        course = Course.objects.get(pk=lesson.activity.course_id)
        if course.state != CourseState.PUBLISHED and not course.is_template:
            publish_course(actor=actor, course=course, note=note, publish_drafts=False)
    return Lesson.objects.select_related("activity__course__unit").get(pk=lesson.pk)


def _go_live(lesson: Lesson, draft: Lesson) -> None:
    """Run Wagtail's publish of the latest revision, with the schedule taken out: it has been carried out or overtaken."""
    revision = lesson.latest_revision
    if revision is None:
        raise NotPublishable("publish.empty")
    lesson.revisions.exclude(approved_go_live_at=None).update(approved_go_live_at=None)
    if draft.go_live_at is not None or revision.approved_go_live_at is not None:
        draft.go_live_at = None
        revision.content = draft.serializable_data()
        revision.approved_go_live_at = None
        revision.save()
    revision.publish(log_action=False)
    Lesson.objects.filter(pk=lesson.pk).update(go_live_at=None, draft_number=lesson.draft_number, revision_begun_at=None)


def schedule_lesson(*, actor: Actor, lesson: Lesson, go_live_at: datetime) -> Lesson:
    """Have the draft published at `go_live_at` by the periodic job; later saves are included. `NotPublishable` when it is past."""
    require(can_edit_lesson, actor, lesson)
    if go_live_at <= timezone.now():
        raise NotPublishable("publish.past")
    with transaction.atomic():
        lesson = lock(lesson.pk)
        if code := publish_problem(draft_of(lesson).raw_body):
            raise NotPublishable(code)
        lesson.revisions.exclude(approved_go_live_at=None).update(approved_go_live_at=None)
        Revision.objects.filter(pk=lesson.latest_revision_id).update(approved_go_live_at=go_live_at)
        Lesson.objects.filter(pk=lesson.pk).update(go_live_at=go_live_at)
        lesson.go_live_at = go_live_at
        audit.record(
            actor=actor, verb="lms.lesson.scheduled", obj=lesson.activity, unit_path=lesson.activity.course.unit.path,
            changes={"go_live_at": [None, go_live_at.isoformat()]},
        )  # fmt: skip
    return lesson


def unschedule_lesson(*, actor: Actor, lesson: Lesson) -> Lesson:
    """Take back the time a lesson was to be published at."""
    require(can_edit_lesson, actor, lesson)
    with transaction.atomic():
        lesson = lock(lesson.pk)
        lesson.revisions.exclude(approved_go_live_at=None).update(approved_go_live_at=None)
        Lesson.objects.filter(pk=lesson.pk).update(go_live_at=None)
        lesson.go_live_at = None
        audit.record(actor=actor, verb="lms.lesson.unscheduled", obj=lesson.activity, unit_path=lesson.activity.course.unit.path)
    return lesson


def publish_due(*, actor: Actor) -> int:
    """Publish every lesson whose time has come; one that can't be published loses its time and stays a draft. Returns how many went."""
    now, done = timezone.now(), 0
    for lesson in Lesson.objects.filter(go_live_at__lte=now).select_related("activity__course__unit").order_by("go_live_at")[:200]:
        try:
            publish_lesson(actor=actor, lesson=lesson)
            done += 1
        except (NotPublishable, CourseRefused):
            unschedule_lesson(actor=actor, lesson=lesson)
    return done


def set_offline(*, actor: Actor, lesson: Lesson, is_allowed: bool) -> Lesson:
    """Say whether learners may keep a lesson on their phones (`Activity.config["offline"]`, true unless said otherwise)."""
    require(can_edit_lesson, actor, lesson)
    with transaction.atomic():
        lesson = lock(lesson.pk)
        activity = lesson.activity
        if activity.config.get("offline", True) != is_allowed:
            activity.config = {**activity.config, "offline": is_allowed}
            activity.save(update_fields=["config", "updated_at"])
            audit.record(
                actor=actor, verb="lms.lesson.offline_set", obj=activity, unit_path=activity.course.unit.path,
                changes={"offline": [not is_allowed, is_allowed]},
            )  # fmt: skip
    return lesson
