"""What a guardian sees of a child: the week, what is due, what is done, what needs a word."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Case, Exists, OuterRef, QuerySet, Subquery, When
from django.utils import timezone

from core.access.errors import AccessRefused
from core.access.types import Actor
from core.organisations.enums import EnrolmentState
from core.organisations.models import ClassGroup, Enrolment, open_unit, running
from core.people.models import Person
from lms.courses.enums import CourseState
from lms.courses.models import Course, CourseClass
from lms.courses.types import Outline
from lms.delivery.models import ActivityProgress, Hint, StudyDay
from lms.delivery.policies import visible_children
from lms.enrolment.models import CourseLearner

from .course import CoursePage, Item, outlines_of, page_of, sections_of


@dataclass(frozen=True)
class DayMark:
    """A day of the week: `studied`, `today`, `next` (to come) or `` (nothing)."""

    day: date
    studied: bool
    is_today: bool
    is_to_come: bool


@dataclass(frozen=True)
class ChildCourse:
    """A course of a child with its counts."""

    course: Course
    done: int
    total: int

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0


@dataclass(frozen=True)
class ChildCard:
    """One child's week. `due` is what is open with a date, nearest first; `needs_help` activities the child is held up in."""

    child: Person
    class_group: ClassGroup | None
    days: Sequence[DayMark]
    courses: Sequence[ChildCourse]
    due: Sequence[tuple[Course, Item]]
    done_week: int
    needs_help: Sequence[str]
    last_hint: Hint | None

    @property
    def done(self) -> int:
        return sum(one.done for one in self.courses)

    @property
    def total(self) -> int:
        return sum(one.total for one in self.courses)

    @property
    def done_text(self) -> str:
        return f"{self.done}/{self.total}"

    @property
    def studied_days(self) -> int:
        return sum(1 for one in self.days if one.studied)


def week_of(today: date) -> list[date]:
    """Return the seven days of a day's week, from Monday."""
    monday = today - timedelta(days=today.weekday())
    return [monday + timedelta(days=index) for index in range(7)]


def day_marks(studied: set[date], today: date) -> list[DayMark]:
    """Return the marks of the week of `today`."""
    return [DayMark(day, day in studied, day == today, day > today) for day in week_of(today)]


def courses_of(person_ids: Sequence[int]) -> dict[int, list[Course]]:
    """Return the published courses each person learns in now; three queries for any number of people."""
    studying = Enrolment.objects.filter(running(), open_unit(), person_id__in=person_ids, state=EnrolmentState.STUDYING)
    classes: dict[int, list[int]] = defaultdict(list)
    for person_id, class_id in studying.values_list("person_id", "class_group_id"):
        classes[class_id].append(person_id)
    pairs: set[tuple[int, int]] = set()
    for course_id, class_id in CourseClass.objects.filter(class_group_id__in=classes).values_list("course_id", "class_group_id"):
        pairs |= {(person_id, course_id) for person_id in classes[class_id]}
    pairs |= set(CourseLearner.objects.filter(running(), person_id__in=person_ids).values_list("person_id", "course_id"))
    published = Course.objects.filter(open_unit(), state=CourseState.PUBLISHED, is_template=False)
    rows = published.filter(pk__in={pair[1] for pair in pairs}).select_related("subject", "published_version").order_by("title")
    found: dict[int, list[Course]] = {person_id: [] for person_id in person_ids}
    for course in rows:
        for person_id in person_ids:
            if (person_id, course.pk) in pairs:
                found[person_id].append(course)
    return found


def first_taker(person_ids: Sequence[int]) -> Case:
    """Return the first of these people, eldest first, who learns in a course now, to annotate a query of `Course` with; the rule of
    `courses_of`."""
    studying = Enrolment.objects.filter(running(), open_unit(), person_id=OuterRef(OuterRef("pk")), state=EnrolmentState.STUDYING)
    in_class = CourseClass.objects.filter(
        Exists(studying.filter(class_group_id=OuterRef("class_group_id"))), course_id=OuterRef(OuterRef("pk"))
    )
    alone = CourseLearner.objects.filter(running(), person_id=OuterRef("pk"), course_id=OuterRef(OuterRef("pk")))
    takers = Person.objects.filter(Exists(in_class) | Exists(alone), pk__in=person_ids).order_by("born_on", "id")
    open_courses = Course.objects.filter(open_unit(), state=CourseState.PUBLISHED, is_template=False, pk=OuterRef("pk"))
    return Case(When(Exists(open_courses), then=Subquery(takers.values("pk")[:1])))


