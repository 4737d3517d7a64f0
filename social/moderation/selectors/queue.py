"""What waits for approval."""

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from core.access.errors import AccessRefused
from core.access.types import Actor
from core.organisations.models import Unit
from core.organisations.policies import homeroom_classes
from core.people.models import Person
from social.files.models import Attachment
from social.files.selectors import attachments_of, files_named
from social.groups.enums import Ability, Band, Side
from social.groups.policies import OFFICES, seats_of
from social.groups.rules import band_of_age
from social.hooks import HeldScope, HeldThing, Moderated, stamp_of

from ..policies import is_judge
from .cases import Part, parts_of

SHOWN = 60


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A thing that waits, with what was found in its words, and its pictures and files."""

    kind: str
    label: str
    thing: HeldThing
    band: str
    parts: list[Part]
    files: list[Attachment]

    @property
    def key(self) -> str:
        """What is sent back when it is judged: kind, key and what it said."""
        stamp = stamp_of(self.thing.text, (one.uuid for one in self.files)) if self.thing.holder else ""
        return ":".join(part for part in (self.kind, self.thing.key, stamp) if part)

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
    """Return what the actor is asked to approve: spaces it moderates, its homeroom classes, for heads of a school all of it. Nothing is
    written, no space is opened. Offices above a school look into none of its spaces."""
    spaces = frozenset(seat.space.pk for seat in seats_of(actor) if seat.standing.may(Ability.MODERATE))
    classes = frozenset(homeroom_classes(actor).values_list("pk", flat=True))
    is_head = is_judge(actor) and actor.role != "officer" and not Unit.objects.filter(pk=actor.unit_id, kind__in=OFFICES).exists()
    return HeldScope(actor.person_id, spaces, classes, actor.unit_path if is_head else "")


def queue(actor: Actor, wanted: QueueFilter | None = None) -> list[QueueRow]:
    """Return what waits for the actor, oldest first, at most 60, with its files.

    A constant number of queries: one a kind of thing, one for the files, and those of the scope.
    """
    wanted = wanted or QueueFilter()
    scope = scope_of(actor)
    found = [
        (hook, thing)
        for hook in Moderated.all()
        if not wanted.kind or hook.kind == wanted.kind
        for thing in hook.held(scope, SHOWN)
        if thing.author_id != actor.person_id
    ]
    held = attachments_of({thing.holder for _hook, thing in found if thing.holder})
    born = dict(Person.objects.filter(pk__in=[thing.author_id for _hook, thing in found]).values_list("pk", "born_on"))
    today = timezone.localdate()
    rows = []
    for hook, thing in sorted(found, key=lambda pair: pair[1].at):
        band = band_of_age(born.get(thing.author_id), today) if thing.side == Side.LEARNER else Band.ADULT
        files = held.get(thing.holder, []) if thing.holder else files_named(hook.snapshot(thing.key))
        row = QueueRow(hook.kind, str(hook.label), thing, band, parts_of(thing.text), files)
        if _is_wanted(row, wanted):
            rows.append(row)
    return rows[:SHOWN]


def waiting_count(actor: Actor) -> int:
    """Return how much waits for the actor, as `queue` shows it. The queries of the scope and one a kind of thing."""
    scope = scope_of(actor)
    found = (thing for hook in Moderated.all() for thing in hook.held(scope, SHOWN) if thing.author_id != actor.person_id)
    return min(SHOWN, sum(1 for _thing in found))


def held_file(actor: Actor, kind: str, key: str, file_uuid: UUID) -> Attachment:
    """Return a file of a thing that waits, to whom it waits for, or raise `AccessRefused`: nothing is approved unseen."""
    try:
        hook = Moderated.of(kind)
    except LookupError as absent:
        raise AccessRefused("held") from absent
    waits = any(thing.key == key and thing.author_id != actor.person_id for thing in hook.held(scope_of(actor), SHOWN))
    row = next((one for one in files_named(hook.snapshot(key)) if one.uuid == file_uuid), None) if waits else None
    if row is None:
        raise AccessRefused("held")
    return row


def _is_wanted(row: QueueRow, wanted: QueueFilter) -> bool:
    pairs = ((wanted.side, row.thing.side), (wanted.band, row.band), (wanted.place, row.thing.place))
    return all(not want or want == have for want, have in pairs)
