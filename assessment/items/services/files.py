"""Pictures and recordings of questions."""

import hashlib
import io
import uuid
from typing import BinaryIO, cast

from django.core.files.base import ContentFile, File
from django.db import IntegrityError, transaction

from core.access.policies import require
from core.access.types import Actor
from core.lib.filetypes import MEGABYTE, TYPES, FileProblem, detect
from core.lib.pictures import clean
from core.lib.vietnamese import tidy

from ..errors import ItemError
from ..models import Bank, ItemFile
from ..policies import can_edit_bank

LIMIT_MB = 20


def store_file(*, actor: Actor, bank: Bank, upload: "File[bytes]") -> ItemFile:
    """Check an upload by its bytes, clean it and keep it with `bank`: pictures as WebP without metadata, recordings as they are.

    The same bytes under the same name in a bank are kept once. Raises `ItemError` naming the file; then nothing is kept.
    """
    require(can_edit_bank, actor, bank)
    return keep_bytes(bank=bank, name=str(upload.name or ""), data=upload.read(), person_id=actor.person_id)


def keep_bytes(*, bank: Bank, name: str, data: bytes, person_id: int = 0) -> ItemFile:
    """Keep the bytes of a picture or recording (the caller has asked its policy); see `store_file`."""
    name = tidy(name.replace("\\", "/").rsplit("/", 1)[-1])[:200] or "hinh"
    if not data:
        raise ItemError("file.empty", field="file", name=name)
    if len(data) > LIMIT_MB * MEGABYTE:
        raise ItemError("file.large", field="file", name=name, limit=LIMIT_MB)
    digest = hashlib.sha256(data).hexdigest()
    known = ItemFile.objects.filter(bank=bank, sha256=digest, name=name).first()
    if known is not None:
        return known
    try:
        suffix = detect(cast(BinaryIO, io.BytesIO(data)), name)
        kind = TYPES[suffix]
        if kind.kind not in ("image", "audio"):
            raise ItemError("file.kind", field="file", name=name)
        picture = clean(io.BytesIO(data))[0] if kind.kind == "image" else None
    except FileProblem as problem:
        raise ItemError("file.broken" if problem.code == "broken" else "file.kind", field="file", name=name) from problem
    file = ItemFile(uuid=uuid.uuid4(), bank=bank, name=name, sha256=digest, created_by_id=person_id or None)
    stored = picture.data if picture else data
    file.size_bytes = len(stored)
    file.content_type = "image/webp" if picture else kind.content_type
    if picture:
        file.width, file.height = picture.width, picture.height
    file.file.save("hinh.webp" if picture else f"am-thanh.{suffix}", ContentFile(stored), save=False)
    try:
        with transaction.atomic():
            file.save(force_insert=True)
    except IntegrityError:  # somebody kept the same bytes meanwhile
        file.file.delete(save=False)
        return ItemFile.objects.get(bank=bank, sha256=digest, name=name)
    except Exception:
        file.file.delete(save=False)
        raise
    return file
