"""Taking files into courses."""

import hashlib
import io
import uuid
from collections.abc import Collection
from functools import partial
from typing import BinaryIO, cast

from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.jobs.services import enqueue
from core.lib.filetypes import MEGABYTE, TYPES, FileProblem, FileType, detect
from core.lib.pictures import Picture, clean
from core.lib.vietnamese import tidy

from ..enums import FileKind, PreviewState
from ..errors import FileRefused
from ..models import Activity, Course, CourseFile, file_path
from ..policies import can_add_file, can_forget_files

DAILY_LIMIT_MB = 3000
PREVIEWED = frozenset({"docx", "pptx", "xlsx"})


def store_file(*, actor: Actor, course: Course, upload: "File[bytes]") -> CourseFile:
    """Check an upload by its bytes, clean it and keep it for `course`.

    Pictures are re-encoded (WebP, at most 1280 px, a 640 px variant, no metadata). The same bytes under the same name in a
    course's unit are kept once. Raises `FileRefused` (its words name the file) and then nothing is kept. Side effects:
    audit, on commit a job that prepares the preview of an office document. At most 3,000 MB a person and day.
    """
    require(can_add_file, actor, course)
    name = tidy(str(upload.name or "").replace("\\", "/").rsplit("/", 1)[-1])[:200] or "tep"
    size_bytes = upload.size or 0
    try:
        suffix = _checked(upload, name, size_bytes)
        _count_today(actor, size_bytes)
        digest = _digest(upload)
        known = CourseFile.objects.filter(unit_id=course.unit_id, sha256=digest, name=name).first()
        pictures = clean(cast(BinaryIO, upload.open())) if known is None and TYPES[suffix].kind == FileKind.IMAGE else []
    except FileProblem as problem:
        raise FileRefused(problem.code, field="file", name=name, **problem.params) from problem
    with transaction.atomic():
        file = known or _keep(actor, course, upload, name=name, suffix=suffix, digest=digest, pictures=pictures)
        file.courses.add(course)
        record(actor=actor, verb="courses.file.stored", obj=file, unit_path=course.unit.path, unit_id=course.unit_id)
    return file


def _checked(upload: "File[bytes]", name: str, size_bytes: int) -> str:
    """Return the suffix the bytes deserve; the size is checked before they are read."""
    if not size_bytes:
        raise FileProblem("empty")
    stream = cast(BinaryIO, upload.open())
    suffix = detect(stream, name)
    limit_mb = min(TYPES[suffix].limit_mb, settings.MAX_UPLOAD_BYTES // MEGABYTE)
    if size_bytes > limit_mb * MEGABYTE:
        raise FileProblem("too_large", size_mb=-(-size_bytes // MEGABYTE), limit_mb=limit_mb)
    return suffix


def _count_today(actor: Actor, size_bytes: int) -> None:
    key = f"course-uploads:{actor.name}:{timezone.localdate().isoformat()}"
    cache.add(key, 0, timeout=90_000)
    if not actor.is_system and cache.incr(key, size_bytes) > DAILY_LIMIT_MB * MEGABYTE:
        raise FileProblem("daily_limit", limit_mb=DAILY_LIMIT_MB)


def _digest(upload: "File[bytes]") -> str:
    digest = hashlib.sha256()
    upload.seek(0)
    for chunk in upload.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _keep(
    actor: Actor, course: Course, upload: "File[bytes]", *, name: str, suffix: str, digest: str, pictures: list[Picture]
) -> CourseFile:
    """Write the bytes into storage and the row beside; when the row fails, the bytes go again."""
    kind: FileType = TYPES[suffix]
    file = CourseFile(
        uuid=uuid.uuid4(),
        unit_id=course.unit_id,
        uploaded_by_id=actor.person_id or None,
        kind=kind.kind,
        name=name,
        size_bytes=upload.size or 0,
        content_type=kind.content_type,
        sha256=digest,
        preview_state=PreviewState.WAITING if suffix in PREVIEWED else PreviewState.NONE,
    )
    try:
        if pictures:
            _keep_pictures(file, pictures)
        else:
            upload.seek(0)
            file.file.save(f"tep.{suffix}", upload, save=False)
        file.save(force_insert=True)
    except Exception:
        forget_bytes(file)
        raise
    if file.preview_state == PreviewState.WAITING:
        enqueue("courses.preview_file", {"file_id": file.pk})
    return file


def _keep_pictures(file: CourseFile, pictures: list[Picture]) -> None:
    main = pictures[0]
    file.content_type, file.size_bytes, file.width, file.height = "image/webp", len(main.data), main.width, main.height
    file.file.save("tep.webp", File(io.BytesIO(main.data)), save=False)
    for picture in pictures[1:]:
        keep_variant(file, "640", picture.data, "image/webp", width=picture.width, height=picture.height)


def keep_variant(file: CourseFile, variant: str, data: bytes, content_type: str, **facts: int) -> None:
    """Write the bytes of a variant into storage and note it on `file`, which the caller saves."""
    suffix = "webp" if content_type == "image/webp" else "html"
    stored = default_storage.save(file_path(file, f"{variant}.{suffix}"), ContentFile(data))
    file.variants[variant] = {"name": stored, "content_type": content_type, "size_bytes": len(data), **facts}


def forget_files(*, actor: Actor, uuids: Collection[str]) -> int:
    """Remove files that nothing shows any more; the caller has seen to lessons, activities are looked at here. Returns how many went.

    A platform job's work: `actor` is the system. The bytes go after the commit.
    """
    require(can_forget_files, actor, None)
    gone = 0
    with transaction.atomic():
        for file in CourseFile.objects.select_for_update().filter(uuid__in=uuids):
            if Activity.objects.filter(course__in=file.courses.all(), config__icontains=str(file.uuid)).exists():
                continue
            file.delete()
            transaction.on_commit(partial(forget_bytes, file))
            gone += 1
    return gone


def forget_bytes(file: CourseFile) -> None:
    """Remove everything a file has in storage; the row is the caller's."""
    for stored in [file.file.name, *(variant["name"] for variant in file.variants.values())]:
        if stored:
            default_storage.delete(stored)
