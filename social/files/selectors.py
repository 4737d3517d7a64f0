"""Reading attachments."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from core.access.errors import AccessRefused
from core.access.types import Actor
from social.hooks import ContentFile

from .models import Attachment
from .policies import can_see_attachment


def find_attachment(actor: Actor, uuid: UUID) -> Attachment:
    """Return an attachment the actor may see, or raise `AccessRefused`."""
    found = Attachment.objects.filter(uuid=uuid).first()
    if found is None or not can_see_attachment(actor, found):
        raise AccessRefused("attachment")
    return found


def attachments_of(holders: Iterable[str]) -> dict[str, list[Attachment]]:
    """Return the attachments of several holders in their order, in one query."""
    found: dict[str, list[Attachment]] = {}
    if keys := list(holders):
        marks = ",".join(["%s"] * len(keys))
        # Written out: on a page of posts without files, building this query was the work.
        rows = Attachment.objects.raw(f"SELECT * FROM social_attachment WHERE holder IN ({marks})", keys)  # noqa: S608 (marks only)
        for row in sorted(rows, key=lambda row: (row.order, row.pk)):
            found.setdefault(row.holder, []).append(row)
    return found


def files_named(evidence: dict[str, Any]) -> list[Attachment]:
    """Return the attachments the snapshot of a thing names (`social.hooks.Moderated`), in their order. One query, none where it names none."""
    uuids = [str(one["uuid"] if isinstance(one, dict) else one) for one in evidence.get("files", [])]
    rows = {str(row.uuid): row for row in Attachment.objects.filter(uuid__in=uuids)} if uuids else {}
    return [rows[one] for one in uuids if one in rows]


def own_attachments(actor: Actor, uuids: Iterable[str], holder: str = "") -> list[Attachment]:
    """Return the actor's own attachments that are loose or given to `holder`, in the order of `uuids`; what is not a uuid is left out."""
    wanted = [one for one in dict.fromkeys(uuids) if _is_uuid(one)]
    rows = {str(row.uuid): row for row in Attachment.objects.filter(uuid__in=wanted, owner_id=actor.person_id, holder__in={"", holder})}
    return [rows[one] for one in wanted if one in rows]


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def content_file(row: Attachment, *, is_blurred: bool = False) -> ContentFile:
    """Return an attachment as it is taken out; the blurred copy where it is blurred, nothing where that is missing."""
    stored = row.variants.get("blur", {}).get("name", "") if is_blurred else str(row.file.name)
    return ContentFile(str(row.uuid), row.name, stored, row.kind, row.alt, is_blurred, row.width, row.height)
