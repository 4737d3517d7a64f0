"""A course as its learner sees it, and how far learners are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone

from core.access.errors import AccessRefused
from core.access.types import Actor
from core.organisations.enums import EnrolmentState
from core.organisations.models import Enrolment, running
from lms.courses.models import Activity, Course, CourseClass, CourseTeacher
from lms.courses.rules.outlines import activity_ids
from lms.courses.rules.release import Reason
from lms.courses.selectors.outlines import outline_activity, published_outline_of
from lms.courses.types import Outline, OutlineActivity, OutlineSection
from lms.delivery.enums import ProgressState
from lms.delivery.models import ActivityProgress
from lms.delivery.policies import studied_courses
from lms.enrolment.selectors.spaces import has_space
from lms.hooks import ActivityType, LearnerProgress

from .release import reasons_in


@dataclass(frozen=True)
class Item:
    """An activity on a learner's course page. `state` is `done`, `doing`, `open` or `locked`."""

    activity: OutlineActivity
    state: str
    percent: int = 0
    score_ratio: float | None = None
    reasons: Sequence[tuple[Reason, OutlineActivity | None]] = ()
    icon: str = "class"
    kind_label: Any = ""
    is_late: bool = False
    completed_at: datetime | None = None


@dataclass(frozen=True)
class SectionOfItems:
    """A section with its activities and how many required ones are done."""

    title: str
    number: int
    items: Sequence[Item]

    @property
    def done(self) -> int:
        return sum(1 for item in self.items if item.state == "done" and item.activity.is_required)

    @property
    def total(self) -> int:
        return sum(1 for item in self.items if item.activity.is_required)


@dataclass(frozen=True)
class CoursePage:
    """A learner's course: sections, counts, and the activity to go on with (None when nothing is left)."""

    course: Course
    sections: Sequence[SectionOfItems]
    teachers: Sequence[str] = ()
    following: Item | None = None
    seconds: int = 0
    items: Sequence[Item] = field(default_factory=list)

    @property
    def done(self) -> int:
        return sum(section.done for section in self.sections)

    @property
    def total(self) -> int:
        return sum(section.total for section in self.sections)

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0


def course_page(actor: Actor, course_uuid: UUID) -> CoursePage:
    """Return the course page of a learner; `AccessRefused` for anybody else. Constant queries."""
    courses = studied_courses(actor).select_related("subject", "grade", "unit", "published_version")
    course = courses.filter(uuid=course_uuid).annotate(has_space=has_space()).first()
    if course is None:
        raise AccessRefused("can_study_course")
    return page_of(course, actor.person_id)


def page_of(course: Course, person_id: int) -> CoursePage:
    """Return the page of one learner in a course, for callers that have already decided who looks. Four queries."""
    outline = published_outline_of(course)
    progress = {row.activity_id: row for row in ActivityProgress.objects.filter(person_id=person_id, course=course)}
    sections = sections_of(outline, progress, timezone.now())
    items = [item for section in sections for item in section.items]
    teachers = CourseTeacher.objects.filter(course=course).select_related("person").order_by(F("role").desc(), "id")
    seconds = sum(row.seconds for row in progress.values())
    return CoursePage(course, sections, [row.person.short_name for row in teachers[:3]], following_of(items), seconds, items)


def sections_of(outline: Outline, progress: Mapping[int, ActivityProgress], now: datetime) -> list[SectionOfItems]:
    """Return the sections of an outline with a learner's states in them; no query."""
    return [
        SectionOfItems(section.title, section.number, [_item(outline, one, progress, now) for one in section.activities])
        for section in outline.sections
    ]


def _item(outline: Outline, activity: OutlineActivity, progress: Mapping[int, ActivityProgress], now: datetime) -> Item:
    row = progress.get(activity.id)
    kind = next((one for one in ActivityType.registry if one.key == activity.kind), None)
    icon, label = (kind.icon, kind.label) if kind else ("class", "")
    if row is not None:
        is_done = row.state == ProgressState.COMPLETED
        late = not is_done and activity.due_at is not None and activity.due_at < now
        return Item(activity, "done" if is_done else "doing", row.percent, row.score_ratio, (), icon, label, late, row.completed_at)
    waits_for = reasons_in(outline, activity, progress, now)
    late = not waits_for and activity.due_at is not None and activity.due_at < now
    return Item(activity, "locked" if waits_for else "open", reasons=waits_for, icon=icon, kind_label=label, is_late=late)


