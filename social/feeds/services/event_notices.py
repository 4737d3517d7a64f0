"""Who said to come to an event hears that it is at another time or place, not on view, or not at all."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core.jobs.services import enqueue
from core.notifications.selectors import was_told
from core.notifications.services import notify_each
from social.groups.models import Space
from social.groups.selectors.families import letters_to
from social.groups.selectors.people import sides_of

from ..enums import Coming, PostKind, PostState
from ..models import Attendance, Post, PostEdit
from ..selectors.polls import moment_of

MOVED, OFF, HIDDEN, BACK = "social.event_moved", "social.event_off", "social.event_hidden", "social.event_back"
#: What a notice says is true of a post in these states only.
_STATES = {
    MOVED: {PostState.PUBLISHED},
    BACK: {PostState.PUBLISHED},
    OFF: {PostState.REMOVED},
    HIDDEN: {PostState.HIDDEN, PostState.REJECTED, PostState.REMOVED},
}
_WHERE = ("starts_at", "ends_at", "place")


def _is_past(data: Mapping[str, Any]) -> bool:
    until = moment_of(data.get("ends_at")) or moment_of(data.get("starts_at"))
    return until is None or until < timezone.now()


def _coming(post: Post) -> set[int]:
    rows = Attendance.objects.filter(post=post, answer__in=[Coming.YES, Coming.MAYBE])
    return set(rows.exclude(person_id=post.author_id).values_list("person_id", flat=True))


def _ask(post: Post, kind: str, stamp: str, data: Mapping[str, Any]) -> None:
    enqueue("social.tell_event", {"post_id": post.pk, "kind": kind, "stamp": stamp, "starts_at": str(data.get("starts_at") or "")})


def _seen(post: Post) -> Mapping[str, Any]:
    """Return what people could read last of an event: what waits was read by nobody."""
    edit = PostEdit.objects.filter(post=post).order_by("-id").first() if post.state != PostState.PUBLISHED else None
    data: Mapping[str, Any] = edit.data if edit is not None else post.data
    return data


def moved(post: Post, before: Mapping[str, Any]) -> None:
    """Have those who come told by a job when a published event is not when or where it was; not of one that is over."""
    if post.kind == PostKind.EVENT and not _is_past(post.data) and any(post.data.get(key) != before.get(key) for key in _WHERE):
        _ask(post, MOVED, post.edited_at.isoformat() if post.edited_at else "", post.data)


def out_again(post: Post) -> None:
    """Like `moved` for an event that waited for approval since it was last read: what people read then is the last kept of it. Where
    they heard that it was not on view, they hear that it is."""
    if post.kind != PostKind.EVENT or back(post):
        return
    seen = PostEdit.objects.filter(post=post).order_by("-id").first()
    if seen is not None:
        moved(post, seen.data)


def off(post: Post) -> None:
    """Have those who come told by a job that an event that was published is taken away; not of one that is over."""
    if post.kind == PostKind.EVENT and post.published_at is not None and not _is_past(post.data):
        _ask(post, OFF, "", post.data)


def hidden(post: Post) -> None:
    """Have those who come told that an event that was out is not on view and to ask who organises it: neither its words nor why.

    Call it before its state or its data change.
    """
    if post.kind == PostKind.EVENT and post.published_at is not None and not _is_past(seen := _seen(post)):
        _ask(post, HIDDEN, timezone.now().isoformat(), seen)


def back(post: Post) -> bool:
    """Have those who come told that an event that was not on view is again, and when and where; says whether somebody had heard so."""
    if post.kind != PostKind.EVENT or _is_past(post.data):
        return False
    if not was_told(recipient_ids=_coming(post), kind=HIDDEN, key_begins=f"{HIDDEN}:{post.uuid}:"):
        return False
    _ask(post, BACK, timezone.now().isoformat(), post.data)
    return True


@transaction.atomic
def tell(post_id: int, kind: str, stamp: str, starts_at: str = "") -> int:
    """Tell those who come, or may, and still belong to a space the event stood in, each once for a `stamp`; returns how many.

    What the event says now is told, and guardians read which of their children are there; nobody is told of one that meanwhile went the
    other way, or is just going it: that is waited for. One whose words are erased is told like a hidden one.
    """
    post = Post.objects.select_for_update(no_key=True).filter(pk=post_id, kind=PostKind.EVENT).first()
    starts = moment_of(starts_at) or (moment_of(post.data.get("starts_at")) if post else None)
    if post is None or starts is None or post.state not in _STATES[kind]:
        return 0
    if kind == OFF and not post.data:
        kind = HIDDEN
    if kind in {MOVED, BACK}:
        starts = moment_of(post.data.get("starts_at")) or starts
    coming = _coming(post)
    entries = post.entries.select_related("space__unit", "space__class_group").order_by("-id")
    here = {person_id: entry.space for entry in entries for person_id in sides_of(entry.space, coming)} if coming else {}
    data = {"when": f"{timezone.localtime(starts):%H:%M %d/%m/%Y}"}
    if kind != HIDDEN:
        data |= {"title": post.title, "place": post.data.get("place", "")}
    for space in dict.fromkeys(here.values()):
        _tell(post, kind, stamp, space, [person_id for person_id, where in here.items() if where == space], data)
    return len(here)


def _tell(post: Post, kind: str, stamp: str, space: Space, people: list[int], data: dict[str, Any]) -> None:
    url = post.url_in(space) if kind in {MOVED, BACK} else reverse("social:space", args=[space.uuid])
    letters = letters_to(space, people, data | {"space": space.label}, url)
    for letter in letters:
        letter.data["at"] = f" · {letter.data['space']}" if data.get("place") else letter.data["space"]
    notify_each(kind=kind, letters=letters, dedupe_key=f"{kind}:{post.uuid}:{stamp}", topic=space.topic)
