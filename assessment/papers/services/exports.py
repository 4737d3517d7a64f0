"""Printing as jobs: asking for a product, making it, its file."""

from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.jobs.services import enqueue

from ..enums import PaperState
from ..errors import MESSAGES, PaperError
from ..models import Paper, PaperExport
from ..policies import can_edit_paper
from ..types import PRINTS
from . import printing

MAKERS = {
    "booklet": printing.booklet,
    "sheet": printing.sheet,
    "key": printing.key,
    "guide": printing.guide,
    "matrix": printing.matrix,
}


@transaction.atomic
def request_export(*, actor: Actor, paper: Paper, kind: str, format: str, options: dict[str, Any]) -> PaperExport:
    """Ask for a printed product of a frozen paper. `PaperError`: `paper.not_frozen`, `export.kind`. A job makes it; audit."""
    require(can_edit_paper, actor, paper)
    if paper.state != PaperState.FROZEN:
        raise PaperError("paper.not_frozen")
    if not any(one.key == kind and format in one.formats for one in PRINTS):
        raise PaperError("export.kind", kind=f"{kind}.{format}")
    made = PaperExport.objects.create(paper=paper, kind=kind, format=format, options=options, created_by_id=actor.person_id or None)
    job = enqueue("papers.export", {"export_id": made.pk}, created_by_id=actor.person_id or None)
    made.job_id = job.pk if job else None
    made.save(update_fields=["job_id"])
    record(
        actor=actor, verb="assessment.paper.printed", obj=paper, unit_path=paper.unit.path, unit_id=paper.unit_id, changes={"kind": kind}
    )
    return made


def run_export(*, export: PaperExport) -> PaperExport:
    """Make the product of an export; what can't be made says why in `error`. A second run changes nothing."""
    if export.finished_at is not None:
        return export
    paper = Paper.objects.select_related("unit", "subject", "grade", "blueprint").get(exports=export)
    try:
        found = MAKERS[export.kind](paper, export.options, export.format)
    except PaperError as error:
        export.error = error.message[:300]
    else:
        export.file.save(f"{export.uuid.hex}.{found.extension}", ContentFile(found.data), save=False)
    export.finished_at = timezone.now()
    export.save(update_fields=["file", "error", "finished_at"])
    return export


def fail_export(*, export_id: int) -> None:
    """Write down that a product could not be made, for whoever waits for it."""
    rows = PaperExport.objects.filter(pk=export_id, finished_at=None)
    rows.update(error=str(MESSAGES["export.failed"]), finished_at=timezone.now())


def delete_export(*, export: PaperExport) -> None:
    """Forget a product and its file."""
    export.file.delete(save=False)
    export.delete()


def file_name(export: PaperExport) -> str:
    """Return what the file is called for the person who takes it home."""
    title = slugify((export.paper.title if export.paper else "de").replace("đ", "d").replace("Đ", "D"))[:60] or "de"
    words = {"booklet": "de", "sheet": "phieu-tra-loi", "key": "dap-an", "guide": "huong-dan-cham", "matrix": "ma-tran"}
    extension = (export.file.name or "").rsplit(".", 1)[-1]
    return f"{title}-{words.get(export.kind, 'in')}.{extension}"
