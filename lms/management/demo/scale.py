"""The whole province for benchmarks: 1,054 schools, 494,000 learners, by bulk inserts. For PostgreSQL; fictional people."""

import time
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection
from django.utils import timezone

from core.access.types import Actor
from core.lib.vietnamese import fold
from core.models import Account, ClassGroup, CodeValue, Enrolment, Grade, Membership, Person, SchoolYear, Subject, TeachingAssignment, Unit
from core.organisations.services.reference import load_province_tree
from lms.courses.models import Activity, Course, CourseClass, CourseTeacher, CourseVersion, Section
from lms.delivery.models import ActivityProgress

from .names import Names
from .province import PASSWORD, SINCE, person_of

SCHOOLS, LEARNERS, CLASS_SIZE, TEACHERS = 1054, 494_000, 29, 33
KINDS = (
    ("preschool", "Trường Mầm non", 0),
    ("primary", "Trường Tiểu học", 1),
    ("lower_secondary", "Trường Trung học cơ sở", 6),
    ("upper_secondary", "Trường Trung học phổ thông", 10),
)
ACTIVITIES = 6
BATCH = 5000
Say = Callable[[str], Any]


def build_scale(*, say: Say) -> dict[str, int | float]:
    """Fill an empty database; returns counts and seconds. Deterministic."""
    started = time.monotonic()
    load_province_tree(actor=Actor.system("demo"))
    year = SchoolYear.objects.get(key="2026-2027")
    schools = _schools()
    say(f"{len(schools)} schools")
    classes = _classes(schools, year)
    say(f"{len(classes)} classes")
    teachers = _teachers(schools, classes)
    say(f"{sum(map(len, teachers.values()))} teachers")
    learners = _learners(classes, say)
    _courses(schools, classes, teachers)
    _accounts(schools[0], teachers[schools[0].pk][0])
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return {
        "schools": len(schools),
        "classes": len(classes),
        "learners": learners,
        "courses": Course.objects.count(),
        "progress": ActivityProgress.objects.count(),
        "seconds": round(time.monotonic() - started, 1),
    }


def _schools() -> list[Unit]:
    communes = list(Unit.objects.filter(kind="commune").order_by("path"))
    department = Unit.objects.get(key="SGDDT-TQ")
    names = {row.code: row.name.split(" ", 1)[1] for row in CodeValue.objects.filter(list_key="communes")}
    rows, children = [], {unit.pk: unit.numchild for unit in [department, *communes]}
    for index in range(SCHOOLS):
        kind, label, _ = KINDS[0 if index % 10 < 4 else 1 if index % 10 < 7 else 2 if index % 10 < 9 else 3]
        commune = communes[index % len(communes)]
        parent = department if kind == "upper_secondary" else commune
        children[parent.pk] += 1
        name = f"{label} {names[commune.commune_code]} {index // len(communes) + 1}"
        path = Unit._get_path(parent.path, parent.depth + 1, children[parent.pk])
        unit = Unit(
            path=path,
            depth=parent.depth + 1,
            numchild=0,
            key=f"TQ{index:04}",
            kind=kind,
            name=name,
            commune_code=commune.commune_code,
            opened_on=date(1995, 9, 5),
        )
        unit.search_text = fold(f"{unit.name} {unit.key}")
        rows.append(unit)
    rows = Unit.objects.bulk_create(rows, batch_size=BATCH)
    for pk, count in children.items():
        Unit.objects.filter(pk=pk).update(numchild=count)
    return rows


