"""Special posts of the same space: an announcement that asks for an answer, a poll, an event."""

from datetime import timedelta

from django.utils import timezone

from social.feeds.models import Entry, Post
from social.groups.services import my_seats
from tests.factories.social import actor_of

VALUES = {
    "answer:post_uuid": "announcement",
    "receipts:post_uuid": "announcement",
    "remind:post_uuid": "announcement",
    "receipts_file:post_uuid": "announcement",
    "poll_vote:post_uuid": "poll",
    "poll_voters:post_uuid": "poll",
    "event_answer:post_uuid": "event",
    "event_file:post_uuid": "event",
}
OPEN = {"sent_report": "the page of an office: tests/social/feeds/test_sending.py"}
POSTED = {
    "answer": {"answer": "seen"},
    "remind": {"phia": "learner"},
    "poll_vote": {"option": "1"},
    "event_answer": {"answer": "yes"},
    "share": {"space": "@school_space"},
}
_CHOICES = {"share", "poll_vote", "poll_voters", "event_answer", "event_file"}
ALLOWED = {"pupil": {"answer"} | _CHOICES, "classmate": {"answer"} | _CHOICES, "guardian": _CHOICES}


def make(world):
    post, owner = world.values["post"], world.people["owner"].person
    now = timezone.now()
    world.values["school_space"] = next(seat.space for seat in my_seats(actor_of(owner)) if seat.space.kind == "unit")
    for kind, asks, data in (
        ("announcement", "seen", {}),
        ("poll", "none", {"options": ["Kéo co", "Ném còn"]}),
        ("event", "none", {"starts_at": (now + timedelta(days=2)).isoformat(), "ends_at": None}),
    ):
        world.values[kind] = Post.objects.create(
            space=post.space, author=owner, author_side="staff", kind=kind, asks=asks, title="Đi Tân Trào", state="published", data=data,
            published_at=now,
        )  # fmt: skip
        Entry.objects.create(space=post.space, post=world.values[kind], by=owner)
