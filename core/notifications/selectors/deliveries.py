"""Where notifications went: for the person, and for who runs the platform."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Exists, Max, Min, OuterRef, Prefetch
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.access.types import Actor

from ..enums import OUTSIDE, TROUBLE, Channel, DeliveryState
from ..models import Delivery, Notification

FIGURES_SECONDS = 60
MOST_REASONS = 50
OWN_REASONS = {
    "": _("Không rõ lí do"),
    "in doubt": _("Không chắc đã tới hay chưa: đường truyền đứt khi đang gửi"),
    "no address": _("Tài khoản không có e-mail hoặc đã khoá"),
    "no chat": _("Tài khoản nhắn tin không còn nối"),
    "messenger limit": _("Trường đã hết lượt nhắn tin của ngày hôm đó; tin vẫn ở trong hộp"),
    "this browser has left": _("Trình duyệt đã thôi nhận"),
    "the worker died too often": _("Tiến trình gửi dừng nhiều lần khi đang gửi tin này"),
}
#: What one line says of several addresses of a channel: the best that was reached.
_BEST = (
    DeliveryState.SENT,
    DeliveryState.SENDING,
    DeliveryState.QUEUED,
    DeliveryState.SKIPPED,
    DeliveryState.FAILED,
    DeliveryState.DEAD,
)


@dataclass(frozen=True, slots=True)
class Way:
    """How far a notification got over one channel: over `count` addresses, the best state, and when."""

    channel: Channel
    state: DeliveryState
    at: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Why deliveries of a channel ended in trouble; `error` as it was stored, of ours or of the service."""

    channel: Channel
    state: DeliveryState
    error: str
    count: int
    last_at: datetime

    @property
    def text(self) -> str:
        """What to read: our own reasons in words, those of services as they said them."""
        return str(OWN_REASONS.get(self.error, self.error))


def deliveries_page(actor: Actor, *, before_id: int | None = None, size: int = 30) -> list[tuple[Notification, list[Way]]]:
    """Return up to `size + 1` of the person's notifications that went out of the inbox, newest first, with how far each got. Two queries."""
    out = Delivery.objects.filter(notification=OuterRef("pk"))
    rows = Notification.objects.filter(Exists(out), recipient_id=actor.person_id).order_by("-pk")
    if before_id is not None:
        rows = rows.filter(pk__lt=before_id)
    every = Prefetch("deliveries", queryset=Delivery.objects.order_by("pk"))
    return [(row, _ways(list(row.deliveries.all()))) for row in rows.prefetch_related(every)[: size + 1]]


def _ways(rows: Sequence[Delivery]) -> list[Way]:
    ways = []
    for channel in OUTSIDE:
        mine = [row for row in rows if row.channel == channel]
        if mine:
            best = min(mine, key=lambda row: _BEST.index(DeliveryState(row.state)))
            ways.append(Way(channel, DeliveryState(best.state), best.sent_at or best.next_try_at, len(mine)))
    return ways


def delivery_figures(since: datetime) -> dict[str, Any]:
    """Return how many deliveries made since then stand where, by channel, and when the oldest due one was due; kept for a minute."""
    key = f"notifications.figures:{since:%Y%m%d}"
    found: dict[str, Any] | None = cache.get(key)
    if found is None:
        rows = Delivery.objects.filter(created_at__gte=since).values_list("channel", "state").annotate(count=Count("pk")).order_by()
        waiting = Delivery.objects.filter(state=DeliveryState.QUEUED, next_try_at__lte=timezone.now()).aggregate(oldest=Min("next_try_at"))
        found = {"counts": {(channel, state): count for channel, state, count in rows}, "oldest": waiting["oldest"]}
        cache.set(key, found, FIGURES_SECONDS)
    return found


def trouble_reasons(since: datetime) -> list[Reason]:
    """Return why deliveries were refused or given up since then, the most frequent first."""
    rows = Delivery.objects.filter(state__in=TROUBLE, created_at__gte=since).values("channel", "state", "error")
    grouped = rows.annotate(count=Count("pk"), last_at=Max("created_at")).order_by("-count")[:MOST_REASONS]
    return [Reason(Channel(row["channel"]), DeliveryState(row["state"]), row["error"], row["count"], row["last_at"]) for row in grouped]
