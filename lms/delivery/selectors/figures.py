"""Figures of a unit, from the rows the job made: nothing is counted here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from core.access.errors import AccessRefused
from core.access.types import Actor
from core.organisations.enums import SCHOOL_KINDS, UnitKind
from core.organisations.models import Unit, open_unit
from lms.delivery.models import ClassFigures, UnitFigures
from lms.delivery.policies import can_read_figures, figure_units
from lms.delivery.rules import ancestors, hide_small

PAGE = 50
DAYS = 14
OWN_KINDS = {*SCHOOL_KINDS, UnitKind.SITE, UnitKind.UNIVERSITY, UnitKind.FACULTY, UnitKind.CENTRE, UnitKind.ENTERPRISE, UnitKind.TEAM}


@dataclass(frozen=True)
class FigureRow:
    """A line of the table: a unit (`uuid` leads on) or a class. None in a count means too few to tell."""

    name: str
    uuid: UUID | None
    learners: int | None = 0
    active_week: int | None = 0
    completed_week: int | None = 0

    @property
    def share(self) -> int | None:
        """Percent of learners who studied in the week; None where it can't be told."""
        if self.learners is None or self.active_week is None:
            return None
        return round(100 * self.active_week / self.learners) if self.learners else 0


@dataclass(frozen=True)
class Bar:
    """A day of the chart: `x`, `y`, `height` in the drawing's units (width 280, height 80)."""

    day: date
    count: int
    x: float
    y: float
    height: float
    is_last: bool


@dataclass(frozen=True)
class FiguresPage:
    """Figures of one unit: the newest row, the one a week before, a fortnight's chart, and what stands below."""

    unit: Unit
    above: Sequence[Unit]
    latest: UnitFigures | None
    week_ago: UnitFigures | None
    bars: Sequence[Bar]
    rows: Sequence[FigureRow]
    of_classes: bool
    next_key: str = ""
    hides_small: bool = False

    def _delta(self, name: str) -> int | None:
        if self.latest is None or self.week_ago is None:
            return None
        return int(getattr(self.latest, name)) - int(getattr(self.week_ago, name))

    @property
    def cards(self) -> list[tuple[str, int, int | None]]:
        """The figures on top: key, value, change against a week before."""
        names = ("learners", "active_week", "completed_week", "published_courses", "active_teachers")
        return [(name, getattr(self.latest, name) if self.latest else 0, self._delta(name)) for name in names]

    @property
    def share(self) -> int:
        latest = self.latest
        return round(100 * latest.active_week / latest.learners) if latest and latest.learners else 0


def figures_page(actor: Actor, unit_uuid: UUID | None = None, *, after: str = "") -> FiguresPage:
    """Return the figures of a unit (None: the actor's own) with one page of what stands below it; `AccessRefused` otherwise.

    Counts below five are hidden from anybody who stands above the school they belong to. Constant queries; reads only rows
    it shows: at most 51 units or the classes of one school, and fifteen days.
    """
    units = figure_units(actor)
    unit = units.filter(uuid=unit_uuid).first() if unit_uuid is not None else units.filter(pk=actor.unit_id).first()
    if unit is None or not can_read_figures(actor, unit):
        raise AccessRefused("can_read_figures")
    days = list(UnitFigures.objects.filter(unit=unit, day__gt=timezone.localdate() - timedelta(days=60)).order_by("-day")[: DAYS + 1])
    latest = days[0] if days else None
    week_ago = next((row for row in days if latest and row.day <= latest.day - timedelta(days=7)), None)
    above = list(
        Unit.objects.filter(path__in=[path for path in ancestors(unit.path)[:-1] if path.startswith(actor.unit_path)]).order_by("path")
    )
    hides = _stands_above(actor, unit)
    children, more = _children(unit, after)
    of_classes = not children and not after and unit.kind in OWN_KINDS
    rows = _class_rows(unit, latest) if of_classes else _unit_rows(children, latest)
    return FiguresPage(
        unit=unit,
        above=above,
        latest=latest,
        week_ago=week_ago,
        bars=bars_of(list(reversed(days[:DAYS]))),
        rows=hidden(rows) if hides else rows,
        of_classes=of_classes,
        next_key=str(children[-1].pk) if more else "",
        hides_small=hides,
    )


def _stands_above(actor: Actor, unit: Unit) -> bool:
    """Say whether the actor looks from above a school: then small counts could point at children it does not teach."""
    if actor.is_system:
        return False
    return unit.kind not in OWN_KINDS or len(actor.unit_path) < len(unit.path)


def _children(unit: Unit, after: str) -> tuple[list[Unit], bool]:
    """Return a page of the open units right below, by name (key-set paging by the last one's id), and whether more follow."""
    rows = Unit.objects.filter(open_unit(""), path__startswith=unit.path, depth=unit.depth + 1).exclude(kind=UnitKind.TEAM)
    last = Unit.objects.filter(pk=int(after)).first() if after.isdecimal() else None
    if last is not None:
        rows = rows.filter(Q(name__gt=last.name) | Q(name=last.name, pk__gt=last.pk))
    found = list(rows.order_by("name", "id")[: PAGE + 1])
    return found[:PAGE], len(found) > PAGE


def _unit_rows(units: Sequence[Unit], latest: UnitFigures | None) -> list[FigureRow]:
    day = latest.day if latest else None
    known = (
        {row.unit_id: row for row in UnitFigures.objects.filter(unit_id__in=[unit.pk for unit in units], day=day)} if units and day else {}
    )
    return [_row(unit.name, unit.uuid, known.get(unit.pk)) for unit in units]


def _class_rows(unit: Unit, latest: UnitFigures | None) -> list[FigureRow]:
    if latest is None:
        return []
    rows = ClassFigures.objects.filter(class_group__unit=unit, day=latest.day).select_related("class_group__grade")
    rows = rows.order_by("class_group__grade__order", "class_group__name")
    return [_row(row.class_group.name, None, row) for row in rows[:200]]


def _row(name: str, uuid: UUID | None, row: Any) -> FigureRow:
    if row is None:
        return FigureRow(name, uuid)
    return FigureRow(name, uuid, row.learners, row.active_week, row.completed_week)


def hidden(rows: Sequence[FigureRow]) -> list[FigureRow]:
    """Return the rows with small counts hidden, column by column."""
    columns = [hide_small([getattr(row, name) for row in rows]) for name in ("learners", "active_week", "completed_week")]
    return [FigureRow(row.name, row.uuid, *cells) for row, *cells in zip(rows, *columns, strict=True)]


def bars_of(rows: Sequence[UnitFigures]) -> list[Bar]:
    """Return the bars of people active a day, oldest first; the newest day stands at the right, days without figures stay free."""
    top = max((row.active_learners for row in rows), default=0) or 1
    width = 280 / DAYS
    start = max(0, DAYS - len(rows))
    return [
        Bar(
            row.day,
            row.active_learners,
            round((start + index) * width + (width - 14), 2),
            round(80 - 76 * row.active_learners / top, 2),
            round(76 * row.active_learners / top, 2),
            index == len(rows) - 1,
        )
        for index, row in enumerate(rows)
    ]
