"""Courses of the demo, written, published and studied through the same services as everybody's."""

from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.utils import timezone

from assessment.public import briefs_for
from core.access.types import Actor
from core.models import Account, Grade, Person, Subject
from core.organisations.selectors import actor_for
from lms.courses.models import Activity, Course, CourseFile
from lms.courses.services.copying import copy_course
from lms.courses.services.courses import CourseFacts, add_teacher, create_course
from lms.courses.services.files import store_file
from lms.courses.services.outlines import add_activity, add_section
from lms.courses.services.publishing import publish_course
from lms.courses.services.settings import ActivitySettings, update_activity
from lms.delivery.services.changes import take_changes
from lms.delivery.types import Batch, SentChange
from lms.enrolment.services import assign_class
from lms.h5p.services import import_package
from lms.lessons.models import Lesson
from lms.lessons.rules.checkpoints import right_options
from lms.quizzes.services import choose_test

from .province import Demo
from .writing import FOLDER, WrittenLesson, read_course

# The classes have studied since so many days ago, the minutes of the first day included.
STUDIED_DAYS = 6
# course file: (teacher, classes, how far the classes have come 0-1)
COURSES: dict[str, tuple[str, tuple[str, ...], float]] = {
    "toan-9": ("ha", ("THCS-TANTRAO/9A1", "THCS-TANTRAO/9A2"), 0.55),
    "toan-8": ("quan", ("THCS-TANTRAO/8A", "THCS-TANTRAO/8B"), 0.5),
    "lich-su-9": ("bich", ("THCS-TANTRAO/9A2",), 0.8),
    "khtn-8": ("van", ("THCS-TANTRAO/8A",), 0.3),
    "tieng-viet-3": ("dung", ("TH-MINHTHANH/3B",), 0.6),
}


def actor_of(person: Person) -> Actor:
    """Return a person's actor under the first hat."""
    return actor_for(Account.objects.select_related("person").get(person=person), None)[0]


def build_courses(demo: Demo) -> list[Course]:
    """Write and publish the courses, give them to their classes, let the classes study."""
    return [_build(demo, name, demo.people[teacher], classes, reach) for name, (teacher, classes, reach) in COURSES.items()]


def keep_package() -> None:
    """Put a package of H5P into the store of the school and at the end of the course of history."""
    course = Course.objects.select_related("created_by", "unit").get(subject__key="ls-dl", grade__key="9")
    actor = actor_of(course.created_by)
    with (FOLDER / "h5p" / "dung-sai.h5p").open("rb") as file:
        package, _new = import_package(actor=actor, unit=course.unit, file=file, name="dung-sai.h5p")
    section = course.sections.order_by("-position")[0]
    add_activity(actor=actor, section=section, kind="h5p", title=package.title, data={"package": str(package.uuid)})
    publish_course(actor=actor, course=course)


def keep_template() -> None:
    """Leave the mathematics of the ninth form as a template to colleagues."""
    source = Course.objects.select_related("created_by").get(subject__key="toan", grade__key="9")
    actor = actor_of(source.created_by)
    template = copy_course(actor=actor, source=source, title=f"{source.title} (mẫu của tổ)", is_template=True)
    publish_course(actor=actor, course=template)


def hold_test() -> None:
    """Let the course Toán 9 hold the mid-term test of its teacher (after `demo_tests`)."""
    course = Course.objects.select_related("created_by").get(subject__key="toan", grade__key="9", is_template=False)
    actor = actor_of(course.created_by)
    section = add_section(actor=actor, course=course, title="Ôn tập và kiểm tra")
    activity = add_activity(actor=actor, section=section, kind="test", title="Kiểm tra giữa học kì I")
    choose_test(actor=actor, activity=activity, uuid=next(one.uuid for one in briefs_for(actor) if one.title == activity.title))
    publish_course(actor=actor, course=course)


