"""What people have chosen, and what follows where they have not."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, time
from itertools import groupby

from django.conf import settings
from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from core.access.enums import Role
from core.access.types import Actor
from core.organisations.models import Membership
from core.people.models import Guardianship, running
from core.ports.ott import gateways

from ..enums import ALWAYS, SHORT, Channel, DigestRhythm, Gateway, KindGroup
from ..models import Mute, NotificationPreference, NotificationSettings, OttLink
from ..rules import read_hours
from ..types import DIGEST, KINDS, Choice, NotificationKind

CHOSEN = (*Channel.values, DIGEST)
DEFAULT_RHYTHM = DigestRhythm.WEEKLY
MOST_NEWS = 8


def choices_of(actor: Actor) -> list[tuple[str, list[Choice]]]:
    """Return what the person has chosen for the kinds it may ever get, by group, each with its name; defaults of its hats for the rest.

    In a group those that the hat worn now gets come first, each in the order its component names them.
    """
    chosen, roles = _chosen(actor), roles_of([actor.person_id or 0]).get(actor.person_id or 0, set())
    order = {group: place for place, group in enumerate(KindGroup.values)}
    kinds = [kind for kind in KINDS.values() if not kind.hats or kind.hats & roles]
    rows = (_choice(kind, chosen, sorted(roles), actor.role or "") for kind in kinds)
    choices = sorted(rows, key=lambda one: (order[one.group], not one.is_of_hat))
    return [(str(KindGroup(group).label), list(told)) for group, told in groupby(choices, lambda one: one.group)]


def choice_of(actor: Actor, kind: NotificationKind) -> Choice:
    """Return what the person has chosen for one kind."""
    return _choice(kind, _chosen(actor), sorted(roles_of([actor.person_id or 0]).get(actor.person_id or 0, ())))


def _chosen(actor: Actor) -> dict[tuple[str, str], bool]:
    rows = NotificationPreference.objects.filter(person_id=actor.person_id).values_list("kind", "channel", "is_on")
    return {(kind, channel): is_on for kind, channel, is_on in rows}


def _choice(kind: NotificationKind, chosen: dict[tuple[str, str], bool], roles: Sequence[str], role: str = "") -> Choice:
    told = {} if kind.essential else chosen
    on = {one for one in CHOSEN if told.get((kind.key, one), kind.is_on_by_default(one, roles))}
    always = str(ALWAYS.get(KindGroup(kind.group), "")) if kind.essential else ""
    is_of_hat = not kind.hats or role in kind.hats
    return Choice(
        kind.key, kind.name, kind.icon, frozenset(on), kind.essential, kind.group, kind.digest, str(kind.about), always, is_of_hat
    )


def roles_of(people: Sequence[int]) -> dict[int, set[str]]:
    """Return the roles each person wears today, guardian among them."""
    found: dict[int, set[str]] = defaultdict(set)
    for person_id, role in Membership.objects.filter(running(), person_id__in=people).values_list("person_id", "role"):
        found[person_id].add(role)
    wards = Guardianship.objects.filter(running(), guardian_id__in=people).exclude(verified_at=None)
    for person_id in wards.values_list("guardian_id", flat=True):
        found[person_id].add(Role.GUARDIAN.value)
    return found


def reachable_channels() -> list[tuple[str, str]]:
    """Return the channels people may choose, with their names: messengers only where a gateway is switched on."""
    return [(channel.value, str(channel.label)) for channel in Channel if channel != Channel.OTT or gateways()]


def places_of(choice: Choice) -> str:
    """Return the short names of the channels a kind comes by, of those there are."""
    return " · ".join(str(SHORT[Channel(channel)]) for channel, _label in reachable_channels() if channel in choice.on)


def default_hours() -> tuple[time, time]:
    """Return the quiet hours of who has chosen none; equal times mean none."""
    return read_hours(settings.QUIET_HOURS) or (time(0), time(0))


def settings_of(person_id: int) -> NotificationSettings:
    """Return when a person may be reached; what is not stored are the defaults."""
    found = NotificationSettings.objects.filter(person_id=person_id).first()
    begins, ends = default_hours()
    return found or NotificationSettings(person_id=person_id, quiet_from=begins, quiet_until=ends, digest=DEFAULT_RHYTHM)


def mutes_of(actor: Actor) -> list[Mute]:
    """Return what the person has muted now, newest first."""
    return list(Mute.objects.filter(Q(until=None) | Q(until__gt=timezone.now()), person_id=actor.person_id).order_by("-pk"))


def is_muted_topic(actor: Actor, prefix: str) -> Exists:
    """Return whether the person has muted the topic `<prefix>:<id>` of a row now, as a fact of the rows of another query."""
    topic = Concat(Value(f"{prefix}:"), Cast(OuterRef("pk"), CharField()), output_field=CharField())
    return Exists(Mute.objects.filter(Q(until=None) | Q(until__gt=timezone.now()), person_id=actor.person_id, topic=topic))


def muted_topics(actor: Actor, prefix: str) -> dict[str, datetime | None]:
    """Return the topics of a kind (`chat`) the person has muted now, with when each is heard again (None: when it says so)."""
    return {row.topic: row.until for row in mutes_of(actor) if row.topic.startswith(f"{prefix}:")}


def messengers_of(actor: Actor) -> list[tuple[str, str, OttLink | None]]:
    """Return the messengers that are switched on, with their names and the person's chat where it is linked."""
    linked = {row.gateway: row for row in OttLink.objects.filter(person_id=actor.person_id)}
    return [(key, str(Gateway(key).label), linked.get(key)) for key in gateways()]
