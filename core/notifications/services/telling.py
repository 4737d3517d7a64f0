"""One call for everything a person should know."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q

from core.jobs.services import enqueue
from core.ports.live import broadcast_on_commit, person_group

from ..enums import Channel
from ..models import Notification, NotificationPreference
from ..types import KINDS, Letter

BATCH = 500


def notify(
    *,
    recipient_ids: Iterable[int],
    kind: str,
    data: dict[str, Any],
    url: str = "",
    dedupe_key: str | None = None,
    topic: str = "",
    urgent: bool = False,
) -> int:
    """Put a notification into each recipient's inbox and hand it to the channels each has chosen.

    `data` fills the kind's words. With `dedupe_key` nobody gets the same thing twice. `topic` (`space:12`) is what people may mute;
    an `urgent` one passes mutes and quiet hours. Returns how many recipients there are. Side effects on commit, for each batch of
    500: live badges and a job that plans and sends what goes out.
    """
    if kind not in KINDS:
        raise LookupError(kind)
    ids = sorted(set(recipient_ids))
    for start in range(0, len(ids), BATCH):
        letters = [Letter(person_id, data, url) for person_id in ids[start : start + BATCH]]
        _tell(kind, letters, dedupe_key, topic, urgent)
    return len(ids)


def notify_each(*, kind: str, letters: Sequence[Letter], dedupe_key: str, topic: str = "", urgent: bool = False) -> int:
    """Put a notification of its own into the inbox of each recipient, in batches of 500; otherwise as `notify`.

    A letter's own part of the key comes behind `dedupe_key`. A constant number of queries a batch.
    """
    if kind not in KINDS:
        raise LookupError(kind)
    for start in range(0, len(letters), BATCH):
        _tell(kind, letters[start : start + BATCH], dedupe_key, topic, urgent)
    return len(letters)


@transaction.atomic
def take_back(*, recipient_ids: Iterable[int], kinds: Sequence[str], dedupe_keys: Sequence[str]) -> int:
    """Delete what people were told by these kinds and keys, with what of it has not gone out yet: what it was about is gone.

    Returns how many notifications. Side effect on commit: live badges.
    """
    rows = Notification.objects.filter(recipient_id__in=set(recipient_ids), kind__in=kinds, dedupe_key__in=dedupe_keys)
    unread = Counter(rows.filter(read_at=None, in_inbox=True).values_list("recipient_id", flat=True))
    count = rows.count()
    rows.delete()
    for person_id, number in unread.items():
        broadcast_on_commit(person_group(person_id), {"type": "unread", "delta": -number})
    return count


@transaction.atomic
def _tell(kind: str, letters: Sequence[Letter], dedupe_key: str | None, topic: str, urgent: bool) -> None:
    """Store one batch, with the job that sends it: both or neither."""
    deaf, unseen = _without_inbox(kind, {one.recipient_id for one in letters})
    rows = [
        Notification(
            recipient_id=one.recipient_id,
            kind=kind,
            data=one.data,
            url=one.url,
            dedupe_key=None if dedupe_key is None else f"{dedupe_key}{one.key}",
            topic=topic,
            is_urgent=urgent,
            in_inbox=one.recipient_id not in unseen,
        )
        for one in letters
        if one.recipient_id not in deaf
    ]
    if not rows:
        return
    if dedupe_key is not None:
        rows = _only_new(kind, rows)
    Notification.objects.bulk_create(rows, ignore_conflicts=dedupe_key is not None)
    for row in rows:
        if row.in_inbox:
            broadcast_on_commit(person_group(row.recipient_id), {"type": "unread", "delta": 1})
    if rows:
        enqueue("notifications.out", {"notification_ids": [row.pk for row in rows]} if dedupe_key is None else _named(kind, rows))


def _only_new(kind: str, rows: list[Notification]) -> list[Notification]:
    """Leave out what has been told already. Two at once are kept apart by the constraint; the badge alone may then count twice."""
    known = set(_told(kind, rows).values_list("recipient_id", "dedupe_key"))
    return [row for row in rows if (row.recipient_id, row.dedupe_key) not in known]


def _told(kind: str, rows: Sequence[Notification]) -> Any:
    keys, people = {row.dedupe_key for row in rows}, [row.recipient_id for row in rows]
    return Notification.objects.filter(kind=kind, dedupe_key__in=keys, recipient_id__in=people)


def _named(kind: str, rows: Sequence[Notification]) -> dict[str, Any]:
    """Return the payload for rows whose ids the database did not tell: what was told meanwhile by another job is planned once more, to no effect."""
    return {"notification_ids": list(_told(kind, rows).order_by("pk").values_list("pk", flat=True))}


def unreached(*, kind: str, recipient_ids: Iterable[int]) -> set[int]:
    """Return who of some people has switched a kind off everywhere: what is told by it does not reach them. Two queries at most."""
    return _without_inbox(kind, set(recipient_ids))[0]


def _without_inbox(kind_key: str, ids: set[int]) -> tuple[set[int], set[int]]:
    """Return who wants a kind nowhere at all, and who wants it but not in the inbox."""
    if KINDS[kind_key].essential:
        return set(), set()
    off = NotificationPreference.objects.filter(kind=kind_key, channel=Channel.INBOX, is_on=False, person_id__in=ids)
    rows = NotificationPreference.objects.filter(Q(person_id__in=off.values("person_id")), kind=kind_key).values_list(
        "person_id", "channel", "is_on"
    )
    asked: dict[int, set[str]] = {}
    for person_id, channel, is_on in rows:
        asked.setdefault(person_id, set()).update({channel} if is_on else ())
    return {person_id for person_id, on in asked.items() if not on}, {person_id for person_id, on in asked.items() if on}
