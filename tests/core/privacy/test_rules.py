from datetime import date

import pytest

from core.privacy.rules import acknowledge_by, due_on, extended, terms


@pytest.mark.parametrize(
    ("asked", "by"),
    [
        (date(2026, 11, 30), date(2026, 12, 2)),  # Monday
        (date(2026, 12, 3), date(2026, 12, 7)),  # Thursday: Friday, then Monday
        (date(2026, 12, 5), date(2026, 12, 8)),  # asked on a Saturday
        (date(2026, 12, 31), date(2027, 1, 5)),  # New Year's Day doesn't count
        (date(2026, 4, 29), date(2026, 5, 5)),  # two holidays, then a week-end
    ],
)
def test_two_working_days_to_acknowledge(asked, by):
    assert acknowledge_by(asked, terms()) == by


@pytest.mark.parametrize("kind", ["access", "export", "correct", "erase", "restrict"])
def test_fifteen_days_and_fifteen_more(kind):
    due = due_on(kind, date(2026, 11, 20), terms())
    assert (due, extended(due, terms())) == (date(2026, 12, 5), date(2026, 12, 20))
