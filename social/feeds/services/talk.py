"""Comments and reactions."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.access.errors import AccessRefused
from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.ports.live import broadcast_on_commit, topic_group
from social.groups.models import Space, SpaceState
from social.groups.policies import standing_in
from social.groups.rules import needs_approval
from social.moderation.services import screening

from ..enums import PostState, ReactionKind
from ..errors import PostRefused
from ..models import Comment, Post, Reaction
from ..policies import can_comment, can_react, can_remove_comment

LIMIT = 2000


def write_comment(*, actor: Actor, post: Post, body: str, client_id: UUID, parent: Comment | None = None) -> Comment:
    """Write a comment, or an answer to one; sent twice with one `client_id` it is kept once. Raises `AccessRefused`, `PostRefused`."""
    require(can_comment, actor, post)
    if known := Comment.objects.filter(author_id=actor.person_id, client_id=client_id, post=post).first():
        return known
    if parent is not None and parent.post_id != post.pk:
        raise AccessRefused("comment")
    text = body.strip()
    if not text:
        raise PostRefused("empty", _("Hãy viết vài chữ."))
    if len(text) > LIMIT:
        raise PostRefused("long", _("Bình luận dài quá, nhiều nhất %(limit)s chữ cái.") % {"limit": LIMIT})
    side, state = _judged(actor, post, text)
    head = parent.parent or parent if parent else None
    row = Comment(post=post, parent=head, author_id=actor.person_id, author_side=side, body=text, client_id=client_id, state=state)
    try:
        with transaction.atomic():
            row.save()
            record(actor=actor, verb="social.comment.written", obj=row, unit_id=post.space.unit_id)
            recount(post)
    except IntegrityError:
        return Comment.objects.get(author_id=actor.person_id, client_id=client_id)
    return row


def _judged(actor: Actor, post: Post, text: str) -> tuple[str, PostState]:
    """Return the side a comment is written on and whether it waits; raises `PostRefused`."""
    standings = (standing_in(actor, entry.space) for entry in post.entries.select_related("space__unit", "space__class_group"))
    standing = next((one for one in standings if one is not None), None)
    if standing is None:
        raise AccessRefused("comment")
    if wait := screening.check_flood(person_id=actor.person_id, band=standing.band, kind="comment"):
        raise PostRefused("flood", wait)
    verdict = screening.screen(actor=actor, text=text, band=standing.band, side=standing.side, unit_id=post.space.unit_id, kind="comment")
    if verdict.action == "refuse":
        raise PostRefused("refused", screening.words_of(verdict) or _("Bình luận có lời chưa phù hợp. Em hãy sửa lại rồi gửi."))
    waits = needs_approval(standing.side, standing.band, post.space.settings, "comment", leads=standing.looks_after)
    return standing.side, PostState.HELD if waits or verdict.action == "hold" else PostState.PUBLISHED


def recount(post: Post) -> None:
    """Keep the number of comments in step, one writer after the other, and tell open pages."""
    locked = Post.objects.select_for_update().get(pk=post.pk)
    locked.comment_count = Comment.objects.filter(post=post, state=PostState.PUBLISHED).count()
    locked.save(update_fields=["comment_count"])
    broadcast_on_commit(topic_group(post.topic_name), {"type": "comments", "count": locked.comment_count})


@transaction.atomic
def remove_comment(*, actor: Actor, comment: Comment) -> None:
    """Take a comment away; its row stays for the record."""
    require(can_remove_comment, actor, comment)
    if Comment.objects.filter(pk=comment.pk).exclude(state=PostState.REMOVED).update(state=PostState.REMOVED):
        record(actor=actor, verb="social.comment.removed", obj=comment, unit_id=comment.post.space.unit_id)
        recount(comment.post)


@transaction.atomic
def react(*, actor: Actor, post: Post, kind: str) -> str:
    """Put a reaction to a post, change it, or take the same one back; returns the one that stands ("" for none)."""
    require(can_react, actor, post)
    if kind not in ReactionKind.values:
        raise PostRefused("kind", _("Không có biểu cảm này."), "kind")
    locked = Post.objects.select_for_update().get(pk=post.pk)
    known = Reaction.objects.filter(post=post, person_id=actor.person_id).first()
    counts = dict(locked.reaction_counts)
    if known is not None:
        counts[known.kind] = counts.get(known.kind, 1) - 1
        known.delete()
    stands = "" if known is not None and known.kind == kind else kind
    if stands:
        Reaction.objects.create(post=post, person_id=actor.person_id, kind=kind)
        counts[kind] = counts.get(kind, 0) + 1
    locked.reaction_counts = {key: count for key, count in counts.items() if count > 0}
    locked.save(update_fields=["reaction_counts"])
    broadcast_on_commit(topic_group(post.topic_name), {"type": "reactions", "count": sum(locked.reaction_counts.values())})
    return stands


@transaction.atomic
def mark_seen(*, actor: Actor, space: Space, entry_id: int) -> None:
    """Remember that the actor has seen a space up to an entry; never goes back."""
    state, is_new = SpaceState.objects.get_or_create(person_id=actor.person_id, space=space, defaults={"seen_entry_id": entry_id})
    if not is_new:
        SpaceState.objects.filter(pk=state.pk, seen_entry_id__lt=entry_id).update(seen_entry_id=entry_id)
