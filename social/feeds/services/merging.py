"""Two records of one human: what the duplicate wrote, answered and kept in feeds."""

from typing import Any

from django.db import transaction

from core.people.services.moving import move_rows, move_sent

from ..enums import PostKind
from ..models import Attendance, Bookmark, Comment, Entry, Post, PostEdit, Reaction, Receipt, SentDown, Vote


@transaction.atomic
def merge_people(*, person_id: int, duplicate_id: int) -> None:
    """Give posts, comments, reactions, votes, answers and bookmarks to the record that stays; what both said to one thing is said once."""
    to, of = person_id, duplicate_id
    move_sent(Post, "author", to=to, of=of)
    move_sent(Comment, "author", to=to, of=of)
    for model, field in ((Entry, "by"), (PostEdit, "editor"), (SentDown, "by")):
        move_rows(model, field, to=to, of=of)
    move_rows(Reaction, "person", to=to, of=of, once=("post_id", "comment_id"), join=_join_reactions)
    move_rows(Bookmark, "person", to=to, of=of, once=("post_id",))
    move_rows(Attendance, "person", to=to, of=of, once=("post_id",), join=_join_attendances)
    move_rows(Receipt, "person", to=to, of=of, once=("post_id", "for_child_id"), join=_join_receipts)
    move_rows(Receipt, "for_child", to=to, of=of, once=("post_id", "person_id"), join=_join_receipts)
    _move_votes(to, of)
    for post in (
        Post.objects.select_for_update(no_key=True).filter(kind=PostKind.PRAISE, data__person_ids__icontains=str(of)).order_by("pk")
    ):
        if of in (named := post.data.get("person_ids", ())):
            post.data["person_ids"] = sorted({to if pk == of else pk for pk in named})
            post.save(update_fields=["data"])


def _move_votes(to: int, of: int) -> None:
    """A poll of one choice keeps the vote of the record that stays."""
    voted = Vote.objects.filter(person_id=to).values("post_id")
    for post in Post.objects.filter(pk__in=Vote.objects.filter(person_id=of, post_id__in=voted).values("post_id")):
        if not post.data.get("is_multiple"):
            Vote.objects.filter(post=post, person_id=of).delete()
    move_rows(Vote, "person", to=to, of=of, once=("post_id", "option"))


def _join_reactions(kept: Reaction, spare: Reaction) -> None:
    """The later of two counts, once."""
    first, last = sorted((kept, spare), key=lambda one: one.at)
    gone = first.kind
    Reaction.objects.filter(pk=kept.pk).update(kind=last.kind, at=last.at)
    model: Any = Post if kept.post_id else Comment
    thing = model.objects.select_for_update(no_key=True).get(pk=kept.post_id or kept.comment_id)
    counts = {**thing.reaction_counts, gone: thing.reaction_counts.get(gone, 1) - 1}
    thing.reaction_counts = {kind: count for kind, count in counts.items() if count > 0}
    thing.save(update_fields=["reaction_counts"])


def _join_attendances(kept: Attendance, spare: Attendance) -> None:
    if spare.at > kept.at:
        Attendance.objects.filter(pk=kept.pk).update(answer=spare.answer, at=spare.at)


def _join_receipts(kept: Receipt, spare: Receipt) -> None:
    """The later answer counts; the earlier one and all before it stay in the history, as when one changes its mind."""
    history = [*kept.history, *spare.history]
    answers = sorted((one for one in (kept, spare) if one.answered_at is not None), key=lambda one: one.answered_at)  # type: ignore[arg-type,return-value]
    for one in answers[:-1]:
        history.append([one.answer, one.answered_at.isoformat()])  # type: ignore[union-attr]
    kept.read_at = min(kept.read_at, spare.read_at)
    if answers:
        last = answers[-1]
        kept.answer, kept.answered_at, kept.space_id, kept.side = last.answer, last.answered_at, last.space_id, last.side
    kept.history = sorted(history, key=lambda line: str(line[-1]))
    kept.save()
