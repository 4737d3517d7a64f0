"""Preparing previews of office documents."""

from django.db import transaction

from core.lib.filetypes import FileProblem, suffix_of

from ..enums import PreviewState
from ..interop import previews
from ..models import CourseFile
from .files import keep_variant


def prepare_preview(*, file_id: int) -> None:
    """Make the preview of a document once; called by a job, may be called again. A file that is gone is skipped."""
    file = CourseFile.objects.filter(pk=file_id, preview_state=PreviewState.WAITING).first()
    if file is None:
        return
    try:
        with file.file.open("rb") as stream:
            made = previews.preview(stream.read(), suffix_of(str(file.file.name)))
    except FileProblem:
        file.preview_state = PreviewState.FAILED
    else:
        for key, picture in made.pictures.items():
            keep_variant(file, key, picture.data, "image/webp", width=picture.width, height=picture.height)
        keep_variant(file, "preview", made.html.encode(), "text/html; charset=utf-8")
        file.preview_state = PreviewState.READY
    with transaction.atomic():
        file.save(update_fields=["preview_state", "variants"])
