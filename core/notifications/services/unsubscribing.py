"""The signed link in every e-mail: switches one kind of e-mail off, without signing in."""

from django.core import signing

from ..enums import Channel
from ..types import KINDS, NotificationKind
from .choices import switch_off

SALT = "notifications.unsubscribe"


def unsubscribe_token(person_id: int, kind_key: str) -> str:
    """Return what proves that whoever has it got an e-mail of a kind; it does not run out (RFC 8058 wants old letters to work)."""
    return signing.dumps([person_id, kind_key], salt=SALT, compress=False)


def kind_of_token(token: str) -> tuple[int, NotificationKind] | None:
    """Return the person and the kind a link is about; None when it was damaged or the kind is no more."""
    try:
        person_id, kind_key = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    kind = KINDS.get(kind_key)
    return (int(person_id), kind) if kind is not None and not kind.essential else None


def unsubscribe(*, token: str, is_on: bool = False) -> NotificationKind | None:
    """Switch the e-mails of the link's kind off (or on again); None when the link is damaged. Doing it twice changes nothing."""
    found = kind_of_token(token)
    if found is None:
        return None
    person_id, kind = found
    switch_off(person_id=person_id, kind_key=kind.key, channel=Channel.EMAIL, is_on=is_on)
    return kind
