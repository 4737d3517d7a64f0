"""Asking for exports, cancelling and taking them."""

from typing import Any

from django.db import IntegrityError, transaction

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.jobs.services import cancel, enqueue
from core.organisations.models import Unit
from social.groups.models import Space

from ..enums import ExportState
from ..errors import ExportRefused
from ..models import ExportPart, SpaceExport
from ..policies import can_cancel, can_export_space, can_export_unit, can_take
from .keeping import end, settle_dead

JOB = "social.export_space"


def ask_space(*, actor: Actor, space: Space) -> SpaceExport:
    """Ask for all of a space. While one is on its way that one returns, whoever asked for it. Side effects: audit, a job."""
    require(can_export_space, actor, space)
    return _asked(actor, space.unit, space=space)


def ask_unit(*, actor: Actor, unit: Unit, why: str, note: str = "") -> SpaceExport:
    """Ask for all spaces of a school, saying why (`VisitReason`): each space that the head does not belong to is told."""
    require(can_export_unit, actor, unit)
    return _asked(actor, unit, unit=unit, why=why, note=note.strip()[:250])


def _asked(actor: Actor, place: Unit, **fields: Any) -> SpaceExport:
    settle_dead()
    target = {key: value for key, value in fields.items() if key in {"space", "unit"}}
    try:
        with transaction.atomic():
            hat_key = actor.hat.key if actor.hat else ""
            row = SpaceExport.objects.create(asked_by_id=actor.person_id, hat_key=hat_key, as_unit_id=actor.unit_id or None, **fields)
            row.job = enqueue(JOB, {"export_id": row.pk}, created_by_id=actor.person_id)
            row.save(update_fields=["job"])
            changes = {key: value for key in ("why", "note") if (value := fields.get(key))}
            record(
                actor=actor,
                verb="social.export.asked",
                obj=next(iter(target.values())),
                unit_path=place.path,
                unit_id=place.pk,
                changes=changes,
            )
            return row
    except IntegrityError:
        running = SpaceExport.objects.filter(state__in=SpaceExport.OPEN, **target).first()
        if running is None:
            raise
        return running


@transaction.atomic
def cancel_export(*, actor: Actor, export: SpaceExport) -> None:
    """Cancel an export that is on its way, or delete one that is done, with its files. `ExportRefused` `ended` for another."""
    require(can_cancel, actor, export)
    if not end(export, ExportState.CANCELLED):
        raise ExportRefused("ended")
    if export.job_id:
        cancel(job_id=export.job_id)
    _note(actor, export, "social.export.cancelled")


def note_taken(*, actor: Actor, export: SpaceExport, part: ExportPart) -> None:
    """Note that a part is taken; `ExportRefused` `gone` after its days."""
    require(can_take, actor, export)
    if not export.has_files:
        raise ExportRefused("gone")
    _note(actor, export, "social.export.taken", part=f"{part.label} ({part.number})")


def _note(actor: Actor, export: SpaceExport, verb: str, **changes: Any) -> None:
    thing: Any = export.space or export.unit
    place = thing.unit if export.space is not None else thing
    record(actor=actor, verb=verb, obj=thing, unit_path=place.path, unit_id=place.pk, changes=changes)
