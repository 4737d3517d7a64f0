"""The whole province for measurements: 1,054 schools, 494,000 learners with a guardian each, 35,000 staff; fictional people.

For PostgreSQL (`COPY`, one transaction: it is all there or nothing is), on any database. Deterministic.
"""

import time
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

from core.access.types import Actor
from core.models import SchoolYear
from core.organisations.services.reference import load_province_tree

from .hats import give_hats
from .people import LEARNERS, write_learners, write_teachers
from .places import SCHOOLS, write_classes, write_schools
from .studying import write_courses, write_figures, write_study
from .trail import write_trail

Say = Callable[[str], Any]
__all__ = ["build_scale"]


def build_scale(*, say: Say, schools: int = SCHOOLS, learners: int = LEARNERS) -> dict[str, int | float]:
    """Fill an empty database; returns counts and seconds. All of it is one transaction; then the planner's statistics are made."""
    started = time.monotonic()

    def tell(text: str) -> None:
        say(f"{time.monotonic() - started:6.1f} s  {text}")

    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:  # checked with each COPY, so that no queue of checks grows until the end
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        counts = _build(tell, schools, learners)
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        tell("statistics")
    return {**counts, "seconds": round(time.monotonic() - started, 1)}


def _build(tell: Say, school_count: int, learner_count: int) -> dict[str, int]:
    load_province_tree(actor=Actor.system("demo"))
    year = SchoolYear.objects.get(key="2026-2027")
    schools = write_schools(school_count)
    classes = write_classes(schools, year, learner_count)
    tell(f"{len(schools)} schools, {len(classes)} classes")
    teachers = write_teachers(schools, classes)
    tell(f"{sum(map(len, teachers.values()))} teachers")
    pupils = write_learners(classes, learner_count, tell)
    courses = write_courses(schools, classes, teachers)
    tell(f"{len(courses)} courses")
    progress = write_study(courses, pupils)
    tell(f"{progress} progress rows")
    tell(f"{write_trail(schools, classes, teachers, pupils)} audit records")
    give_hats(schools, classes, teachers, pupils)
    tell(f"figures of {write_figures()} units a day")
    return {
        "schools": len(schools),
        "classes": len(classes),
        "learners": sum(map(len, pupils.values())),
        "courses": len(courses),
        "progress": progress,
    }
