"""Feeds: the newest entries of the spaces one belongs to, read by one index scan for each space in one query."""

import json
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from core.access.types import Actor
from social.groups.enums import Ability, Side
from social.groups.models import Space, SpaceState
from social.groups.policies import Seat
from social.groups.selectors.spaces import own_side, roster_spaces
from social.groups.types import Standing

from ..enums import PostKind, PostState
from ..models import Bookmark, Entry, Post
from ..policies import is_for, shows_entry

PAGE = 15
_SCAN = """SELECT id FROM (SELECT e.id FROM social_entry e WHERE e.space_id = %s AND e.is_shown AND e.id < %s AND e.id > %s{own}{school}
 AND NOT EXISTS (SELECT 1 FROM social_entry o WHERE o.post_id = e.post_id AND o.id > e.id AND o.is_shown AND o.space_id IN ({spaces}){other})
 ORDER BY e.id DESC LIMIT %s) s{number}"""
_SCHOOL = " AND EXISTS (SELECT 1 FROM social_post p WHERE p.id = e.post_id AND p.author_side = 'staff')"
_LAST = 2**62


def entry_ids(
    actor: Actor, seats: Sequence[Seat], *, before: int | None = None, after: int = 0, from_school: bool = False, limit: int = PAGE
) -> list[int]:
    """Return the newest entries shown to the actor in its seats, each post once (where it came last), below entry `before` and above
    `after`. One query."""
    if not seats:
        return []
    sql, params = _newest(actor, seats, before or _LAST, after, from_school, limit)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [row[0] for row in cursor.fetchall()]


def newest_and_pinned(actor: Actor, seats: Sequence[Seat], limit: int = PAGE) -> tuple[list[int], list[int]]:
    """Return the newest entries as `entry_ids`, and the pinned ones that are for the actor, last pinned first, at most five. One query."""
    if not seats:
        return [], []
    newest, params = _newest(actor, seats, _LAST, 0, False, limit)
    standings = {seat.space.pk: seat.standing for seat in seats}
    sql = _WITH_PINNED.format(newest=newest, spaces=",".join(str(int(pk)) for pk in standings))
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows = cursor.fetchall()
    ids = sorted((row[0] for row in rows if row[4] is None), reverse=True)
    pinned = sorted((row for row in rows if row[4] is not None), key=lambda row: row[4], reverse=True)
    return ids, [pk for pk, space_id, sides, by_id, _at in pinned if is_for(standings[space_id], json.loads(sides), by_id, actor)][:5]


_WITH_PINNED = """SELECT id, CAST(NULL AS bigint), CAST(NULL AS text), CAST(NULL AS bigint), NULL FROM ({newest}) newest
 UNION ALL SELECT id, space_id, sides, by_id, pinned_at FROM (SELECT id, space_id, CAST(sides AS text) sides, by_id, pinned_at FROM social_entry
 WHERE is_shown AND pinned_at IS NOT NULL AND space_id IN ({spaces}) ORDER BY pinned_at DESC LIMIT 100) pinned"""


def _newest(actor: Actor, seats: Sequence[Seat], before: int, after: int, from_school: bool, limit: int) -> tuple[str, list[Any]]:
    """Return the statement of `entry_ids`."""
    if connection.vendor == "postgresql":
        return _newest_by_lateral(actor, seats, before, after, from_school, limit)
    parts, params = [], []
    space_ids = ",".join(str(int(seat.space.pk)) for seat in seats)
    for number, seat in enumerate(seats):
        own, own_params = _sides("e", seat.standing.side, actor.person_id)
        other, other_params = _sides("o", seat.standing.side, actor.person_id)
        parts.append(_SCAN.format(own=own, other=other, school=_SCHOOL if from_school else "", spaces=space_ids, number=number))
        params += [seat.space.pk, before, after, *own_params, *other_params, limit]
    return " UNION ALL ".join(parts) + " ORDER BY id DESC LIMIT %s", [*params, limit]


_LATERAL = """SELECT s.id FROM unnest(%s::bigint[], %s::text[]) t(space_id, side) CROSS JOIN LATERAL (
 SELECT e.id FROM social_entry e WHERE e.space_id = t.space_id AND e.is_shown AND e.id < %s AND e.id > %s
 AND (t.side = 'staff' OR e.sides::text = '[]' OR e.sides::text LIKE '%%"' || t.side || '"%%' OR e.by_id = %s){school}
 AND NOT EXISTS (SELECT 1 FROM social_entry o WHERE o.post_id = e.post_id AND o.id > e.id AND o.is_shown AND o.space_id = ANY(%s)
  AND (t.side = 'staff' OR o.sides::text = '[]' OR o.sides::text LIKE '%%"' || t.side || '"%%' OR o.by_id = %s))
 ORDER BY e.id DESC LIMIT %s) s ORDER BY s.id DESC LIMIT %s"""


