"""Finding courses and activities by words without accents."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse

from core.access.enums import Right
from core.access.types import Actor
from core.organisations.selectors import few_units
from core.organisations.selectors.names import called
from lms.hooks import ActivityType

from ..models import Activity, Course
from ..policies import authored_courses, learning_courses, overseen_courses, visible_courses


@dataclass(frozen=True)
class Found:
    """One result: what it is called, where it belongs, where it leads."""

    title: str
    detail: str
    url: str
    icon: str = "class"


def found_courses(actor: Actor, folded: str, limit: int) -> list[Found]:
    """Return at most `limit` courses the actor may see whose title has every folded word (see `names.called`).

    An overseer's own units first, then what the actor takes: no index serves an OR of both.
    """
    if Right.COURSES_OVERSEE not in actor.rights:
        return _found(visible_courses(actor), folded, limit)
    units = few_units(actor.unit_path) if actor.unit_path and not actor.is_platform_staff else None
    overseen = overseen_courses(actor) if units is None else Course.objects.filter(unit_id__in=units)
    hits = _found(overseen, folded, limit)
    taken = _found(learning_courses(actor), folded, limit) if len(hits) < limit else []
    return list({hit.url: hit for hit in hits + taken}.values())[:limit]


def _found(courses: QuerySet[Course], folded: str, limit: int) -> list[Found]:
    rows = courses.filter(called(folded)).select_related("unit").order_by("-id")[:limit]
    return [Found(row.title, row.unit.label, reverse("lms:course", args=[row.uuid])) for row in rows]


def found_activities(actor: Actor, folded: str, limit: int) -> list[Found]:
    """Return at most `limit` activities whose title has every folded word: an author's, or published ones a learner takes."""
    mine = Activity.objects.filter(called(folded), is_removed=False).select_related("course").order_by("-id")
    authored = list(mine.filter(course__in=authored_courses(actor).values("pk"))[:limit])
    hits = [Found(row.title, row.course.title, _edit_url(row), _icon(row)) for row in authored]
    if len(hits) < limit:
        taken: list[Activity] = list(mine.filter(is_published=True, course__in=learning_courses(actor).values("pk"))[: limit - len(hits)])
        hits += [Found(row.title, row.course.title, reverse("lms:activity", args=[row.course.uuid, row.uuid]), _icon(row)) for row in taken]
    return hits


def _icon(row: Activity) -> str:
    return next((kind.icon for kind in ActivityType.all() if kind.key == row.kind), "class")


def _edit_url(row: Activity) -> str:
    try:
        return ActivityType.of(row.kind).edit_url(row)
    except LookupError:
        return course_url(row.course)


def course_url(course: Course) -> str:
    """Return where the editor of a course is."""
    return reverse("lms:course_edit", args=[course.uuid])
