"""Factories of studying: a published course of a class, its pupils, and a plain kind of activity for tests."""

import uuid
from itertools import count

from django.utils import timezone

from lms.hooks import ActivityType
from lms.models import Activity, ActivityProgress, Course, CourseClass, CourseTeacher, CourseVersion, Section
from tests.factories.core import make_account, make_class, make_enrolment, make_membership, make_person, make_teaching, make_unit

_number = count(1)
STEPS = [
    {"id": "b1", "title": "Mở đầu", "kind": "heading", "is_checkpoint": False},
    {"id": "b2", "title": "", "kind": "text", "is_checkpoint": False},
    {"id": "q1", "title": "Câu chốt 1", "kind": "checkpoint", "is_checkpoint": True},
    {"id": "b3", "title": "Luyện tập", "kind": "heading", "is_checkpoint": False},
    {"id": "q2", "title": "Câu chốt 2", "kind": "checkpoint", "is_checkpoint": True},
]


class PlainKind(ActivityType):
    """A kind whose steps and right answers stand in `Activity.config`: `{steps: [...], right: {block: answer}}`."""

    key, label, icon = "plain", "Bài thử", "class"
    completion_rules = ("seen", "checkpoints", "finished", "score", "self")

    def create(self, *, actor, activity, data):
        activity.config = data

    def edit_url(self, activity):
        return "/"

    def template(self):
        return "delivery/plain_activity.html"

    def context(self, *, actor, activity, preview):
        return {"steps": self.steps(activity)}

    def steps(self, activity, *, preview=False):
        return activity.config.get("steps", STEPS)

    def copy(self, *, actor, source, target):
        target.config = source.config

    def grade_checkpoint(self, *, activity, block_id, answer):
        right = activity.config.get("right", {"q1": "B", "q2": "A"})
        if block_id not in right:
            return None
        return {"is_correct": answer == right[block_id], "feedback": "Xem lại nhé", "explanation": ""}


ActivityType.register(PlainKind())


def make_course(unit, owner=None, title="Toán 9", **fields):
    owner = owner or make_person("Ma Thị Thu Hà")
    course = Course.objects.create(unit=unit, title=title, created_by=owner, **{"state": "published", **fields})
    CourseTeacher.objects.create(course=course, person=owner, role="owner")
    return course


def make_activity(course, section=None, title="Định lí Pythagore", **fields):
    """A published activity at the end of the published outline."""
    section = section or course.sections.first() or Section.objects.create(course=course, title="Chương III", position=0)
    activity = Activity.objects.create(
        course=course, section=section, title=title,
        **{"kind": "plain", "position": next(_number), "is_published": True, "step_count": 5, **fields},
    )  # fmt: skip
    publish_outline(course)
    return activity


def publish_outline(course):
    outline = [
        {"id": section.pk, "title": section.title, "activities": [row.pk for row in section.activities.filter(is_removed=False)]}
        for section in course.sections.all()
    ]
    if course.published_version is None:
        course.published_version = CourseVersion.objects.create(course=course, number=1, outline=outline, published_by=course.created_by)
        course.save()
    else:
        CourseVersion.objects.filter(pk=course.published_version_id).update(outline=outline)
        course.published_version.refresh_from_db()


def make_course_class(course, class_group):
    return CourseClass.objects.create(course=course, class_group=class_group, assigned_by=course.created_by)


def make_pupil(class_group, name="Nông Minh Khuê"):
    """A pupil with an account in a class."""
    person = make_person(name)
    make_enrolment(class_group, person)
    make_account(person)
    return person


def make_study(unit, pupils=1, **activity):
    """A class of `unit` with pupils, taking a published course of one activity: (course, activity, class, [pupils])."""
    class_group = make_class(unit, name=f"9A{next(_number)}")
    course = make_course(unit)
    make_course_class(course, class_group)
    row = make_activity(course, **activity)
    return course, row, class_group, [make_pupil(class_group) for _ in range(pupils)]


def make_published_lesson(body, **activity):
    """A class of a school taking a course with one published lesson of `body`, whose teacher leads the class."""
    from core.organisations.selectors import actor_for

    school, teacher = make_unit(name="Trường THCS Tân Trào", short_name="THCS Tân Trào"), make_person("Ma Thị Thu Hà")
    make_account(teacher)
    make_membership(teacher, school, "teacher")
    class_group = make_class(school)
    make_teaching(teacher, class_group, kind="homeroom")
    course = make_course(school, teacher)
    make_course_class(course, class_group)
    row = make_activity(course, **{"kind": "lesson", "completion": "seen", **activity})
    actor, _hats = actor_for(teacher.account, None)
    kind = ActivityType.of("lesson")
    kind.create(actor=actor, activity=row, data={"body": body(school, teacher) if callable(body) else body})
    kind.publish(actor=actor, activity=row)
    return {"course": course, "activity": row, "class": class_group, "teacher": teacher, "pupil": make_pupil(class_group)}


def make_progress(person, activity, class_group=None, **fields):
    now = timezone.now()
    return ActivityProgress.objects.create(
        person=person, activity=activity, course=activity.course, class_group=class_group, **{"started_at": now, "last_at": now, **fields}
    )


def sent(activity, kind, block="", at=None, id_=None, **data):
    """A change as a phone sends it."""
    at = at if at is not None else int(timezone.now().timestamp() * 1000) - 60_000
    return {"id": str(id_ or uuid.uuid4()), "activity": str(activity.uuid), "kind": kind, "block": block, "at": at, "data": data}
