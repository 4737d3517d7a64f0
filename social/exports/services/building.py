"""Making an export: a part after the other, each stored before the next begins, so that a job that dies goes on where it was."""

from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _

from core.access.types import Actor
from core.jobs.errors import JobCancelled
from core.jobs.models import Job
from core.jobs.services import cancel, enqueue
from core.jobs.types import JobContext
from core.notifications.services import notify
from core.privacy.selectors import is_erasing
from social.groups.models import OverseerVisit, Space
from social.groups.policies import is_member
from social.groups.services.visits import begin_visit

from ..enums import ExportProblem, ExportState
from ..errors import NoLongerPermitted
from ..models import ExportPart, SpaceExport
from ..policies import can_see_export
from ..selectors import reader_of, sheets, spaces_of, url_of
from .archive import Archive
from .asking import JOB
from .keeping import delete_files, drop_earlier, end
from .parts import write_part

READY = "social.export.ready"
ERASING_WAIT = timedelta(seconds=20)


def build_export(context: JobContext, *, export_id: int) -> dict[str, Any]:
    """Make the next part of an export and hand the rest to the next job, so that other work comes between; the last one ends it.

    One that has ended, or is another job's by now, is left as it is. Side effects: storage, visits, a notification. Raises `JobCancelled`
    when it was cancelled meanwhile. Whoever may not have it any more gets nothing, and what was made is deleted.
    """
    export = SpaceExport.objects.select_related("unit", "space", "asked_by").get(pk=export_id)
    if not export.is_open or export.job_id != context.job_id:
        return {}
    SpaceExport.objects.filter(pk=export_id, state=ExportState.QUEUED).update(state=ExportState.RUNNING)
    delete_files(export.parts.filter(done_at=None))
    with translation.override("vi"):
        try:
            if (todo := _next(export)) is not None:
                if is_erasing():  # what goes now must not be in it; a copy of before is ended by `expire_exports_with`
                    return _go_on(context, export, wait=ERASING_WAIT)
                _build_part(context, export, _permitted(export), *todo)
        except NoLongerPermitted:
            end(export, ExportState.FAILED, ExportProblem.LEFT)
            return {}
        return _finish(export) if _next(export) is None else _go_on(context, export)


@transaction.atomic
def _go_on(context: JobContext, export: SpaceExport, wait: timedelta = timedelta(0)) -> dict[str, Any]:
    """Hand what is left to another job, after a while; how far this one came stays on the page until that one says."""
    done, total = Job.objects.filter(pk=context.job_id).values_list("done_count", "total_count").get()
    job = enqueue(JOB, {"export_id": export.pk}, run_at=timezone.now() + wait, created_by_id=export.asked_by_id)
    mine = SpaceExport.objects.filter(pk=export.pk, state__in=SpaceExport.OPEN, job_id=context.job_id)
    if not mine.update(job=job, counts={"done": done, "total": total}) and job is not None:
        cancel(job_id=job.pk)
    return {"done": done, "total": total}


def _permitted(export: SpaceExport) -> Actor:
    """Return who reads, asked anew before each part; raise `NoLongerPermitted`."""
    reader = reader_of(export)
    if reader is None or not can_see_export(reader, export):
        raise NoLongerPermitted
    return reader


def _next(export: SpaceExport) -> tuple[Space, dict[str, Any], int] | None:
    """Return the space of the next part, where in it the part begins and its number; None when all are made."""
    last = export.parts.exclude(done_at=None).order_by("-pk").first()
    if last is not None and last.goes_on and (space := spaces_of(export).filter(pk=last.space_id).first()) is not None:
        return space, last.goes_on, last.number + 1
    left = spaces_of(export).filter(pk__gt=last.space_id) if last is not None else spaces_of(export)
    space = left.order_by("pk").first()
    return (space, {}, 1) if space is not None else None