def child_cards(actor: Actor) -> list[ChildCard]:
    """Return a card for each child the guardian may follow, oldest first. Constant queries for any number of children."""
    children = list(visible_children(actor).order_by("born_on", "id"))
    return _cards(children) if children else []


def child_card(actor: Actor, child_uuid: UUID) -> ChildCard:
    """Return the card of one child; `AccessRefused` when the guardian may not see the child's progress."""
    child = visible_children(actor).filter(uuid=child_uuid).first()
    if child is None:
        raise AccessRefused("can_view_child")
    return _cards([child])[0]


def _cards(children: Sequence[Person]) -> list[ChildCard]:
    ids = [child.pk for child in children]
    today = timezone.localdate()
    courses = courses_of(ids)
    every = {course.pk: course for rows in courses.values() for course in rows}
    outlines = outlines_of(list(every.values()))
    progress: dict[int, dict[int, ActivityProgress]] = defaultdict(dict)
    for row in ActivityProgress.objects.filter(person_id__in=ids, course_id__in=every):
        progress[row.person_id][row.activity_id] = row
    studied: dict[int, set[date]] = defaultdict(set)
    for person_id, day in StudyDay.objects.filter(person_id__in=ids, day__gte=week_of(today)[0]).values_list("person_id", "day"):
        studied[person_id].add(day)
    classes: dict[int, ClassGroup] = {}
    for one in _current(ids).select_related("class_group__unit"):
        classes.setdefault(one.person_id, one.class_group)
    newest = Hint.objects.filter(person_id=OuterRef("person_id"), id__gt=OuterRef("id"))
    hints = {hint.person_id: hint for hint in Hint.objects.filter(~Exists(newest), person_id__in=ids).select_related("author")}
    return [
        _card(child, courses[child.pk], outlines, progress[child.pk], classes.get(child.pk), day_marks(studied[child.pk], today), hints)
        for child in children
    ]


def _current(person_ids: Sequence[int]) -> QuerySet[Enrolment]:
    return Enrolment.objects.filter(running(), person_id__in=person_ids, state=EnrolmentState.STUDYING).order_by("-id")


def _card(
    child: Person,
    courses: Sequence[Course],
    outlines: dict[int, Outline],
    progress: dict[int, ActivityProgress],
    class_group: ClassGroup | None,
    days: Sequence[DayMark],
    hints: dict[int, Hint],
) -> ChildCard:
    now, monday = timezone.now(), days[0].day
    rows, due, needs_help = [], [], []
    for course in courses:
        sections = sections_of(outlines[course.pk], progress, now)
        rows.append(ChildCourse(course, sum(one.done for one in sections), sum(one.total for one in sections)))
        items = [item for section in sections for item in section.items]
        due += [(course, item) for item in items if item.activity.due_at is not None and item.state in ("open", "doing")]
        helpless = {key for key, row in progress.items() if row.needs_help_since is not None}
        needs_help += [item.activity.title for item in items if item.activity.id in helpless]
    done_week = sum(1 for row in progress.values() if row.completed_at and timezone.localtime(row.completed_at).date() >= monday)
    due.sort(key=lambda pair: _due(pair[1]))
    return ChildCard(child, class_group, days, rows, due, done_week, needs_help, hints.get(child.pk))


def _due(item: Item) -> datetime:
    return item.activity.due_at or timezone.now()


def children_in_course(actor: Actor, course_uuid: UUID) -> list[Person]:
    """Return the guardian's children who learn in a course."""
    children = list(visible_children(actor).order_by("born_on", "id"))
    courses = courses_of([child.pk for child in children]) if children else {}
    return [child for child in children if any(course.uuid == course_uuid for course in courses[child.pk])]


def child_course_page(actor: Actor, child_uuid: UUID, course_uuid: UUID) -> tuple[Person, CoursePage]:
    """Return a child with the page of one of its courses; `AccessRefused` otherwise."""
    child = next((one for one in children_in_course(actor, course_uuid) if one.uuid == child_uuid), None)
    course = Course.objects.select_related("subject", "grade", "unit", "published_version").filter(uuid=course_uuid).first()
    if child is None or course is None:
        raise AccessRefused("can_view_child")
    return child, page_of(course, child.pk)
