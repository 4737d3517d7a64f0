"""Factories of lessons."""

from itertools import count

from core.access.types import Actor
from lms.courses.models import Activity, Course, CourseTeacher, Section
from lms.lessons.models import Lesson
from lms.lessons.services.drafts import create_lesson
from tests.factories.core import make_actor, make_person, make_subject, make_unit

_number = count(1)


def make_lesson(*, teacher=None, unit=None, body=None, title="Tỉ số lượng giác của góc nhọn", goal="", course=None, **fields) -> Lesson:
    """A lesson in a course of its own; `teacher` (an actor) owns the course."""
    if course is None:
        unit = unit or make_unit()
        person_id = teacher.person_id if teacher else make_person().pk
        course = Course.objects.create(
            unit=unit, title=f"Toán 9 ({next(_number)})", created_by_id=person_id, subject=make_subject(), state="draft"
        )
        if teacher:
            CourseTeacher.objects.create(course=course, person_id=person_id, role="owner")
    section = course.sections.first() or Section.objects.create(course=course, title="Chương IV", position=1)
    activity = Activity.objects.create(
        course=course, section=section, kind="lesson", title=title, position=course.activities.count() + 1, **fields
    )
    return create_lesson(actor=Actor.system("test"), activity=activity, body=body, goal=goal)


def make_author(unit=None):
    """A teacher's actor in a unit, and the unit."""
    unit = unit or make_unit()
    return make_actor("teacher", unit), unit


def checkpoint(kind="single", **value):
    """A raw checkpoint that can be answered: B is right."""
    options = [
        {"type": "item", "id": "opt-a", "value": {"text": "6,9 m", "is_right": False, "feedback": "nhầm"}},
        {"type": "item", "id": "opt-b", "value": {"text": "20,8 m", "is_right": True, "feedback": ""}},
    ]
    given = {"kind": kind, "prompt": "<p>Cây cao bao nhiêu mét?</p>", "options": options, **value}
    return {"type": "checkpoint", "id": value.pop("id", "check-1"), "value": given}
