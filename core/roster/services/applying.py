"""Writing a planned batch: a constant number of statements, one transaction."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from core.lib.lengths import require_lengths
from core.lib.vietnamese import fold, split_name
from core.organisations.enums import AssignmentKind, EnrolmentState
from core.organisations.models import ClassGroup, Enrolment, Grade, Membership, Subject, TeachingAssignment, running
from core.organisations.services.names import follow_names
from core.people.models import Guardianship, Person

from ..enums import EntryAction
from ..models import RosterEntry, RosterImport
from ..types import GuardianLine
from .planning import EXTRA_KEYS, Known, Planned, Planner, wanted_fields

DERIVED = ["full_name", "sort_key", "search_text"]
MAY_SEE = ["progress", "marks"]


def apply_batch(*, roster: RosterImport, planner: Planner, planned: list[Planned], known: Known) -> None:
    """Write what `planned` says and one entry for each row. The caller holds the transaction and the unit's lock."""
    create_classes(planner)
    made: dict[int, dict[str, Any]] = {plan.line.row: {} for plan in planned}
    active = [plan for plan in planned if plan.action != EntryAction.REFUSED]
    before = {plan.line.row: {key: _plain(old) for key, (old, _) in plan.changes.items()} for plan in active}
    _write_people(active)
    staying = [plan for plan in active if not plan.line.left]
    _write_memberships(planner, staying, made)
    if planner.kind == "students":
        _write_enrolments(planner, staying, made)
        _write_guardians(staying, known, made)
    else:
        _write_duties(planner, staying, known, made)
    _write_leavers([plan for plan in active if plan.line.left], made)
    RosterEntry.objects.bulk_create(
        [
            RosterEntry(
                roster=roster,
                row=plan.line.row,
                person=plan.person,
                action=plan.action,
                before=before.get(plan.line.row, {}),
                after={key: _plain(new) for key, (_, new) in plan.changes.items()},
                made=made[plan.line.row],
            )
            for plan in planned
        ]
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def create_classes(planner: Planner) -> None:
    """Make the classes the plan found missing."""
    if not planner.new_classes:
        return
    grades = {grade.key: grade for grade in Grade.objects.filter(key__in=set(planner.new_classes.values()))}
    rows = [
        ClassGroup(unit=planner.unit, school_year=planner.school_year, grade=grades[grade], key=key, name=key)
        for key, grade in planner.new_classes.items()
        if key not in planner.classes
    ]
    ClassGroup.objects.bulk_create(rows)
    planner.classes.update({row.key.upper(): row for row in rows})
    planner.new_classes = {}


def _write_people(active: list[Planned]) -> None:
    new = [plan for plan in active if plan.person is None]
    people = []
    for plan in new:
        person = Person(**wanted_fields(plan.line), extra={key: plan.line.texts[key] for key in EXTRA_KEYS if key in plan.line.texts})
        person.derive()
        people.append(person)
    for plan, person in zip(new, Person.objects.bulk_create(people), strict=True):
        plan.person = person
    changed, columns = [], set(DERIVED)
    for plan in active:
        if plan.person is not None and plan.changes:
            for key, (_, value) in plan.changes.items():
                setattr(plan.person, key, value)
            plan.person.derive()
            plan.person.updated_at = timezone.now()
            changed.append(plan.person)
            columns |= set(plan.changes)
    if changed:
        require_lengths(changed, columns)
        Person.objects.bulk_update(changed, [*columns, "updated_at"], batch_size=200)
        follow_names(changed)


def _write_memberships(planner: Planner, staying: list[Planned], made: dict[int, dict[str, Any]]) -> None:
    plans = [plan for plan in staying if plan.membership is None]
    rows = [Membership(person=plan.person, unit=planner.unit, role=plan.line.role, title=plan.line.title) for plan in plans]
    for plan, row in zip(plans, Membership.objects.bulk_create(rows), strict=True):
        made[plan.line.row]["membership"] = row.pk


def _write_enrolments(planner: Planner, staying: list[Planned], made: dict[int, dict[str, Any]]) -> None:
    today = timezone.localdate()
    moving = [
        plan
        for plan in staying
        if plan.enrolment is None
        or plan.enrolment.class_group.key.upper() != plan.line.class_key
        or plan.enrolment.unit_id != planner.unit.pk
    ]
    closed = {EnrolmentState.TRANSFERRED_CLASS: [], EnrolmentState.TRANSFERRED_OUT: []}  # type: dict[EnrolmentState, list[int]]
    moved_out: list[tuple[int, int]] = []
    for plan in moving:
        if plan.enrolment is not None:
            inside = plan.enrolment.unit_id == planner.unit.pk
            closed[EnrolmentState.TRANSFERRED_CLASS if inside else EnrolmentState.TRANSFERRED_OUT].append(plan.enrolment.pk)
            made[plan.line.row]["closed_enrolment"] = plan.enrolment.pk
            if not inside:
                moved_out.append((plan.enrolment.person_id, plan.enrolment.unit_id))
    for state, ids in closed.items():
        if ids:
            Enrolment.objects.filter(pk__in=ids).update(state=state, valid_to=today - timedelta(days=1))
    for person_id, unit_id in moved_out:
        Membership.objects.filter(running(), person_id=person_id, unit_id=unit_id, role="student").update(
            valid_to=today - timedelta(days=1)
        )
    back = Membership.objects.filter(running(), person__in=[plan.person for plan in moving], unit=planner.unit, role="student")
    back.exclude(valid_to=None).update(valid_to=None)  # who had completed the last grade and studies on
    rows = [Enrolment(person=plan.person, class_group=planner.classes[plan.line.class_key], unit=planner.unit) for plan in moving]
    for plan, row in zip(moving, Enrolment.objects.bulk_create(rows), strict=True):
        made[plan.line.row]["enrolment"] = row.pk


def _write_leavers(leaving: list[Planned], made: dict[int, dict[str, Any]]) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    for plan in leaving:
        if plan.enrolment is not None:
            Enrolment.objects.filter(pk=plan.enrolment.pk).update(state=plan.line.left, valid_to=yesterday)
            made[plan.line.row]["closed_enrolment"] = plan.enrolment.pk
        if plan.membership is not None:
            Membership.objects.filter(pk=plan.membership.pk).update(valid_to=yesterday)
            made[plan.line.row]["closed_membership"] = plan.membership.pk


def _write_guardians(staying: list[Planned], known: Known, made: dict[int, dict[str, Any]]) -> None:
    new: list[tuple[Planned, GuardianLine]] = []
    changed: list[Person] = []
    for plan in staying:
        assert plan.person is not None  # noqa: S101
        for line in plan.line.guardians:
            row = known.guardians.get((plan.person.pk, line.relation))
            if row is None:
                new.append((plan, line))
            elif fold(row.guardian.full_name) != fold(line.name) or (line.phone and not row.guardian.phone):
                _name_guardian(row.guardian, line)
                changed.append(row.guardian)
    people = []
    for _, line in new:
        person = Person(given_name=line.name)
        _name_guardian(person, line)
        people.append(person)
    people = Person.objects.bulk_create(people)
    rows = [
        Guardianship(guardian=person, child=plan.person, relation=line.relation, may_see=MAY_SEE)
        for (plan, line), person in zip(new, people, strict=True)
    ]
    for (plan, _), row in zip(new, Guardianship.objects.bulk_create(rows), strict=True):
        made[plan.line.row].setdefault("guardianships", []).append(row.pk)
    if changed:
        written = ["family_name", "middle_name", "given_name", "phone", "extra", *DERIVED]
        require_lengths(changed, written)
        Person.objects.bulk_update(changed, written, batch_size=200)
        follow_names(changed)


def _name_guardian(person: Person, line: GuardianLine) -> None:
    person.family_name, person.middle_name, person.given_name = split_name(line.name)
    person.phone = line.phone or person.phone
    person.sex = {"father": "male", "mother": "female"}.get(line.relation, person.sex)
    if line.birth_year:
        person.extra = {**person.extra, "birth_year": line.birth_year}
    person.derive()


def _write_duties(planner: Planner, staying: list[Planned], known: Known, made: dict[int, dict[str, Any]]) -> None:
    subjects = {subject.key: subject for subject in Subject.objects.all()}
    rows: list[TeachingAssignment] = []
    owners: list[int] = []
    homerooms: list[int] = []
    for plan in staying:
        assert plan.person is not None  # noqa: S101
        have = known.teaching[plan.person.pk]
        for subject, key in (*plan.line.teaches, *((("", plan.line.homeroom_of),) if plan.line.homeroom_of else ())):
            class_group = planner.classes.get(key)
            if class_group is None or (subject, key) in have:
                continue
            kind = AssignmentKind.SUBJECT if subject else AssignmentKind.HOMEROOM
            if kind == AssignmentKind.HOMEROOM:
                homerooms.append(class_group.pk)
            rows.append(TeachingAssignment(person=plan.person, class_group=class_group, subject=subjects.get(subject), kind=kind))
            owners.append(plan.line.row)
    yesterday = timezone.localdate() - timedelta(days=1)
    TeachingAssignment.objects.filter(class_group_id__in=homerooms, kind=AssignmentKind.HOMEROOM, valid_to=None).update(valid_to=yesterday)
    for row_number, row in zip(owners, TeachingAssignment.objects.bulk_create(rows), strict=True):
        made[row_number].setdefault("duties", []).append(row.pk)
