"""Who is in a space today: for receipts, mentions, notifications and counts."""

from collections.abc import Iterable
from typing import Any

from core.access.enums import Role
from core.organisations.models import Enrolment, Membership, TeachingAssignment
from core.people.models import Guardianship, running
from social.hooks import RosterSource

from ..enums import MemberRole, Side, SpaceKind
from ..models import Space
from ..policies import members_today


def people_of(space: Space, sides: Iterable[str] = tuple(Side)) -> dict[int, Side]:
    """Return the people of a space as person id to side, staff before learners before guardians. At most three queries."""
    wanted = set(sides)
    found: dict[int, Side] = {}
    for person_id, side in _people(space):
        if side in wanted:
            found.setdefault(person_id, Side(side))
    return found


def sides_of(space: Space, person_ids: Iterable[int]) -> dict[int, Side]:
    """Return which of the persons are in the space, and as what."""
    wanted = set(person_ids)
    return {person_id: side for person_id, side in people_of(space).items() if person_id in wanted}


def _people(space: Space) -> Iterable[tuple[int, str]]:
    if space.class_group_id:
        staff = TeachingAssignment.objects.filter(running(), class_group_id=space.class_group_id).values_list("person_id", flat=True)
        learners = list(
            Enrolment.objects.filter(running(), class_group_id=space.class_group_id, state="studying").values_list("person_id", flat=True)
        )
        yield from ((pk, Side.STAFF) for pk in staff)
        yield from ((pk, Side.LEARNER) for pk in learners)
        yield from ((pk, Side.GUARDIAN) for pk in _guardians(learners))
    elif space.kind in {SpaceKind.UNIT, SpaceKind.TEAM}:
        rows = list(Membership.objects.filter(running(), unit_id=space.unit_id).values_list("person_id", "role"))
        learning = {Role.STUDENT, Role.LEARNER}
        yield from ((pk, Side.STAFF) for pk, role in rows if role not in learning)
        yield from ((pk, Side.LEARNER) for pk, role in rows if role in learning)
        children = Enrolment.objects.filter(running(), unit_id=space.unit_id, state="studying").values("person_id")
        yield from ((pk, Side.GUARDIAN) for pk in _guardians(children))
    elif space.source_key:
        prefix = space.source_key.partition(":")[0]
        for source in RosterSource.all():
            if source.prefix == prefix:
                yield from source.people_of(space.source_key)
    else:
        yield from members_today(space).order_by("id").values_list("person_id", "side")


def _guardians(children: Any) -> Iterable[int]:
    rows = Guardianship.objects.filter(running(), child_id__in=children).exclude(verified_at=None)
    return rows.values_list("guardian_id", flat=True).distinct()


def keepers_of(space: Space) -> list[int]:
    """Return the persons who look after a space today: homeroom teacher, heads, who runs the group; of a course its teachers. One query."""
    if space.class_group_id:
        homeroom = TeachingAssignment.objects.filter(running(), class_group_id=space.class_group_id, kind="homeroom")
        return sorted(set(homeroom.values_list("person_id", flat=True)))
    if space.kind in {SpaceKind.UNIT, SpaceKind.TEAM}:
        heads = Membership.objects.filter(running(), unit_id=space.unit_id, role__in=[Role.LEADER, Role.UNIT_ADMIN])
        return sorted(set(heads.values_list("person_id", flat=True)))
    if space.source_key:
        return sorted(people_of(space, [Side.STAFF]))
    leading = members_today(space).filter(role__in=[MemberRole.MODERATOR, MemberRole.OWNER])
    return sorted(leading.values_list("person_id", flat=True))
