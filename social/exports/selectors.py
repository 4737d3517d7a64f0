"""Reading exports, and what may be exported."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from core.access.errors import AccessRefused
from core.access.types import Actor
from core.jobs.enums import JobState
from core.organisations.models import Unit
from core.organisations.selectors.hats import hats_of
from social.groups.enums import SpaceKind
from social.groups.models import Space
from social.hooks import SpaceContents

from .enums import ExportProblem, ExportState
from .models import ExportPart, SpaceExport
from .policies import can_export_space, can_export_unit, can_see_export, can_take
from .types import ExportShown

LISTED = 8


def sheets() -> list[SpaceContents]:
    """Return the sheets of a copy in their order."""
    return sorted(SpaceContents.all(), key=lambda sheet: sheet.order)


def find_space_to_export(actor: Actor, uuid: UUID) -> Space:
    """Return a space the actor may take out, or raise `AccessRefused`."""
    space = Space.objects.select_related("unit", "class_group__school_year").filter(uuid=uuid).first()
    if space is None or not can_export_space(actor, space):
        raise AccessRefused("space_export")
    return space


def find_unit_to_export(actor: Actor, space_uuid: UUID) -> tuple[Unit, Space]:
    """Return the school the actor may take out, by the space of the school, or raise `AccessRefused`."""
    space = Space.objects.select_related("unit").filter(uuid=space_uuid, kind=SpaceKind.UNIT).first()
    if space is None or not can_export_unit(actor, space.unit):
        raise AccessRefused("unit_export")
    return space.unit, space


def find_export(actor: Actor, uuid: UUID) -> SpaceExport:
    """Return an export of what the actor may take out, or raise `AccessRefused`."""
    rows = SpaceExport.objects.select_related("space__unit", "space__class_group__school_year", "unit", "asked_by", "job")
    found = rows.filter(uuid=uuid).first()
    if found is None or not can_see_export(actor, found):
        raise AccessRefused("space_export")
    return found


def url_of(export: SpaceExport) -> str:
    """Return the page an export stands on."""
    if export.space is not None:
        return reverse("social:space_export", args=[export.space.uuid])
    space = Space.objects.filter(unit=export.unit, kind=SpaceKind.UNIT).values_list("uuid", flat=True).first()
    return reverse("social:unit_export", args=[space]) if space else reverse("social:feed")


def exports_of(actor: Actor, target: Space | Unit) -> list[ExportShown]:
    """Return the last exports of a space or school for who may ask for one, newest first. Two queries."""
    field = "space" if isinstance(target, Space) else "unit"
    rows = SpaceExport.objects.filter(**{field: target}).select_related("space__unit", "space__class_group", "unit", "asked_by", "job")
    return [
        shown(actor, row, takes=True)
        for row in rows.prefetch_related("parts__space__unit", "parts__space__class_group").order_by("-id")[:LISTED]
    ]


def shown(actor: Actor, export: SpaceExport, *, takes: bool | None = None) -> ExportShown:
    """Return an export as it stands on a page. `takes`: it is known that the actor may ask for the same."""
    state, problem = export.state, export.problem
    job: Any = export.job
    if export.is_open and (job is None or job.state in {JobState.FAILED, JobState.CANCELLED}):
        state, problem = ExportState.FAILED, ExportProblem.BROKEN
    elif state == ExportState.DONE and not export.has_files:
        state = ExportState.EXPIRED
    parts = sorted((part for part in export.parts.all() if part.done_at), key=_place)
    is_mine = export.asked_by_id == actor.person_id
    may = (is_mine and not actor.is_shared_device) if takes else can_take(actor, export)
    done, total, now = (job.done_count, job.total_count, job.message) if job is not None else (0, 0, "")
    if not total:  # between two parts
        done, total = export.counts.get("done", 0), export.counts.get("total", 0)
    return ExportShown(
        export, state, str(ExportProblem(problem).label) if problem else "", is_mine, may and state == ExportState.DONE, parts,
        sum(part.size_bytes for part in parts), done, total, now,
    )  # fmt: skip


_ORDER = {SpaceKind.UNIT: 0, SpaceKind.CLASS: 1, SpaceKind.TEAM: 2, SpaceKind.COURSE: 3, SpaceKind.CIRCLE: 4, SpaceKind.COMMUNITY: 5}


def _place(part: ExportPart) -> tuple[Any, ...]:
    return _ORDER[SpaceKind(part.space.kind)], part.label, part.space_id, part.number


def find_part(actor: Actor, export: SpaceExport, part_id: int) -> ExportPart:
    """Return a part the actor may take, or raise `AccessRefused`."""
    part = export.parts.select_related("space").exclude(done_at=None).filter(pk=part_id).first()
    if part is None or not can_take(actor, export):
        raise AccessRefused("export_part")
    return part


def what_it_holds(actor: Actor, space: Space) -> list[tuple[Any, int]]:
    """Return what a copy of a space would hold: the sheets with how many rows, where that is known. One query for each that counts."""
    return [(sheet.label, number) for sheet in sheets() if (number := sheet.count(actor, space))]


def reader_of(export: SpaceExport) -> Actor | None:
    """Return who asked, under the hat it wore then; None when it wears it no longer. At most two queries."""
    hat = next((hat for hat in hats_of(export.asked_by_id) if hat.key == export.hat_key), None)
    return Actor.of(account_id=0, person_id=export.asked_by_id, hat=hat) if hat is not None else None


def spaces_of(export: SpaceExport) -> "QuerySet[Space]":
    """Return the spaces an export goes over: its own, or all of the school, those of years that are over and its parts too."""
    rows = Space.objects.select_related("unit", "class_group__school_year")
    if export.unit is None:
        return rows.filter(pk__in=[export.space_id])
    return rows.filter(unit__path__startswith=export.unit.path)


def exports_holding(person_id: int) -> "QuerySet[SpaceExport]":
    """Return exports with files, or on their way, that may hold words of a person: of spaces it wrote in, of their schools, and its own."""
    ids = set[int]().union(*(sheet.spaces_with(person_id) for sheet in sheets()))
    paths = set(Space.objects.filter(pk__in=ids).values_list("unit__path", flat=True))
    rows = SpaceExport.objects.filter(state__in=[*SpaceExport.OPEN, ExportState.DONE])
    of_units = rows.exclude(unit=None).values_list("pk", "unit__path")
    units = [pk for pk, path in of_units if any(one.startswith(path) for one in paths)]
    return rows.filter(space_id__in=ids) | rows.filter(pk__in=units) | rows.filter(asked_by_id=person_id)
