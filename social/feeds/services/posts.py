"""Writing, publishing, holding and removing posts."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access.errors import AccessRefused
from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.jobs.selectors import set_aside
from core.jobs.services import each
from core.lib.markup import clean_html, plain_text
from core.lib.vietnamese import fold, tidy
from core.ports.live import broadcast_on_commit, topic_group
from social.files.services import bind, release
from social.groups.enums import Side
from social.groups.models import Space
from social.groups.policies import standing_in
from social.groups.rules import needs_approval
from social.groups.selectors.members import duty_in
from social.groups.selectors.people import sides_of
from social.groups.types import Standing
from social.moderation.selectors.limits import is_measured
from social.moderation.services import screening

from ..enums import EntryKind, PostKind, PostState
from ..errors import PostRefused
from ..models import Entry, Post, PostEdit
from ..policies import can_edit_post, can_moderate, can_remove_post, may_write
from ..rules import texts_in
from ..selectors.kinds import clean_data, lack_of
from ..selectors.until import stands_until
from ..types import PostInput
from . import event_notices, telling
from .carried import carried
from .links import ask_for_previews

After = Callable[[Post], None]
PUBLISHING = "social.publish_due"
_WRITTEN = (
    "title",
    "body",
    "search_text",
    "data",
    "topic",
    "sides",
    "has_comments",
    "asks",
    "answer_by",
    "asked_again_at",
    "speaks_for_unit",
)


def save_post(
    *,
    actor: Actor,
    space: Space,
    given: PostInput,
    client_id: UUID,
    publish: bool = True,
    post: Post | None = None,
    after: After | None = None,
) -> Post:
    """Keep a post as a draft, or publish, hold or schedule it; sent twice with one `client_id` it is kept once. `post`: change that one.

    `after` is called with the post in the same transaction, when it is written. A draft may lack
    what its kind needs. A post that is out is judged again and never becomes a draft. Raises `AccessRefused` and `PostRefused` (a flood, a refusal of screening, nothing written). Side effects: an entry, the live topic.
    """
    standing = standing_in(actor, space)
    if standing is None or not may_write(standing, given.kind):
        raise AccessRefused("post")
    if post is not None:
        require(can_edit_post, actor, post)
    elif known := Post.objects.filter(author_id=actor.person_id, client_id=client_id).first():
        return known
    row = _filled(actor, space, standing, given, post or Post(client_id=client_id))
    is_out = post is not None and post.published_at is not None
    state = _state_for(actor, standing, row, given) if publish or is_out else PostState.DRAFT
    try:
        with transaction.atomic():
            kept = _kept(actor, row, state, given)
            if after is not None:
                after(kept)
            return kept
    except IntegrityError:
        found = Post.objects.filter(author_id=actor.person_id, client_id=client_id).first()
        if found is None or post is not None:
            raise
        return found


def _filled(actor: Actor, space: Space, standing: Standing, given: PostInput, row: Post) -> Post:
    """Return the post with what was given, cleaned; nothing is written."""
    body = clean_html(given.body)
    words = plain_text(body)
    title = tidy(given.title)[:200]
    if not (words or title or given.attachments or given.data or given.cards):
        raise PostRefused("empty", _("Hãy viết vài chữ hoặc thêm ảnh."))
    if len(body) > 20_000:
        raise PostRefused("long", _("Bài dài quá. Hãy rút ngắn hoặc gửi kèm thành tệp."))
    is_new = row.pk is None
    if is_new:
        row.space, row.author_id, row.kind = space, actor.person_id, given.kind
        row.author_side = standing.side
        row.author_label = _label(actor, space, standing)
    row.title, row.body, row.search_text = title, body, fold(f"{title} {words}")
    row.topic, row.sides, row.has_comments = given.topic[:80], list(given.sides), given.has_comments
    row.data = {**clean_data(row, given.data), **carried(actor, standing, row, given)}
    if given.asks_again and not is_new and row.published_at is not None:
        row.asked_again_at = timezone.now()
    row.asks, row.answer_by, row.publish_at = given.asks, given.answer_by, given.publish_at
    row.speaks_for_unit = given.speaks_for_unit and standing.looks_after
    return row


def _label(actor: Actor, space: Space, standing: Standing) -> str:
    """Return what the writer is here: in a class what it teaches there, elsewhere what its hat says."""
    duty = duty_in(space, actor.person_id) if standing.side == Side.STAFF and actor.person_id else ""
    return (duty or actor.hat.detail or actor.hat.label if actor.hat else duty)[:120]


def _state_for(actor: Actor, standing: Standing, row: Post, given: PostInput) -> PostState:
    """Return what becomes of a post that is to be published; raises `PostRefused`."""
    if lack := lack_of(row):
        raise lack
    if row.pk is None and (wait := screening.check_flood(person_id=actor.person_id, band=standing.band, kind="post")):
        raise PostRefused("flood", wait)
    text = "\n".join([row.title, plain_text(row.body), *texts_in(row.data)])
    verdict = screening.screen(actor=actor, text=text, band=standing.band, side=standing.side, unit_id=row.space.unit_id, kind="post")
    if verdict.action == "refuse":
        raise PostRefused("refused", screening.words_of(verdict) or _("Bài có lời chưa phù hợp. Em hãy sửa lại rồi gửi."))
    waits = needs_approval(standing.side, standing.band, row.space.settings, "post", leads=standing.looks_after)
    if verdict.action == "hold" or waits:
        return PostState.HELD
    if given.publish_at and given.publish_at > timezone.now():
        return PostState.SCHEDULED
    return PostState.PUBLISHED


def _kept(actor: Actor, row: Post, state: PostState, given: PostInput) -> Post:
    """Write the post in its state, with what it said before when it was already read."""
    is_new = row.pk is None
    row.state, row.reject_reason = state, ""
    if is_new:
        row.save()
    else:
        _change(actor, row, state)
    release(actor=actor, holder=f"post:{row.pk}", keep=given.attachments)
    bind(actor=actor, uuids=given.attachments, holder=f"post:{row.pk}")
    record(
        actor=actor,
        verb="social.post.written" if is_new else "social.post.edited",
        obj=row,
        unit_id=row.space.unit_id,
        changes={"state": str(row.state)},
    )
    if row.state == PostState.PUBLISHED:
        put_out(row)
    elif not is_new:
        row.entries.update(is_shown=False)
    if row.state == PostState.HELD:
        telling.waits(row)
    return row


def _change(actor: Actor, row: Post, state: PostState) -> None:
    """Write a post over the one there is. What was read before is kept as it was; counts others change meanwhile are not touched."""
    before = Post.objects.select_for_update(no_key=True).get(pk=row.pk)
    if before.state in {PostState.REMOVED, PostState.HIDDEN}:
        raise AccessRefused("post")
    row.published_at = before.published_at
    if row.kind == PostKind.POLL:
        clean_data(before, row.data)  # somebody may have voted since it was read
    if before.published_at is not None:
        row.publish_at = before.publish_at
        if state == PostState.DRAFT and (lack := lack_of(row)):
            raise lack
        # a draft of a post that was published meanwhile was not judged: it waits
        row.state = PostState.HELD if state in {PostState.HELD, PostState.DRAFT} else PostState.PUBLISHED
        _remember(actor, before, row)
    row.save(update_fields=[*_WRITTEN, "state", "reject_reason", "edited_at", "publish_at"])
    if row.state == PostState.PUBLISHED and before.published_at is not None:
        if before.state == PostState.PUBLISHED:
            event_notices.moved(row, before.data)
        else:
            event_notices.out_again(row)
        if row.asked_again_at != before.asked_again_at or before.state != PostState.PUBLISHED:
            telling.asked_again(row)


def _remember(actor: Actor, before: Post, row: Post) -> None:
    """Keep what people could read until now when that changes or stops; what waited was never read and stays with who judged it."""
    is_other = _said(before) != _said(row)
    if before.state == PostState.PUBLISHED and (is_other or row.state != PostState.PUBLISHED):
        PostEdit.objects.create(post=before, editor_id=actor.person_id, title=before.title, body=before.body, data=before.data)
    if is_other:
        row.edited_at = timezone.now()


def _said(post: Post) -> tuple[str, str, dict[str, Any]]:
    """Return what people read of a post; whom it names and where it leads follow from its words."""
    return post.title, post.body, {key: value for key, value in post.data.items() if key not in {"mentions", "links"}}


def put_out(post: Post) -> None:
    """Put a post into the feed of its space, once, and tell open pages and whom it names."""
    if post.published_at is None:
        post.published_at = timezone.now()
    post.state = PostState.PUBLISHED
    post.save(update_fields=["state", "published_at"])
    same = {"sides": post.sides, "stands_until": stands_until(post)}
    entry, is_new = Entry.objects.get_or_create(
        space_id=post.space_id, post=post, defaults={"kind": EntryKind.HOME, "by_id": post.author_id, **same}
    )
    telling.named_in(post, is_new=is_new)
    ask_for_previews(post)
    telling.praise_out(post)
    if not is_new:
        Entry.objects.filter(post=post).update(is_shown=True, **same)  # also where it was shared or sent down to
        return
    telling.post_out(post)
    broadcast_on_commit(topic_group(post.space.topic), {"type": "post", "space": post.space_id, "entry": entry.pk})


@transaction.atomic
def remove_post(*, actor: Actor, post: Post) -> None:
    """Take a post out of every feed; its row stays for the record."""
    require(can_remove_post, actor, post)
    if Post.objects.filter(pk=post.pk).exclude(state=PostState.REMOVED).update(state=PostState.REMOVED):
        Entry.objects.filter(post=post).update(is_shown=False, pinned_at=None)
        event_notices.off(post)
        telling.taken_back([post])
        record(actor=actor, verb="social.post.removed", obj=post, unit_id=post.space.unit_id)


@transaction.atomic
def set_pinned(*, actor: Actor, entry: Entry, is_pinned: bool) -> None:
    """Put an entry on top of its space, or let it go back to its place."""
    require(lambda who, one: can_moderate(who, one.space), actor, entry)
    Entry.objects.filter(pk=entry.pk).update(pinned_at=timezone.now() if is_pinned else None)
    record(actor=actor, verb="social.post.pinned", obj=entry.post, unit_id=entry.space.unit_id, changes={"pinned": is_pinned})


def publish_due(limit: int = 200) -> int:
    """Publish the scheduled posts whose time has come, each once though two workers try; returns how many.

    One whose author left the space or may not write for now, or whose space is closed, waits for who looks after it.
    """
    due = Post.objects.filter(state=PostState.SCHEDULED, publish_at__lte=timezone.now()).exclude(pk__in=set_aside(PUBLISHING))
    return each(PUBLISHING, list(due.order_by("publish_at").values_list("pk", flat=True)[:limit]), _publish)


def _publish(pk: int) -> int:
    row = Post.objects.select_for_update(of=("self",), no_key=True).select_related("space__unit", "space__class_group", "author").get(pk=pk)
    if row.state != PostState.SCHEDULED:
        return 0
    if _may_still_write(row):
        put_out(row)
        return 1
    row.state = PostState.HELD
    row.save(update_fields=["state"])
    telling.waits(row)
    return 0


def _may_still_write(post: Post) -> bool:
    is_here = sides_of(post.space, [post.author_id]).get(post.author_id) == post.author_side
    return is_here and post.space.archived_at is None and not is_measured(post.author_id)