def _classes(schools: list[Unit], year: SchoolYear) -> list[ClassGroup]:
    grades = {grade.key: grade for grade in Grade.objects.all()}
    nursery = [grades[key] for key in ("mg-3-4", "mg-4-5", "mg-5-6")]
    wanted = LEARNERS // CLASS_SIZE + 1
    rows = []
    for index in range(wanted):
        school = schools[index % len(schools)]
        turn = index // len(schools)
        first = next(number for kind, _, number in KINDS if kind == school.kind)
        grade = nursery[turn % 3] if not first else grades[str(first + turn % (5 if first == 1 else 4 if first == 6 else 3))]
        letter = "ABCDEGHIKLMN"[turn // 3 % 12]
        name = f"{'Lớp ' if not first else grade.key}{letter}{turn}"
        rows.append(ClassGroup(unit=school, school_year=year, grade=grade, key=name, name=name))
    return ClassGroup.objects.bulk_create(rows, batch_size=BATCH)


def _teachers(schools: list[Unit], classes: list[ClassGroup]) -> dict[int, list[Person]]:
    names = Names(1946)
    people = [person_of(names.person(), born_on=names.birthday(1970 + index % 30)) for index in range(len(schools) * TEACHERS)]
    people = Person.objects.bulk_create(people, batch_size=BATCH)
    of_school = {school.pk: people[index * TEACHERS : (index + 1) * TEACHERS] for index, school in enumerate(schools)}
    units = {school.pk: school for school in schools}
    memberships = [
        Membership(person=person, unit=units[pk], role="teacher", valid_from=SINCE) for pk, staff in of_school.items() for person in staff
    ]
    Membership.objects.bulk_create(memberships, batch_size=BATCH)
    subject = Subject.objects.get(key="toan")
    duties = []
    for index, group in enumerate(classes):
        staff = of_school[group.unit_id]
        duties.append(
            TeachingAssignment(person=staff[index // len(schools) % TEACHERS], class_group=group, kind="homeroom", valid_from=SINCE)
        )
        duties.append(
            TeachingAssignment(
                person=staff[(index // len(schools) + 1) % TEACHERS], class_group=group, subject=subject, kind="subject", valid_from=SINCE
            )
        )
    TeachingAssignment.objects.bulk_create(duties, batch_size=BATCH)
    return of_school


def _learners(classes: list[ClassGroup], say: Say) -> int:
    names = Names(1947)
    made = 0
    chunk: list[tuple[Person, ClassGroup]] = []
    for index, group in enumerate(classes):
        for _ in range(min(CLASS_SIZE, LEARNERS - made)):
            named = names.person()
            made += 1
            person = person_of(named, born_on=names.birthday(2010 + index % 12), moet_id=f"{3_000_000_000 + made}")
            chunk.append((person, group))
        if len(chunk) >= 20_000 or index == len(classes) - 1:
            _write_learners(chunk)
            chunk = []
            say(f"{made} learners")
    return made


def _write_learners(chunk: list[tuple[Person, ClassGroup]]) -> None:
    people = Person.objects.bulk_create([person for person, _ in chunk], batch_size=BATCH)
    pairs = list(zip(people, [group for _, group in chunk], strict=True))
    Membership.objects.bulk_create(
        [Membership(person=p, unit_id=g.unit_id, role="student", valid_from=SINCE) for p, g in pairs], batch_size=BATCH
    )
    Enrolment.objects.bulk_create(
        [Enrolment(person=p, class_group=g, unit_id=g.unit_id, valid_from=SINCE) for p, g in pairs], batch_size=BATCH
    )


def _courses(schools: list[Unit], classes: list[ClassGroup], teachers: dict[int, list[Person]]) -> None:
    """Three courses a school, six activities each, one class studying each: about two thirds of a million progress rows."""
    subject = Subject.objects.get(key="toan")
    by_unit: dict[int, list[ClassGroup]] = {}
    for group in classes:
        by_unit.setdefault(group.unit_id, []).append(group)
    pairs = [(school, group, teachers[school.pk][n]) for school in schools for n, group in enumerate(by_unit[school.pk][:3])]
    facts: dict[str, Any] = {"subject": subject, "state": "published"}
    rows = [
        Course(unit=unit, grade=group.grade, school_year=group.school_year, title=f"Toán {group.name}", created_by=who, **facts)
        for unit, group, who in pairs
    ]
    courses = Course.objects.bulk_create(rows, batch_size=BATCH)
    owners = [CourseTeacher(course=c, person=t, role="owner") for c, (_, _, t) in zip(courses, pairs, strict=True)]
    CourseTeacher.objects.bulk_create(owners, batch_size=BATCH)
    given = [CourseClass(course=c, class_group=g, assigned_by=t) for c, (_, g, t) in zip(courses, pairs, strict=True)]
    CourseClass.objects.bulk_create(given, batch_size=BATCH)
    _progress(pairs, courses, _outlines(pairs, courses))


def _outlines(pairs: list[Any], courses: list[Course]) -> dict[int, list[Activity]]:
    """Give each course one section of pages, published as version 1; returns the activities by course."""
    sections = Section.objects.bulk_create([Section(course=c, title="Chương I", position=0) for c in courses], batch_size=BATCH)
    html = {"html": "<p>Đọc và ghi lại ý chính.</p>"}
    facts: dict[str, Any] = {"kind": "page", "is_published": True, "config": {"draft": html, "published": html}}
    rows = [Activity(course=s.course, section=s, title=f"Bài {n + 1}", position=n, **facts) for s in sections for n in range(ACTIVITIES)]
    of_course: dict[int, list[Activity]] = {}
    for activity in Activity.objects.bulk_create(rows, batch_size=BATCH):
        of_course.setdefault(activity.course_id, []).append(activity)
    versions = [
        CourseVersion(
            course=course,
            number=1,
            published_by=who,
            outline=[{"id": s.pk, "title": s.title, "activities": [a.pk for a in of_course[course.pk]]}],
        )
        for course, s, (_, _, who) in zip(courses, sections, pairs, strict=True)
    ]
    for course, version in zip(courses, CourseVersion.objects.bulk_create(versions, batch_size=BATCH), strict=True):
        course.published_version = version
    Course.objects.bulk_update(courses, ["published_version"], batch_size=1000)
    return of_course


def _progress(pairs: list[Any], courses: list[Course], of_course: dict[int, list[Activity]]) -> None:
    random = Random(1948)  # noqa: S311
    now = timezone.now()
    pupils: dict[int, list[int]] = {}
    wanted = {group.pk for _, group, _ in pairs}
    for person_id, class_id in Enrolment.objects.filter(class_group_id__in=wanted).values_list("person_id", "class_group_id").iterator():
        pupils.setdefault(class_id, []).append(person_id)
    rows = []
    for course, (_, group, _) in zip(courses, pairs, strict=True):
        for person_id in pupils.get(group.pk, []):
            for activity in of_course[course.pk][: random.randint(0, ACTIVITIES)]:
                at = now - timedelta(days=random.randint(0, 30), minutes=random.randint(0, 900))
                is_done = random.random() < 0.8
                rows.append(
                    ActivityProgress(
                        person_id=person_id, activity=activity, course=course, class_group=group, state="completed" if is_done else "in_progress",
                        percent=100 if is_done else 40, started_at=at, last_at=at, completed_at=at if is_done else None,
                    )
                )  # fmt: skip
        if len(rows) >= 20_000:
            ActivityProgress.objects.bulk_create(rows, batch_size=BATCH)
            rows = []
    ActivityProgress.objects.bulk_create(rows, batch_size=BATCH)


def _accounts(school: Unit, teacher: Person) -> None:
    """One log-in for each hat, as benchmarks use them: `bench.<role>`."""
    hashed = make_password(PASSWORD)
    department = Unit.objects.get(key="SGDDT-TQ")
    learner = Enrolment.objects.filter(unit=school).order_by("id").select_related("person")[0].person
    Account.objects.create(person=teacher, username="bench.teacher", password=hashed)
    Account.objects.create(person=learner, username="bench.student", password=hashed)
    for role, unit in (("unit_admin", school), ("leader", school), ("officer", department), ("auditor", department)):
        person = Person.objects.create(family_name="Nguyễn", middle_name="Thị", given_name="Thử")
        Membership.objects.create(person=person, unit=unit, role=role, valid_from=SINCE)
        Account.objects.create(person=person, username=f"bench.{role}", password=hashed)
