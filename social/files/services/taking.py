"""Taking attachments."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from io import BytesIO
from typing import BinaryIO, cast
from uuid import UUID, uuid4

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from core.access.policies import require, signed_in
from core.access.types import Actor
from core.jobs.selectors import set_aside
from core.jobs.services import each
from core.lib.filetypes import MEGABYTE, TYPES, FileProblem, detect
from core.lib.pictures import blurred, clean
from core.lib.vietnamese import tidy
from social.hooks import FileHolder

from ..enums import AttachmentKind
from ..errors import AttachmentRefused
from ..models import Attachment
from .banning import is_banned
from .voice import BrokenVoice, given_wave, made_anew

LIMIT_MB = 25
DAILY_LIMIT_MB = 300
SWEEPING = "social.sweep_attachments"


def take(
    *, actor: Actor, upload: "File[bytes]", alt: str = "", is_voice: bool = False, seconds: float | None = None, wave: str = ""
) -> Attachment:
    """Check an upload by its bytes, clean it and keep it as the actor's own loose attachment; `bind` gives it to a post.

    A voice note is encoded anew; where no ffmpeg is, `seconds` and `wave` (JSON) are what its device says.

    Raises `AttachmentRefused` (its words name the file) and then nothing is kept. At most 25 MB a file, 300 MB a person and day.
    """
    require(signed_in, actor)
    name = tidy(str(upload.name or "").replace("\\", "/").rsplit("/", 1)[-1])[:200] or "tep"
    size_bytes = upload.size or 0
    if size_bytes == 0:
        raise AttachmentRefused("empty", name=name)
    if size_bytes > LIMIT_MB * MEGABYTE:
        raise AttachmentRefused("size", name=name, limit_mb=LIMIT_MB)
    _check_day(actor, size_bytes)
    row = Attachment(owner_id=actor.person_id, name=name, alt=tidy(alt)[:300], seconds=seconds, wave=given_wave(wave) if is_voice else [])
    try:
        _fill(row, upload, is_voice=is_voice)
    except FileProblem as problem:
        raise AttachmentRefused(problem.code, **{"name": name, **problem.params}) from problem
    row.save()
    return row


def _check_day(actor: Actor, size_bytes: int) -> None:
    today = Attachment.objects.filter(owner_id=actor.person_id, created_at__date=timezone.localdate())
    if (today.aggregate(total=Sum("size_bytes"))["total"] or 0) + size_bytes > DAILY_LIMIT_MB * MEGABYTE:
        raise AttachmentRefused("daily", limit_mb=DAILY_LIMIT_MB)


def copy(*, actor: Actor, attachment: Attachment) -> Attachment:
    """Keep a copy of one of the actor's own attachments as a loose one, with bytes of its own; the blurred variant stays behind.

    Raises `AccessRefused` for somebody else's, `AttachmentRefused` beyond the limit of the day.
    """
    require(lambda who, one: one.owner_id == who.person_id, actor, attachment)
    _check_day(actor, attachment.size_bytes)
    row = Attachment.objects.get(pk=attachment.pk)
    row.pk, row.uuid, row.holder, row.order, row.variants = None, uuid4(), "", 0, {}
    row._state.adding = True
    with default_storage.open(str(attachment.file.name)) as source:
        row.file.save(str(attachment.file.name).rsplit("/", 1)[-1], File(source), save=False)
    for key, variant in attachment.variants.items():
        if key != "blur":
            with default_storage.open(variant["name"]) as source:
                row.variants[key] = {**variant, "name": default_storage.save(f"{row.file.name}.{key}.webp", File(source))}
    row.save()
    return row


def _fill(row: Attachment, upload: "File[bytes]", *, is_voice: bool) -> None:
    """Detect what the bytes are and put them into storage, pictures re-encoded."""
    suffix = detect(cast(BinaryIO, upload.open()), row.name)
    kind = TYPES[suffix]
    if kind.kind == "video" and not is_voice:
        raise AttachmentRefused("video", name=row.name)
    if is_voice:
        if kind.kind not in {"audio", "video"}:
            raise AttachmentRefused("type", name=row.name)
        _fill_voice(row, upload, suffix)
        return
    if kind.kind == "image":
        pictures = clean(cast(BinaryIO, upload.open()))
        if is_banned(BytesIO(pictures[0].data)):
            raise AttachmentRefused("banned", name=row.name)
        row.kind, row.content_type = AttachmentKind.PICTURE, "image/webp"
        row.width, row.height, row.size_bytes = pictures[0].width, pictures[0].height, len(pictures[0].data)
        row.file.save("picture.webp", ContentFile(pictures[0].data), save=False)
        for small in pictures[1:]:
            stored = default_storage.save(f"{row.file.name}.640.webp", ContentFile(small.data))
            row.variants["640"] = {"name": stored, "size_bytes": len(small.data), "width": small.width, "height": small.height}
        return
    row.kind = AttachmentKind.FILE
    row.content_type, row.size_bytes = kind.content_type, upload.size or 0
    upload.open()
    row.file.save(f"file.{suffix}", upload, save=False)


def _fill_voice(row: Attachment, upload: "File[bytes]", suffix: str) -> None:
    """Keep a recording, made anew where that can be done."""
    row.kind = AttachmentKind.VOICE
    try:
        voice = made_anew(cast(BinaryIO, upload.open()).read())
    except BrokenVoice as problem:
        raise AttachmentRefused("broken", name=row.name) from problem
    if voice is not None:
        row.content_type, row.size_bytes, row.seconds, row.wave = "audio/mp4", len(voice.data), voice.seconds, voice.wave
        row.file.save("voice.m4a", ContentFile(voice.data), save=False)
        return
    row.content_type, row.size_bytes = TYPES[suffix].content_type.replace("video/", "audio/"), upload.size or 0
    upload.open()
    row.file.save(f"voice.{suffix}", upload, save=False)


@transaction.atomic
def bind(*, actor: Actor, uuids: Sequence[UUID | str], holder: str) -> list[Attachment]:
    """Give the actor's own loose attachments to a holder in the order of `uuids`; those already there stay. Others are left out."""
    rows = {
        str(row.uuid): row for row in Attachment.objects.filter(uuid__in=list(uuids), owner_id=actor.person_id, holder__in=["", holder])
    }
    bound = [rows[str(one)] for one in uuids if str(one) in rows]
    for order, row in enumerate(bound):
        row.holder, row.order = holder, order
    Attachment.objects.bulk_update(bound, ["holder", "order"])
    return bound


