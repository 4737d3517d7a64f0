"""Who said to come to an event hears that it is at another time or place, or not at all."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone

from core.jobs.services import enqueue
from core.notifications.services import notify
from social.groups.selectors.people import sides_of

from ..enums import Coming, PostKind, PostState
from ..models import Attendance, Post, PostEdit
from ..selectors.polls import moment_of

_WHERE = ("starts_at", "ends_at", "place")


def _is_past(data: Mapping[str, Any]) -> bool:
    until = moment_of(data.get("ends_at")) or moment_of(data.get("starts_at"))
    return until is None or until < timezone.now()


def moved(post: Post, before: Mapping[str, Any]) -> None:
    """Have those who come told by a job when a published event is not when or where it was; not of one that is over."""
    if post.kind == PostKind.EVENT and not _is_past(post.data) and any(post.data.get(key) != before.get(key) for key in _WHERE):
        stamp = post.edited_at.isoformat() if post.edited_at else ""
        enqueue("social.tell_event", {"post_id": post.pk, "kind": "social.event_moved", "stamp": stamp})


def out_again(post: Post) -> None:
    """Like `moved` for an event that waited for approval since it was last read: what people read then is the last kept of it."""
    seen = PostEdit.objects.filter(post=post).order_by("-id").first() if post.kind == PostKind.EVENT else None
    if seen is not None:
        moved(post, seen.data)


def off(post: Post) -> None:
    """Have those who come told by a job that an event that was published is taken away; not of one that is over."""
    if post.kind == PostKind.EVENT and post.published_at is not None and not _is_past(post.data):
        enqueue("social.tell_event", {"post_id": post.pk, "kind": "social.event_off", "stamp": ""})


def tell(post_id: int, kind: str, stamp: str) -> int:
    """Tell those who come, or may, and still belong to a space the event stood in, each once for a `stamp`; returns how many.

    What the event says now is told; nobody is told of one that meanwhile went the other way.
    """
    post = Post.objects.filter(pk=post_id, kind=PostKind.EVENT).first()
    wanted = PostState.PUBLISHED if kind == "social.event_moved" else PostState.REMOVED
    starts = moment_of(post.data.get("starts_at")) if post else None
    if post is None or starts is None or post.state != wanted:
        return 0
    coming = set(Attendance.objects.filter(post=post, answer__in=[Coming.YES, Coming.MAYBE]).values_list("person_id", flat=True))
    coming.discard(post.author_id)
    entries = post.entries.select_related("space__unit", "space__class_group").order_by("-id")
    here = {person_id: entry.space for entry in entries for person_id in sides_of(entry.space, coming)} if coming else {}
    for space in dict.fromkeys(here.values()):
        notify(
            recipient_ids=[person_id for person_id, where in here.items() if where == space],
            kind=kind,
            data={"title": post.title, "when": f"{timezone.localtime(starts):%H:%M %d/%m/%Y}", "place": post.data.get("place", "")},
            url=post.url_in(space) if wanted == PostState.PUBLISHED else reverse("social:space", args=[space.uuid]),
            dedupe_key=f"{kind}:{post.uuid}:{stamp}",
            topic=space.topic,
        )
    return len(here)
