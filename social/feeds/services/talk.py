"""Comments, reactions, what was seen and what is kept."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access.errors import AccessRefused
from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.ports.live import broadcast_on_commit, topic_group
from social.groups.models import Space, SpaceState
from social.groups.rules import needs_approval
from social.groups.services import my_seats
from social.groups.types import Standing
from social.moderation.services import screening

from ..enums import PostState, ReactionKind
from ..errors import PostRefused
from ..models import Bookmark, Comment, Entry, Post, Reaction
from ..policies import can_comment, can_edit_comment, can_react, can_remove_comment, can_see_post, place_to_comment
from ..rules import find_mentions
from ..selectors.people import names_of
from . import telling

LIMIT = 2000
SEEN_AT_ONCE = 60


def write_comment(
    *,
    actor: Actor,
    post: Post,
    body: str,
    client_id: UUID,
    parent: Comment | None = None,
    space: Space | None = None,
    hints: Sequence[str] = (),
) -> Comment:
    """Write a comment, or an answer to one; sent twice with one `client_id` it is kept once. `hints` are uuids of people picked by `@`.

    It is heard in `space`, where the post is read (by default the first of the actor's), an answer where what it answers was written.
    Raises `AccessRefused`, `PostRefused`. Side effects: those it names, answers and concerns are told, or who approves it.
    """
    require(can_comment, actor, post)
    if known := Comment.objects.filter(author_id=actor.person_id, client_id=client_id, post=post).first():
        return known
    if parent is not None and parent.post_id != post.pk:
        raise AccessRefused("comment")
    text = _checked(body)
    standing, place = _place(actor, post, parent.space if parent is not None else space)
    if wait := screening.check_flood(person_id=actor.person_id, band=standing.band, kind="comment"):
        raise PostRefused("flood", wait)
    row = Comment(post=post, space=place, author_id=actor.person_id, author_side=standing.side, body=text, client_id=client_id)
    row.parent = (parent.parent or parent) if parent else None
    row.state, row.mentions = _judged(actor, place, text, standing), _mentions(post, standing, place, text, hints)
    try:
        with transaction.atomic():
            row.save()
            record(actor=actor, verb="social.comment.written", obj=row, unit_id=place.unit_id)
            recount(row)
            _tell(row)
    except IntegrityError:
        return Comment.objects.get(author_id=actor.person_id, client_id=client_id)
    return row


def edit_comment(*, actor: Actor, comment: Comment, body: str, hints: Sequence[str] = ()) -> Comment:
    """Change one's own comment; it is judged again. Raises `AccessRefused`, `PostRefused`."""
    require(can_edit_comment, actor, comment)
    post, text = comment.post, _checked(body)
    standing, place = _place(actor, post, comment.space)
    state, mentions = _judged(actor, place, text, standing), _mentions(post, standing, place, text, hints)
    with transaction.atomic():
        rows = Comment.objects.select_for_update(of=("self",), no_key=True).select_related("post__space", "space__unit", "author", "parent")
        row = rows.get(pk=comment.pk)
        if row.state not in {PostState.PUBLISHED, PostState.HELD, PostState.REJECTED}:
            raise AccessRefused("comment")
        if row.body == text:
            return row
        waited = row.state != PostState.PUBLISHED
        row.body, row.mentions, row.edited_at, row.reject_reason = text, mentions, timezone.now(), ""
        row.state = PostState.HELD if waited and row.state == PostState.HELD else state
        row.save(update_fields=["body", "mentions", "edited_at", "reject_reason", "state"])
        record(actor=actor, verb="social.comment.edited", obj=row, unit_id=place.unit_id)
        recount(row)
        _tell(row)
    return row


def _checked(body: str) -> str:
    text = body.replace("\x00", "").replace("\r\n", "\n").strip()
    if not text:
        raise PostRefused("empty", _("Hãy viết vài chữ."))
    if len(text) > LIMIT:
        raise PostRefused("long", _("Bình luận dài quá, nhiều nhất %(limit)s chữ cái.") % {"limit": LIMIT})
    return text


def _place(actor: Actor, post: Post, space: Space | None) -> tuple[Standing, Space]:
    """Return where the actor comments the post from."""
    found = place_to_comment(actor, post, space)
    if found is None:
        raise AccessRefused("comment")
    return found


def _tell(row: Comment) -> None:
    (telling.comment_out if row.state == PostState.PUBLISHED else telling.waits)(row)


def _judged(actor: Actor, space: Space, text: str, standing: Standing) -> PostState:
    """Return whether a comment is shown or waits; raises `PostRefused`."""
    verdict = screening.screen(actor=actor, text=text, band=standing.band, side=standing.side, unit_id=space.unit_id, kind="comment")
    if verdict.action == "refuse":
        raise PostRefused("refused", screening.words_of(verdict) or _("Bình luận có lời chưa phù hợp. Em hãy sửa lại rồi gửi."))
    waits = needs_approval(standing.side, standing.band, space.settings, "comment", leads=standing.looks_after)
    return PostState.HELD if waits or verdict.action == "hold" else PostState.PUBLISHED


def _mentions(post: Post, standing: Standing, space: Space, text: str, hints: Sequence[str]) -> list[list[Any]]:
    if "@" not in text:
        return []
    return [list(found) for found in find_mentions(text, names_of(post, standing, space), hints)]


def recount(comment: Comment) -> None:
    """Keep the numbers of comments in step, one writer after the other, and tell open pages which comment is new or other than before."""
    post = Post.objects.select_for_update(no_key=True).get(pk=comment.post_id)
    published = Comment.objects.filter(post=post, state=PostState.PUBLISHED)
    post.comment_count = published.count()
    post.save(update_fields=["comment_count"])
    post.entries.filter(space_id=comment.space_id).update(comment_count=published.filter(space_id=comment.space_id).count())
    broadcast_on_commit(topic_group(post.topic_name), {"type": "comments", "post": str(post.uuid), "comment": comment.pk})


@transaction.atomic
def remove_comment(*, actor: Actor, comment: Comment) -> None:
    """Take a comment away; its row stays for the record."""
    require(can_remove_comment, actor, comment)
    if Comment.objects.filter(pk=comment.pk).exclude(state=PostState.REMOVED).update(state=PostState.REMOVED):
        record(actor=actor, verb="social.comment.removed", obj=comment, unit_id=comment.space.unit_id)
        recount(comment)
        telling.taken_back([comment])


@transaction.atomic
def react(*, actor: Actor, post: Post, kind: str, wanted: bool | None = None) -> str:
    """Put a reaction to a post, change it, or take the same one back; returns the one that stands ("" for none).

    `wanted` says whether it shall stand in the end: said twice, the second time changes nothing. None: the other way than it is.
    """
    require(can_react, actor, post)
    if kind not in ReactionKind.values:
        raise PostRefused("kind", _("Không có biểu cảm này."), "kind")
    locked = Post.objects.select_for_update(no_key=True).get(pk=post.pk)
    known = Reaction.objects.filter(post=post, person_id=actor.person_id).first()
    counts = dict(locked.reaction_counts)
    had = known is not None and known.kind == kind
    if wanted is not None and wanted == had:
        return known.kind if known is not None else ""
    stands = "" if had else kind
    if known is not None:
        counts[known.kind] = counts.get(known.kind, 1) - 1
        known.delete()
    if stands:
        Reaction.objects.create(post=post, person_id=actor.person_id, kind=kind)
        counts[kind] = counts.get(kind, 0) + 1
    locked.reaction_counts = {key: count for key, count in counts.items() if count > 0}
    locked.save(update_fields=["reaction_counts"])
    broadcast_on_commit(
        topic_group(post.topic_name), {"type": "reactions", "post": str(post.uuid), "count": sum(locked.reaction_counts.values())}
    )
    return stands


@transaction.atomic
def mark_seen(*, actor: Actor, entry_ids: Sequence[int]) -> None:
    """Remember up to which entry the actor has seen its spaces, by entries that were on its screen; never goes back."""
    mine = {seat.space.pk for seat in my_seats(actor)}
    newest: dict[int, int] = {}
    for pk, space_id in Entry.objects.filter(pk__in=list(entry_ids)[:SEEN_AT_ONCE], space_id__in=mine).values_list("pk", "space_id"):
        newest[space_id] = max(pk, newest.get(space_id, 0))
    known = dict(SpaceState.objects.filter(person_id=actor.person_id, space_id__in=newest).values_list("space_id", "seen_entry_id"))
    missing = [SpaceState(person_id=actor.person_id, space_id=pk, seen_entry_id=seen) for pk, seen in newest.items() if pk not in known]
    SpaceState.objects.bulk_create(missing, ignore_conflicts=True)
    for space_id, seen in newest.items():
        if seen > known.get(space_id, 0):
            SpaceState.objects.filter(person_id=actor.person_id, space_id=space_id, seen_entry_id__lt=seen).update(seen_entry_id=seen)


@transaction.atomic
def set_bookmark(*, actor: Actor, post: Post, is_kept: bool) -> None:
    """Keep a post to find it again, or let it go; said twice it is done once."""
    require(can_see_post, actor, post)
    if is_kept:
        Bookmark.objects.bulk_create([Bookmark(person_id=actor.person_id, post=post)], ignore_conflicts=True)
    else:
        Bookmark.objects.filter(person_id=actor.person_id, post=post).delete()
