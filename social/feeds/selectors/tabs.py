"""The tabs of a space beside its feed: the files of its posts, its events, the posts of one topic."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import CharField, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from core.access.types import Actor
from social.files.enums import AttachmentKind
from social.files.models import Attachment
from social.groups.enums import Side
from social.groups.policies import Seat
from social.groups.selectors.members import address

from ..enums import PostState
from ..models import Entry, Post

PAGE = 30


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file of a space with who put it there and the post it hangs on."""

    file: Attachment
    post_uuid: UUID
    by: str
    at: datetime | None


def shown_entries(actor: Actor, seat: Seat) -> QuerySet[Entry]:
    """Return the entries of a space that are for the actor: the same rule as `policies.shows_entry`."""
    rows = Entry.objects.filter(space=seat.space, is_shown=True, post__state=PostState.PUBLISHED)
    if seat.standing.side == Side.STAFF:
        return rows
    mine = Q(sides_text="[]") | Q(sides_text__contains=f'"{seat.standing.side}"') | Q(post__author_id=actor.person_id)
    return rows.annotate(sides_text=Cast("sides", TextField())).filter(mine)


def entry_ids(actor: Actor, seat: Seat, *, before: int | None, limit: int, **wanted: Any) -> list[int]:
    """Return the newest entries of a space whose posts are as wanted (`kind`, `topic`), below entry `before`. One query."""
    rows = shown_entries(actor, seat).filter(**{f"post__{name}": value for name, value in wanted.items()})
    if before:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-id").values_list("pk", flat=True)[:limit])


def files_of(actor: Actor, seat: Seat, *, pictures: bool, before: int | None = None) -> tuple[list[FileLine], int | None]:
    """Return a page of the files of a space's posts, newest first, and the id to ask older ones by. Two queries."""
    holders = shown_entries(actor, seat).annotate(holder=Concat(Value("post:"), Cast("post_id", CharField()))).values("holder")
    rows = Attachment.objects.filter(holder__in=holders)
    rows = rows.filter(kind=AttachmentKind.PICTURE) if pictures else rows.exclude(kind=AttachmentKind.PICTURE)
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-id")[: PAGE + 1])
    older = found[PAGE - 1].pk if len(found) > PAGE else None
    ids = {int(row.holder.partition(":")[2]) for row in found[:PAGE]}
    posts = {post.pk: post for post in Post.objects.filter(pk__in=ids).select_related("author", "space__unit")}
    lines = []
    for row in found[:PAGE]:
        post = posts[int(row.holder.partition(":")[2])]
        by = post.space.unit.label if post.speaks_for_unit else address(post.author, post.author_side)
        lines.append(FileLine(row, post.uuid, by, post.published_at))
    return lines, older
