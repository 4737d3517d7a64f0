"""Which deliveries a notification becomes: channels chosen, addresses there are, mutes, quiet hours."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.db.models import Q
from django.utils import timezone

from core.people.models import Account
from core.ports.ott import gateways

from ..enums import OUTSIDE, Channel
from ..models import Delivery, Mute, Notification, NotificationPreference, NotificationSettings, OttLink, PushSubscription
from ..rules import quiet_end
from ..selectors import default_hours, roles_of
from ..types import KINDS
from .people import about_lost_children


@dataclass(frozen=True)
class Reach:
    """Everything about a batch of people that decides how they are reached."""

    choices: dict[tuple[int, str, str], bool]
    roles: dict[int, set[str]]
    muted: set[tuple[int, str]]
    hours: dict[int, tuple[time, time]]
    targets: dict[int, dict[str, list[int]]]

    def wants(self, person_id: int, kind_key: str, channel: str, *, is_urgent: bool = False) -> bool:
        """Say whether a person has a kind by a channel, chosen or by default; what is urgent comes over messengers unless switched off."""
        kind = KINDS[kind_key]
        if kind.essential and kind.is_on_by_default(channel):
            return True
        chosen = self.choices.get((person_id, kind_key, channel))
        if chosen is not None:
            return chosen
        return (is_urgent and channel == Channel.OTT) or kind.is_on_by_default(channel, sorted(self.roles.get(person_id, ())))


def plan(notification_ids: Iterable[int], *, now: datetime | None = None) -> int:
    """Make the deliveries of up to 500 notifications and return how many were asked for. Repeating it makes none twice.

    What is about a child its reader is no guardian of any more goes out nowhere.
    """
    now = now or timezone.now()
    notices = [row for row in Notification.objects.filter(pk__in=list(notification_ids)).order_by("pk") if row.kind in KINDS]
    reach = reach_of(sorted({row.recipient_id for row in notices}), sorted({row.kind for row in notices}), now)
    lost = about_lost_children(notices)
    rows = [row for notice in notices if notice.pk not in lost for row in _deliveries(notice, reach, now)]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return len(rows)


def _deliveries(notice: Notification, reach: Reach, now: datetime) -> list[Delivery]:
    person, is_loud = notice.recipient_id, notice.is_urgent or KINDS[notice.kind].essential
    if notice.topic and (person, notice.topic) in reach.muted and not is_loud:
        return []
    hours = reach.hours.get(person, default_hours())
    later = None if is_loud else quiet_end(timezone.localtime(now), hours)
    return [
        Delivery(
            notification=notice,
            recipient_id=person,
            kind=notice.kind,
            topic=notice.topic,
            channel=channel,
            target_id=target,
            next_try_at=later or now,
        )
        for channel in OUTSIDE
        if not (channel == Channel.EMAIL and notice.emailed_at) and reach.wants(person, notice.kind, channel, is_urgent=notice.is_urgent)
        for target in reach.targets.get(person, {}).get(channel, ())
    ]


def reach_of(people: Sequence[int], kinds: Sequence[str], now: datetime) -> Reach:
    """Return how people are reached about kinds: at most eight queries for any number of them."""
    chosen = NotificationPreference.objects.filter(person_id__in=people, kind__in=kinds)
    muted = Mute.objects.filter(Q(until=None) | Q(until__gt=now), person_id__in=people).values_list("person_id", "topic")
    hours = NotificationSettings.objects.filter(person_id__in=people).values_list("person_id", "quiet_from", "quiet_until")
    return Reach(
        choices={(person, kind, channel): on for person, kind, channel, on in chosen.values_list("person_id", "kind", "channel", "is_on")},
        roles=roles_of(people) if any(KINDS[kind].by_hat for kind in kinds) else {},
        muted=set(muted),
        hours={person: (begins, ends) for person, begins, ends in hours},
        targets=_targets(people),
    )


def _targets(people: Sequence[int]) -> dict[int, dict[str, list[int]]]:
    """Return the addresses each person has by channel; an account that is locked has none."""
    found: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    active = Account.objects.filter(person_id__in=people, is_active=True)
    usable = set()
    for person_id, email in active.values_list("person_id", "email"):
        usable.add(person_id)
        if email:
            found[person_id][Channel.EMAIL].append(0)
    for person_id, pk in PushSubscription.objects.filter(person_id__in=usable).order_by("pk").values_list("person_id", "pk"):
        found[person_id][Channel.PUSH].append(pk)
    links = OttLink.objects.filter(person_id__in=usable, gateway__in=gateways()).order_by("pk")
    for person_id, pk in links.values_list("person_id", "pk"):
        found[person_id][Channel.OTT].append(pk)
    return found
