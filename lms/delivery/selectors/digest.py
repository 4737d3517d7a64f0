"""What guardians read in their digest of what a child has to study."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.hooks import DigestLine, Ward
from core.notifications.enums import DigestSection
from core.people.models import Person
from lms.courses.models import Course
from lms.courses.types import Outline
from lms.delivery.models import ActivityProgress

from .course import Item, outlines_of, sections_of
from .guardian import courses_of


def study_lines(wards: Sequence[Ward], since: datetime, until: datetime) -> dict[Ward, list[DigestLine]]:
    """Return what is due in the coming period and what went past its date in this one, for guardians who may see progress."""
    mine = [ward for ward in wards if "progress" in ward.may_see]
    uuids = dict(Person.objects.filter(pk__in={ward.child_id for ward in mine}).values_list("pk", "uuid"))
    courses = courses_of(list(uuids))
    every = {course.pk: course for rows in courses.values() for course in rows}
    outlines = outlines_of(list(every.values()))
    progress: dict[int, dict[int, ActivityProgress]] = defaultdict(dict)
    for row in ActivityProgress.objects.filter(person_id__in=uuids, course_id__in=every):
        progress[row.person_id][row.activity_id] = row
    said = {}
    for child_id, uuid in uuids.items():
        found = _dated(courses[child_id], outlines, progress[child_id], until)
        url = reverse("lms:child", args=[uuid])
        said[child_id] = [line for at, course, item in found if (line := _line(at, course, item, url, since, until))]
    return {ward: said[ward.child_id] for ward in mine if ward.child_id in said}


def _dated(
    courses: Sequence[Course], outlines: dict[int, Outline], progress: dict[int, ActivityProgress], now: datetime
) -> list[tuple[datetime, Course, Item]]:
    found = []
    for course in courses:
        for section in sections_of(outlines[course.pk], progress, now):
            found += [(item.activity.due_at, course, item) for item in section.items if item.activity.due_at and item.state != "done"]
    return sorted(found, key=lambda one: one[0])


def _line(at: datetime, course: Course, item: Item, url: str, since: datetime, until: datetime) -> DigestLine | None:
    title = f"{item.activity.title} · {course.title}"
    if since <= at < until:
        return DigestLine(DigestSection.MISSING, title, _("hạn %(at)s đã qua"), at, url)
    if until <= at < until + (until - since) and item.state in ("open", "doing"):
        return DigestLine(DigestSection.DUE, title, _("hạn %(at)s"), at, url)
    return None
