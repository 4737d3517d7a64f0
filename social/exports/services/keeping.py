"""Ending exports and deleting their files: after their days, when they are cancelled, when somebody in them is erased."""

from datetime import timedelta
from functools import partial

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from core.jobs.enums import JobState
from core.jobs.selectors import set_aside
from core.jobs.services import cancel, each

from ..enums import ExportProblem, ExportState
from ..models import ExportPart, SpaceExport
from ..selectors import exports_holding

DELETING = "social.exports"
KEPT = 2  # copies of one thing an asker has at once
_GONE = [JobState.FAILED, JobState.CANCELLED]


def delete_files(parts: "QuerySet[ExportPart]") -> int:
    """Delete parts with their bytes, those that were only half written too; returns how many.

    The row goes first, so that a job that is just storing them finds that it is gone and deletes them itself. One whose bytes can't be
    deleted now stops no other: it stays, for the hourly job.
    """
    names = dict(parts.values_list("pk", "file_name"))

    def delete(pk: int) -> int:
        gone = ExportPart.objects.filter(pk=pk).delete()[0]
        if names[pk]:
            default_storage.delete(names[pk])
        return min(gone, 1)

    return each(DELETING, list(names), delete)


def end(export: SpaceExport, state: str, problem: str = "") -> bool:
    """End an export that is on its way or done, and delete its files once that is committed; says whether it applied."""
    rows = SpaceExport.objects.filter(pk=export.pk, state__in=[*SpaceExport.OPEN, ExportState.DONE])
    if not rows.update(state=state, problem=problem, ended_at=timezone.now()):
        return False
    transaction.on_commit(partial(delete_files, export.parts.all()))
    return True


def drop_earlier(export: SpaceExport) -> None:
    """Delete the files of all but the last copies somebody has of one thing: pressing often fills no storage."""
    same = SpaceExport.objects.filter(state=ExportState.DONE, asked_by=export.asked_by_id, space=export.space_id, unit=export.unit_id)
    for row in same.order_by("-id")[KEPT:]:
        end(row, ExportState.EXPIRED)


def settle_dead() -> int:
    """Say of exports whose job died or is gone that they failed; returns how many."""
    dead = SpaceExport.objects.filter(
        Q(job=None, created_at__lt=timezone.now() - timedelta(minutes=5)) | Q(job__state__in=_GONE), state__in=SpaceExport.OPEN
    )
    return sum(end(row, ExportState.FAILED, ExportProblem.BROKEN) for row in dead)


def delete_old_exports(limit: int = 200) -> int:
    """Delete the files of exports that have run out, and what is left of those that ended otherwise; returns how many ended."""
    rows = SpaceExport.objects.filter(state=ExportState.DONE, expires_at__lt=timezone.now()).order_by("id")[:limit]
    gone = sum(end(row, ExportState.EXPIRED) for row in rows)
    left = ExportPart.objects.filter(export__state__in=[ExportState.FAILED, ExportState.CANCELLED, ExportState.EXPIRED])
    delete_files(left.exclude(pk__in=set_aside(DELETING)).order_by("pk")[:limit])
    return gone


@transaction.atomic
def expire_exports_with(person_id: int) -> int:
    """Delete the files of all exports that may hold words of somebody whose data are erased; returns how many exports that were."""
    count = 0
    for row in exports_holding(person_id):
        was_open = row.is_open
        if end(row, ExportState.FAILED if was_open else ExportState.EXPIRED, ExportProblem.ERASED):
            count += 1
            if was_open and row.job_id:
                cancel(job_id=row.job_id)
    return count
