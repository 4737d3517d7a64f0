"""Voting in polls and answering events."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access.errors import AccessRefused
from core.access.policies import require
from core.access.types import Actor
from core.ports.live import broadcast_on_commit, topic_group

from ..enums import Coming, PostKind, PostState
from ..errors import PostRefused
from ..models import Attendance, Post, Vote
from ..policies import can_react
from ..selectors.answers import read, vote_parts
from ..selectors.polls import ends_at, moment_of, votes_in


def _require_open(actor: Actor, post: Post, kind: PostKind) -> None:
    if post.kind != kind or post.state != PostState.PUBLISHED:
        raise AccessRefused("choose")
    require(can_react, actor, post)


@transaction.atomic
def vote(*, actor: Actor, post: Post, options: Iterable[int], hides_names: bool | None = None) -> list[int]:
    """Choose options of a poll in place of those chosen before; none takes the vote back. Returns what stands. `hides_names`: the voter
    was told that nobody learns its name.

    Raises `AccessRefused`, and `PostRefused` when it is over, shows names after all, or the choice does not fit. One voter after the other. Side effect: the
    post's live topic. What people choose is not written to the trail.
    """
    _require_open(actor, post, PostKind.POLL)
    chosen = sorted(set(options))
    if (until := ends_at(post)) is not None and timezone.now() >= until:
        raise PostRefused("over", _("Bình chọn đã kết thúc."), "option")
    post.data = Post.objects.select_for_update(no_key=True).get(pk=post.pk).data
    if any(not 0 <= one < len(post.data.get("options", ())) for one in chosen) or (len(chosen) > 1 and not post.data.get("is_multiple")):
        raise PostRefused("option", _("Lựa chọn chưa đúng."), "option")
    if hides_names and not post.data.get("is_anonymous"):
        raise PostRefused("named", _("Bình chọn này nay hiện tên người chọn. Hãy tải lại trang rồi chọn."), "option")
    held = Vote.objects.filter(post=post, person_id=actor.person_id)
    held.exclude(option__in=chosen).delete()
    known = set(held.values_list("option", flat=True))
    Vote.objects.bulk_create([Vote(post=post, person_id=actor.person_id, option=one) for one in chosen if one not in known])
    votes, voters, _mine = votes_in(read(vote_parts([post], actor.person_id)))
    counts = [votes.get(post.pk, {}).get(key, 0) for key in range(len(post.data["options"]))]
    message = {"type": "poll", "post": str(post.uuid), "counts": counts, "voters": voters.get(post.pk, 0)}
    broadcast_on_commit(topic_group(post.topic_name), message)
    return chosen


@transaction.atomic
def attend(*, actor: Actor, post: Post, answer: str) -> Attendance:
    """Say whether one comes to an event; the last word counts. Raises `AccessRefused`, and `PostRefused` when it is over."""
    _require_open(actor, post, PostKind.EVENT)
    if answer not in Coming.values:
        raise PostRefused("answer", _("Lựa chọn chưa đúng."), "answer")
    until = moment_of(post.data.get("ends_at")) or moment_of(post.data.get("starts_at"))
    if until is not None and until < timezone.now():
        raise PostRefused("over", _("Sự kiện đã qua."), "answer")
    row, _new = Attendance.objects.update_or_create(post=post, person_id=actor.person_id, defaults={"answer": answer})
    broadcast_on_commit(topic_group(post.topic_name), {"type": "coming", "post": str(post.uuid)})
    return row
