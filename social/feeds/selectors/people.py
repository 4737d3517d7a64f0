"""Whom one may name in a post and in a comment."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from core.access.types import Actor
from core.lib.vietnamese import fold
from core.people.models import Person
from social.groups.enums import Side, SpaceKind
from social.groups.models import Space
from social.groups.selectors.people import people_of
from social.groups.types import Standing

from ..enums import PostState
from ..models import Comment, Post
from ..types import PersonView
from .views import person_view


def nameable(post: Post, standing: Standing, space: Space | None = None) -> dict[int, Side]:
    """Return the people somebody may name in a post (also one not written yet) and at it, as person id to side; only those the post is for.

    They are people of `space`, through which the post is read (its own where there is none): who reads a post that was shared or sent
    down names nobody of the class it comes from. Staff name everybody; others the staff and learners of a class or group, and who has
    spoken here. The learners and families of a whole school are nobody's list to leaf through.
    """
    place = space or post.space
    people = people_of(place)
    wanted = {side: not post.sides or side in post.sides or side == Side.STAFF for side in Side}
    allowed = {pk: side for pk, side in people.items() if wanted[side]}
    if standing.side == Side.STAFF:
        return allowed
    open_sides = {Side.STAFF} if place.kind == SpaceKind.UNIT else {Side.STAFF, Side.LEARNER}
    comments = Comment.objects.filter(post_id=post.pk, state=PostState.PUBLISHED) if post.pk else Comment.objects.none()
    spoken = set(comments.values_list("author_id", flat=True))
    spoken.add(post.author_id)
    return {pk: side for pk, side in allowed.items() if side in open_sides or pk in spoken}


def names_of(post: Post, standing: Standing, space: Space | None = None) -> list[tuple[str, str]]:
    """Return the uuids and names of whom somebody may name in a post and at it. At most five queries."""
    rows = Person.objects.filter(pk__in=list(nameable(post, standing, space))).values_list("uuid", "full_name")
    return [(str(uuid), name) for uuid, name in rows]


def find_people(actor: Actor, post: Post, standing: Standing, text: str, limit: int = 8, *, space: Space | None = None) -> list[PersonView]:
    """Return whom the actor may name by the letters typed so far, staff first. At most six queries."""
    sides = nameable(post, standing, space)
    rows = _named(sides, text).exclude(pk=actor.person_id).order_by("sort_key", "id")[: limit * 4]
    order = list(Side)
    found = sorted(rows, key=lambda person: order.index(sides[person.pk]))[:limit]
    return [person_view(person, sides[person.pk], str(sides[person.pk].label)) for person in found]


def _named(ids: Iterable[int], text: str) -> "QuerySet[Person]":
    rows = Person.objects.filter(pk__in=list(ids))
    for word in fold(text).split()[:4]:
        rows = rows.filter(Q(search_text__startswith=word) | Q(search_text__contains=f" {word}"))
    return rows
