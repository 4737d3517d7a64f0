"""Counting: one row a unit and a class for each day, summed upwards, by a job. Pages never count."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.organisations.enums import EnrolmentState
from core.organisations.models import Enrolment, Unit, running
from lms.courses.enums import CourseState
from lms.courses.models import Course, CourseVersion
from lms.delivery.models import ActivityProgress, ClassFigures, ClassSession, StudyDay, UnitFigures
from lms.delivery.rules import ancestors

WEEK = timedelta(days=6)
KEPT_CLASS_DAYS = 60
BATCH = 1000
COMMON = ["learners", "active_learners", "active_week", "started", "completed", "completed_week"]
Counts = dict[int, Counter[str]]


def make_figures(*, day: date | None = None) -> int:
    """Make the rows of `day` (default today), and of yesterday until today has rows; returns how many units have one.

    Grouped counts run in the database; each unit's counts are added to all units above it. Repeating gives the same rows.
    """
    today = timezone.localdate()
    days = [day] if day is not None else [today]
    if day is None and not UnitFigures.objects.filter(day=today).exists():
        days.insert(0, today - timedelta(days=1))
    written = 0
    for one in days:
        with transaction.atomic():
            written = _make_day(one)
    ClassFigures.objects.filter(day__lt=today - timedelta(days=KEPT_CLASS_DAYS)).delete()
    return written


def _make_day(day: date) -> int:
    units, classes = _counted(day)
    for unit_id, count in _grouped(Course.objects.filter(state=CourseState.PUBLISHED, is_template=False), "unit_id"):
        units[unit_id]["published_courses"] += count
    for unit_id, count in Counter(unit_id for unit_id, _person in _busy_teachers(day)).items():
        units[unit_id]["active_teachers"] += count
    totals = _upwards(units)
    rows = [UnitFigures(unit_id=unit_id, day=day, **counts) for unit_id, counts in totals.items()]
    _upsert(UnitFigures, rows, "unit", [*COMMON, "published_courses", "active_teachers"])
    _upsert(ClassFigures, [ClassFigures(class_group_id=key, day=day, **counts) for key, counts in classes.items()], "class_group", COMMON)
    return len(rows)


def _counted(day: date) -> tuple[Counts, Counts]:
    """Return what is counted of learners, by unit and by class."""
    units: Counts = defaultdict(Counter)
    classes: Counts = defaultdict(Counter)
    studying = Enrolment.objects.filter(running(day), state=EnrolmentState.STUDYING)
    today = StudyDay.objects.filter(person_id=OuterRef("person_id"), day=day)
    week = StudyDay.objects.filter(person_id=OuterRef("person_id"), day__gte=day - WEEK, day__lte=day)
    for name, rows in (
        ("learners", studying),
        ("active_learners", studying.filter(Exists(today))),
        ("active_week", studying.filter(Exists(week))),
    ):
        for unit_id, class_id, count in (
            rows.order_by().values_list("unit_id", "class_group_id").annotate(Count("person_id", distinct=True))
        ):
            units[unit_id][name] += count
            classes[class_id][name] += count
    for name, when in (
        ("started", _between("started_at", day, day)),
        ("completed", _between("completed_at", day, day)),
        ("completed_week", _between("completed_at", day - WEEK, day)),
    ):
        done = ActivityProgress.objects.filter(when).annotate(place=Coalesce("class_group__unit_id", "course__unit_id")).order_by()
        for unit_id, class_id, count in done.values_list("place", "class_group_id").annotate(Count("id")):
            units[unit_id][name] += count
            if class_id is not None:
                classes[class_id][name] += count
    return units, classes


def _grouped(rows: QuerySet[Any], key: str) -> Iterable[tuple[int, int]]:
    counted: Iterable[tuple[int, int]] = rows.order_by().values_list(key).annotate(Count("id"))
    return counted


def _between(field: str, first: date, last: date) -> Q:
    zone = timezone.get_current_timezone()
    start = datetime.combine(first, time.min, tzinfo=zone)
    return Q(**{f"{field}__gte": start, f"{field}__lt": datetime.combine(last + timedelta(days=1), time.min, tzinfo=zone)})


def _busy_teachers(day: date) -> set[tuple[int, int]]:
    """Return (unit, person) of who published a course or led a class in the week up to `day`."""
    published = CourseVersion.objects.filter(_between("published_at", day - WEEK, day)).values_list("course__unit_id", "published_by_id")
    led = ClassSession.objects.filter(_between("started_at", day - WEEK, day)).values_list("class_group__unit_id", "started_by_id")
    return {*published, *led}


def _upwards(units: Counts) -> Counts:
    """Add each unit's counts to everything above it."""
    places = dict(Unit.objects.values_list("path", "id"))
    paths = {unit_id: path for path, unit_id in places.items()}
    totals: Counts = defaultdict(Counter)
    for unit_id, counts in units.items():
        for path in ancestors(paths[unit_id]):
            if path in places:
                totals[places[path]].update(counts)
    return totals


def _upsert(model: type[Any], rows: list[Any], key: str, fields: list[str]) -> None:
    """Write rows, replacing those of the same day; what is no longer counted goes to zero with them."""
    for start in range(0, len(rows), BATCH):
        model.objects.bulk_create(rows[start : start + BATCH], update_conflicts=True, unique_fields=[key, "day"], update_fields=fields)
    if rows:
        day = rows[0].day
        written = [getattr(row, f"{key}_id") for row in rows]
        stale = set(model.objects.filter(day=day).values_list(f"{key}_id", flat=True)) - set(written)
        model.objects.filter(day=day, **{f"{key}_id__in": stale}).delete() if stale else None
