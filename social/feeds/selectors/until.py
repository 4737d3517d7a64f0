"""How long a post stands beside a feed."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from ..enums import AnswerKind, PostKind
from ..models import Post
from .polls import moment_of

OPEN_DAYS = 30


def stands_until(post: Post) -> datetime | None:
    """Return until when a post that is out is of use beside a feed: the end of an event, of the last day homework is for, of the time to
    answer (30 days where none is set). None: it doesn't stand there."""
    if post.kind == PostKind.EVENT:
        return moment_of(post.data.get("ends_at")) or moment_of(post.data.get("starts_at"))
    if post.kind == PostKind.HOMEWORK:
        days = [date.fromisoformat(line["due_on"]) for line in post.data.get("lines", ()) if line.get("due_on")]
        return timezone.make_aware(datetime.combine(max(days) + timedelta(days=1), time())) if days else None
    if post.kind == PostKind.ANNOUNCEMENT and post.asks != AnswerKind.NONE:
        return post.answer_by or (post.published_at or timezone.now()) + timedelta(days=OPEN_DAYS)
    return None
