"""Teachers, learners and their guardians."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from core.models import ClassGroup, Enrolment, Guardianship, Membership, Person, Subject, TeachingAssignment, Unit

from ..copying import write
from ..names import Names
from ..province import SINCE, person_of
from .places import CLASS_SIZE

LEARNERS, TEACHERS = 494_000, 33
CHUNK = 20_000


def write_teachers(schools: list[Unit], classes: list[ClassGroup]) -> dict[int, list[Person]]:
    """Write 33 teachers a school with their duties; returns them by the school's id."""
    names = Names(1946)
    people = [person_of(names.person(), born_on=names.birthday(1970 + index % 30)) for index in range(len(schools) * TEACHERS)]
    write(people)
    of_school = {school.pk: people[index * TEACHERS : (index + 1) * TEACHERS] for index, school in enumerate(schools)}
    write([_place(person, pk, "teacher") for pk, staff in of_school.items() for person in staff])
    subject = Subject.objects.get(key="toan")
    duties = []
    for index, group in enumerate(classes):
        staff, turn = of_school[group.unit_id], index // len(schools)
        led, taught = staff[turn % TEACHERS], staff[(turn + 1) % TEACHERS]
        duties.append(TeachingAssignment(person=led, class_group=group, kind="homeroom", valid_from=SINCE))
        duties.append(TeachingAssignment(person=taught, class_group=group, subject=subject, kind="subject", valid_from=SINCE))
    write(duties)
    return of_school


def _place(person: Person, unit_id: int, role: str) -> Membership:
    kept = {"sort_key": person.sort_key, "search_text": person.search_text}  # `COPY` asks no field
    return Membership(person=person, unit_id=unit_id, role=role, valid_from=SINCE, **kept)


def write_learners(classes: list[ClassGroup], wanted: int, tell: Callable[[str], Any]) -> dict[int, list[int]]:
    """Write the learners, each with one guardian; returns their ids by the class's id."""
    names, made = Names(1947), 0
    pupils: dict[int, list[int]] = {}
    chunk: list[tuple[Person, Person, ClassGroup]] = []
    for index, group in enumerate(classes):
        for _ in range(min(CLASS_SIZE, wanted - made)):
            named = names.person()
            made += 1
            child = person_of(named, born_on=names.birthday(2010 + index % 12), moet_id=f"{3_000_000_000 + made}")
            parent = names.person(sex="female" if made % 3 else "male", family=named.family, ethnic_group=named.ethnic_group)
            chunk.append((child, person_of(parent, phone=f"09{made:08}"), group))
        if len(chunk) >= CHUNK or index == len(classes) - 1:
            _write_chunk(chunk)
            for child, _, group_of in chunk:
                pupils.setdefault(group_of.pk, []).append(child.pk)
            chunk = []
            tell(f"{made} learners")
    return pupils


def _write_chunk(chunk: list[tuple[Person, Person, ClassGroup]]) -> None:
    now = timezone.now()
    write([child for child, _, _ in chunk])
    write([parent for _, parent, _ in chunk])
    write([_place(p, g.unit_id, "student") for p, _, g in chunk])
    write([Enrolment(person=p, class_group=g, unit_id=g.unit_id, valid_from=SINCE) for p, _, g in chunk])
    facts: dict[str, Any] = {"may_see": ["progress", "marks"], "is_main_contact": True, "verified_at": now, "valid_from": SINCE}
    write([Guardianship(guardian=m, child=p, relation="mother" if m.sex == "female" else "father", **facts) for p, m, _ in chunk])
