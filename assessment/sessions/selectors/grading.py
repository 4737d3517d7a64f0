"""How tests of a unit are marked."""

from core.organisations.models import Unit

from ..rules.grading import Grading, grading_of


def grading_in(unit: Unit) -> Grading:
    """Return how tests of a unit are marked: its own rule, else that of the nearest unit above which has one; one query."""
    return grading_of(row.settings for row in upwards(unit))


def rule_source(unit: Unit, key: str) -> Unit | None:
    """Return the unit whose rule under `key` of its settings holds in `unit`; None where it is the default."""
    return next((row for row in upwards(unit) if isinstance((row.settings or {}).get(key), dict)), None)


def upwards(unit: Unit) -> list[Unit]:
    """Return the unit and those above with their settings, the nearest first; one query."""
    step = Unit.steplen
    paths = [unit.path[:end] for end in range(step, len(unit.path) + 1, step)]
    return list(Unit.objects.filter(path__in=paths).only("pk", "path", "settings", "name", "short_name").order_by("-path"))
