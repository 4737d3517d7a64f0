"""Who may see an attachment."""

from core.access.types import Actor
from social.hooks import FileHolder

from .enums import AttachmentKind
from .models import Attachment


def can_see_attachment(actor: Actor, attachment: Attachment) -> bool:
    """Say whether the actor may see an attachment: a loose one its owner, a held one whom its holder shows it."""
    if not attachment.holder:
        return attachment.owner_id == actor.person_id
    prefix, _, key = attachment.holder.partition(":")
    holder = next((hook for hook in FileHolder.all() if hook.prefix == prefix), None)
    return holder is not None and holder.may_see(actor, key)


def is_blurred(actor: Actor, attachment: Attachment) -> bool:
    """Say whether the actor gets the blurred picture, wherever it stands by now."""
    return attachment.kind == AttachmentKind.PICTURE and any(hook.blurs(actor, attachment.pk) for hook in FileHolder.all())


def holder_space_id(attachment: Attachment) -> int | None:
    """Return the space an attachment stands in, as its holder says; None outside spaces."""
    prefix, _, key = attachment.holder.partition(":")
    return next((hook.space_id(key) for hook in FileHolder.all() if hook.prefix == prefix), None)