def _build(demo: Demo, name: str, teacher: Person, classes: tuple[str, ...], reach: float) -> Course:
    written, actor = read_course(name), actor_of(teacher)
    facts = CourseFacts(written.title, Subject.objects.get(key=written.subject), Grade.objects.get(key=written.grade), written.summary)
    course = create_course(actor=actor, facts=facts)
    before: Activity | None = None
    due = timezone.localtime().replace(hour=21, minute=0, second=0, microsecond=0)
    for title, lessons in written.sections:
        section = add_section(actor=actor, course=course, title=title)
        for lesson in lessons:
            data = {"body": _with_pictures(actor, course, lesson), "goal": lesson.goal}
            activity = add_activity(actor=actor, section=section, kind="lesson", title=lesson.title, data=data)
            due += timedelta(days=2)
            settings = ActivitySettings(
                minutes=lesson.minutes, completion="checkpoints", due_at=due, after_id=before.pk if before else None
            )
            before = update_activity(actor=actor, activity=activity, settings=settings)
    publish_course(actor=actor, course=course, note="")
    for key in classes:
        assign_class(actor=actor, course=course, class_group=demo.classes[key])
    if name == "toan-9":
        add_teacher(actor=actor, course=course, person=demo.people["quan"])
    for key in classes:
        _study(course, demo.pupils[key], reach, Random(f"{name}{key}"))  # noqa: S311
    return course


def _with_pictures(actor: Actor, course: Course, lesson: WrittenLesson) -> list[dict[str, Any]]:
    for block in lesson.blocks:
        if block["type"] == "picture":
            name = block["value"]["file"]
            file: CourseFile = store_file(actor=actor, course=course, upload=ContentFile((FOLDER / "pictures" / name).read_bytes(), name))
            block["value"]["file"] = str(file.uuid)
    return lesson.blocks


def _study(course: Course, pupils: list[Person], reach: float, random: Random) -> None:
    """Let each pupil go as far as chance says: most on the way, some finished, some stuck, some not begun."""
    lessons = list(
        Lesson.objects.filter(activity__course=course)
        .select_related("activity")
        .order_by("activity__section__position", "activity__position")
    )
    accounts = {account.person_id: account for account in Account.objects.filter(person__in=pupils).select_related("person")}
    for pupil in pupils:
        distance = max(0.0, random.gauss(reach, 0.3)) * len(lessons)
        if distance < 0.15:
            continue
        actor = actor_for(accounts[pupil.pk], None)[0]
        when = timezone.now() - timedelta(days=random.randint(1, STUDIED_DAYS - 1), minutes=random.randint(0, 400))
        for lesson in lessons:
            share = min(1.0, distance)
            if share <= 0:
                break
            _study_lesson(actor, pupil, lesson, share, when, random)
            distance -= 1
            when = min(when + timedelta(hours=random.randint(1, 20)), timezone.now() - timedelta(minutes=5))


def _study_lesson(actor: Actor, pupil: Person, lesson: Lesson, share: float, when: datetime, random: Random) -> None:
    blocks = lesson.raw_body[: max(1, round(share * len(lesson.raw_body)))]
    changes: list[SentChange] = []

    def add(kind: str, block_id: str = "", **data: Any) -> None:
        at = int((when + timedelta(seconds=40 * len(changes))).timestamp() * 1000)
        changes.append(SentChange(UUID(int=random.getrandbits(128), version=4), lesson.activity.uuid, kind, block_id, at, data))

    for block in blocks:
        add("seen", block["id"])
        if block["type"] == "checkpoint":
            if random.random() < 0.25:
                for _ in range(random.choice((1, 1, 3))):
                    add("answer", block["id"], answer=_wrong(block["value"]))
            if random.random() < 0.9:
                add("answer", block["id"], answer=_right(block["value"]))
    add("position", blocks[-1]["id"])
    if share < 0.7 and random.random() < 0.12:
        add(
            "help",
            blocks[-1]["id"],
            text=random.choice(("Em chưa hiểu chỗ này ạ.", "Em chưa thấy góc α ạ.", "Em tính ra kết quả khác ạ.")),
            on=True,
        )
    take_changes(actor=actor, batch=Batch(pupil.uuid, int(timezone.now().timestamp() * 1000), tuple(changes)))


def _right(value: dict[str, Any]) -> Any:
    if value["kind"] == "single":
        return right_options(value)[0]
    if value["kind"] == "multiple":
        return right_options(value)
    if value["kind"] == "true_false":
        return {item["id"]: item["value"]["is_right"] for item in value["options"]}
    return value["number"] if value["kind"] == "number" else value["accepted"].splitlines()[0]


def _wrong(value: dict[str, Any]) -> Any:
    wrong = [item["id"] for item in value["options"] if not item["value"]["is_right"]]
    if value["kind"] == "single":
        return wrong[0]
    if value["kind"] == "multiple":
        return wrong[:1]
    if value["kind"] == "true_false":
        return {item["id"]: True for item in value["options"]}
    return "1"
