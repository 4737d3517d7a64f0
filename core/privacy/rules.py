"""Terms of Law 91/2025/QH15 and Decree 356/2025/NĐ-CP, as data. Pure."""

import json
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from .types import Terms


@cache
def terms() -> Terms:
    """Return the terms of `data/terms.json`."""
    said = json.loads((Path(__file__).parent / "data" / "terms.json").read_text(encoding="utf-8"))
    return Terms(said["acknowledge_working_days"], said["days"], said["extension_days"], said["package_days"], frozenset(said["holidays"]))


def is_working_day(day: date, holidays: frozenset[str]) -> bool:
    """Say whether offices work on a day: Monday to Friday, no holiday (`mm-dd`)."""
    return day.weekday() < 5 and f"{day:%m-%d}" not in holidays


def after_working_days(day: date, count: int, holidays: frozenset[str]) -> date:
    """Return the last of `count` working days after `day`, the day of asking not counted."""
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day, holidays)
    return day


def acknowledge_by(asked_on: date, said: Terms) -> date:
    """Return the day by which a request is acknowledged."""
    return after_working_days(asked_on, said.acknowledge_working_days, said.holidays)


def due_on(kind: str, asked_on: date, said: Terms) -> date:
    """Return the day by which a request of a kind is answered."""
    return asked_on + timedelta(days=said.days[kind])


def extended(due: date, said: Terms) -> date:
    """Return the day of the one extension."""
    return due + timedelta(days=said.extension_days)
