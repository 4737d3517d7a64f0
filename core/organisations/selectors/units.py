"""A unit as its page shows it, today and as it was."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.access.enums import Role
from core.access.errors import AccessRefused
from core.access.types import Actor

from ..enums import SCHOOL_KINDS, ChangeKind, EnrolmentState, UnitKind
from ..models import ClassGroup, Enrolment, Membership, SchoolYear, Unit, UnitChange, UnitName, UnitPlacement, open_unit, running
from ..policies import can_view_unit, visible_units
from ..types import Page, UnitAsOf, UnitPast
from .names import called
from .paging import page_by_name


@dataclass(frozen=True, slots=True)
class UnitFigure:
    """A number of the unit with its word."""

    label: str
    value: int


@dataclass(frozen=True, slots=True)
class UnitPage:
    """What stands at the top of every page of a unit: its line of parents (only those the actor may open are links)."""

    unit: Unit
    parents: list[tuple[Unit, bool]]
    successor: Unit | None
    figures: list[UnitFigure] = field(default_factory=list)


def find_unit(actor: Actor, uuid: UUID) -> Unit:
    """Return the unit if the actor may look into it; otherwise `AccessRefused`, there or not."""
    row: Unit | None = visible_units(actor).select_related("successor").filter(uuid=uuid).first()
    if row is None:
        raise AccessRefused("visible_units")
    return row


def current_year(on: date | None = None) -> SchoolYear | None:
    """Return the school year of a day (default today), else the latest one."""
    day = on or timezone.localdate()
    return SchoolYear.objects.filter(starts_on__lte=day, ends_on__gte=day).first() or SchoolYear.objects.order_by("-starts_on").first()


def unit_page(actor: Actor, unit: Unit, *, with_figures: bool = False) -> UnitPage:
    """Return the head of a unit's page.

    Figures only where they are shown: they read the unit's own rows; above schools they count all units below, not people.
    """
    parents = [(parent, can_view_unit(actor, parent)) for parent in unit.get_ancestors()]
    if not with_figures:
        return UnitPage(unit, parents, unit.successor)
    figures = _school_figures(unit) if unit.kind in SCHOOL_KINDS else _office_figures(unit)
    return UnitPage(unit, parents, unit.successor, figures)


def _school_figures(unit: Unit) -> list[UnitFigure]:
    year = current_year()
    classes = ClassGroup.objects.filter(unit=unit, school_year=year).count()
    learners = Enrolment.objects.filter(running(), unit=unit, state=EnrolmentState.STUDYING).count()
    # By the roles there are: an index leads to these places, none leads past those of the pupils.
    staff = Membership.objects.filter(running(), unit=unit, role__in=set(Role) - {Role.STUDENT}).count()
    return [
        UnitFigure(ngettext("lớp", "lớp", classes), classes),
        UnitFigure(ngettext("học sinh", "học sinh", learners), learners),
        UnitFigure(ngettext("cán bộ, giáo viên", "cán bộ, giáo viên", staff), staff),
    ]


def _office_figures(unit: Unit) -> list[UnitFigure]:
    below = Unit.objects.filter(open_unit(""), path__startswith=unit.path).exclude(pk=unit.pk)
    counted: dict[str, Any] = below.aggregate(
        communes=Count("pk", filter=Q(kind=UnitKind.COMMUNE)),
        schools=Count("pk", filter=Q(kind__in=SCHOOL_KINDS)),
        sites=Count("pk", filter=Q(kind=UnitKind.SITE)),
    )
    words = {
        "communes": ngettext("xã, phường", "xã, phường", counted["communes"]),
        "schools": ngettext("trường", "trường", counted["schools"]),
        "sites": ngettext("điểm trường", "điểm trường", counted["sites"]),
    }
    return [UnitFigure(words[key], count) for key, count in counted.items() if count]


def children_page(
    actor: Actor, unit: Unit, *, text: str = "", after_id: int | None = None, before_id: int | None = None, size: int = 50
) -> Page[Unit]:
    """Return the open units right under `unit` in Vietnamese order; with `text`, all open units below it that match."""
    rows: QuerySet[Unit] = visible_units(actor).filter(open_unit(""), path__startswith=unit.path)
    rows = rows.filter(called(text)).exclude(pk=unit.pk) if text else rows.filter(depth=unit.depth + 1)
    return page_by_name(rows, after_id=after_id, before_id=before_id, size=size)


def predecessors_of(unit: Unit) -> list[Unit]:
    """Return the units merged into this one, latest first; they stay readable under their old names."""
    return list(Unit.objects.filter(successor=unit).order_by("-closed_on", "sort_key"))


def unit_history(unit: Unit) -> list[UnitPast]:
    """Return what happened to the unit, latest first, as sentences."""
    rows = UnitChange.objects.filter(unit=unit).order_by("-happened_on", "-pk")
    return [UnitPast(row.happened_on, row.kind, str(ChangeKind(row.kind).label), _sentence(row), row.decision) for row in rows]


def _sentence(row: UnitChange) -> str:
    details = row.details
    if row.kind == ChangeKind.RENAMED:
        return _("Đổi tên từ “%(old)s” thành “%(new)s”.") % {"old": details.get("old", ""), "new": details.get("new", "")}
    if row.kind == ChangeKind.MOVED:
        return _("Chuyển từ “%(old)s” về “%(new)s”.") % {"old": details.get("old", ""), "new": details.get("new", "")}
    if row.kind == ChangeKind.MERGED and details.get("merged"):
        return _("Nhận sáp nhập “%(name)s”.") % {"name": details["merged"]}
    if row.kind == ChangeKind.MERGED:
        return _("Sáp nhập vào “%(name)s”.") % {"name": details.get("into", "")}
    return _("Kết thúc hoạt động.") if row.kind == ChangeKind.CLOSED else _("Bắt đầu hoạt động.")


def _at(day: date) -> Q:
    return (Q(valid_from=None) | Q(valid_from__lte=day)) & (Q(valid_to=None) | Q(valid_to__gt=day))


def unit_on(unit: Unit, day: date) -> UnitAsOf:
    """Return what the unit was called on a day, and under what it stood. Before its first record, as first known."""
    names = UnitName.objects.filter(unit=unit).order_by("valid_from")
    name = names.filter(_at(day)).last() or names.first()
    places = UnitPlacement.objects.filter(unit=unit).select_related("parent").order_by("valid_from")
    place = places.filter(_at(day)).last() or places.first()
    parent = place.parent if place else unit.get_parent()
    is_open = (unit.opened_on is None or unit.opened_on <= day) and (unit.closed_on is None or unit.closed_on > day)
    return UnitAsOf(name.name if name else unit.name, parent.pk if parent else None, parent.name if parent else "", is_open)


def find_units(actor: Actor, text: str, *, kinds: frozenset[str] | None = None, size: int = 20) -> list[Unit]:
    """Return at most `size` open units the actor may look into whose name or code has every word of `text`, by name."""
    rows: QuerySet[Unit] = visible_units(actor).filter(open_unit(""))
    if kinds is not None:
        rows = rows.filter(kind__in=kinds)
    rows = rows.filter(called(text))
    return list(rows.order_by("sort_key", "pk")[:size])
