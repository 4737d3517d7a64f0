"""The run of an import, off the request path."""

from typing import Any

from core.access.types import Actor
from core.jobs.services import job
from core.jobs.types import JobContext

from .enums import RosterState
from .errors import RosterFileError
from .models import RosterImport
from .services import run_import


# Each run goes on where the last one died, so that a worker may die often before an import is given up.
@job("roster.run", max_attempts=12)
def run_roster(context: JobContext, *, roster_id: int) -> dict[str, Any]:
    """Run one import with progress; a file that can no longer be read ends it as failed."""
    roster = RosterImport.objects.select_related("unit", "school_year").get(pk=roster_id)
    try:
        run_import(actor=Actor.system("roster"), roster=roster, progress=context.progress)
    except RosterFileError as problem:
        RosterImport.objects.filter(pk=roster_id).update(state=RosterState.FAILED)
        return {"error": problem.code}
    return dict(roster.totals)
