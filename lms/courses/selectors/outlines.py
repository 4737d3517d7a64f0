"""Reading outlines."""

from collections.abc import Iterable

from core.access.policies import require
from core.access.types import Actor

from ..models import Activity, Course, Section
from ..policies import can_edit_course, can_view_course
from ..rules.outlines import OutlineChanges, OutlineJson, activity_ids, as_json, changes
from ..types import Outline, OutlineActivity, OutlineSection


def published_outline(actor: Actor, course: Course) -> Outline:
    """Return what learners see of `course`: the sections of its published version with their published activities.

    Empty (version 0) when nothing is published. Constant queries: at most two beside the policy's.
    """
    require(can_view_course, actor, course)
    return published_outline_of(course)


def published_outline_of(course: Course) -> Outline:
    """Return the published outline without asking who reads it: for callers that have already decided."""
    version = course.published_version
    if version is None:
        return Outline(course.pk, 0)
    rows = Activity.objects.filter(pk__in=activity_ids(version.outline), is_published=True)
    return outline_of(course, version.number, version.outline, rows)


def working_outline(actor: Actor, course: Course) -> Outline:
    """Return the outline as its authors are working on it, drafts included."""
    require(can_edit_course, actor, course)
    json = working_json(course)
    return outline_of(course, 0, json, course.activities.filter(is_removed=False), is_draft=True)


def working_json(course: Course) -> OutlineJson:
    """Return the working outline as a version would keep it."""
    places: dict[int, list[int]] = {}
    rows = Activity.objects.filter(course=course, is_removed=False, section__is_removed=False).order_by("position", "id")
    for section_id, activity_id in rows.values_list("section_id", "id"):
        places.setdefault(section_id, []).append(activity_id)
    sections = Section.objects.filter(course=course, is_removed=False).order_by("position", "id")
    return as_json((id_, title, places.get(id_, [])) for id_, title in sections.values_list("id", "title"))


def publish_changes(course: Course) -> OutlineChanges:
    """Return what publishing the working outline now would change for learners."""
    return changes(course.published_version.outline if course.published_version else [], working_json(course))


def outline_of(course: Course, version: int, json: OutlineJson, rows: Iterable[Activity], *, is_draft: bool = False) -> Outline:
    """Return `rows` in the places `json` gives them; sections without any only in a draft."""
    by_id = {row.pk: row for row in rows}
    number = 0
    sections = []
    for place, section in enumerate(json, start=1):
        activities = []
        for activity_id in section["activities"]:
            if activity_id in by_id:
                number += 1
                activities.append(outline_activity(by_id[activity_id], section_id=section["id"], number=number))
        if activities or is_draft:
            sections.append(OutlineSection(section["id"], section["title"], place, tuple(activities)))
    return Outline(course.pk, version, tuple(sections))


def outline_activity(row: Activity, *, section_id: int, number: int) -> OutlineActivity:
    """Return an activity as outlines hand it out."""
    return OutlineActivity(
        id=row.pk,
        uuid=row.uuid,
        section_id=section_id,
        number=number,
        kind=row.kind,
        title=row.title,
        minutes=row.minutes,
        is_required=row.is_required,
        is_published=row.is_published,
        completion=row.completion,
        completion_score_ratio=row.completion_score_ratio,
        available_from=row.available_from,
        due_at=row.due_at,
        after_id=row.after_id,
        after_score_ratio=row.after_score_ratio,
        step_count=row.step_count,
    )
