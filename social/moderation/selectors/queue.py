"""What waits for approval."""

from dataclasses import dataclass

from django.utils import timezone

from core.access.types import Actor
from core.organisations.policies import homeroom_classes
from core.people.models import Person
from social.groups.enums import Ability, Band, Side
from social.groups.rules import band_of_age
from social.groups.services import my_seats
from social.hooks import HeldScope, HeldThing, Moderated

from ..policies import is_judge
from .cases import Part, parts_of

SHOWN = 60


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A thing that waits, with what was found in its words."""

    kind: str
    label: str
    thing: HeldThing
    band: str
    parts: list[Part]

    @property
    def key(self) -> str:
        """What is sent back when it is judged: kind, key and what it said."""
        return ":".join(part for part in (self.kind, self.thing.key, self.thing.stamp) if part)

    @property
    def is_found(self) -> bool:
        return any(part.is_hit for part in self.parts)


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What the queue is narrowed to: a kind of thing, a side, an age band, a place; "" for all."""

    kind: str = ""
    side: str = ""
    band: str = ""
    place: str = ""


def scope_of(actor: Actor) -> HeldScope:
    """Return what the actor is asked to approve: spaces it moderates, its homeroom classes, for heads all of the unit."""
    spaces = frozenset(seat.space.pk for seat in my_seats(actor) if seat.standing.may(Ability.MODERATE))
    classes = frozenset(homeroom_classes(actor).values_list("pk", flat=True))
    is_head = is_judge(actor) and actor.role != "officer"
    return HeldScope(actor.person_id, spaces, classes, actor.unit_path if is_head else "")


def queue(actor: Actor, wanted: QueueFilter | None = None) -> list[QueueRow]:
    """Return what waits for the actor, oldest first, at most 60. A constant number of queries: one a kind of thing and those of the scope."""
    wanted = wanted or QueueFilter()
    scope = scope_of(actor)
    found = [
        (hook, thing)
        for hook in Moderated.all()
        if not wanted.kind or hook.kind == wanted.kind
        for thing in hook.held(scope, SHOWN)
        if thing.author_id != actor.person_id
    ]
    born = dict(Person.objects.filter(pk__in=[thing.author_id for _hook, thing in found]).values_list("pk", "born_on"))
    today = timezone.localdate()
    rows = []
    for hook, thing in sorted(found, key=lambda pair: pair[1].at):
        band = band_of_age(born.get(thing.author_id), today) if thing.side == Side.LEARNER else Band.ADULT
        row = QueueRow(hook.kind, str(hook.label), thing, band, parts_of(thing.text))
        if _is_wanted(row, wanted):
            rows.append(row)
    return rows[:SHOWN]


def _is_wanted(row: QueueRow, wanted: QueueFilter) -> bool:
    pairs = ((wanted.side, row.thing.side), (wanted.band, row.band), (wanted.place, row.thing.place))
    return all(not want or want == have for want, have in pairs)
