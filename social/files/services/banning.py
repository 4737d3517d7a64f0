"""Pictures that were taken away by a decision, and do not come back."""

from collections.abc import Iterable
from typing import BinaryIO, cast
from uuid import UUID

from django.core.files.storage import default_storage

from core.lib.pictures import fingerprint, is_alike

from ..enums import AttachmentKind
from ..models import Attachment, BannedPicture


def ban_pictures(rows: Iterable[Attachment], *, because: UUID) -> int:
    """Remember what pictures look like, so that nobody uploads them again; returns how many. One whose bytes are gone is left out."""
    found = set()
    for row in rows:
        if row.kind == AttachmentKind.PICTURE and default_storage.exists(str(row.file.name)):
            with default_storage.open(str(row.file.name)) as source:
                found.add(fingerprint(cast(BinaryIO, source)))
    made = [BannedPicture(fingerprint=one, because=because) for one in sorted(found) if one]
    BannedPicture.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def allow_pictures(because: UUID) -> int:
    """Let pictures be uploaded again whose decision did not stand; returns how many."""
    return BannedPicture.objects.filter(because=because).delete()[0]


def is_banned(source: BinaryIO) -> bool:
    """Say whether a picture looks like one that was taken away. One query."""
    own = fingerprint(source)
    known = BannedPicture.objects.values_list("fingerprint", flat=True).order_by().distinct() if own else ()
    return any(is_alike(own, one) for one in known)
