"""Draft to published and back: versions of the outline, content of activities."""

from django.db import transaction

from core.access.policies import require
from core.access.types import Actor
from core.events.services import publish
from core.lib.lengths import require_lengths
from core.lib.vietnamese import tidy
from lms.events import ActivityPublished, CoursePublished

from ..enums import CourseState
from ..errors import CourseRefused
from ..models import Activity, Course, CourseVersion, Section
from ..policies import can_edit_course
from ..rules.outlines import OutlineJson, activity_ids, changes, with_activity
from ..selectors.outlines import working_json
from .locking import audit, locked, note_outline_changed
from .outlines import type_of


def publish_course(*, actor: Actor, course: Course, note: str = "", publish_drafts: bool = True) -> CourseVersion:
    """Make the working outline what learners see, as a new numbered version, and open the course.

    With `publish_drafts`, activities whose content has never been published are published too; one that isn't ready stops
    everything (`content_not_ready`, naming it). Without, learners see them once each is published. The same outline again
    makes no new version. Raises `nothing_to_publish`. Announces `CoursePublished`; learners are told of new activities.
    """
    require(can_edit_course, actor, course)
    with transaction.atomic():
        row = locked(course)
        outline = working_json(row)
        if not activity_ids(outline):
            raise CourseRefused("nothing_to_publish")
        if publish_drafts:
            for activity in Activity.objects.filter(pk__in=activity_ids(outline), is_published=False).order_by(
                "section__position", "position"
            ):
                _publish_content(actor, activity)
        return _new_version(actor, row, outline, note)


def _new_version(actor: Actor, course: Course, outline: OutlineJson, note: str) -> CourseVersion:
    """Keep `outline` as the newest version and show it, unless it is what learners see already."""
    current = course.published_version
    if current is not None and current.outline == outline and course.state == CourseState.PUBLISHED:
        return current
    added = changes(current.outline if current else [], outline).added if course.state == CourseState.PUBLISHED else activity_ids(outline)
    last = course.versions.first()
    version = CourseVersion.objects.create(
        course=course,
        number=last.number + 1 if last else 1,
        outline=outline,
        note=tidy(note)[:200],
        published_by_id=actor.person_id or course.created_by_id,
    )
    course.published_version, course.state = version, CourseState.PUBLISHED
    course.save(update_fields=["published_version", "state"])
    note_outline_changed(course)
    audit(actor, "courses.course.published", course, version=[current.number if current else None, version.number])
    class_ids = list(course.classes.values_list("class_group_id", flat=True))
    publish(CoursePublished(course_id=course.pk, version=version.number, class_ids=class_ids, new_activity_ids=added))
    return version


def publish_activity(*, actor: Actor, activity: Activity) -> Activity:
    """Publish the content of one activity, first time or again, and put it before learners.

    In a published course it joins the published outline at once, alone, as a new version; the rest of the working outline
    waits for `publish_course`. In a draft course it waits for the course. Raises `content_not_ready`.
    """
    require(can_edit_course, actor, activity.course)
    with transaction.atomic():
        row = locked(activity.course)
        current = Activity.objects.get(pk=activity.pk)
        if current.is_removed:
            raise CourseRefused("not_in_course")
        _publish_content(actor, current)
        if row.state == CourseState.PUBLISHED and row.published_version is not None:
            _new_version(actor, row, with_activity(row.published_version.outline, working_json(row), current.pk), current.title)
    activity.refresh_from_db()
    return activity


def _publish_content(actor: Actor, activity: Activity) -> None:
    content = type_of(activity.kind)
    problem = content.publish_problem(activity)
    if problem:
        raise CourseRefused("content_not_ready", title=activity.title, problem=problem)
    content.publish(actor=actor, activity=activity)
    activity.refresh_from_db()
    activity.is_published = True
    activity.save(update_fields=["is_published"])
    audit(actor, "courses.activity.published", activity.course, activity)
    publish(ActivityPublished(course_id=activity.course_id, activity_id=activity.pk))


def hide_activity(*, actor: Actor, activity: Activity) -> Activity:
    """Take an activity from learners' sight at once; its content and their work stay, publishing it again brings it back."""
    require(can_edit_course, actor, activity.course)
    with transaction.atomic():
        row = locked(activity.course)
        activity.is_published = False
        activity.save(update_fields=["is_published"])
        audit(actor, "courses.activity.hidden", row, activity)
    return activity


def discard_changes(*, actor: Actor, course: Course) -> Course:
    """Bring the working outline back to what learners see. Activities added since are taken out. Raises `never_published`."""
    require(can_edit_course, actor, course)
    with transaction.atomic():
        row = locked(course)
        if row.published_version is None:
            raise CourseRefused("never_published")
        _restore(row, row.published_version.outline)
        audit(actor, "courses.course.discarded", row)
    return row


def restore_version(*, actor: Actor, version: CourseVersion) -> Course:
    """Bring the working outline back to an older version; learners see it after the next publishing."""
    require(can_edit_course, actor, version.course)
    with transaction.atomic():
        row = locked(version.course)
        _restore(row, version.outline)
        audit(actor, "courses.course.restored", row, version=[None, version.number])
    return row


def _restore(course: Course, outline: OutlineJson) -> None:
    """Make the rows say `outline`: removed sections and activities come back, others go out of the working outline."""
    sections = Section.objects.in_bulk([section["id"] for section in outline])
    for position, kept in enumerate(outline):
        section = sections[kept["id"]]
        section.title, section.position, section.is_removed = kept["title"], position, False
    require_lengths(sections.values(), ["title"])
    Section.objects.bulk_update(sections.values(), ["title", "position", "is_removed"])
    Section.objects.filter(course=course).exclude(pk__in=sections).update(is_removed=True)
    activities = Activity.objects.in_bulk(activity_ids(outline))
    for kept in outline:
        for position, pk in enumerate(kept["activities"]):
            activities[pk].section_id, activities[pk].position, activities[pk].is_removed = kept["id"], position, False
    Activity.objects.bulk_update(activities.values(), ["section", "position", "is_removed"])
    Activity.objects.filter(course=course).exclude(pk__in=activities).update(is_removed=True)
    note_outline_changed(course)
