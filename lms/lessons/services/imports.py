"""Word files: reading one for a look, then taking its blocks into the draft."""

import io
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from PIL import Image

from core.access.policies import require
from core.access.types import Actor
from core.audit import services as audit
from core.jobs.services import enqueue
from core.lib.vietnamese import tidy
from lms.courses.errors import FileRefused
from lms.courses.services import store_file

from ..errors import DocumentRefused
from ..interop.docx import DocumentProblem, Picture, ReadDocument, read_document
from ..models import DocumentImport, Lesson
from ..policies import can_edit_lesson
from ..rules import shape
from ..types import RawBody
from .drafts import draft_of, save_draft


def read_word(*, actor: Actor, lesson: Lesson, name: str, data: bytes) -> DocumentImport:
    """Read a .docx for its author's look; the lesson isn't changed yet. Its pictures are kept as files of the course.

    `DocumentRefused` with the reader's code (and `docx.nothing`) when there is nothing to look at; then nothing is kept.
    """
    require(can_edit_lesson, actor, lesson)
    name = tidy(name)[:200] or "tài liệu.docx"
    try:
        document = read_document(data)
    except DocumentProblem as problem:
        raise DocumentRefused(problem.code, name=name, **problem.params) from problem
    if not document.blocks and not document.notes:
        raise DocumentRefused("docx.nothing", name=name)
    notes = [{"code": note.code, "place": note.place, "number": note.number, "params": note.params} for note in document.notes]
    uuids = _keep_pictures(actor, lesson, document, notes)
    body = shape.clean_stream(_with_files(document, uuids))
    return DocumentImport.objects.create(
        lesson=lesson, created_by_id=actor.person_id, name=name, blocks=body[: shape.MAX_BLOCKS], notes=notes
    )


def _with_files(document: ReadDocument, uuids: dict[str, str]) -> RawBody:
    blocks = []
    for block in document.blocks[: shape.MAX_BLOCKS]:
        if block["type"] != "picture":
            blocks.append(block)
        elif block["value"]["file"] in uuids:
            blocks.append({**block, "value": {**block["value"], "file": uuids[block["value"]["file"]]}})
    return blocks


def _keep_pictures(actor: Actor, lesson: Lesson, document: ReadDocument, notes: list[dict[str, Any]]) -> dict[str, str]:
    """Store the pictures of a document in the course; one that is refused becomes a note with the reason."""
    uuids: dict[str, str] = {}
    for number, picture in enumerate(document.pictures.values(), start=1):
        upload = ContentFile(_web_bytes(picture), name=f"hinh-{number}.{'png' if picture.suffix in ('tif', 'tiff') else picture.suffix}")
        try:
            uuids[picture.key] = str(store_file(actor=actor, course=lesson.activity.course, upload=upload).uuid)
        except FileRefused as refused:
            notes.append({"code": "picture.refused", "place": "picture", "number": number, "params": {"reason": str(refused)}})
    return uuids


def _web_bytes(picture: Picture) -> bytes:
    if picture.suffix not in ("tif", "tiff"):
        return picture.data
    try:
        with Image.open(io.BytesIO(picture.data)) as image:
            if image.width * image.height > 40_000_000:
                return picture.data
            out = io.BytesIO()
            image.convert("RGB").save(out, "PNG")
            return out.getvalue()
    except (OSError, ValueError, Image.DecompressionBombError):
        return picture.data


def use_word(*, actor: Actor, document: DocumentImport, mode: str, left_out: set[str]) -> Lesson:
    """Put the blocks of a read document at the end of the draft (`mode` "append") or in place of it ("replace").

    Blocks whose ids are in `left_out` stay out. What was there before is kept in the history. Using it twice changes nothing.
    `ContentRefused` when the lesson would grow too long.
    """
    lesson = document.lesson
    require(can_edit_lesson, actor, lesson)
    with transaction.atomic():
        document = DocumentImport.objects.select_for_update().select_related("lesson__activity__course").get(pk=document.pk)
        lesson = Lesson.objects.select_for_update(of=("self",)).select_related("activity__course").get(pk=lesson.pk)
        if document.used_at is not None:
            return lesson
        wanted = [block for block in document.blocks if block["id"] not in left_out]
        before = [] if mode == "replace" else [block for block in draft_of(lesson).raw_body if not _is_blank(block)]
        Lesson.objects.filter(pk=lesson.pk).update(revision_begun_at=None)
        lesson = save_draft(actor=actor, lesson=lesson, base_number=lesson.draft_number, body=[*before, *wanted])
        DocumentImport.objects.filter(pk=document.pk).update(used_at=timezone.now())
        audit.record(
            actor=actor, verb="lms.lesson.imported", obj=lesson.activity, unit_path=lesson.activity.course.unit.path,
            changes={"document": [None, document.name], "mode": [None, mode]},
        )  # fmt: skip
    return lesson


def _is_blank(block: dict[str, Any]) -> bool:
    return bool(block["type"] == "text" and not block["value"]["html"])


def drop_word(*, actor: Actor, document: DocumentImport) -> None:
    """Forget a read document that nobody wants to use, and (in a job) the pictures that came with it."""
    require(can_edit_lesson, actor, document.lesson)
    if document.used_at is None:
        with transaction.atomic():
            document.delete()
            enqueue("lessons.forget_pictures", {"uuids": shape.file_references(document.blocks)})
