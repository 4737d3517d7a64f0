"""Roles a hat can carry and the rights they bring."""

from enum import StrEnum


class Role(StrEnum):
    """What a person is in a unit. The values are stored."""

    STUDENT = "student"
    TEACHER = "teacher"
    LEADER = "leader"
    UNIT_ADMIN = "unit_admin"
    OFFICER = "officer"
    AUDITOR = "auditor"
    STAFF = "staff"
    LEARNER = "learner"
    GUARDIAN = "guardian"


class Right(StrEnum):
    """A right, always over the units below the hat's unit unless said otherwise."""

    PEOPLE_VIEW = "people.view"
    PEOPLE_MANAGE = "people.manage"
    ACCOUNTS_MANAGE = "accounts.manage"
    ROSTER_IMPORT = "roster.import"
    UNITS_MANAGE = "units.manage"
    HATS_GRANT = "hats.grant"
    AUDIT_VIEW = "audit.view"
    COURSES_AUTHOR = "courses.author"
    COURSES_OVERSEE = "courses.oversee"
    FIGURES_VIEW = "figures.view"
    BANKS_AUTHOR = "banks.author"
    BANKS_OVERSEE = "banks.oversee"
    TESTS_RUN = "tests.run"
    TESTS_OVERSEE = "tests.oversee"
    PRIVACY_HANDLE = "privacy.handle"
