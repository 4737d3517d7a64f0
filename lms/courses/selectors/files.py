"""Reading files, and the signed links that lead to them."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from core.access.errors import AccessRefused
from core.access.types import Actor

from ..models import Course, CourseFile
from ..rules.links import is_alive, link_day


def _signature(person_id: int, uuid: UUID, day: int) -> str:
    return salted_hmac("lms.courses.file", f"{person_id}:{uuid.hex}:{day}", algorithm="sha256").hexdigest()[:32]


def file_url(actor: Actor, file: CourseFile, variant: str = "") -> str:
    """Return a link to `file` (or one of its variants) that opens for this person only, until tomorrow afternoon.

    The caller has already decided that the actor may see the page the file stands in; this asks nothing and reads no row.
    The link stays the same all day. A variant that doesn't exist leads to the file itself.
    """
    day = link_day(timezone.now())
    path = reverse("lms:course_file", args=[file.uuid, quote(file.name, safe="")[:200] or "tep"])
    wanted = f"&v={quote(variant)}" if variant in file.variants else ""
    return f"{path}?k={day}.{_signature(actor.person_id, file.uuid, day)}{wanted}"


def file_for_token(actor: Actor, uuid: UUID, token: str) -> CourseFile:
    """Return the file a signed link of this person leads to. `AccessRefused` when it is another's, too old or forged."""
    day, _dot, signature = token.partition(".")
    number = int(day) if day.isascii() and day.isdigit() and len(day) < 8 else -1
    expected = _signature(actor.person_id, uuid, number)
    if not actor.is_signed_in or not constant_time_compare(expected, signature) or not is_alive(number, timezone.now()):
        raise AccessRefused("courses.file.open")
    file = CourseFile.objects.filter(uuid=uuid).first()
    if file is None:
        raise AccessRefused("courses.file.open")
    return file


def files_of(course: Course, uuids: Iterable[UUID | str]) -> dict[str, CourseFile]:
    """Return files of `course` by uuid as text, in one query; unknown ones and files of other courses are left out."""
    wanted = {uuid for value in uuids if (uuid := _uuid(value)) is not None}
    return {str(file.uuid): file for file in course.files.filter(uuid__in=wanted)} if wanted else {}


def file_urls(actor: Actor, course: Course, uuids: Iterable[UUID | str], variant: str = "") -> dict[str, str]:
    """Return links to files of `course` by uuid as text, in one query; see `file_url`."""
    return {uuid: file_url(actor, file, variant) for uuid, file in files_of(course, uuids).items()}


def _uuid(value: UUID | str) -> UUID | None:
    try:
        return value if isinstance(value, UUID) else UUID(value)
    except (ValueError, AttributeError, TypeError):
        return None


def stored(file: CourseFile, variant: str) -> tuple[str, str, int]:
    """Return name in storage, content type and bytes of a variant, or of the file itself when there is no such variant."""
    facts: dict[str, Any] | None = file.variants.get(variant)
    if facts is None:
        return str(file.file.name), file.content_type, file.size_bytes
    return facts["name"], facts["content_type"], facts["size_bytes"]
