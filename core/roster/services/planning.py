"""Deciding what each row would do, in a constant number of queries a batch, without writing anything."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from core.lib.vietnamese import fold, split_name
from core.organisations.enums import EnrolmentState
from core.organisations.models import ClassGroup, Enrolment, Membership, SchoolYear, TeachingAssignment, Unit, running
from core.people.models import Guardianship, Person

from ..enums import EntryAction
from ..rules import grade_of_class
from ..types import PersonLine, Problem

EXTRA_KEYS = ("province", "commune", "team", "qualification", "subject")
TEXT_FIELDS = ("birth_place", "home_town", "address")


@dataclass
class Options:
    """What the importer ticked."""

    create_classes: bool = True
    accept_transfers: bool = False
    mark_leavers: bool = False


@dataclass
class Planned:
    """What a row would do. `person` None with action `created` means a new one."""

    line: PersonLine
    action: EntryAction
    person: Person | None = None
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    enrolment: Enrolment | None = None
    membership: Membership | None = None
    problems: list[Problem] = field(default_factory=list)


@dataclass
class Known:
    """Everything about the people of a batch, read at once."""

    by_personal_id: dict[str, Person] = field(default_factory=dict)
    by_moet_id: dict[str, Person] = field(default_factory=dict)
    by_name: dict[tuple[str, Any], list[Person]] = field(default_factory=lambda: defaultdict(list))
    enrolments: dict[int, Enrolment] = field(default_factory=dict)
    memberships: dict[tuple[int, str], Membership] = field(default_factory=dict)
    guardians: dict[tuple[int, str], Guardianship] = field(default_factory=dict)
    teaching: dict[int, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))


class Planner:
    """Plans the lines of one import into one unit and school year."""

    def __init__(self, *, unit: Unit, school_year: SchoolYear, kind: str, options: Options, titles: dict[str, str]) -> None:
        self.unit, self.school_year, self.kind, self.options, self.titles = unit, school_year, kind, options, titles
        self.classes = {row.key.upper(): row for row in ClassGroup.objects.filter(unit=unit, school_year=school_year)}
        self.new_classes: dict[str, str] = {}

    def plan(self, lines: list[PersonLine]) -> list[Planned]:
        """Return what each line would do; at most seven queries whatever the number of lines."""
        known = self.read(lines)
        return [self._plan_line(line, known) for line in lines]

    def read(self, lines: list[PersonLine]) -> Known:
        """Read the people the lines may mean, and their running places and guardians."""
        known = Known()
        numbers = [line.personal_id for line in lines if line.personal_id]
        codes = [line.moet_id for line in lines if line.moet_id]
        for person in Person.objects.filter(Q(personal_id__in=numbers) | Q(moet_id__in=codes), merged_into=None):
            known.by_personal_id[person.personal_id or ""] = person
            known.by_moet_id[person.moet_id or ""] = person
        here = Membership.objects.filter(unit=self.unit).values("person_id")
        names, days = {line.name for line in lines}, {line.born_on for line in lines}
        for person in Person.objects.filter(full_name__in=names, born_on__in=days, pk__in=here, merged_into=None):
            known.by_name[fold(person.full_name), person.born_on].append(person)
        people = {p.pk for group in (known.by_personal_id.values(), known.by_moet_id.values()) for p in group} | {
            p.pk for ps in known.by_name.values() for p in ps
        }
        self._read_places(known, people)
        return known

    def _read_places(self, known: Known, people: set[int]) -> None:
        for enrolment in Enrolment.objects.filter(running(), person_id__in=people, state=EnrolmentState.STUDYING).select_related(
            "class_group", "unit"
        ):
            known.enrolments[enrolment.person_id] = enrolment
        for membership in Membership.objects.filter(running(), person_id__in=people, unit=self.unit):
            known.memberships[membership.person_id, membership.role] = membership
        if self.kind == "students":
            for row in Guardianship.objects.filter(running(), child_id__in=people).select_related("guardian"):
                known.guardians[row.child_id, row.relation] = row
        else:
            for duty in TeachingAssignment.objects.filter(running(), person_id__in=people, class_group__unit=self.unit).select_related(
                "subject", "class_group"
            ):
                known.teaching[duty.person_id].add((duty.subject.key if duty.subject else "", duty.class_group.key.upper()))

    def _plan_line(self, line: PersonLine, known: Known) -> Planned:
        planned = Planned(line, EntryAction.CREATED)
        planned.person = self._match(line, known, planned)
        if planned.person is not None:
            planned.enrolment = known.enrolments.get(planned.person.pk)
            planned.membership = known.memberships.get((planned.person.pk, line.role))
            planned.changes = differences(planned.person, line)
        if self.kind == "students":
            self._plan_class(planned)
        if any(not problem.is_warning for problem in planned.problems):
            planned.action = EntryAction.REFUSED
        elif planned.person is not None:
            planned.action = self._action(planned, known)
        return planned

    def _problem(self, planned: Planned, key: str, code: str, value: str) -> None:
        planned.problems.append(Problem(planned.line.row, self.titles.get(key, ""), code, value))

    def _match(self, line: PersonLine, known: Known, planned: Planned) -> Person | None:
        by_number = known.by_personal_id.get(line.personal_id) if line.personal_id else None
        by_code = known.by_moet_id.get(line.moet_id) if line.moet_id else None
        if by_number and by_code and by_number.pk != by_code.pk:
            self._problem(planned, "personal_id", "conflict", f"{by_number.full_name}; {by_code.full_name}")
            return None
        found = by_number or by_code
        if found:
            if fold(found.full_name) != fold(line.name) and found.born_on not in {None, line.born_on}:
                self._problem(planned, "personal_id", "identity", found.full_name)
            return found
        candidates = [p for p in known.by_name[fold(line.name), line.born_on] if not _contradicts(p, line)]
        if len(candidates) > 1:
            same_class = [p for p in candidates if (e := known.enrolments.get(p.pk)) and e.class_group.key.upper() == line.class_key]
            candidates = same_class if len(same_class) == 1 else candidates
        if len(candidates) > 1:
            self._problem(planned, "name", "ambiguous", line.name)
            return None
        return candidates[0] if candidates else None

    def _plan_class(self, planned: Planned) -> None:
        line = planned.line
        if line.class_key not in self.classes and line.class_key not in self.new_classes:
            grade = grade_of_class(line.class_key)
            if not self.options.create_classes:
                self._problem(planned, "class_key", "class.unknown", line.class_key)
            elif grade is None:
                self._problem(planned, "class_key", "class.grade", line.class_key)
            else:
                self.new_classes[line.class_key] = grade
        enrolment = planned.enrolment
        if enrolment and enrolment.unit_id != self.unit.pk and not line.left and not self.options.accept_transfers:
            self._problem(planned, "personal_id", "elsewhere", enrolment.unit.label)

    def _action(self, planned: Planned, known: Known) -> EntryAction:
        line, enrolment = planned.line, planned.enrolment
        if line.left:
            return EntryAction.LEFT if enrolment or planned.membership else EntryAction.UNCHANGED
        if self.kind == "students":
            if enrolment is None:
                return EntryAction.TRANSFER_IN
            if enrolment.unit_id != self.unit.pk:
                return EntryAction.TRANSFER_IN
            if enrolment.class_group.key.upper() != line.class_key:
                return EntryAction.CLASS_TRANSFER
        new_place = planned.membership is None or self._new_duties(planned, known)
        changed = planned.changes or new_place or self._new_guardians(planned, known)
        return EntryAction.UPDATED if changed else EntryAction.UNCHANGED

    @staticmethod
    def _new_duties(planned: Planned, known: Known) -> bool:
        assert planned.person is not None  # noqa: S101
        line = planned.line
        wanted = set(line.teaches) | ({("", line.homeroom_of)} if line.homeroom_of else set())
        return bool(wanted - known.teaching[planned.person.pk])

    @staticmethod
    def _new_guardians(planned: Planned, known: Known) -> bool:
        assert planned.person is not None  # noqa: S101
        for guardian in planned.line.guardians:
            row = known.guardians.get((planned.person.pk, guardian.relation))
            if row is None or fold(row.guardian.full_name) != fold(guardian.name) or (guardian.phone and not row.guardian.phone):
                return True
        return False


def _contradicts(person: Person, line: PersonLine) -> bool:
    number = bool(line.personal_id and person.personal_id and line.personal_id != person.personal_id)
    return number or bool(line.moet_id and person.moet_id and line.moet_id != person.moet_id)


def wanted_fields(line: PersonLine) -> dict[str, Any]:
    """Return the person's fields a line sets; empty cells set nothing."""
    family, middle, given = split_name(line.name)
    fields: dict[str, Any] = {"family_name": family, "middle_name": middle, "given_name": given, "born_on": line.born_on, "sex": line.sex}
    optional = {"personal_id": line.personal_id, "moet_id": line.moet_id, "phone": line.phone, "email": line.email, **line.codes}
    optional.update({key: line.texts[key] for key in TEXT_FIELDS if key in line.texts})
    fields.update({key: value for key, value in optional.items() if value})
    return fields


def differences(person: Person, line: PersonLine) -> dict[str, tuple[Any, Any]]:
    """Return the fields a line would change: name to (old, new)."""
    changes = {key: (getattr(person, key), value) for key, value in wanted_fields(line).items() if getattr(person, key) != value}
    extra = {key: line.texts[key] for key in EXTRA_KEYS if key in line.texts}
    if any(person.extra.get(key) != value for key, value in extra.items()):
        changes["extra"] = (person.extra, {**person.extra, **extra})
    return changes
