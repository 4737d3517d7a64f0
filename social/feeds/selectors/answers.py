"""What people answered to the posts of a page, and whom it names: two queries, whatever kinds of posts stand on it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import CharField, Count, DateTimeField, F, Q, QuerySet, Value, Window
from django.db.models.functions import Cast, Coalesce, RowNumber

from core.access.types import Actor
from core.people.models import Person
from social.groups.enums import Side
from social.groups.rules import asked_sides, sides_shown

from ..enums import AnswerKind, PostKind, PostState
from ..models import Attendance, Post, Receipt, Vote
from ..types import Shown

FACES = 3
WHO = Coalesce(F("for_child_id"), F("person_id"))  # for families a child counts once
Rows = dict[str, list[Any]]
_NEVER = Cast(Value(None), DateTimeField())


def _part(rows: QuerySet[Any], what: str, key: Any = None, of_id: Any = None, said_at: Any = None, **numbers: Any) -> QuerySet[Any]:
    """Return rows as (post, what, key, id, moment, three numbers), so that several tables are read by one statement."""
    named = rows.order_by().annotate(
        what=Value(what, CharField()), key=Cast(key or Value(""), CharField()), of_id=of_id or Value(0), said_at=said_at or _NEVER
    )
    grouped = named.values("post_id", "what", "key", "of_id", "said_at")
    counted: QuerySet[Any] = grouped.annotate(**{name: numbers.get(name, Value(0)) for name in ("first", "second", "third")})
    return counted.values_list("post_id", "what", "key", "of_id", "said_at", "first", "second", "third")


def read(parts: Sequence[QuerySet[Any]]) -> Rows:
    """Return the rows of parts by what they say, as (post, key, id, moment, three numbers). One query, none without parts."""
    found: Rows = defaultdict(list)
    if parts:
        for post_id, what, *rest in parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]:
            found[what].append((post_id, *rest))
    return found


def vote_parts(posts: Iterable[Post], person_id: int) -> list[QuerySet[Any]]:
    """Return `vote` (option; votes, own) and, where several options may be chosen, `voters` (people)."""
    polls = [post for post in posts if post.kind == PostKind.POLL]
    several = [post.pk for post in polls if post.data.get("is_multiple")]
    own = Count("pk", filter=Q(person_id=person_id))
    votes = Vote.objects.filter(post_id__in=[post.pk for post in polls])
    parts = [_part(votes, "vote", F("option"), first=Count("pk"), second=own)] if polls else []
    if several:
        parts.append(_part(Vote.objects.filter(post_id__in=several), "voters", first=Count("person_id", distinct=True)))
    return parts


def _coming_part(posts: Sequence[int], person_id: int) -> QuerySet[Any]:
    own = Count("pk", filter=Q(person_id=person_id))
    return _part(Attendance.objects.filter(post_id__in=posts), "coming", F("answer"), first=Count("pk"), second=own)


def receipts_part(posts: Iterable[int], spaces: Iterable[int]) -> QuerySet[Any]:
    """Return `receipts` (side, space; how many read, answered since it was asked last, refused)."""
    rows = Receipt.objects.filter(post_id__in=set(posts), space_id__in=set(spaces))
    fresh = Q(answered_at__isnull=False) & (Q(post__asked_again_at=None) | Q(answered_at__gte=F("post__asked_again_at")))
    said, against = (Count(WHO, distinct=True, filter=one) for one in (fresh, fresh & Q(answer="no")))
    return _part(rows, "receipts", F("side"), F("space_id"), first=Count(WHO, distinct=True), second=said, third=against)


def _own_part(posts: Sequence[int], person_id: int) -> QuerySet[Any]:
    rows = Receipt.objects.filter(post_id__in=posts, person_id=person_id)
    return _part(rows, "own", F("answer"), Coalesce(F("for_child_id"), Value(0)), F("answered_at"))


def _faces_part(places: Sequence[Shown]) -> QuerySet[Any]:
    """Return `face` (person; place, space), the last few who answered each post in a space it is read in, of the sides whose names are
    shown there."""
    named = Q()
    for one in places:
        sides = [side for side in sides_shown(one.space.kind, one.standing.side) if side != Side.GUARDIAN]
        named |= Q(post_id=one.post.pk, space_id=one.space.pk, side__in=sides)
    rows = Receipt.objects.filter(named, for_child=None).exclude(answered_at=None)
    place = Window(RowNumber(), partition_by=[F("post_id"), F("space_id")], order_by=F("answered_at").desc())
    return _part(rows.annotate(place=place).filter(place__lte=FACES), "face", of_id=F("person_id"), first=F("place"), second=F("space_id"))


def is_answered(post: Post) -> bool:
    """Say whether anybody answered a post that is out. One query."""
    return post.published_at is not None and Receipt.objects.filter(post=post).exclude(answered_at=None).exists()


def is_stale(post: Post, answered_at: datetime | None) -> bool:
    """Say whether an answer was given before the post was changed and asked again."""
    return answered_at is not None and post.asked_again_at is not None and answered_at < post.asked_again_at


def is_asked(actor: Actor, one: Shown) -> bool:
    """Say whether an announcement asks the actor something where it is shown."""
    is_here = one.post.author_id != actor.person_id and not one.standing.is_overseer
    return is_here and one.standing.side in asked_sides(one.space.kind, one.post.sides)


class Answers:
    """What was answered to posts where they are shown, and the people they name; each read when it is first asked for."""

    def __init__(self, actor: Actor, places: Sequence[Shown] = ()) -> None:
        self.actor, self.places = actor, places

    @cached_property
    def rows(self) -> Rows:
        """What people answered, see `read`. One query, none where nothing is asked."""
        me, posts = self.actor.person_id, [one.post for one in self.places]
        parts = vote_parts(posts, me)
        if events := [post.pk for post in posts if post.kind == PostKind.EVENT]:
            parts.append(_coming_part(events, me))
        if asking := [one for one in self.announced if one.post.asks != AnswerKind.NONE]:
            parts.append(receipts_part((one.post.pk for one in asking), (one.space.pk for one in asking)))
            if others := [one for one in asking if one.standing.side != Side.GUARDIAN]:
                parts.append(_faces_part(others))
        if own := [one.post.pk for one in self.announced if is_asked(self.actor, one)]:
            parts.append(_own_part(own, me))
        return read(parts)

    @cached_property
    def announced(self) -> list[Shown]:
        """The announcements that are out."""
        return [one for one in self.places if one.post.kind == PostKind.ANNOUNCEMENT and one.post.state == PostState.PUBLISHED]

    @cached_property
    def people(self) -> dict[int, Person]:
        """Who is praised, the children of a guardian who is asked, and the faces of those who answered. One query."""
        ids = {pk for one in self.places if one.post.kind == PostKind.PRAISE for pk in one.post.data.get("person_ids", ())}
        ids |= {child for one in self.announced for child in one.standing.child_ids}
        ids |= {row[2] for row in self.rows["face"]}
        return Person.objects.in_bulk(ids) if ids else {}


def shown_together(actor: Actor, places: Iterable[tuple[Any, Any, Any]]) -> list[Shown]:
    """Return posts with the spaces and standings they are shown with, as one page: their kinds ask for answers together."""
    answers = Answers(actor)
    answers.places = [Shown(*one, answers) for one in places]
    return list(answers.places)


def answers_to(actor: Actor, places: Sequence[Shown]) -> Answers:
    """Return the answers of the page `places` stand on; of themselves when they stand on none."""
    known: Answers | None = places[0].answers if places else None
    return known or Answers(actor, places)
