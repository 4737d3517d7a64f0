"""What Hôm nay says about studying, for each hat."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from core.access.types import Actor
from core.organisations.enums import AssignmentKind, EnrolmentState
from core.organisations.models import ClassGroup, Enrolment, TeachingAssignment, Unit, running
from core.people.models import Account
from lms.courses.models import Activity, Course, CourseClass, CourseTeacher
from lms.delivery.enums import ProgressState
from lms.delivery.models import ActivityProgress, ClassSession, StudyDay, UnitFigures
from lms.delivery.policies import led_boards
from lms.delivery.rules import parts_of

from .course import Item, following_of, outlines_of, progress_of_classes, sections_of
from .figures import Bar, bars_of
from .guardian import DayMark, courses_of, day_marks, week_of
from .steps import steps_of


@dataclass(frozen=True)
class Todo:
    """Something to do: an activity of a course."""

    course: Course
    item: Item


@dataclass(frozen=True)
class StudentToday:
    """A learner's day: the week's leaves, what to go on with, what is due first."""

    days: Sequence[DayMark]
    hero: Todo | None
    part: int
    parts: int
    minutes: int
    teacher: str
    todo: Sequence[Todo]
    due_today: int
    all_done: bool


def student_today(actor: Actor) -> StudentToday:
    """Return a learner's day. Constant queries (the kind of the one activity shown may ask one more)."""
    today, now = timezone.localdate(), timezone.now()
    courses = courses_of([actor.person_id])[actor.person_id]
    outlines = outlines_of(courses)
    progress: dict[int, dict[int, ActivityProgress]] = defaultdict(dict)
    for known in ActivityProgress.objects.filter(person_id=actor.person_id, course__in=courses):
        progress[known.course_id][known.activity_id] = known
    todo, started = [], []
    for course in courses:
        items = [item for section in sections_of(outlines[course.pk], progress[course.pk], now) for item in section.items]
        todo += [Todo(course, item) for item in items if item.state in ("open", "doing") and item.activity.due_at is not None]
        following = following_of(items)
        if following is not None:
            row = progress[course.pk].get(following.activity.id)
            started.append((row is not None, row.last_at if row else now, Todo(course, following)))
    started.sort(key=lambda one: (one[0], one[1] if one[0] else now), reverse=True)
    hero = started[0][2] if started else None
    todo.sort(key=lambda one: one.item.activity.due_at or now)
    studied = set(StudyDay.objects.filter(person_id=actor.person_id, day__gte=week_of(today)[0]).values_list("day", flat=True))
    part, parts, minutes = _where(hero, progress)
    due_today = sum(1 for one in todo if one.item.activity.due_at and timezone.localdate(one.item.activity.due_at) <= today)
    shown = [one for one in todo if hero is None or one.item.activity.id != hero.item.activity.id]
    return StudentToday(
        day_marks(studied, today), hero, part, parts, minutes, _teacher_of(hero), shown[:6], due_today, bool(courses) and hero is None
    )


def _where(hero: Todo | None, progress: dict[int, dict[int, ActivityProgress]]) -> tuple[int, int, int]:
    """Return the part the learner is in, how many there are, and the minutes left."""
    if hero is None:
        return 0, 0, 0
    activity = Activity.objects.select_related(*(["lesson"] if hero.item.activity.kind == "lesson" else [])).get(pk=hero.item.activity.id)
    parts = parts_of(steps_of(activity))
    row = progress[hero.course.pk].get(hero.item.activity.id)
    seen = set(row.steps_seen) if row else set()
    left = [part for part in parts if not set(part.step_ids) <= seen]
    seconds = sum(part.seconds for part in left)
    number = len(parts) - len(left) + 1 if left else len(parts)
    return number, len(parts), max(1, round(seconds / 60)) if seconds else hero.item.activity.minutes


def _teacher_of(hero: Todo | None) -> str:
    if hero is None:
        return ""
    row = CourseTeacher.objects.filter(course=hero.course).select_related("person").order_by(F("role").desc(), "id").first()
    return row.person.short_name if row else ""


@dataclass(frozen=True)
class RunningBoard:
    """A class at work: a session, or an activity studied today."""

    course_class: CourseClass
    activity: Activity
    session: ClassSession | None
    done: int
    doing: int
    help: int

    @property
    def percent_gone(self) -> int:
        if self.session is None:
            return 0
        whole = (self.session.ends_at - self.session.started_at).total_seconds()
        return min(100, round(100 * (timezone.now() - self.session.started_at).total_seconds() / whole)) if whole else 100

    @property
    def minutes_left(self) -> int:
        return max(0, round((self.session.ends_at - timezone.now()).total_seconds() / 60)) if self.session else 0


@dataclass(frozen=True)
class TeacherTasks:
    """What waits for a teacher: pupils who need help (`ActivityProgress` rows), drafts to go on with; `has_courses` says more only without."""

    calls: Sequence[ActivityProgress]
    drafts: Sequence[Activity]
    has_courses: bool


@dataclass(frozen=True)
class ClassShare:
    """A class in a course with the mean share of activities done, in percent."""

    course_class: CourseClass
    percent: int


def boards_today(actor: Actor) -> list[RunningBoard]:
    """Return the boards of the classes a teacher leads that run now or were studied today. Four queries."""
    pairs = list(led_boards(actor).select_related("course", "class_group").order_by("-pk")[:200])
    by_pair = {(pair.course_id, pair.class_group_id): pair for pair in pairs}
    return _boards(by_pair, {pair.class_group_id for pair in pairs}) if pairs else []