def _newest_by_lateral(
    actor: Actor, seats: Sequence[Seat], before: int, after: int, from_school: bool, limit: int
) -> tuple[str, list[Any]]:
    """Return the same as `_newest`; PostgreSQL plans one scan for all spaces instead of one for each."""
    spaces, me = [seat.space.pk for seat in seats], actor.person_id
    sides = [str(seat.standing.side.value) for seat in seats]
    sql = _LATERAL.format(school=_SCHOOL.replace("%", "%%") if from_school else "")
    return sql, [spaces, sides, before, after, me, spaces, me, limit, limit]


def _sides(alias: str, side: str, person_id: int) -> tuple[str, list[Any]]:
    """Return the condition that an entry is for a side: the same rule as `policies.is_for`."""
    if side == Side.STAFF:
        return "", []
    text = f"CAST({alias}.sides AS text)"
    return f" AND ({text} = '[]' OR {text} LIKE %s OR {alias}.by_id = %s)", [f'%"{side}"%', person_id]


def entries_by_id(ids: Iterable[int], seats: Sequence[Seat] = ()) -> list[Entry]:
    """Return entries with their posts, authors and spaces, newest first; what is no longer published is left out.

    The spaces of `seats` are not read again. One query, two when a post or an entry of several seats stands in another space.
    """
    found = Entry.objects.filter(pk__in=list(ids), is_shown=True, post__state=PostState.PUBLISHED).select_related("post__author")
    if len(seats) == 1:
        found = found.select_related("post__author", "post__space__unit", "post__space__class_group")
    rows = sorted(found, key=lambda row: row.pk, reverse=True)
    spaces = {seat.space.pk: seat.space for seat in seats}
    if len(seats) == 1:
        spaces |= {row.post.space_id: row.post.space for row in rows if row.post.space_id not in spaces}
    if other := {pk for row in rows for pk in (row.space_id, row.post.space_id)} - spaces.keys():
        spaces |= Space.objects.select_related("unit", "class_group").in_bulk(other)
    for row in rows:
        row.space, row.post.space = spaces[row.space_id], spaces[row.post.space_id]
    return rows


def marks_of_spaces(actor: Actor) -> dict[str, Subquery]:
    """Return what `unread_spaces` needs to know of spaces, as facts of `my_seats`."""
    last = Entry.objects.filter(space=OuterRef("pk"), is_shown=True).order_by("-id").values("id")[:1]
    seen = SpaceState.objects.filter(person_id=actor.person_id, space=OuterRef("pk")).values("seen_entry_id")[:1]
    return {"last_entry_id": Subquery(last), "seen_entry_id": Subquery(seen)}


def unread_spaces(seats: Iterable[Any]) -> set[int]:
    """Return the spaces with an entry the actor has not seen, out of seats that know `marks_of_spaces`."""
    return {seat.space.pk for seat in seats if (seat.space.last_entry_id or 0) > (seat.space.seen_entry_id or 0)}


def waiting_posts(actor: Actor, seats: Sequence[Seat], limit: int = 20) -> list[Post]:
    """Return what waits: held posts of spaces the actor looks after, and the actor's own that are not out yet. One query."""
    after = [seat.space.pk for seat in seats if seat.standing.may(Ability.MODERATE)]
    own = Q(author_id=actor.person_id, state__in=[PostState.HELD, PostState.REJECTED, PostState.SCHEDULED])
    rows = Post.objects.filter(own | Q(space_id__in=after, state=PostState.HELD), space_id__in=[seat.space.pk for seat in seats])
    return list(rows.select_related("author", "space__unit", "space__class_group").order_by("id")[:limit])


def kept_posts(actor: Actor, seats: Sequence[Seat], limit: int = 60) -> list[tuple[Post, Entry]]:
    """Return the posts the actor keeps and still sees in its seats, last kept first, each with the entry it stands in. Two queries."""
    kept = list(Bookmark.objects.filter(person_id=actor.person_id).order_by("-id").values_list("post_id", flat=True)[:limit])
    standings = {seat.space.pk: seat.standing for seat in seats}
    rows = Entry.objects.filter(post__in=kept, space__in=standings, is_shown=True, post__state=PostState.PUBLISHED)
    found: dict[int, Entry] = {}
    for entry in rows.select_related("post__author", "space__unit", "space__class_group").order_by("-id"):
        if shows_entry(actor, standings[entry.space_id], entry):
            found[entry.post_id] = entry
    return [(found[pk].post, found[pk]) for pk in kept if pk in found]


def latest_announcements(actor: Actor, limit: int = 3, days: int = 14) -> list[Entry]:
    """Return the newest announcements of the last days in the actor's classes and units, each once. One query: they stand on Hôm nay."""
    if actor.hat is None or actor.is_guest:
        return []
    since, standing = timezone.now() - timedelta(days=days), Standing(own_side(actor))
    rows = Entry.objects.filter(
        space__in=roster_spaces(actor), is_shown=True, created_at__gte=since, post__kind=PostKind.ANNOUNCEMENT,
        post__state=PostState.PUBLISHED,
    ).select_related("post__author", "space__unit", "space__class_group")  # fmt: skip
    found: dict[int, Entry] = {}
    for entry in rows.order_by("-id")[: limit * 4]:
        if is_for(standing, entry.sides, entry.post.author_id, actor):
            found.setdefault(entry.post_id, entry)
    return list(found.values())[:limit]
