"""Whom one may expect in spaces, for figures such as 28/36: staff, learners, and children whose guardians are there."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Exists, OuterRef, QuerySet

from core.access.enums import Role
from core.organisations.models import Enrolment, Membership, TeachingAssignment
from core.people.models import Guardianship, running

from ..enums import MemberState, Side, SpaceKind
from ..models import Space, SpaceMember
from .people import people_of

_LEARNING = (Role.STUDENT, Role.LEARNER)
Counts = dict[int, dict[Side, int]]
KEEP_SECONDS = 300


def has_guardian() -> Exists:
    """Return the condition that somebody verified looks after the person of an enrolment."""
    return Exists(Guardianship.objects.filter(running(), child_id=OuterRef("person_id")).exclude(verified_at=None))


def children_of(space: Space) -> QuerySet[Enrolment]:
    """Return the children whose guardians are in the space, as running enrolments."""
    rows = Enrolment.objects.filter(running(), state="studying").filter(has_guardian())
    if space.class_group_id:
        return rows.filter(class_group_id=space.class_group_id)
    return rows.filter(unit_id=space.unit_id) if space.kind == SpaceKind.UNIT else rows.none()


def expected_in(space: Space, sides: Iterable[Side]) -> dict[Side, set[int]]:
    """Return whom to expect by side; for guardians their children, since one of a child's guardians is enough. At most four queries."""
    wanted = set(sides)
    found: dict[Side, set[int]] = {side: set() for side in Side if side in wanted}
    for person_id, side in people_of(space, wanted - {Side.GUARDIAN}).items():
        found[side].add(person_id)
    if Side.GUARDIAN in wanted:
        found[Side.GUARDIAN] = set(children_of(space).values_list("person_id", flat=True))
    return found


def expected_counts(spaces: Iterable[Space]) -> Counts:
    """Return how many to expect by space and side, as it was at most five minutes ago; courses are left out, another domain counts them.

    At most seven queries for any number of spaces, none for those counted lately.
    """
    rows = {space.pk: space for space in spaces}
    known: dict[str, dict[Side, int]] = cache.get_many([_key(pk) for pk in rows])
    found = {pk: known[_key(pk)] for pk in rows if _key(pk) in known}
    new = {pk: {**dict.fromkeys(Side, 0), **sides} for pk, sides in _counted({pk: rows[pk] for pk in rows if pk not in found}).items()}
    cache.set_many({_key(pk): sides for pk, sides in new.items()}, KEEP_SECONDS)
    return found | new


def _key(space_id: int) -> str:
    return f"social.expected:{space_id}"


def _counted(rows: dict[int, Space]) -> Counts:
    classes: dict[int | None, int] = {space.class_group_id: pk for pk, space in rows.items() if space.class_group_id}
    units = {space.unit_id: pk for pk, space in rows.items() if space.kind in {SpaceKind.UNIT, SpaceKind.TEAM}}
    joined = [pk for pk, space in rows.items() if space.kind in {SpaceKind.COMMUNITY, SpaceKind.CIRCLE}]
    found: Counts = {pk: defaultdict(int) for pk, space in rows.items() if space.kind != SpaceKind.COURSE}
    if classes:
        _classes(found, classes)
    if units:
        _units(found, units)
    if joined:
        members = SpaceMember.objects.filter(space_id__in=joined, state=MemberState.RUNNING)
        for space_id, side, number in members.values_list("space_id", "side").annotate(number=Count("person_id")):
            found[space_id][Side(side)] += number
    return found


def _classes(found: Counts, classes: dict[int | None, int]) -> None:
    here = {"class_group_id__in": list(classes)}
    staff = TeachingAssignment.objects.filter(running(), **here)
    _add(found, classes, Side.STAFF, staff.values_list("class_group_id").annotate(number=Count("person_id", distinct=True)))
    learners = Enrolment.objects.filter(running(), state="studying", **here)
    _add(found, classes, Side.LEARNER, learners.values_list("class_group_id").annotate(number=Count("pk")))
    _add(found, classes, Side.GUARDIAN, learners.filter(has_guardian()).values_list("class_group_id").annotate(number=Count("pk")))


def _units(found: Counts, units: dict[int, int]) -> None:
    places = Membership.objects.filter(running(), unit_id__in=list(units))
    number = Count("person_id", distinct=True)
    _add(found, units, Side.STAFF, places.exclude(role__in=_LEARNING).values_list("unit_id").annotate(number=number))
    _add(found, units, Side.LEARNER, places.filter(role__in=_LEARNING).values_list("unit_id").annotate(number=number))
    children = Enrolment.objects.filter(running(), state="studying", unit_id__in=list(units)).filter(has_guardian())
    _add(found, units, Side.GUARDIAN, children.values_list("unit_id").annotate(number=number))


def _add(found: Counts, places: dict[Any, int], side: Side, rows: Iterable[Any]) -> None:
    for place, number in rows:
        found[places[place]][side] += number