def teacher_tasks(actor: Actor) -> TeacherTasks:
    """Return what waits for a teacher. Four queries at most; they start from the teacher's own classes and courses."""
    classes = list(led_boards(actor).values_list("class_group_id", flat=True).distinct()[:200])
    led = led_boards(actor).filter(course_id=OuterRef("course_id"), class_group_id=OuterRef("class_group_id"))
    waiting = ActivityProgress.objects.filter(Exists(led), class_group_id__in=classes, needs_help_since__isnull=False)
    calls = waiting.select_related("person", "activity", "course", "class_group").order_by("needs_help_since", "id")[:6]
    own = CourseTeacher.objects.filter(person_id=actor.person_id).values("course_id")
    drafts = Activity.objects.filter(course_id__in=own, is_published=False, is_removed=False, course__unit_id=actor.unit_id)
    tasks = list(calls), list(drafts.select_related("course__subject").order_by("-updated_at", "-id")[:4])
    # Only who has nothing to do is asked to begin a course.
    return TeacherTasks(*tasks, has_courses=any(tasks) or own.exists())


def class_shares(actor: Actor) -> list[ClassShare]:
    """Return how far the classes a teacher leads are, at most eight. Five queries."""
    pairs = list(led_boards(actor).filter(course__state="published").select_related("course__subject", "class_group").order_by("-id")[:8])
    shares = progress_of_classes(sorted({pair.course_id for pair in pairs})) if pairs else {}
    return [ClassShare(pair, round(100 * shares.get((pair.course_id, pair.class_group_id), 0.0))) for pair in pairs]


def _boards(by_pair: dict[tuple[int, int], CourseClass], classes: set[int]) -> list[RunningBoard]:
    """Return what runs now, then what was studied in the last eighteen hours, newest first; three queries."""
    now = timezone.now()
    sessions = ClassSession.objects.filter(class_group_id__in=classes, ended_at=None, ends_at__gt=now - timedelta(minutes=30))
    running_now = {(row.activity_id, row.class_group_id): row for row in sessions}
    since = now - timedelta(hours=18)
    rows = (
        ActivityProgress.objects.filter(class_group_id__in=classes, course_id__in={pair[0] for pair in by_pair})
        .order_by()
        .values("activity_id", "course_id", "class_group_id")
        .annotate(
            done=Count("id", filter=Q(state=ProgressState.COMPLETED)),
            help=Count("id", filter=Q(needs_help_since__isnull=False)),
            all=Count("id"),
            fresh=Count("id", filter=Q(last_at__gt=since)),
        )
    )
    counts = {(row["activity_id"], row["class_group_id"]): row for row in rows}
    wanted = [*running_now, *(key for key, row in counts.items() if row["fresh"] and key not in running_now)]
    activities = Activity.objects.in_bulk([key[0] for key in wanted])
    found = []
    for activity_id, class_id in wanted:
        activity = activities[activity_id]
        pair = by_pair.get((activity.course_id, class_id))
        row = counts.get((activity_id, class_id), {"done": 0, "help": 0, "all": 0})
        if pair is not None:
            doing = max(0, row["all"] - row["done"] - row["help"])
            session = running_now.get((activity_id, class_id))
            found.append(RunningBoard(pair, activity, session, row["done"], doing, row["help"]))
    return found[:6]


@dataclass(frozen=True)
class FiguresToday:
    """The hat's own unit: newest figures, the change against a week before, a fortnight's bars."""

    latest: UnitFigures
    changes: dict[str, int]
    bars: Sequence[Bar]

    @property
    def share(self) -> int:
        return round(100 * self.latest.active_week / self.latest.learners) if self.latest.learners else 0


def figures_today(actor: Actor) -> FiguresToday | None:
    """Return the figures of the hat's unit; None before the first were made. One query."""
    rows = list(UnitFigures.objects.filter(unit_id=actor.unit_id).order_by("-day")[:15])
    if not rows:
        return None
    before = next((row for row in rows if row.day <= rows[0].day - timedelta(days=7)), None)
    names = ("learners", "active_week", "completed_week", "active_teachers")
    changes = {name: getattr(rows[0], name) - getattr(before, name) for name in names} if before else {}
    return FiguresToday(rows[0], changes, bars_of(list(reversed(rows[:14]))))


@dataclass(frozen=True)
class SetupStep:
    """A step of setting a school up: `key`, whether it is done, how many are left (0: not counted), its page."""

    key: str
    is_done: bool
    left: int = 0
    url: str = ""


def setup_steps(actor: Actor) -> list[SetupStep]:
    """Return the steps a unit administrator sets a school up by. Six queries, each stops at what it needs."""
    unit_uuid = Unit.objects.values_list("uuid", flat=True).get(pk=actor.unit_id)
    studying = Enrolment.objects.filter(running(), unit_id=actor.unit_id, state=EnrolmentState.STUDYING)
    has_people = studying.exists()
    account = Account.objects.filter(person_id=OuterRef("person_id"))
    without = studying.filter(~Exists(account)).exists() if has_people else True
    homeroom = TeachingAssignment.objects.filter(running(), class_group_id=OuterRef("pk"), kind=AssignmentKind.HOMEROOM)
    today = timezone.localdate()
    classes = ClassGroup.objects.filter(unit_id=actor.unit_id, school_year__starts_on__lte=today, school_year__ends_on__gte=today)
    orphaned = classes.filter(~Exists(homeroom)).count() if has_people else 0
    open_courses = CourseClass.objects.filter(class_group__unit_id=actor.unit_id, course__published_version__isnull=False).exists()
    return [
        SetupStep("roster", has_people, url=reverse("core:roster_start", args=[unit_uuid])),
        SetupStep("accounts", has_people and not without, url=reverse("core:slips")),
        SetupStep("homeroom", has_people and orphaned == 0, orphaned, reverse("core:unit_classes", args=[unit_uuid])),
        SetupStep("courses", open_courses, url=reverse("lms:courses")),
    ]
