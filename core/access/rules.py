"""Which role brings which rights, and how far down the tree they reach. Pure."""

from .enums import Right, Role

RIGHTS: dict[Role, frozenset[Right]] = {
    Role.STUDENT: frozenset(),
    Role.LEARNER: frozenset(),
    Role.GUARDIAN: frozenset(),
    Role.STAFF: frozenset({Right.PEOPLE_VIEW}),
    Role.TEACHER: frozenset({Right.COURSES_AUTHOR, Right.BANKS_AUTHOR, Right.TESTS_RUN}),
    Role.LEADER: frozenset(
        {
            Right.PEOPLE_VIEW,
            Right.COURSES_AUTHOR,
            Right.COURSES_OVERSEE,
            Right.FIGURES_VIEW,
            Right.AUDIT_VIEW,
            Right.BANKS_AUTHOR,
            Right.BANKS_OVERSEE,
            Right.TESTS_RUN,
            Right.TESTS_OVERSEE,
            Right.PRIVACY_HANDLE,
        }
    ),
    Role.UNIT_ADMIN: frozenset(
        {
            Right.PEOPLE_VIEW,
            Right.PEOPLE_MANAGE,
            Right.ACCOUNTS_MANAGE,
            Right.ROSTER_IMPORT,
            Right.UNITS_MANAGE,
            Right.HATS_GRANT,
            Right.FIGURES_VIEW,
            Right.COURSES_OVERSEE,
            Right.BANKS_OVERSEE,
            Right.TESTS_OVERSEE,
            Right.PRIVACY_HANDLE,
        }
    ),
    Role.OFFICER: frozenset(
        {
            Right.PEOPLE_VIEW,
            Right.FIGURES_VIEW,
            Right.COURSES_AUTHOR,
            Right.COURSES_OVERSEE,
            Right.BANKS_AUTHOR,
            Right.BANKS_OVERSEE,
            Right.TESTS_RUN,
            Right.TESTS_OVERSEE,
        }
    ),
    Role.AUDITOR: frozenset({Right.AUDIT_VIEW, Right.FIGURES_VIEW}),
}

# Roles an administrator may hand out in its own unit and below (delegated administration down the tree).
GRANTABLE: frozenset[Role] = frozenset(set(Role) - {Role.GUARDIAN})


def rights_of(role: Role) -> frozenset[Right]:
    """Return the rights a hat of `role` brings."""
    return RIGHTS[role]


def covers(unit_path: str, other_path: str) -> bool:
    """Say whether the unit at `unit_path` is the unit at `other_path` or stands above it in the tree."""
    return bool(unit_path) and other_path.startswith(unit_path)
