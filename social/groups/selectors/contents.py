"""What a space is and who is in it, for who takes the whole space out."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils import timezone

from core.access.types import Actor
from core.organisations.models import Enrolment, Membership, TeachingAssignment
from core.people.models import Person, running
from social.hooks import ContentRow

from ..enums import MemberState, Side, SpaceKind
from ..models import Space, SpaceMember
from ..policies import standing_in
from ..types import Standing
from .members import LEARNING, address, details_of, people_shown

PAGE = 200


def facts_of(space: Space) -> dict[str, Any]:
    """Return what a space is and what is set for it, JSON-ready."""
    return {
        "uuid": str(space.uuid), "kind": space.kind, "name": space.label, "unit": {"uuid": str(space.unit.uuid), "name": space.unit.name},
        "about": space.about, "join_rule": space.join_rule, "topics": list(space.settings.get("topics", ())),
        "switches": space.settings.get("switches", {}), "approve": space.settings.get("approve", {}),
        "comments_closed": bool(space.settings.get("comments_closed")), "created_at": space.created_at.isoformat(),
        "archived_at": space.archived_at.isoformat() if space.archived_at else None,
    }  # fmt: skip


def member_pages(reader: Actor, space: Space, after: Any = None) -> Iterator[list[ContentRow]]:
    """Yield the people of a space today whose names the reader sees, staff first, by name: name, side, what they are, since when.

    Three queries a page; `after` is the side and the person a page ended with.
    """
    standing = standing_in(reader, space)
    if standing is None:
        return
    side, last = (Side(after[0]), after[1]) if after else (Side.STAFF, 0)
    for one in list(Side)[list(Side).index(side) :]:
        while people := _people(space, standing, one, last):
            yield _member_rows(space, one, people)
            last = people[-1].pk
        last = 0


def count_members(reader: Actor, space: Space) -> int:
    """Return how many people `member_pages` yields. A query for each side."""
    standing = standing_in(reader, space)
    return sum(people_shown(space, standing, side).count() for side in Side) if standing is not None else 0


def _people(space: Space, standing: Standing, side: Side, last_id: int) -> list[Person]:
    rows = people_shown(space, standing, side).order_by("sort_key", "id")
    last = Person.objects.filter(pk=last_id).first() if last_id else None
    if last is not None:
        rows = rows.filter(Q(sort_key__gt=last.sort_key) | Q(sort_key=last.sort_key, pk__gt=last.pk))
    return list(rows[:PAGE])


def _member_rows(space: Space, side: Side, people: list[Person]) -> list[ContentRow]:
    ids = [one.pk for one in people]
    details, since = details_of(space, side, ids), _since(space, side, ids)
    found = []
    for one in people:
        role = " · ".join(dict.fromkeys(details.get(one.pk, ())))
        day = since[one.pk].isoformat() if one.pk in since else None
        name = address(one, side)
        found.append(
            ContentRow(
                {"uuid": str(one.uuid), "name": one.full_name, "side": side.value, "role": role, "since": day},
                after=[side.value, one.pk],
                shown={"name": name, "side": side.label, "since": since.get(one.pk)},
                cells={"name": one.full_name, "side": side.label, "role": role, "since": day or ""},
            )
        )
    return found


def _since(space: Space, side: Side, ids: list[int]) -> dict[int, date]:
    """Return since when people are there, where that is known (not of guardians, not in courses). At most one query."""
    if space.source_key or side == Side.GUARDIAN:
        return {}
    if space.kind in {SpaceKind.COMMUNITY, SpaceKind.CIRCLE}:
        members = SpaceMember.objects.filter(space=space, person_id__in=ids, state=MemberState.RUNNING)
        return {pk: timezone.localdate(at) for pk, at in members.values_list("person_id", "created_at")}
    if space.class_group_id:
        model: Any = TeachingAssignment if side == Side.STAFF else Enrolment
        rows = model.objects.filter(running(), class_group_id=space.class_group_id, person_id__in=ids)
    else:
        rows = Membership.objects.filter(running(), unit_id=space.unit_id, person_id__in=ids)
        rows = rows.exclude(role__in=LEARNING) if side == Side.STAFF else rows.filter(role__in=LEARNING)
    found: dict[int, date] = {}
    for pk, day in rows.values_list("person_id", "valid_from"):
        if day is not None:
            found[pk] = min(day, found.get(pk, day))
    return found
