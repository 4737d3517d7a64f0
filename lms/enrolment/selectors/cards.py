"""The lists of Lớp học: constant queries for any number of courses."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, F, OuterRef, QuerySet

from core.access.enums import Right, Role
from core.access.types import Actor
from core.organisations.models import Enrolment, Unit, running
from core.organisations.selectors import few_units
from core.organisations.selectors.names import called
from core.people.models import Guardianship, Person
from core.ports.found import FoundIds
from lms.courses.enums import CourseState
from lms.courses.models import Activity, Course, CourseClass, CourseTeacher
from lms.courses.policies import authored_courses, can_author, learning_courses, overseen_courses, visible_courses
from lms.hooks import LearnerProgress, ProgressSource

from ..models import CourseLearner
from .learners import STUDYING

PAGE_SIZE = 24


@dataclass(frozen=True)
class ClassLine:
    """A class that takes a course: how many learners, how much of the required work is done (0-100, None: nobody knows)."""

    id: int
    name: str
    learners: int
    percent: int | None


@dataclass(frozen=True)
class CourseCard:
    """A course in a list of those who teach or oversee."""

    course: Course
    activities: int
    teachers: list[str]
    classes: list[ClassLine] = field(default_factory=list)


@dataclass(frozen=True)
class CardPage:
    """A page of cards, newest first; `next_key` continues it, "" at the end."""

    cards: list[CourseCard]
    next_key: str = ""
    previous_key: str = ""


@dataclass(frozen=True)
class LearnerCard:
    """A course in the list of somebody who takes it."""

    course: Course
    teacher: str
    progress: LearnerProgress | None


@dataclass(frozen=True)
class CardFilter:
    """What a list shows: `shelf` is running, templates or archived; words without accents; where the page begins."""

    shelf: str = "running"
    words: str = ""
    before_id: int | None = None


def listed_courses(actor: Actor, wanted: CardFilter) -> QuerySet[Course]:
    """Return the courses of a teacher's or overseer's list that pass the filter, newest first; what the actor takes is apart."""
    rows = overseen_courses(actor) if Right.COURSES_OVERSEE in actor.rights else authored_courses(actor)
    if wanted.shelf == "archived":
        rows = rows.filter(state=CourseState.ARCHIVED)
    else:
        rows = rows.exclude(state=CourseState.ARCHIVED).filter(is_template=wanted.shelf == "templates")
    if wanted.words:
        rows = rows.filter(called(wanted.words))
    if wanted.before_id is not None:
        rows = rows.filter(pk__lt=wanted.before_id)
    return rows.order_by("-pk")


def card_page(actor: Actor, wanted: CardFilter) -> CardPage:
    """Return a page of at most 24 cards with classes, counts and progress: at most nine queries."""
    related = ("subject", "grade", "unit", "published_version")
    ids = _page_ids(actor, wanted)
    shown = list(Course.objects.filter(pk__in=ids[:PAGE_SIZE]).select_related(*related).order_by("-pk"))
    next_key = str(shown[-1].pk) if len(ids) > PAGE_SIZE else ""
    return CardPage(_cards(shown), next_key, "")


def _page_ids(actor: Actor, wanted: CardFilter) -> list[int]:
    """Return the newest courses of a page and one more. Over few units: a page of each unit, from which the newest are taken."""
    rows = listed_courses(actor, wanted)
    overseer = Right.COURSES_OVERSEE in actor.rights and not actor.is_platform_staff
    units = few_units(actor.unit_path) if overseer and actor.unit_path else None
    if units is None:
        return list(rows.values_list("pk", flat=True)[: PAGE_SIZE + 1])
    newest = rows.filter(unit_id=OuterRef("pk")).annotate(found=F("pk")).values("found")[: PAGE_SIZE + 1]
    lists = Unit.objects.filter(pk__in=units).order_by().annotate(newest=FoundIds(newest)).values_list("newest", flat=True)
    return sorted((pk for found in lists for pk in found or ()), reverse=True)[: PAGE_SIZE + 1]


def _cards(courses: list[Course]) -> list[CourseCard]:
    ids = [course.pk for course in courses]
    counts = Activity.objects.filter(course__in=ids, is_removed=False).values("course_id").annotate(count=Count("pk"))
    activities = {row["course_id"]: row["count"] for row in counts}
    teachers, classes = _teachers(ids), class_lines(ids)
    return [CourseCard(course, activities.get(course.pk, 0), teachers[course.pk], classes[course.pk]) for course in courses]


def _teachers(ids: Iterable[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = CourseTeacher.objects.filter(course__in=ids).select_related("person").order_by("course_id", "-role", "id")
    for row in rows:
        found[row.course_id].append(row.person.short_name)
    return found


def class_lines(ids: list[int]) -> dict[int, list[ClassLine]]:
    """Return the classes of each course with learners and progress, by course id: two queries and the progress."""
    rows = list(CourseClass.objects.filter(course__in=ids).select_related("class_group").order_by("class_group__name"))
    class_ids = {row.class_group_id for row in rows}
    studying = Enrolment.objects.filter(running(), class_group__in=class_ids, state=STUDYING)
    learners = {row["class_group_id"]: row["count"] for row in studying.values("class_group_id").annotate(count=Count("pk"))}
    shares: dict[tuple[int, int], float] = {}
    for source in ProgressSource.all() if rows else []:
        shares.update(source.of_classes(ids))
    found: dict[int, list[ClassLine]] = defaultdict(list)
    for row in rows:
        share = shares.get((row.course_id, row.class_group_id))
        percent = None if share is None else round(100 * share)
        line = ClassLine(row.class_group_id, row.class_group.name, learners.get(row.class_group_id, 0), percent)
        found[row.course_id].append(line)
    return found


def learner_cards(actor: Actor) -> list[LearnerCard]:
    """Return the courses the actor takes with its progress, newest first, at most 60: four queries and the progress."""
    courses = list(learning_courses(actor).select_related("subject", "unit").order_by("-pk")[:60])
    ids = [course.pk for course in courses]
    owners = {row.course_id: row.person for row in CourseTeacher.objects.filter(course__in=ids, role="owner").select_related("person")}
    progress: dict[int, LearnerProgress] = {}
    for source in ProgressSource.all() if ids else []:
        progress.update(source.of_learner(actor.person_id, ids))
    return [LearnerCard(course, owners[course.pk].short_name if course.pk in owners else "", progress.get(course.pk)) for course in courses]


@dataclass(frozen=True)
class WardCards:
    """The courses of one child, for its guardian."""

    child: Person
    courses: list[Course]


def ward_cards(actor: Actor) -> list[WardCards]:
    """Return the courses of each verified child a guardian may follow, the eldest first: six queries for any number of children."""
    if not actor.has_role(Role.GUARDIAN):
        return []
    wards = (
        Guardianship.objects.filter(running(), guardian_id=actor.person_id)
        .exclude(verified_at=None)
        .select_related("child")
        .order_by("child__born_on", "child_id")
    )
    children = {row.child_id: row.child for row in wards if "progress" in row.may_see}
    courses = {course.pk: course for course in visible_courses(actor).select_related("subject", "unit").order_by("-pk")[:120]}
    classes: dict[int, set[int]] = defaultdict(set)
    for row in Enrolment.objects.filter(running(), person__in=children, state=STUDYING):
        classes[row.class_group_id].add(row.person_id)
    taken: dict[int, set[int]] = defaultdict(set)
    for course_id, class_id in CourseClass.objects.filter(course__in=courses, class_group__in=classes).values_list(
        "course_id", "class_group_id"
    ):
        for person_id in classes[class_id]:
            taken[person_id].add(course_id)
    alone = CourseLearner.objects.filter(running(), course__in=courses, person__in=children)
    for course_id, person_id in alone.values_list("course_id", "person_id"):
        taken[person_id].add(course_id)
    return [WardCards(child, [course for pk, course in courses.items() if pk in taken[key]]) for key, child in children.items()]


def shelves(actor: Actor) -> list[str]:
    """Return the shelves the actor's list has; none for those who only learn."""
    return ["running", "templates", "archived"] if can_author(actor) or Right.COURSES_OVERSEE in actor.rights else []
