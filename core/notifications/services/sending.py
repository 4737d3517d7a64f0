"""Sending what is due: claimed in batches, several of one kind as one message, each handed over once, failures tried again."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import uuid4

import structlog
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from core.access.policies import platform_staff, require
from core.access.types import Actor
from core.audit.services import record
from core.ports.carriers import CarrierError

from ..enums import TROUBLE, DeliveryState
from ..models import Delivery
from ..rules import MAX_ATTEMPTS, wait_seconds
from ..types import KINDS
from .carrying import CARRIERS, Carrier, carriers
from .people import ENDED, about_lost_children
from .words import message_of

log = structlog.get_logger("cayda.notifications")
LEASE = timedelta(minutes=2)
BATCH = 200
IN_DOUBT = "in doubt"
MAX_BUNDLE = 50
_FREE: dict[str, Any] = {"claim": "", "lease_until": None}


def send_due(*, limit: int = 100_000, alive: Callable[[int], None] = lambda _done: None) -> dict[str, int]:
    """Send what is due, batch by batch, until nothing is or `limit` was reached; returns how many ended in which state.

    `alive` is told after each batch how many are done. Safe among many workers, and when one is killed at any point: see
    docs/explanation/notifications.md for what remains with services that know no repetition.
    """
    recover()
    done: Counter[str] = Counter()
    while done.total() < limit:
        claimed = _claim(BATCH)
        if not claimed:
            break
        kept = _without_lost(claimed)
        done[DeliveryState.SKIPPED] += len(claimed) - len(kept)
        with carriers() as every:
            for bundle in _bundles(kept):
                done[_deliver(bundle, every[bundle[0].channel])] += len(bundle)
        alive(done.total())
    return {state: count for state, count in done.items() if count}


def _without_lost(claimed: Sequence[Delivery]) -> list[Delivery]:
    """Skip what is about a child whose guardian its reader stopped being since it was planned; what may have gone out is finished."""
    lost = about_lost_children(row.notification for row in claimed if not row.provider_id)
    gone = [row.pk for row in claimed if row.notification_id in lost and not row.provider_id]
    if gone:
        _mine(gone, claimed[0].claim).update(state=DeliveryState.SKIPPED, error=ENDED, **_FREE)
    return [row for row in claimed if row.pk not in gone]


def recover() -> int:
    """Take back what a dead worker had claimed; returns how many.

    What was never handed over goes out again. What may have been: again too where the service or the reader's programme knows a
    repetition (e-mail by Message-ID, push by topic), and with the messengers, which don't, it is left as failed: better once than twice.
    """
    lost = Delivery.objects.filter(state=DeliveryState.SENDING, lease_until__lt=timezone.now())
    doubtful = lost.filter(handed_at__isnull=False).exclude(channel__in=[one.key for one in CARRIERS if one.knows_repetition])
    count = doubtful.update(state=DeliveryState.FAILED, error=IN_DOUBT, **_FREE)
    count += lost.filter(attempts__gte=MAX_ATTEMPTS).update(state=DeliveryState.DEAD, error="the worker died too often", **_FREE)
    return count + lost.update(state=DeliveryState.QUEUED, **_FREE)


def _claim(size: int) -> list[Delivery]:
    """Take up to `size` due deliveries under a lease, all of one person beside each other."""
    now, claim = timezone.now(), uuid4().hex
    due = Delivery.objects.filter(state=DeliveryState.QUEUED, next_try_at__lte=now)
    with transaction.atomic():
        rows = due.order_by("next_try_at", "recipient_id", "id")
        if connection.features.has_select_for_update:
            rows = rows.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)
        ids = list(rows.values_list("pk", flat=True)[:size])
        due.filter(pk__in=ids).update(state=DeliveryState.SENDING, claim=claim, lease_until=now + LEASE, attempts=F("attempts") + 1)
    mine = Delivery.objects.filter(claim=claim).select_related("notification", "recipient__account")
    return list(mine.order_by("recipient_id", "channel", "target_id", "kind", "topic", "provider_id", "pk"))


def _bundles(rows: Sequence[Delivery]) -> Iterator[list[Delivery]]:
    """Yield what goes out as one message: the same person, address, kind and topic. What may have gone out keeps its own company."""
    for _same, group in groupby(rows, lambda row: (row.recipient_id, row.channel, row.target_id, row.kind, row.topic, row.provider_id)):
        several = list(group)
        kind = KINDS.get(several[0].kind)
        size = MAX_BUNDLE if kind is not None and not kind.essential and not kind.letter else 1
        for start in range(0, len(several), size):
            yield several[start : start + size]


def _deliver(bundle: list[Delivery], carrier: Carrier) -> str:
    """Send one bundle and return the state it ended in; a failure of one is never that of the next."""
    fresh = [row for row in bundle if row.notification.read_at is None or row.provider_id]
    read = [row.pk for row in bundle if row not in fresh]
    if read:
        _mine(read, bundle[0].claim).update(state=DeliveryState.SKIPPED, **_FREE)
    if not fresh:
        return DeliveryState.SKIPPED
    ids, name = [row.pk for row in fresh], fresh[0].provider_id or carrier.name_of(fresh[0].pk)
    mine = _mine(ids, fresh[0].claim)
    now = timezone.now()
    if mine.update(handed_at=now, provider_id=name, lease_until=now + LEASE) != len(ids):  # taken back, erased, or another worker's by now
        left = set(mine.values_list("pk", flat=True))
        fresh = [row for row in fresh if row.pk in left]
        if not fresh:
            return "lost"
    try:
        given = carrier.send(fresh[0], message_of(fresh), name)
    except CarrierError as problem:
        return _put_off(fresh, mine, carrier, problem)
    except Exception as problem:
        log.exception("a message could not be made", delivery=ids[0], channel=carrier.key)
        return _put_off(fresh, mine, carrier, CarrierError(f"{type(problem).__name__}: {problem}"))
    now = timezone.now()
    mine.update(state=DeliveryState.SENT, sent_at=now, provider_id=(given or name)[:200], error="", **_FREE)
    carrier.note_sent(fresh, now)
    return DeliveryState.SENT


def _mine(ids: Sequence[int], claim: str) -> QuerySet[Delivery]:
    return Delivery.objects.filter(pk__in=ids, claim=claim, state=DeliveryState.SENDING)


def _put_off(rows: Sequence[Delivery], mine: QuerySet[Delivery], carrier: Carrier, problem: CarrierError) -> str:
    """Try again later, or give up. What was surely not taken goes out later as if never tried, with whatever has come meanwhile."""
    attempts = max(row.attempts for row in rows)
    error = str(problem)[:300]
    if problem.is_gone:
        carrier.note_gone(rows[0])
    is_unsure = problem.is_in_doubt and not carrier.knows_repetition
    if problem.is_final or is_unsure or attempts >= MAX_ATTEMPTS:
        state = DeliveryState.FAILED if problem.is_final or is_unsure else DeliveryState.DEAD
        mine.update(state=state, error=IN_DOUBT if is_unsure else error, **_FREE)
        return state
    again = timezone.now() + timedelta(seconds=wait_seconds(attempts, problem.retry_after))
    told: dict[str, Any] = {} if problem.is_in_doubt else {"handed_at": None, "provider_id": ""}
    mine.update(state=DeliveryState.QUEUED, next_try_at=again, error=error, **told, **_FREE)
    return DeliveryState.QUEUED


def retry_dead(*, actor: Actor, channel: str = "", error: str | None = None, since: datetime | None = None) -> int:
    """Queue what was given up or refused once more: of one channel, for one reason, or all; returns how many. For platform staff, recorded.

    What was left in doubt is among it only when asked for by its reason: it may have arrived.
    """
    require(platform_staff, actor)
    rows = Delivery.objects.filter(state__in=TROUBLE)
    rows = rows.exclude(error=IN_DOUBT) if error is None else rows.filter(error=error)
    if channel:
        rows = rows.filter(channel=channel)
    if since is not None:
        rows = rows.filter(created_at__gte=since)
    with transaction.atomic():
        count = rows.update(state=DeliveryState.QUEUED, attempts=0, next_try_at=timezone.now(), handed_at=None, provider_id="", error="")
        record(actor=actor, verb="notifications.retried", changes={"count": count, "channel": channel})
    return count
