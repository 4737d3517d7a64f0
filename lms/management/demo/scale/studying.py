"""Courses, what learners did in them, and the figures made of it."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from django.utils import timezone

from core.lib.vietnamese import fold
from core.models import ClassGroup, Person, Subject, Unit
from lms.courses.models import Activity, Course, CourseClass, CourseTeacher, CourseVersion, Section
from lms.delivery.models import ActivityProgress, StudyDay
from lms.delivery.services.figures import make_figures

from ..copying import write

ACTIVITIES, COURSES_A_SCHOOL, FIGURE_DAYS = 6, 3, 3
CHUNK = 20_000


@dataclass(frozen=True)
class Studied:
    """A course, the class that takes it, who teaches it and what is in it."""

    course: Course
    group: ClassGroup
    teacher: Person
    activities: list[Activity]


def write_courses(schools: list[Unit], classes: list[ClassGroup], teachers: dict[int, list[Person]]) -> list[Studied]:
    """Write three courses a school with six pages each, published as version 1, one class studying each."""
    subject = Subject.objects.get(key="toan")
    by_unit: dict[int, list[ClassGroup]] = {}
    for group in classes:
        by_unit.setdefault(group.unit_id, []).append(group)
    # The homeroom teacher of a school's n-th class is its n-th teacher.
    pairs = [(unit, group, teachers[unit.pk][n]) for unit in schools for n, group in enumerate(by_unit.get(unit.pk, [])[:COURSES_A_SCHOOL])]
    courses = []
    for unit, group, who in pairs:
        title = f"Toán {group.name}"
        course = Course(unit=unit, grade=group.grade, school_year=group.school_year, title=title, search_text=fold(title), created_by=who)
        course.subject, course.state = subject, "published"
        courses.append(course)
    write(courses)
    write([CourseTeacher(course=c, person=t, role="owner") for c, (_, _, t) in zip(courses, pairs, strict=True)])
    write([CourseClass(course=c, class_group=g, assigned_by=t) for c, (_, g, t) in zip(courses, pairs, strict=True)])
    outlines = _outlines(courses, pairs)
    return [Studied(c, g, t, outlines[c.pk]) for c, (_, g, t) in zip(courses, pairs, strict=True)]


def _outlines(courses: list[Course], pairs: list[Any]) -> dict[int, list[Activity]]:
    sections = [Section(course=course, title="Chương I", position=0) for course in courses]
    write(sections)
    html = {"html": "<p>Đọc và ghi lại ý chính.</p>"}
    rows = []
    for section in sections:
        for n in range(ACTIVITIES):
            row = Activity(
                course=section.course, section=section, title=f"Bài {n + 1}", search_text=f"bai {n + 1}", position=n, kind="page"
            )
            row.is_published, row.config = True, {"draft": html, "published": html}
            rows.append(row)
    write(rows)
    of_course: dict[int, list[Activity]] = {}
    for row in rows:
        of_course.setdefault(row.course_id, []).append(row)
    versions = []
    for course, section, (_, _, who) in zip(courses, sections, pairs, strict=True):
        outline = [{"id": section.pk, "title": section.title, "activities": [row.pk for row in of_course[course.pk]]}]
        versions.append(CourseVersion(course=course, number=1, published_by=who, outline=outline))
    for course, version in zip(courses, write(versions), strict=True):
        course.published_version = version
    Course.objects.bulk_update(courses, ["published_version"], batch_size=1000)
    return of_course


def write_study(studied: list[Studied], pupils: dict[int, list[int]]) -> int:
    """Let the classes study: each learner goes as far as chance says; returns how many progress rows there are."""
    random = Random(1948)  # noqa: S311
    now, made = timezone.now(), 0
    rows: list[ActivityProgress] = []
    days: set[tuple[int, Any]] = set()
    for one in studied:
        for person_id in pupils.get(one.group.pk, []):
            for activity in one.activities[: random.randint(0, ACTIVITIES)]:
                at = now - timedelta(days=random.randint(0, 30), minutes=random.randint(0, 900))
                days.add((person_id, timezone.localdate(at)))
                rows.append(_progress(one, activity, person_id, at, random.random()))
        if len(rows) >= CHUNK:
            made += len(rows)
            _write_days(write(rows), days)
            rows, days = [], set()
    _write_days(write(rows), days)
    return made + len(rows)


def _write_days(_rows: Any, days: set[tuple[int, Any]]) -> None:
    write([StudyDay(person_id=person_id, day=day) for person_id, day in sorted(days)])


def _progress(one: Studied, activity: Activity, person_id: int, at: Any, chance: float) -> ActivityProgress:
    row = ActivityProgress(person_id=person_id, activity=activity, course=one.course, class_group=one.group, started_at=at, last_at=at)
    if chance < 0.8:
        row.state, row.percent, row.completed_at = "completed", 100, at
    else:
        row.percent, row.needs_help_since = 40, at if chance > 0.98 else None
    return row


def write_figures() -> int:
    """Make the figures of today, yesterday and a week ago, by the job's own code; returns how many units have a row."""
    today, units = timezone.localdate(), 0
    for ago in (7, 1, 0)[:FIGURE_DAYS]:
        units = make_figures(day=today - timedelta(days=ago))
    return units
