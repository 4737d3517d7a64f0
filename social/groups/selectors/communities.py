"""Reading communities, circles and their members."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Count, Q

from core.access.errors import AccessRefused
from core.access.types import Actor
from core.lib.vietnamese import fold
from core.organisations.models import ClassGroup, Enrolment, Unit
from core.organisations.policies import taught_classes
from core.people.models import Account, Person, running

from ..enums import JoinRule, MemberRole, MemberState, Side, SpaceKind
from ..models import Space, SpaceMember
from ..policies import can_found_community, can_join, is_member
from .alone import schools_alone

PAGE = 30
_FREE = (SpaceKind.COMMUNITY, SpaceKind.CIRCLE)


@dataclass(frozen=True, slots=True)
class CommunityCard:
    """A community in a list: how many are in it and how the reader stands (`""`: not yet)."""

    space: Space
    members: int
    state: str = ""

    @property
    def is_member(self) -> bool:
        return self.state == MemberState.RUNNING


@dataclass(frozen=True, slots=True)
class CommunityPage:
    """A community with its people, as somebody may see them. `alone` are the schools whose pupils lack a teacher of theirs."""

    space: Space
    own: SpaceMember | None
    is_owner: bool
    staff: list[SpaceMember]
    learners: list[SpaceMember]
    waiting: list[SpaceMember] = field(default_factory=list)
    classes: list[ClassGroup] = field(default_factory=list)
    alone: list[Unit] = field(default_factory=list)


def communities(actor: Actor, text: str = "") -> tuple[list[CommunityCard], list[CommunityCard]]:
    """Return the actor's own communities and circles, and those it may find and join (at most 30, by words, diacritics or not)."""
    own = dict(SpaceMember.objects.filter(person_id=actor.person_id).values_list("space_id", "state"))
    here = {pk for pk, state in own.items() if state in {MemberState.RUNNING, MemberState.ASKED, MemberState.INVITED}}
    found = Q(pk__in=here)
    if can_found_community(actor):
        found |= Q(kind=SpaceKind.COMMUNITY, join_rule__in=[JoinRule.OPEN, JoinRule.REQUEST], archived_at=None)
    rows = Space.objects.filter(found, kind__in=_FREE).select_related("unit")
    for word in fold(text).split():
        rows = rows.filter(search_text__contains=word)
    rows = rows.annotate(count=Count("members", filter=Q(members__state=MemberState.RUNNING))).order_by("-count", "id")
    cards = [CommunityCard(space, space.count, own.get(space.pk, "")) for space in rows[: PAGE + len(here)]]
    mine = [card for card in cards if card.space.pk in here]
    return mine, [card for card in cards if card.space.pk not in here][:PAGE]


def community_page(actor: Actor, uuid: UUID) -> CommunityPage:
    """Return a community the actor is in, is invited to or may find, with its members; at most twelve queries.

    Pupils see who looks after it and the others of their circle; who only looks from outside sees no members.
    """
    space = Space.objects.select_related("unit").filter(uuid=uuid, kind__in=_FREE).first()
    own = SpaceMember.objects.filter(space=space, person_id=actor.person_id).select_related("decided_by").first() if space else None
    is_here = space is not None and own is not None and own.state == MemberState.RUNNING and is_member(actor, space)
    invited = own is not None and own.state == MemberState.INVITED
    if space is None or not (is_here or invited or (space.join_rule != JoinRule.CLOSED and can_join(actor, space))):
        raise AccessRefused("community")
    rows = SpaceMember.objects.filter(space=space).select_related("person", "unit").order_by("person__sort_key", "id")
    here = list(rows.filter(state=MemberState.RUNNING)) if is_here else []
    is_owner = is_here and own is not None and own.role == MemberRole.OWNER
    may_bring = is_here and own is not None and own.side == Side.STAFF and space.kind == SpaceKind.CIRCLE and space.archived_at is None
    return CommunityPage(
        space,
        own,
        is_owner,
        [row for row in here if row.side == Side.STAFF],
        [row for row in here if row.side == Side.LEARNER],
        list(rows.filter(state=MemberState.ASKED)) if is_owner else [],
        list(taught_classes(actor)) if may_bring else [],
        schools_alone([space]).get(space.pk, []) if is_here and own is not None and own.side == Side.STAFF else [],
    )


def pupils_to_bring(actor: Actor, space: Space, class_id: int) -> list[Person]:
    """Return the pupils of a class the actor teaches who are not in the circle yet, by name."""
    here = SpaceMember.objects.filter(space=space, state=MemberState.RUNNING).values("person_id")
    places = Enrolment.objects.filter(running(), class_group__in=taught_classes(actor).filter(pk=class_id), state="studying")
    people = Person.objects.filter(pk__in=places.values("person_id")).exclude(pk__in=here)
    return list(people.order_by("sort_key", "id"))


def staff_by_login(text: str) -> Person | None:
    """Return the person of an exact username, phone number or e-mail (no searching through other people), or None."""
    typed = text.strip()
    rows = Account.objects.filter(Q(username=typed.lower()) | Q(email__iexact=typed) | Q(phone=typed), is_active=True)
    account = rows.select_related("person").first() if typed else None
    return account.person if account else None
