"""Naming who is on a picture."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from core.access.errors import AccessRefused
from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.people.models import Person
from core.people.policies import is_guardian_of
from social.files.enums import AttachmentKind
from social.files.models import Attachment
from social.files.selectors import attachments_of
from social.files.services import keep_blurred
from social.groups.enums import Side
from social.groups.selectors import sides_of

from ..errors import SafetyRefused
from ..models import PictureTag
from ..policies import can_tag
from ..selectors.tags import is_permitted, space_of


def tag(*, actor: Actor, attachment: Attachment, person: Person) -> tuple[PictureTag, bool]:
    """Name a person of the space on a picture; returns the tag and whether others may see the person.

    Where they may not, the picture is blurred for others from now on. Two who name the same person name it once.
    """
    require(can_tag, actor, (attachment, space_of(attachment)))
    if attachment.kind != AttachmentKind.PICTURE:
        raise SafetyRefused("not_picture")
    space = space_of(attachment)
    side = sides_of(space, [person.pk]).get(person.pk) if space else None
    if side not in {Side.LEARNER, Side.STAFF}:
        raise SafetyRefused("not_here", "person")
    with transaction.atomic():
        given = {"by_id": actor.person_id, "is_child": side == Side.LEARNER}
        row, is_new = PictureTag.objects.get_or_create(attachment=attachment, person=person, defaults=given)
        if is_new:
            record(actor=actor, verb="social.picture.tagged", obj=attachment, subject_person_id=person.pk)
        shown = is_permitted(row)
        if row.is_child:
            keep_blurred(attachment)
    return row, shown


@transaction.atomic
def name_on_pictures(*, actor: Actor, holder: str, people: Sequence[Person]) -> None:
    """Name people on all pictures of a holder (`post:12`) before anybody else sees them; who is not on one of them is taken off there later."""
    for picture in attachments_of([holder]).get(holder, []) if people else []:
        if picture.kind == AttachmentKind.PICTURE:
            for person in people:
                tag(actor=actor, attachment=picture, person=person)


@transaction.atomic
def untag(*, actor: Actor, row: PictureTag) -> None:
    """Take a name off a picture: who may name, the person, or its guardian."""
    own = row.person_id == actor.person_id or is_guardian_of(actor, row.person)
    if not own:
        require(can_tag, actor, (row.attachment, space_of(row.attachment)))
    record(actor=actor, verb="social.picture.untagged", obj=row.attachment, subject_person_id=row.person_id)
    row.delete()


@transaction.atomic
def clear(*, actor: Actor, row: PictureTag) -> None:
    """Let this one picture be shown, as the guardian of the child on it; a later withdrawal takes it back."""
    if not is_guardian_of(actor, row.person):
        raise AccessRefused("clear")
    row.cleared_at, row.cleared_by_id = timezone.now(), actor.person_id
    row.save(update_fields=["cleared_at", "cleared_by"])
    record(actor=actor, verb="social.picture.cleared", obj=row.attachment, subject_person_id=row.person_id)
