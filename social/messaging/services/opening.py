"""Opening conversations."""

from django.db import transaction
from django.utils import timezone

from core.access.errors import AccessRefused
from core.access.types import Actor
from core.audit.services import record
from core.organisations.models import ClassGroup
from social.groups.enums import Side

from ..enums import ConversationKind
from ..models import Conversation, Participant
from ..policies import channels_of, side_of, studying, teaching
from ..rules import pair_of
from ..selectors.contacts import contacts_of
from ..types import Contact


@transaction.atomic
def open_direct(*, actor: Actor, key: str) -> Conversation:
    """Open the conversation with one of the actor's contacts, or return the one there is. `AccessRefused` for anybody else.

    The homeroom teacher is in every conversation of a child with a teacher. Two who open it at once get the same.
    """
    contact = next((one for one in contacts_of(actor) if one.key == key), None)
    if contact is None:
        raise AccessRefused("open_direct")
    row, is_new = Conversation.objects.get_or_create(
        key=key,
        defaults={
            "kind": contact.kind, "child": contact.child, "class_group": contact.class_group,
            "unit_id": contact.unit_id, "created_by_id": actor.person_id,
        },
    )  # fmt: skip
    _take_in(row, actor, contact)
    if is_new:
        record(actor=actor, verb="social.conversation.opened", obj=row, subject_person_id=contact.person.pk)
    return row


def _take_in(row: Conversation, actor: Actor, contact: Contact) -> None:
    people: dict[int, str] = {actor.person_id: side_of(actor), contact.person.pk: contact.side}
    if row.kind == ConversationKind.PUPIL:
        homeroom = teaching([row.class_group_id]).filter(kind="homeroom").values_list("person_id", flat=True)
        people = {**dict.fromkeys(homeroom, Side.STAFF), **people}
    Participant.objects.bulk_create(
        [Participant(conversation=row, person_id=pk, side=side) for pk, side in people.items()], ignore_conflicts=True
    )


def keep_company(locked: Conversation) -> None:
    """Let today's homeroom teacher listen in a pupil's conversation with a teacher, and who was it before no longer. Call it under the lock."""
    pair = pair_of(locked.key)
    if locked.kind != ConversationKind.PUPIL or not any(pair):
        return
    places = studying([locked.child_id]).values("class_group_id")
    homeroom = set(teaching(places).filter(kind="homeroom").values_list("person_id", flat=True))
    staff = dict(locked.participants.filter(side=Side.STAFF).values_list("person_id", "left_at"))
    gone = [pk for pk, left_at in staff.items() if pk not in homeroom | set(pair) and left_at is None]
    if gone:
        locked.participants.filter(person_id__in=gone).update(left_at=timezone.now())
    if back := [pk for pk in homeroom if staff.get(pk) is not None]:
        locked.participants.filter(person_id__in=back).update(left_at=None)
    Participant.objects.bulk_create(
        [Participant(conversation=locked, person_id=pk, side=Side.STAFF) for pk in sorted(homeroom - staff.keys())], ignore_conflicts=True
    )


@transaction.atomic
def open_channels(*, actor: Actor) -> None:
    """Open the channels of the actor's classes that nobody has opened yet. Two queries when there is nothing to do."""
    kinds, class_ids = channels_of(actor)
    mine = ClassGroup.objects.filter(pk__in=class_ids)
    known = set(Conversation.objects.filter(kind__in=kinds, class_group_id__in=class_ids).values_list("key", flat=True))
    missing = [
        Conversation(kind=kind, key=f"{kind}:{group.pk}", class_group=group, unit_id=group.unit_id)
        for group in mine
        for kind in kinds
        if f"{kind}:{group.pk}" not in known
    ]
    Conversation.objects.bulk_create(missing, ignore_conflicts=True)
