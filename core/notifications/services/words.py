"""What a message says: one notification as it is, several of a kind as one."""

from collections.abc import Sequence

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from ..models import Delivery
from ..types import KINDS, Message

MAX_LINES = 10


def language_of(row: Delivery) -> str:
    """Return the language of the recipient."""
    account = getattr(row.recipient, "account", None)
    return (account.language if account else "") or settings.LANGUAGE_CODE


def message_of(rows: Sequence[Delivery]) -> Message:
    """Return what goes out for deliveries to one address, of one kind and topic, in the recipient's language."""
    with translation.override(language_of(rows[0])):
        return _one(rows[0]) if len(rows) == 1 else _several(rows)


def _one(row: Delivery) -> Message:
    notice = row.notification
    extra = [str(line) for line in notice.data.get("lines", [])]
    lines = tuple(line for line in (notice.body, *extra) if line)
    return Message(notice.title, lines, f"/thong-bao/{notice.pk}/", f"n{notice.pk}", row.kind, row.topic)


def _several(rows: Sequence[Delivery]) -> Message:
    kind = KINDS[rows[0].kind]
    many = str(kind.many) or _("%(count)s thông báo: %(name)s")
    titles = list(dict.fromkeys(row.notification.title for row in rows))
    lines = titles[:MAX_LINES]
    if len(titles) > MAX_LINES:
        lines.append(_("và %(count)s điều nữa") % {"count": len(titles) - MAX_LINES})
    values = {**rows[-1].notification.data, "count": len(rows), "name": kind.name}
    return Message(many % values, tuple(lines), "/thong-bao/", f"{rows[0].kind}.{rows[0].pk}", rows[0].kind, rows[0].topic)
