"""Events: their data, and who comes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from core.access.types import Actor
from core.lib.markup import plain_text
from core.lib.vietnamese import tidy
from social.groups.enums import Ability

from ..enums import Coming, PostState
from ..errors import PostRefused
from ..interop.calendar import Event
from ..models import Post
from ..types import Shown
from .answers import answers_to
from .polls import moment_of, moment_text, told


@dataclass(frozen=True, slots=True)
class ComingShown:
    """One answer with how many gave it."""

    key: str
    label: str
    count: int
    is_mine: bool


@dataclass(frozen=True, slots=True)
class EventShown:
    """An event as the reader sees it."""

    starts_at: datetime
    ends_at: datetime | None
    place: str
    answers: Sequence[ComingShown]
    is_over: bool
    may_answer: bool

    @property
    def is_one_day(self) -> bool:
        """Say whether it ends on the day it begins."""
        ends = self.ends_at
        return ends is not None and timezone.localtime(ends).date() == timezone.localtime(self.starts_at).date()


def clean_event(post: Post, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return `{starts_at, ends_at, place}`, times as ISO. Raises `PostRefused`."""
    starts, ends = (moment_of(moment_text(data.get(name))) for name in ("starts_at", "ends_at"))
    if starts is not None and ends is not None and ends <= starts:
        raise PostRefused("ends_at", _("Lúc kết thúc phải sau lúc bắt đầu."), "ends_at")
    return {"starts_at": moment_text(starts), "ends_at": moment_text(ends), "place": tidy(str(data.get("place") or ""))[:200]}


def event_lack(data: Mapping[str, Any]) -> PostRefused | None:
    """Say that it does not begin at any time yet."""
    return None if data.get("starts_at") else PostRefused("starts_at", _("Hãy chọn lúc bắt đầu."), "starts_at")


def event_words(data: Mapping[str, Any]) -> list[str]:
    """Return when and where."""
    moments = (moment_of(data.get(name)) for name in ("starts_at", "ends_at"))
    return [" – ".join(told(moment) for moment in moments if moment), *([data["place"]] if data.get("place") else [])]


def load_events(actor: Actor, places: list[Shown]) -> dict[int, EventShown]:
    """Return what events show, by post id. One query, that of the page."""
    counts, mine = {}, {}
    for post_id, said, _id, _at, number, own, _third in answers_to(actor, places).rows["coming"]:
        counts[post_id, said] = number
        if own:
            mine[post_id] = said
    return {one.post.pk: _shown(one, counts, mine.get(one.post.pk, "")) for one in places}


def _shown(one: Shown, counts: Mapping[tuple[int, str], int], mine: str) -> EventShown:
    post = one.post
    starts, ends = moment_of(post.data.get("starts_at")) or post.created_at, moment_of(post.data.get("ends_at"))
    is_over = (ends or starts) < timezone.now()
    return EventShown(
        starts_at=starts,
        ends_at=ends,
        place=post.data.get("place", ""),
        answers=[ComingShown(one.value, str(one.label), counts.get((post.pk, one.value), 0), mine == one.value) for one in Coming],
        is_over=is_over,
        may_answer=not is_over and post.published_at is not None and one.standing.may(Ability.REACT),
    )


def calendar_event(post: Post) -> Event:
    """Return an event post as calendars take it."""
    return Event(
        uid=f"{post.uuid}@{settings.BASE_URL.split('//')[-1].split('/')[0].split(':')[0]}",
        title=post.title,
        starts_at=moment_of(post.data.get("starts_at")) or post.created_at,
        ends_at=moment_of(post.data.get("ends_at")),
        stamped_at=post.edited_at or post.published_at or post.created_at,
        place=post.data.get("place", ""),
        text=plain_text(post.body),
        url=f"{settings.BASE_URL}{post.url}",
        is_cancelled=post.state != PostState.PUBLISHED,
    )
