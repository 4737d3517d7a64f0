"""Groups of staff of one school: founding, renaming, taking in, leaving."""

from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access.errors import AccessRefused
from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.lib.vietnamese import tidy
from core.ports.live import broadcast_on_commit, person_group
from social.groups.enums import Side

from ..enums import ConversationKind
from ..errors import MessageRefused
from ..models import Conversation, Participant
from ..policies import can_read, colleagues_of, keeps_quiet_hours
from .arriving import locked_conversation

LARGEST = 100


def _title(title: str) -> str:
    title = tidy(title)[:120]
    if not title:
        raise MessageRefused("title", _("Hãy đặt tên cho nhóm."))
    return title


@transaction.atomic
def found_group(*, actor: Actor, title: str, person_ids: set[int], client_id: UUID | None = None) -> Conversation:
    """Found a group with colleagues of the actor's school; the same `client_id` again answers the same group.

    `MessageRefused` without a name or anybody; others than colleagues are refused.
    """
    require(keeps_quiet_hours, actor)
    if not person_ids:
        raise MessageRefused("people", _("Hãy chọn ít nhất một người."))
    row, is_new = Conversation.objects.get_or_create(
        key=f"group:{actor.person_id}:{client_id or uuid4()}",
        defaults={"kind": ConversationKind.GROUP, "title": _title(title), "unit_id": actor.unit_id, "created_by_id": actor.person_id},
    )
    if not is_new:
        return row
    Participant.objects.create(conversation=row, person_id=actor.person_id, side=Side.STAFF)
    _take_in(actor, row, person_ids)
    record(actor=actor, verb="social.group.founded", obj=row, changes={"title": row.title})
    return row


def _take_in(actor: Actor, row: Conversation, person_ids: set[int]) -> None:
    known = set(colleagues_of(actor).filter(person_id__in=person_ids).values_list("person_id", flat=True))
    if known != person_ids:
        raise AccessRefused("colleagues")
    kept = set(row.participants.filter(left_at=None).values_list("person_id", flat=True))
    if len(kept | person_ids) > LARGEST:
        raise MessageRefused("people", _("Một nhóm nhiều nhất %(limit)s người.") % {"limit": LARGEST})
    row.participants.filter(person_id__in=person_ids).update(left_at=None)
    new = [Participant(conversation=row, person_id=pk, side=Side.STAFF, read_to=row.last_change) for pk in sorted(person_ids - kept)]
    Participant.objects.bulk_create(new, ignore_conflicts=True)


def _own_group(actor: Actor, conversation: Conversation) -> Conversation:
    require(can_read, actor, conversation)
    locked = locked_conversation(conversation.pk)
    if locked.kind != ConversationKind.GROUP or locked.unit_id != actor.unit_id:
        raise AccessRefused("group")
    return locked


@transaction.atomic
def change_group(*, actor: Actor, conversation: Conversation, title: str, person_ids: set[int]) -> Conversation:
    """Rename a group and take in more colleagues; anybody in it may."""
    locked = _own_group(actor, conversation)
    before, locked.title = locked.title, _title(title)
    locked.save(update_fields=["title"])
    _take_in(actor, locked, person_ids)
    record(
        actor=actor,
        verb="social.group.changed",
        obj=locked,
        changes={"title": [before, locked.title], "person_ids": tuple(sorted(person_ids))},
    )
    return locked


@transaction.atomic
def leave_group(*, actor: Actor, conversation: Conversation) -> None:
    """Leave a group: its messages are gone for who leaves, open pages included."""
    locked = _own_group(actor, conversation)
    locked.participants.filter(person_id=actor.person_id).update(left_at=timezone.now())
    record(actor=actor, verb="social.group.left", obj=locked)
    broadcast_on_commit(person_group(actor.person_id), {"type": "access"})
