"""Copying courses, templates among them."""

from collections.abc import Collection

from django.db import transaction

from core.access.policies import require
from core.access.types import Actor

from ..enums import CompletionRule, CourseRole
from ..errors import CourseRefused
from ..models import Activity, Course, CourseFile, CourseTeacher, Section
from ..policies import can_author, can_copy_course, can_edit_course
from ..rules.outlines import OutlineJson
from ..selectors.outlines import working_json
from .courses import running_school_year
from .locking import audit, title_of
from .outlines import type_of

CARRIED = ("kind", "title", "minutes", "is_required", "completion", "completion_score_ratio", "after_score_ratio", "step_count")


def copy_course(
    *, actor: Actor, source: Course, title: str, activity_ids: Collection[int] | None = None, is_template: bool = False
) -> Course:
    """Copy a course (or the chosen activities of it) into the unit of the actor's hat, as a draft with the actor as its owner.

    Copied: subject, grade, summary, sections, activities with their content (each type copies its own), files, completion and
    waiting among the copied ones. Not copied: dates, classes, teachers, learners' work. An author of the source copies its
    working outline, somebody else the published one. Raises `nothing_to_publish` when nothing is chosen.
    """
    require(can_author, actor)
    require(can_copy_course, actor, source)
    outline = _chosen(_outline_for(actor, source), activity_ids)
    if not any(section["activities"] for section in outline):
        raise CourseRefused("nothing_to_publish")
    with transaction.atomic():
        version = source.published_version
        course = Course.objects.create(
            unit_id=actor.unit_id,
            subject_id=source.subject_id,
            grade_id=source.grade_id,
            school_year=running_school_year(),
            title=title_of(title),
            summary=source.summary,
            is_template=is_template,
            copied_from=source,
            copied_version=version.number if version else 0,
            created_by_id=actor.person_id,
        )
        CourseTeacher.objects.create(course=course, person_id=actor.person_id, role=CourseRole.OWNER)
        _share_files(source, course)
        _copy_outline(actor, course, outline)
        audit(actor, "courses.course.copied", course, source=[None, source.pk])
    return course


def _outline_for(actor: Actor, source: Course) -> OutlineJson:
    if can_edit_course(actor, source):
        return working_json(source)
    return source.published_version.outline if source.published_version else []


def _chosen(outline: OutlineJson, wanted: Collection[int] | None) -> OutlineJson:
    if wanted is None:
        return outline
    rows = [{**section, "activities": [pk for pk in section["activities"] if pk in wanted]} for section in outline]
    return [section for section in rows if section["activities"]]


def _share_files(source: Course, target: Course) -> None:
    """Let the copy show the files of its source; the bytes are kept once."""
    shown = CourseFile.courses.through
    rows = shown.objects.filter(course=source).values_list("coursefile_id", flat=True)
    shown.objects.bulk_create([shown(course_id=target.pk, coursefile_id=file_id) for file_id in rows])


def _copy_outline(actor: Actor, course: Course, outline: OutlineJson) -> None:
    sources = Activity.objects.in_bulk([pk for section in outline for pk in section["activities"]])
    copies: dict[int, Activity] = {}
    for place, kept in enumerate(outline):
        section = Section.objects.create(course=course, title=kept["title"], position=place)
        for position, pk in enumerate(pk for pk in kept["activities"] if pk in sources):
            copies[pk] = _copy_activity(actor, sources[pk], section, position)
    for pk, copy in copies.items():
        after = copies.get(sources[pk].after_id or 0)
        if after is not None:
            copy.after = after
            copy.save(update_fields=["after"])


def _copy_activity(actor: Actor, source: Activity, section: Section, position: int) -> Activity:
    copy = Activity(course_id=section.course_id, section=section, position=position, **{name: getattr(source, name) for name in CARRIED})
    content = type_of(source.kind)
    if copy.completion not in content.completion_rules:
        copy.completion = CompletionRule.SELF
    copy.save()
    content.copy(actor=actor, source=source, target=copy)
    return copy
