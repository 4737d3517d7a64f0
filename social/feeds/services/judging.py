"""Approving, giving back, hiding and restoring what was written. What somebody else judged meanwhile stays as it is."""

from django.db import transaction
from django.utils import timezone

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.lib.vietnamese import tidy

from ..enums import PostState
from ..models import Comment, Entry, Post
from ..policies import can_hide, can_judge
from . import event_notices, telling
from .posts import put_out
from .talk import recount

_LIVING = (PostState.PUBLISHED, PostState.HELD)


def _locked_post(post: Post) -> Post:
    return (
        Post.objects.select_for_update(of=("self",), no_key=True)
        .select_related("space__unit", "space__class_group", "author")
        .get(pk=post.pk)
    )


def _locked_comment(comment: Comment) -> Comment:
    return (
        Comment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("post__space", "space__unit", "space__class_group", "parent", "author")
        .get(pk=comment.pk)
    )


@transaction.atomic
def approve_post(*, actor: Actor, post: Post) -> bool:
    """Publish a held post, at its time where it has one; one that is no longer held stays as it is. Says whether it was still held."""
    require(can_judge, actor, post)
    row = _locked_post(post)
    if row.state != PostState.HELD:
        return False
    record(actor=actor, verb="social.post.approved", obj=row, unit_id=row.space.unit_id)
    if row.published_at is None and row.publish_at is not None and row.publish_at > timezone.now():
        row.state = PostState.SCHEDULED  # it comes out when its author wants it
        row.save(update_fields=["state"])
        return True
    was_out = row.published_at is not None
    put_out(row)
    telling.judged(row)
    if was_out:
        event_notices.out_again(row)
        telling.asked_again(row)
    return True


@transaction.atomic
def reject_post(*, actor: Actor, post: Post, reason: str) -> bool:
    """Give a held post back to its author with a reason; says whether it was still held."""
    require(can_judge, actor, post)
    row = _locked_post(post)
    if row.state != PostState.HELD:
        return False
    event_notices.hidden(row)
    row.state, row.reject_reason = PostState.REJECTED, tidy(reason)[:300]
    row.save(update_fields=["state", "reject_reason"])
    record(actor=actor, verb="social.post.rejected", obj=row, unit_id=row.space.unit_id)
    telling.judged(row)
    return True


@transaction.atomic
def hide_post(*, actor: Actor, post: Post) -> None:
    """Take a post out of every feed until it is restored; its author and moderators still see it."""
    require(can_hide, actor, post)
    row = _locked_post(post)
    if row.state in _LIVING:
        event_notices.hidden(row)
        row.state = PostState.HIDDEN
        row.save(update_fields=["state"])
        Entry.objects.filter(post=row).update(is_shown=False, pinned_at=None)
        telling.taken_back([row])
        record(actor=actor, verb="social.post.hidden", obj=row, unit_id=row.space.unit_id)


@transaction.atomic
def restore_post(*, actor: Actor, post: Post) -> None:
    """Show a hidden post again, where it stood."""
    require(can_hide, actor, post)
    row = _locked_post(post)
    if row.state == PostState.HIDDEN:
        record(actor=actor, verb="social.post.restored", obj=row, unit_id=row.space.unit_id)
        put_out(row)
        event_notices.back(row)


@transaction.atomic
def approve_comment(*, actor: Actor, comment: Comment) -> bool:
    """Show a held comment; one that is no longer held stays as it is. Says whether it was still held."""
    require(can_judge, actor, comment)
    row = _locked_comment(comment)
    if row.state != PostState.HELD:
        return False
    _turn(actor, row, PostState.PUBLISHED, "social.comment.approved")
    telling.judged(row)
    telling.comment_out(row)
    return True


@transaction.atomic
def reject_comment(*, actor: Actor, comment: Comment, reason: str) -> bool:
    """Give a held comment back to its author with a reason; says whether it was still held."""
    require(can_judge, actor, comment)
    row = _locked_comment(comment)
    if row.state != PostState.HELD:
        return False
    row.reject_reason = tidy(reason)[:300]
    _turn(actor, row, PostState.REJECTED, "social.comment.rejected")
    telling.judged(row)
    return True


@transaction.atomic
def hide_comment(*, actor: Actor, comment: Comment) -> None:
    """Hide a comment until it is restored."""
    require(can_hide, actor, comment)
    row = _locked_comment(comment)
    if row.state in _LIVING:
        _turn(actor, row, PostState.HIDDEN, "social.comment.hidden")
        telling.taken_back([row])


@transaction.atomic
def restore_comment(*, actor: Actor, comment: Comment) -> None:
    """Show a hidden comment again."""
    require(can_hide, actor, comment)
    row = _locked_comment(comment)
    if row.state == PostState.HIDDEN:
        _turn(actor, row, PostState.PUBLISHED, "social.comment.restored")


def _turn(actor: Actor, row: Comment, state: PostState, verb: str) -> None:
    row.state = state
    row.save(update_fields=["state", "reject_reason"])
    record(actor=actor, verb=verb, obj=row, unit_id=row.space.unit_id)
    recount(row)
