"""Files handed in as answers: photos, recordings, documents."""

import io
from typing import BinaryIO, cast

from django.core.files.base import ContentFile, File
from django.db import transaction

from core.access.policies import require
from core.access.types import Actor
from core.lib.filetypes import MEGABYTE, TYPES, FileProblem, detect
from core.lib.pictures import clean
from core.lib.vietnamese import tidy

from ..enums import AttemptState
from ..errors import SessionError
from ..models import AnswerFile, Attempt
from ..policies import can_work_on

LIMIT_MB = {"image": 15, "audio": 25, "document": 25, "other": 25}
MOST_FILES = 40


def keep_answer_file(*, actor: Actor, attempt: Attempt, position: int, upload: "File[bytes]") -> AnswerFile:
    """Check a file by its bytes and keep it with the attempt: photos re-encoded without place and time, others as they are.

    `SessionError`: `attempt.not_working`, `file.many`, `file.large`, `file.kind`.
    """
    require(can_work_on, actor, attempt)
    if attempt.state != AttemptState.WORKING:
        raise SessionError("attempt.not_working")
    name = tidy(str(upload.name or "").replace("\\", "/").rsplit("/", 1)[-1])[:200] or "bai-lam"
    if not 1 <= position <= attempt.test.item_count:
        raise SessionError("change.bad")
    if AnswerFile.objects.filter(attempt=attempt).count() >= MOST_FILES:
        raise SessionError("file.many")
    if (upload.size or 0) > 25 * MEGABYTE:
        raise SessionError("file.large", name=name, limit=25)
    data = upload.read()
    try:
        suffix = detect(cast(BinaryIO, io.BytesIO(data)), name)
        kind = TYPES[suffix]
        if kind.kind not in LIMIT_MB or kind.kind == "video":
            raise SessionError("file.kind", name=name)
        if len(data) > LIMIT_MB[kind.kind] * MEGABYTE:
            raise SessionError("file.large", name=name, limit=LIMIT_MB[kind.kind])
        if kind.kind == "image":
            data, suffix = clean(io.BytesIO(data))[0].data, "webp"
    except FileProblem as problem:
        raise SessionError("file.kind", name=name) from problem
    file = AnswerFile(
        attempt=attempt,
        position=position,
        name=name,
        size_bytes=len(data),
        content_type="image/webp" if suffix == "webp" else kind.content_type,
    )
    file.file.save(f"{file.uuid.hex}.{suffix}", ContentFile(data), save=False)
    try:
        with transaction.atomic():
            file.save(force_insert=True)
    except Exception:
        file.file.delete(save=False)
        raise
    return file
