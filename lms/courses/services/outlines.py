"""The working outline: sections and activities, dense places, one change at a time."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max

from core.access.policies import require
from core.access.types import Actor
from lms.hooks import ActivityType

from ..enums import CompletionRule
from ..errors import CourseRefused
from ..models import Activity, Course, Section
from ..policies import can_edit_course
from ..rules.outlines import moved
from .locking import audit, locked, note_outline_changed, title_of


def add_section(*, actor: Actor, course: Course, title: str) -> Section:
    """Add a section at the end of the working outline."""
    require(can_edit_course, actor, course)
    with transaction.atomic():
        row = locked(course)
        position = Section.objects.filter(course=row, is_removed=False).count()
        section = Section.objects.create(course=row, title=title_of(title), position=position)
        note_outline_changed(row)
        audit(actor, "courses.section.added", row, section)
    return section


def rename_section(*, actor: Actor, section: Section, title: str) -> Section:
    """Give a section another title; learners see it after the next publishing."""
    require(can_edit_course, actor, section.course)
    with transaction.atomic():
        row = locked(section.course)
        before, section.title = section.title, title_of(title)
        section.save(update_fields=["title"])
        note_outline_changed(row)
        audit(actor, "courses.section.renamed", row, section, title=[before, section.title])
    return section


def move_section(*, actor: Actor, section: Section, to_index: int) -> Section:
    """Move a section to place `to_index` (from 0; clamped) of the working outline. Concurrent moves happen one after the other."""
    require(can_edit_course, actor, section.course)
    with transaction.atomic():
        row = locked(section.course)
        sections = {s.pk: s for s in Section.objects.filter(course=row, is_removed=False)}
        if section.pk not in sections:
            raise CourseRefused("not_in_course")
        _place_sections([sections[pk] for pk in moved(list(sections), section.pk, to_index)])
        note_outline_changed(row)
        audit(actor, "courses.section.moved", row, section, to_index=[None, to_index])
    section.refresh_from_db()
    return section


def remove_section(*, actor: Actor, section: Section) -> None:
    """Take a section with its activities out of the working outline; what learners have done stays."""
    require(can_edit_course, actor, section.course)
    with transaction.atomic():
        row = locked(section.course)
        Activity.objects.filter(section=section).update(is_removed=True)
        Section.objects.filter(pk=section.pk).update(is_removed=True)
        _place_sections(list(Section.objects.filter(course=row, is_removed=False)))
        note_outline_changed(row)
        audit(actor, "courses.section.removed", row, section)


def add_activity(*, actor: Actor, section: Section, kind: str, title: str, data: dict[str, Any] | None = None) -> Activity:
    """Add an activity of `kind` at the end of a section; its type makes the content out of `data` (its cleaned form fields).

    Raises `CourseRefused` `unknown_kind`, `title_missing`, or what the type refuses.
    """
    require(can_edit_course, actor, section.course)
    content = type_of(kind)
    with transaction.atomic():
        row = locked(section.course)
        if Section.objects.filter(pk=section.pk, is_removed=True).exists():
            raise CourseRefused("not_in_course")
        last = Activity.objects.filter(section=section, is_removed=False).aggregate(last=Max("position"))["last"]
        activity = Activity.objects.create(
            course=row,
            section=section,
            kind=kind,
            title=title_of(title),
            position=0 if last is None else last + 1,
            completion=default_completion(content),
        )
        content.create(actor=actor, activity=activity, data=data or {})
        note_outline_changed(row)
        audit(actor, "courses.activity.added", row, activity)
    return activity


def type_of(kind: str) -> ActivityType:
    """Return the activity type, or raise `CourseRefused` `unknown_kind` when the app that brings it is gone."""
    try:
        return ActivityType.of(kind)
    except LookupError:
        raise CourseRefused("unknown_kind", field="kind") from None


def default_completion(content: ActivityType) -> str:
    """Return the completion rule a new activity starts with: the first its type allows."""
    return content.completion_rules[0] if content.completion_rules else CompletionRule.SELF


def rename_activity(*, actor: Actor, activity: Activity, title: str) -> Activity:
    """Give an activity another title, at once."""
    require(can_edit_course, actor, activity.course)
    with transaction.atomic():
        row = locked(activity.course)
        before, activity.title = activity.title, title_of(title)
        activity.save(update_fields=["title"])
        audit(actor, "courses.activity.renamed", row, activity, title=[before, activity.title])
    return activity


def move_activity(*, actor: Actor, activity: Activity, section: Section, to_index: int) -> Activity:
    """Move an activity to place `to_index` (from 0; clamped) of a section of the same course.

    Concurrent moves happen one after the other; places stay dense. Raises `not_in_course`.
    """
    require(can_edit_course, actor, activity.course)
    with transaction.atomic():
        row = locked(activity.course)
        current = Activity.objects.get(pk=activity.pk)
        if current.is_removed or not Section.objects.filter(pk=section.pk, course=row, is_removed=False).exists():
            raise CourseRefused("not_in_course")
        there = list(Activity.objects.filter(section=section, is_removed=False).values_list("pk", flat=True))
        _place_activities(section.pk, moved(there, activity.pk, to_index))
        if current.section_id != section.pk:
            left = Activity.objects.filter(section_id=current.section_id, is_removed=False).exclude(pk=activity.pk)
            _place_activities(current.section_id, list(left.values_list("pk", flat=True)))
        note_outline_changed(row)
        audit(
            actor, "courses.activity.moved", row, activity, section=[current.section_id, section.pk], to_index=[current.position, to_index]
        )
    activity.refresh_from_db()
    return activity


def remove_activity(*, actor: Actor, activity: Activity) -> None:
    """Take an activity out of the working outline; learners lose sight of it after the next publishing, their work stays."""
    require(can_edit_course, actor, activity.course)
    with transaction.atomic():
        row = locked(activity.course)
        Activity.objects.filter(pk=activity.pk).update(is_removed=True)
        left = Activity.objects.filter(section_id=activity.section_id, is_removed=False)
        _place_activities(activity.section_id, list(left.values_list("pk", flat=True)))
        note_outline_changed(row)
        audit(actor, "courses.activity.removed", row, activity)


def _place_sections(sections: Sequence[Section]) -> None:
    for position, section in enumerate(sections):
        section.position = position
    Section.objects.bulk_update(sections, ["position"])


def _place_activities(section_id: int, ids: Sequence[int]) -> None:
    """Write the places of a section's activities: only rows that change."""
    rows = Activity.objects.in_bulk(ids)
    changed = [rows[pk] for position, pk in enumerate(ids) if (rows[pk].section_id, rows[pk].position) != (section_id, position)]
    for position, pk in enumerate(ids):
        rows[pk].section_id, rows[pk].position = section_id, position
    Activity.objects.bulk_update(changed, ["section", "position"])
