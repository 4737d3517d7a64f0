"""Reading and answering announcements."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access.errors import AccessRefused
from core.access.types import Actor
from core.audit.services import record
from core.ports.live import broadcast_on_commit, topic_group
from social.groups.enums import Side
from social.groups.policies import standing_in

from ..enums import AnswerKind, PostState
from ..errors import PostRefused
from ..models import Post, Receipt
from ..policies import is_for

CHOICES: dict[str, frozenset[str]] = {AnswerKind.SEEN: frozenset({"seen"}), AnswerKind.CONSENT: frozenset({"yes", "no"})}


def _children_asked(actor: Actor, post: Post) -> tuple[int | None, ...]:
    """Return for whom the actor answers in the post's own space: each child of a guardian, else nobody but itself (None)."""
    standing = standing_in(actor, post.space)
    asked = standing is not None and not standing.is_overseer and is_for(standing, post.sides, 0, actor)
    if standing is None or not asked or post.state != PostState.PUBLISHED:
        raise AccessRefused("answer_post")
    return standing.child_ids if standing.side == Side.GUARDIAN else (None,)


@transaction.atomic
def mark_read(*, actor: Actor, post: Post) -> None:
    """Note that the actor read a post, for each child; the first time stays. Raises `AccessRefused`."""
    now = timezone.now()
    rows = [Receipt(post=post, person_id=actor.person_id, for_child_id=child, read_at=now) for child in _children_asked(actor, post)]
    Receipt.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def answer_post(*, actor: Actor, post: Post, answer: str, child_id: int | None = None) -> Receipt:
    """Keep the actor's answer (`seen`; `yes` or `no` to a consent); it may change until `answer_by`, and the earlier one is kept.

    A guardian answers for a child. Raises `AccessRefused`, and `PostRefused` when it is too late. Side effects: audit, the post's live topic.
    """
    if answer not in CHOICES.get(post.asks, frozenset()) or child_id not in _children_asked(actor, post):
        raise AccessRefused("answer_post")
    now = timezone.now()
    if post.answer_by is not None and now > post.answer_by:
        raise PostRefused("late", _("Đã hết hạn trả lời thông báo này."), "answer")
    mark_read(actor=actor, post=post)
    row = Receipt.objects.select_for_update().get(post=post, person_id=actor.person_id, for_child_id=child_id)
    if row.answer == answer:
        return row
    if row.answered_at is not None:
        row.history = [*row.history, [row.answer, row.answered_at.isoformat()]]
    record(actor=actor, verb="social.post.answered", obj=post, subject_person_id=child_id, changes={"answer": [row.answer, answer]})
    row.answer, row.answered_at = answer, now
    row.save(update_fields=["answer", "answered_at", "history"])
    broadcast_on_commit(topic_group(post.topic_name), {"type": "receipts", "post": str(post.uuid)})
    return row
