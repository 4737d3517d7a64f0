"""Reading question files off the request path; their files are forgotten after 30 days."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from core.access.types import Actor
from core.jobs.services import job
from core.jobs.types import JobContext

from . import services
from .errors import ItemError
from .models import ItemImport
from .services.imports import fail_import, forget_files

KEPT_DAYS, ATTEMPTS = 30, 3


@job("items.import", max_attempts=ATTEMPTS)
def read(context: JobContext, *, import_id: int) -> dict[str, Any]:
    """Read one file into lines; a run again goes on only while nothing has been read."""
    run = ItemImport.objects.select_related("bank__unit", "bank__subject").filter(pk=import_id).first()
    if run is None:
        return {}
    try:
        services.read_import(actor=Actor.system("items"), run=run, progress=context.progress)
    except Exception:
        if context.attempt >= ATTEMPTS:
            fail_import(run=run, reason=str(ItemError("import.broken").message))
        raise
    return {"import": str(run.uuid)}


@job("items.forget", every_seconds=24 * 3600)
def forget(context: JobContext) -> dict[str, Any]:
    """Forget the files of imports older than 30 days."""
    return {"forgotten": forget_files(before=timezone.now() - timedelta(days=KEPT_DAYS))}
