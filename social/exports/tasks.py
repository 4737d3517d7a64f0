"""Making exports and deleting old ones, off the request path."""

from typing import Any

from core.jobs.errors import JobCancelled
from core.jobs.services import job
from core.jobs.types import JobContext

from .enums import ExportProblem, ExportState
from .models import SpaceExport
from .services import build_export, delete_files, delete_old_exports, end, settle_dead

TRIES = 4


@job("social.export_space", queue="media", max_attempts=TRIES)
def export_space(context: JobContext, *, export_id: int) -> dict[str, Any]:
    """Make an export; tried again it goes on with the part it was at. After the last try it has failed, in words."""
    export = SpaceExport.objects.get(pk=export_id)
    try:
        return build_export(context, export_id=export_id)
    except JobCancelled:
        if not SpaceExport.objects.filter(pk=export_id, state__in=SpaceExport.OPEN).exists():
            delete_files(export.parts.all())
        raise
    except Exception as error:
        if context.attempt >= TRIES:
            end(export, ExportState.FAILED, ExportProblem.STORAGE if isinstance(error, OSError) else ExportProblem.BROKEN)
        raise


@job("social.exports_expire", every_seconds=3600)
def expire(context: JobContext) -> dict[str, Any]:
    """Delete exports that have run out, and say what died."""
    return {"expired": delete_old_exports(), "dead": settle_dead()}