def following_of(items: Sequence[Item]) -> Item | None:
    """Return what to go on with: what is begun, else the first open required activity, else the first open one."""
    for wanted in ("doing", "open"):
        for item in items:
            if item.state == wanted and (item.activity.is_required or wanted == "doing"):
                return item
    return next((item for item in items if item.state == "open"), None)


def progress_of_learner(person_id: int, course_ids: Sequence[int]) -> dict[int, LearnerProgress]:
    """Return how far one person is in each course, by course id. Three queries for any number of courses."""
    now = timezone.now()
    courses = Course.objects.filter(pk__in=course_ids).select_related("published_version")
    outlines = outlines_of(courses)
    rows = ActivityProgress.objects.filter(person_id=person_id, course_id__in=course_ids)
    by_course: dict[int, dict[int, ActivityProgress]] = defaultdict(dict)
    for row in rows:
        by_course[row.course_id][row.activity_id] = row
    found = {}
    for course in courses:
        sections = sections_of(outlines[course.pk], by_course[course.pk], now)
        following = following_of([item for section in sections for item in section.items])
        total = sum(section.total for section in sections)
        if not total:
            continue
        title = following.activity.title if following else ""
        url = reverse("lms:activity", args=[course.uuid, following.activity.uuid]) if following else ""
        found[course.pk] = LearnerProgress(sum(section.done for section in sections), total, title, url)
    return found


def outlines_of(courses: Sequence[Course] | Any, activities: Iterable[Activity] | None = None) -> dict[int, Outline]:
    """Return the published outlines of many courses by course id, in one query for their activities, none where the caller has read them."""
    json_of = {course.pk: course.published_version.outline if course.published_version else [] for course in courses}
    if activities is None:
        activities = Activity.objects.filter(pk__in=[key for outline in json_of.values() for key in activity_ids(outline)])
    rows = {row.pk: row for row in activities if row.is_published}
    outlines = {}
    for course in courses:
        sections, number = [], 0
        for place, section in enumerate(json_of[course.pk], start=1):
            ids = [key for key in section["activities"] if key in rows]
            shown = tuple(outline_activity(rows[key], section_id=section["id"], number=number + at) for at, key in enumerate(ids, start=1))
            number += len(ids)
            if shown:
                sections.append(OutlineSection(section["id"], section["title"], place, shown))
        version = course.published_version.number if course.published_version else 0
        outlines[course.pk] = Outline(course.pk, version, tuple(sections))
    return outlines


def progress_of_classes(course_ids: Sequence[int]) -> dict[tuple[int, int], float]:
    """Return the mean share (0-1) of required activities done by (course id, class id). Four queries for any number."""
    outlines = outlines_of(list(Course.objects.filter(pk__in=course_ids).select_related("published_version")))
    required = {key: {one.id for one in outline.activities if one.is_required} for key, outline in outlines.items()}
    pairs = list(CourseClass.objects.filter(course_id__in=course_ids).values_list("course_id", "class_group_id"))
    studying = Enrolment.objects.filter(running(), class_group_id__in={pair[1] for pair in pairs}, state=EnrolmentState.STUDYING)
    learners = dict(studying.order_by().values_list("class_group_id").annotate(count=Count("id")))
    done: dict[tuple[int, int], int] = defaultdict(int)
    rows = (
        ActivityProgress.objects.filter(course_id__in=course_ids, state=ProgressState.COMPLETED)
        .filter(Q(class_group_id__in=learners))
        .order_by()
        .values_list("course_id", "class_group_id", "activity_id")
        .annotate(count=Count("id"))
    )
    for course_id, class_id, activity_id, count in rows:
        if activity_id in required.get(course_id, ()):
            done[course_id, class_id] += count
    return {
        (course_id, class_id): min(1.0, done[course_id, class_id] / (learners[class_id] * len(required[course_id])))
        for course_id, class_id in pairs
        if learners.get(class_id) and required.get(course_id)
    }