def release(*, actor: Actor, holder: str, keep: Sequence[UUID | str]) -> int:
    """Take what the actor gave to a holder back from it, all but `keep`; loose again, it is swept. Returns how many."""
    rows = Attachment.objects.filter(holder=holder, owner_id=actor.person_id).exclude(uuid__in=list(keep))
    return rows.update(holder="", order=0)


def describe(*, actor: Actor, uuid: UUID | str, alt: str) -> None:
    """Say what is in one of the actor's own pictures, for people who don't see it."""
    Attachment.objects.filter(uuid=uuid, owner_id=actor.person_id).update(alt=tidy(alt)[:300])


def destroy(*, owner_id: int, holders: Sequence[str]) -> int:
    """Remove what a person gave to some holders, with its bytes once the transaction commits; returns how many. What a case keeps as evidence
    goes loose, until the case goes."""
    return _destroy(list(Attachment.objects.filter(owner_id=owner_id, holder__in=list(holders))))


def destroy_all(holders: Sequence[str]) -> None:
    """Remove all files of some holders that are no more, with their bytes once the transaction commits; what a case keeps as evidence goes loose."""
    _destroy(list(Attachment.objects.filter(holder__in=list(holders))))


def _destroy(rows: list[Attachment]) -> int:
    kept = set[int]().union(*(hook.keeps(rows) for hook in FileHolder.all())) if rows else set()
    gone = [row for row in rows if row.pk not in kept]
    Attachment.objects.filter(pk__in=kept).update(holder="", order=0)
    Attachment.objects.filter(pk__in=[row.pk for row in gone]).delete()
    transaction.on_commit(partial(_delete_bytes, [name for row in gone for name in _stored(row)]))
    return len(gone)


def _stored(row: Attachment) -> list[str]:
    """Return the names of all bytes of an attachment in storage."""
    return [str(row.file.name), *(variant["name"] for variant in row.variants.values())]


def _delete_bytes(names: Sequence[str]) -> None:
    for name in names:
        default_storage.delete(name)


def sweep(*, older_than: timedelta = timedelta(days=1), limit: int = 500) -> int:
    """Remove loose attachments that were never used, with their bytes, but those a holder keeps as evidence; returns how many."""
    old = (
        Attachment.objects.filter(holder="", created_at__lt=timezone.now() - older_than).exclude(pk__in=set_aside(SWEEPING)).order_by("id")
    )
    rows: list[Attachment] = []
    last = 0
    while len(rows) < limit and (found := list(old.filter(pk__gt=last)[:limit])):
        last, kept = found[-1].pk, set[int]().union(*(hook.keeps(found) for hook in FileHolder.all()))
        rows += [row for row in found if row.pk not in kept]
    found_by_id = {row.pk: row for row in rows}

    def remove(pk: int) -> int:
        if not Attachment.objects.filter(pk=pk, holder="").delete()[0]:
            return 0
        _delete_bytes(_stored(found_by_id[pk]))
        return 1

    return each(SWEEPING, list(found_by_id), remove)


def keep_blurred(row: Attachment) -> None:
    """Keep a blurred copy of a picture as the variant `blur`; once, though two ask. Call it in a transaction."""
    locked = Attachment.objects.select_for_update().get(pk=row.pk)
    if "blur" not in locked.variants:
        with default_storage.open(str(locked.file.name)) as source:
            picture = blurred(cast(BinaryIO, source))
        stored = default_storage.save(f"{locked.file.name}.blur.webp", ContentFile(picture.data))
        locked.variants["blur"] = {"name": stored, "size_bytes": len(picture.data), "width": picture.width, "height": picture.height}
        locked.save(update_fields=["variants"])
    row.variants = locked.variants