def _build_part(context: JobContext, export: SpaceExport, reader: Actor, space: Space, begins: dict[str, Any], number: int) -> None:
    """Write one part into storage. Its name is kept before its bytes are."""
    if export.unit is not None:
        _say_visit(export, reader, space)
    part = ExportPart(export=export, space=space, number=number, label=_label(space), file_name=f"ban-sao/{uuid4().hex}.zip")
    part.save()
    archive = Archive(timezone.localtime(export.created_at))
    try:
        content = write_part(
            archive, part, reader, begins, settings.SPACE_EXPORT_PART_MB * 1024 * 1024, _tick(context, export, reader, space)
        )
        archive.close()
        if number > 1 and not content.rows:  # the part before was just full
            export.parts.filter(space=space, number=number - 1).update(goes_on={})
            part.delete()
            return
        part.size_bytes = archive.out.tell()
        archive.out.seek(0)
        default_storage.save(part.file_name, File(archive.out))
    finally:
        archive.drop()
    said = {"counts": content.counts, "goes_on": content.goes_on, "size_bytes": part.size_bytes, "done_at": timezone.now()}
    if not ExportPart.objects.filter(pk=part.pk).update(**said):  # cancelled while the bytes were on their way
        default_storage.delete(part.file_name)
        raise JobCancelled


def _label(space: Space) -> str:
    """Return what a part is called: a class of a year that is over with its year, as names come back each year."""
    year = space.class_group.school_year if space.class_group is not None else None
    return f"{space.label} {year.key}" if year is not None and year.ends_on < timezone.localdate() else space.label


def _tick(context: JobContext, export: SpaceExport, reader: Actor, space: Space) -> Any:
    """Return what says how far the job is: rows of a space, spaces of a school; it stops a job that was cancelled."""
    if export.unit is not None:
        done, total = spaces_of(export).filter(pk__lt=space.pk).count(), spaces_of(export).count()
        context.progress(done, total, space.label)
        return lambda rows: context.progress(done, total, space.label)
    total = sum(sheet.count(reader, space) for sheet in sheets())
    before = sum(
        sum(number for key, number in one.items() if key not in {"files", "missing"})
        for one in export.parts.values_list("counts", flat=True)
    )
    counted = [before]

    def tick(rows: int) -> None:
        counted[0] += rows
        context.progress(min(counted[0], total), total, space.label)

    tick(0)
    return tick


def _say_visit(export: SpaceExport, reader: Actor, space: Space) -> None:
    """Note that a head looks into a space it does not belong to, once an export: who looks after it sees it."""
    said = OverseerVisit.objects.filter(space=space, person_id=reader.person_id, at__gte=export.created_at, note__startswith=_visit_words())
    if not is_member(reader, space) and not said.exists():
        begin_visit(actor=reader, space=space, why=export.why, note=f"{_visit_words()} {export.note}".strip())


def _visit_words() -> str:
    return _("Tải về toàn bộ.")


def _finish(export: SpaceExport) -> dict[str, Any]:
    """Say that everything is made, and tell who asked; what was cancelled meanwhile is deleted."""
    counts = _sum(export.parts.values_list("counts", flat=True))
    with transaction.atomic():
        now = timezone.now()
        until = now + timedelta(days=settings.SPACE_EXPORT_DAYS)
        open_rows = SpaceExport.objects.filter(pk=export.pk, state__in=SpaceExport.OPEN)
        if open_rows.update(state=ExportState.DONE, counts=counts, ended_at=now, expires_at=until):
            day = formats.date_format(timezone.localtime(until), "d/m/Y")
            data = {"space": export.label, "day": day}
            notify(recipient_ids=[export.asked_by_id], kind=READY, data=data, url=url_of(export), dedupe_key=f"export:{export.uuid}")
            drop_earlier(export)
            return counts
    transaction.on_commit(partial(delete_files, export.parts.all()))
    return {}


def _sum(rows: Iterable[dict[str, int]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows:
        for key, number in row.items():
            found[key] = found.get(key, 0) + number
    return found
