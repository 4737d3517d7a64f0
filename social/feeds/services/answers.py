"""Reading and answering announcements, and reminding who has not."""

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access.errors import AccessRefused
from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.notifications.services import notify_each
from core.ports.live import broadcast_on_commit, topic_group
from social.groups.models import Space
from social.groups.selectors.families import letters_to

from ..enums import AnswerKind, PostKind
from ..errors import PostRefused
from ..models import Post, Receipt
from ..policies import asked_of, can_see_receipts
from ..selectors.answers import is_stale
from ..selectors.receipts import figures_of, missing_people
from ..types import Asked

CHOICES: dict[str, frozenset[str]] = {AnswerKind.SEEN: frozenset({"seen"}), AnswerKind.CONSENT: frozenset({"yes", "no"})}


@transaction.atomic
def mark_read(*, actor: Actor, posts: Iterable[Post]) -> int:
    """Note that the actor read announcements, for each child; the first time stays, and what it isn't asked about is passed over.

    Returns how many were new to it. Side effects: the live topics of those, for the page of receipts.
    """
    rows = {post.pk: post for post in posts if post.kind == PostKind.ANNOUNCEMENT}
    asked = asked_of(actor, rows.values())
    known = set(Receipt.objects.filter(post_id__in=asked, person_id=actor.person_id).values_list("post_id", "for_child_id"))
    new = [(pk, one) for pk, places in asked.items() for one in places if (pk, one.child_id) not in known]
    now = timezone.now()
    Receipt.objects.bulk_create(
        [
            Receipt(
                post_id=pk, person_id=actor.person_id, for_child_id=one.child_id, space_id=one.space_id, side=one.side, read_at=now
            )
            for pk, one in new
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    for pk in dict.fromkeys(pk for pk, _one in new):
        broadcast_on_commit(topic_group(rows[pk].topic_name), {"type": "read", "post": str(rows[pk].uuid)})
    return len(new)


@transaction.atomic
def answer_post(*, actor: Actor, post: Post, answer: str, child_id: int | None = None) -> Receipt:
    """Keep the actor's answer (`seen`; `yes` or `no` to a consent); it may change until `answer_by`, and the earlier one is kept. The
    same again counts anew once it was asked again.

    A guardian answers for a child. Raises `AccessRefused`, and `PostRefused` when it is too late. Side effects: audit, the post's live topic.
    """
    asked = next((one for one in asked_of(actor, [post]).get(post.pk, []) if one.child_id == child_id), None)
    if asked is None or answer not in CHOICES.get(post.asks, frozenset()):
        raise AccessRefused("answer_post")
    now = timezone.now()
    if post.answer_by is not None and now > post.answer_by:
        raise PostRefused("late", _("Đã hết hạn trả lời thông báo này."), "answer")
    row = _receipt(actor, post, asked)
    if row.answer == answer and not is_stale(post, row.answered_at):
        return row
    if row.answered_at is not None:
        row.history = [*row.history, [row.answer, row.answered_at.isoformat()]]
    record(actor=actor, verb="social.post.answered", obj=post, subject_person_id=child_id, changes={"answer": [row.answer, answer]})
    row.answer, row.answered_at = answer, now
    row.save(update_fields=["answer", "answered_at", "history"])
    _tell(post, row.space)
    return row


def _receipt(actor: Actor, post: Post, asked: Asked) -> Receipt:
    """Return the actor's receipt for a child or itself, locked, made when it isn't there."""
    own = {"post": post, "person_id": actor.person_id, "for_child_id": asked.child_id}
    place = {"space_id": asked.space_id, "side": asked.side, "read_at": timezone.now()}
    Receipt.objects.bulk_create([Receipt(**own, **place)], ignore_conflicts=True)
    return Receipt.objects.select_for_update(of=("self",)).select_related("space__unit", "space__class_group").get(**own)


def _tell(post: Post, space: Space) -> None:
    """Tell open pages how many have answered in a space by now: `sides` is `{"learner": [28, 36]}`."""
    figures = figures_of([(post, space)])[post.pk, space.pk]
    sides = {figure.side: [figure.answered, figure.asked] for figure in figures}
    broadcast_on_commit(
        topic_group(post.topic_name), {"type": "receipts", "post": str(post.uuid), "space": str(space.uuid), "sides": sides}
    )


@transaction.atomic
def remind(*, actor: Actor, post: Post, space: Space) -> int:
    """Remind those who have not answered (or not read, where nothing is asked) in a space, each once a day; returns how many people.

    Raises `AccessRefused`, and `PostRefused` when it is too late to answer. Side effects: notifications, audit.
    """
    require(can_see_receipts, actor, (post, space))
    if post.answer_by is not None and timezone.now() > post.answer_by:
        raise PostRefused("late", _("Đã hết hạn trả lời thông báo này."), "answer")
    people: Sequence[int] = missing_people(post, space)
    if people:
        notify_each(
            kind="social.answer_wanted" if post.asks != AnswerKind.NONE else "social.reading_wanted",
            letters=letters_to(space, people, {"title": post.title, "space": space.label}, post.url),
            dedupe_key=f"{post.pk}:{timezone.localdate():%Y%m%d}",
            topic=space.topic,
        )
        record(actor=actor, verb="social.post.reminded", obj=post, unit_id=space.unit_id, changes={"people": len(people)})
    return len(people)
