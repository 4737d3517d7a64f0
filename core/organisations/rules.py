"""Where units may stand, which roles fit them, who may hand out what. Pure."""

import re
from datetime import date, timedelta

from core.access.enums import Role
from core.access.rules import GRANTABLE

from .enums import SCHOOL_KINDS, UnitKind

_ABOVE_SCHOOLS = frozenset({UnitKind.DEPARTMENT, UnitKind.COMMUNE, UnitKind.PROVINCE})
_TEACHING = SCHOOL_KINDS | {UnitKind.SITE, UnitKind.TEAM, UnitKind.UNIVERSITY, UnitKind.FACULTY, UnitKind.CENTRE, UnitKind.ENTERPRISE}
_OFFICES = frozenset({UnitKind.PROVINCE, UnitKind.DEPARTMENT, UnitKind.DISTRICT_OFFICE, UnitKind.COMMUNE})

# Under what a unit of each kind may stand; None is the top of the tree.
PARENTS: dict[str, frozenset[str | None]] = {
    UnitKind.PROVINCE: frozenset({None}),
    UnitKind.DEPARTMENT: frozenset({None, UnitKind.PROVINCE}),
    UnitKind.DISTRICT_OFFICE: frozenset({UnitKind.DEPARTMENT, UnitKind.PROVINCE}),
    UnitKind.COMMUNE: frozenset({UnitKind.DEPARTMENT, UnitKind.PROVINCE}),
    **{kind: frozenset(_ABOVE_SCHOOLS) for kind in SCHOOL_KINDS},
    UnitKind.SITE: frozenset(SCHOOL_KINDS),
    UnitKind.TEAM: frozenset(SCHOOL_KINDS | {UnitKind.UNIVERSITY, UnitKind.FACULTY, UnitKind.CENTRE}),
    UnitKind.UNIVERSITY: frozenset({None, UnitKind.PROVINCE, UnitKind.DEPARTMENT}),
    UnitKind.FACULTY: frozenset({UnitKind.UNIVERSITY}),
    UnitKind.CENTRE: frozenset({None, *_ABOVE_SCHOOLS, UnitKind.UNIVERSITY}),
    UnitKind.ENTERPRISE: frozenset({None, *_ABOVE_SCHOOLS}),
}

# Where each role makes sense.
ROLE_KINDS: dict[Role, frozenset[str]] = {
    Role.STUDENT: frozenset(SCHOOL_KINDS | {UnitKind.UNIVERSITY, UnitKind.FACULTY, UnitKind.CENTRE}),
    Role.TEACHER: frozenset(_TEACHING),
    Role.LEADER: frozenset(_TEACHING | _OFFICES),
    Role.UNIT_ADMIN: frozenset(_TEACHING | _OFFICES),
    Role.OFFICER: frozenset(_OFFICES),
    Role.AUDITOR: frozenset(_TEACHING | _OFFICES),
    Role.STAFF: frozenset(_TEACHING | _OFFICES),
    Role.LEARNER: frozenset(_TEACHING | _OFFICES),
    Role.GUARDIAN: frozenset(),
}
_ENDS_OF_LEVELS = frozenset({"mg-5-6", "5", "9", "12"})
_LAST_GRADES: dict[str, frozenset[str]] = {UnitKind.PRIMARY_LOWER: frozenset({"9"}), UnitKind.LOWER_UPPER: frozenset({"12"})}
_DIGITS = re.compile(r"(\d+)")


def may_stand(kind: str, parent_kind: str | None) -> bool:
    """Say whether a unit of `kind` may stand under one of `parent_kind` (None: at the top)."""
    return parent_kind in PARENTS.get(kind, frozenset())


def children_kinds(parent_kind: str | None) -> list[str]:
    """Return the kinds that may be opened under a unit of `parent_kind` today (district offices are history)."""
    return [kind for kind in UnitKind.values if kind != UnitKind.DISTRICT_OFFICE and may_stand(kind, parent_kind)]


def may_merge(kind: str, into_kind: str) -> bool:
    """Say whether a unit of `kind` may be merged into one of `into_kind`: schools with schools, others with their like."""
    return kind == into_kind or (kind in SCHOOL_KINDS and into_kind in SCHOOL_KINDS)


def role_fits(role: Role, unit_kind: str) -> bool:
    """Say whether a role makes sense in a unit of that kind."""
    return unit_kind in ROLE_KINDS[role]


def may_grant(role: Role, *, granter_path: str, unit_path: str) -> bool:
    """Say whether a hat of `role` may be handed out from `granter_path` in the unit at `unit_path`.

    Only in one's own unit and below; students come by enrolment and guardians by their children. An auditor watches the
    administrators of a unit, so they don't name him: that takes an administrator standing above.
    """
    if role not in GRANTABLE or role is Role.STUDENT or not granter_path or not unit_path.startswith(granter_path):
        return False
    return role is not Role.AUDITOR or len(unit_path) > len(granter_path)


def is_last_grade(unit_kind: str, grade_key: str) -> bool:
    """Say whether learners leave a school of that kind after the grade: schools of two levels keep them on from the first to the second."""
    return grade_key in _LAST_GRADES.get(unit_kind, _ENDS_OF_LEVELS)


def may_complete_on(day: date, year_ends_on: date) -> bool:
    """Say whether a school year is far enough for its last grade to be done: in its last three months, or after it."""
    return day >= year_ends_on - timedelta(days=92)


def natural_key(name: str) -> tuple[tuple[int, str], ...]:
    """Return a key that sorts class names as people count: 9A2 before 9A10."""
    return tuple((int(part), "") if part.isdigit() else (0, part.lower()) for part in _DIGITS.split(name) if part)


def class_name_after_merge(name: str, unit_label: str, *, is_taken: bool) -> str:
    """Return what a class is called in the merged school: its own name, with the old school's where two have it."""
    return f"{name} ({unit_label})"[:60] if is_taken else name
