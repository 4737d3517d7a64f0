"""Telling people things."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone, translation

from core.access.types import Actor
from core.jobs.services import enqueue
from core.ports.live import broadcast_on_commit, person_group

from .models import Notification, NotificationPreference
from .types import KINDS, Letter, NotificationKind

BATCH = 500
CHANNELS = ("inbox", "email")


def notify(*, recipient_ids: Iterable[int], kind: str, data: dict[str, Any], url: str = "", dedupe_key: str | None = None) -> int:
    """Put a notification into each recipient's inbox and hand it to the kind's other channels.

    `data` fills the kind's words. With `dedupe_key` nobody gets the same thing twice. Returns how many recipients there are.
    Side effects on commit: live badge, an e-mail job for each batch of 500 when the kind sends e-mail.
    """
    if kind not in KINDS:
        raise LookupError(kind)
    ids = sorted(set(recipient_ids))
    for start in range(0, len(ids), BATCH):
        batch, wants_email = _wishes(KINDS[kind], ids[start : start + BATCH])
        rows = [Notification(recipient_id=person_id, kind=kind, data=data, url=url, dedupe_key=dedupe_key) for person_id in batch]
        with transaction.atomic():
            Notification.objects.bulk_create(rows, ignore_conflicts=dedupe_key is not None)
            for person_id in batch:
                broadcast_on_commit(person_group(person_id), {"type": "unread", "delta": 1})
            if wants_email:
                enqueue("notifications.email", {"kind": kind, "recipient_ids": batch, "dedupe_key": dedupe_key})
    return len(ids)


def notify_each(*, kind: str, letters: Sequence[Letter], dedupe_key: str) -> int:
    """Put a notification of its own into the inbox of each recipient, in batches of 500; otherwise as `notify`.

    A letter's own part of the key comes behind `dedupe_key`. Two queries a batch, and an e-mail job for each key that is asked for.
    """
    if kind not in KINDS:
        raise LookupError(kind)
    for start in range(0, len(letters), BATCH):
        batch = letters[start : start + BATCH]
        wanted, by_mail = _wishes(KINDS[kind], sorted({one.recipient_id for one in batch}))
        kept = [one for one in batch if one.recipient_id in set(wanted)]
        rows = [
            Notification(recipient_id=one.recipient_id, kind=kind, data=one.data, url=one.url, dedupe_key=f"{dedupe_key}{one.key}")
            for one in kept
        ]
        with transaction.atomic():
            Notification.objects.bulk_create(rows, ignore_conflicts=True)
            for one in kept:
                broadcast_on_commit(person_group(one.recipient_id), {"type": "unread", "delta": 1})
            for key in sorted({one.key for one in kept}) if by_mail else ():
                ids = sorted({one.recipient_id for one in kept if one.key == key})
                enqueue("notifications.email", {"kind": kind, "recipient_ids": ids, "dedupe_key": f"{dedupe_key}{key}"})
    return len(letters)


def _wishes(kind: NotificationKind, ids: list[int]) -> tuple[list[int], bool]:
    """Return who wants a kind at all, and whether anybody may want it by e-mail."""
    if kind.essential:
        return ids, kind.email
    rows = list(NotificationPreference.objects.filter(kind=kind.key, person_id__in=ids).values_list("person_id", "channel", "is_on"))
    without = {person_id for person_id, channel, is_on in rows if channel == "inbox" and not is_on}
    return [pk for pk in ids if pk not in without], kind.email or any(is_on for _, channel, is_on in rows if channel == "email")


@transaction.atomic
def set_choices(*, actor: Actor, chosen: Iterable[str]) -> int:
    """Store which kinds come how: `chosen` holds `kind|channel` for each that is on; returns how many rows were written."""
    on = set(chosen)
    rows = [
        NotificationPreference(person_id=actor.person_id, kind=kind.key, channel=channel, is_on=f"{kind.key}|{channel}" in on)
        for kind in KINDS.values()
        if not kind.essential
        for channel in CHANNELS
    ]
    NotificationPreference.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["person", "kind", "channel"], update_fields=["is_on"]
    )
    return len(rows)


def mark_read(*, actor: Actor, notification_ids: Iterable[int] | None = None) -> int:
    """Mark the person's own notifications read (None: all of them); returns how many changed."""
    rows = Notification.objects.filter(recipient_id=actor.person_id, read_at=None)
    if notification_ids is not None:
        rows = rows.filter(pk__in=list(notification_ids))
    changed = rows.update(read_at=timezone.now())
    if changed and actor.person_id:
        broadcast_on_commit(person_group(actor.person_id), {"type": "unread", "delta": -changed})
    return changed


def send_emails(*, kind: str, recipient_ids: list[int], dedupe_key: str | None) -> int:
    """E-mail unsent notifications of `kind` to those who have an address and did not switch it off; each at most once."""
    by_default = KINDS[kind].email
    others = NotificationPreference.objects.filter(kind=kind, channel="email", is_on=not by_default).values("person_id")
    rows = Notification.objects.filter(recipient_id__in=recipient_ids, kind=kind, dedupe_key=dedupe_key, emailed_at=None)
    if not by_default:
        rows = rows.filter(recipient_id__in=others)
    elif not KINDS[kind].essential:
        rows = rows.exclude(recipient_id__in=others)
    rows = rows.exclude(recipient__account__email=None).select_related("recipient__account")
    sent = 0
    for row in rows:
        if Notification.objects.filter(pk=row.pk, emailed_at=None).update(emailed_at=timezone.now()):
            account = row.recipient.account
            with translation.override(account.language or settings.LANGUAGE_CODE):
                EmailMessage(row.title, f"{row.body}\n\n{settings.BASE_URL}{row.url}", to=[str(account.email)]).send()
            sent += 1
    return sent
