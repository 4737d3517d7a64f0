"""Polls: their data, and what they show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from core.access.types import Actor
from core.lib.vietnamese import tidy
from social.groups.enums import Ability, Side, SpaceKind
from social.groups.models import Space
from social.groups.rules import sides_shown
from social.groups.selectors import sides_of
from social.groups.types import Standing

from ..errors import PostRefused
from ..models import Post, Vote
from ..types import Shown
from .answers import Rows, answers_to

MOST_OPTIONS = 10


@dataclass(frozen=True, slots=True)
class OptionShown:
    """An option with how many chose it, in percent of all who voted, and whether the reader did."""

    key: int
    text: str
    count: int
    percent: int
    is_mine: bool


@dataclass(frozen=True, slots=True)
class PollShown:
    """A poll as the reader sees it."""

    options: Sequence[OptionShown]
    voters: int
    is_multiple: bool
    is_anonymous: bool
    ends_at: datetime | None
    is_over: bool
    may_vote: bool
    is_voted: bool


def clean_poll(post: Post, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return `{options, is_multiple, is_anonymous, ends_at}` (ISO or None). Options somebody chose stay. Raises `PostRefused`."""
    options = list(dict.fromkeys(text for one in data.get("options") or () if (text := tidy(str(one))[:120])))
    if len(options) > MOST_OPTIONS:
        raise PostRefused("options", _("Nhiều nhất %(count)s lựa chọn.") % {"count": MOST_OPTIONS}, "options")
    if post.pk and options != post.data.get("options") and Vote.objects.filter(post=post).exists():
        raise PostRefused("options", _("Đã có người chọn, nên không đổi được các lựa chọn."), "options")
    if post.pk and post.data.get("is_anonymous") and not data.get("is_anonymous") and Vote.objects.filter(post=post).exists():
        raise PostRefused("is_anonymous", _("Đã có người chọn khi tên được giấu, nên không hiện tên được nữa."), "is_anonymous")
    return {
        "options": options,
        "is_multiple": bool(data.get("is_multiple")),
        "is_anonymous": bool(data.get("is_anonymous")),
        "ends_at": moment_text(data.get("ends_at")),
    }


def poll_lack(data: Mapping[str, Any]) -> PostRefused | None:
    """Say that there is nothing to choose between yet."""
    few = len(data.get("options", ())) < 2
    return PostRefused("options", _("Hãy viết ít nhất hai lựa chọn khác nhau."), "options") if few else None


def poll_words(data: Mapping[str, Any]) -> list[str]:
    """Return the options, and until when one may vote."""
    until = moment_of(data.get("ends_at"))
    return [*(f"– {one}" for one in data.get("options", ())), *([_("Kết thúc lúc %(when)s.") % {"when": told(until)}] if until else [])]


def told(moment: datetime) -> str:
    """Return a moment as people here read it: '07:00 30/11/2026'."""
    return formats.date_format(timezone.localtime(moment), "DATETIME_FORMAT")


def moment_text(value: Any) -> str | None:
    """Return a moment as it is kept in `data`: ISO in UTC."""
    return value.isoformat() if isinstance(value, datetime) else value or None


def moment_of(text: str | None) -> datetime | None:
    """Return a moment kept in `data`."""
    return datetime.fromisoformat(text) if text else None


def ends_at(post: Post) -> datetime | None:
    """Return until when one may vote."""
    return moment_of(post.data.get("ends_at"))


def votes_in(rows: Rows) -> tuple[dict[int, dict[int, int]], dict[int, int], set[tuple[int, int]]]:
    """Return by post the votes of each option and how many people voted; and as pairs of post and option what the reader chose."""
    votes: dict[int, dict[int, int]] = {}
    mine = set()
    for post_id, option, _id, _at, number, own, _third in rows["vote"]:
        votes.setdefault(post_id, {})[int(option)] = number
        if own:
            mine.add((post_id, int(option)))
    voters = {post_id: sum(options.values()) for post_id, options in votes.items()}
    voters |= {row[0]: row[4] for row in rows["voters"]}
    return votes, voters, mine


def load_polls(actor: Actor, places: list[Shown]) -> dict[int, PollShown]:
    """Return what polls show, by post id. One query, that of the page."""
    votes, voters, mine = votes_in(answers_to(actor, places).rows)
    return {one.post.pk: _shown(one, votes.get(one.post.pk, {}), voters.get(one.post.pk, 0), mine) for one in places}


def _shown(one: Shown, votes: Mapping[int, int], voters: int, mine: set[tuple[int, int]]) -> PollShown:
    post, until = one.post, ends_at(one.post)
    is_over = until is not None and until <= timezone.now()
    options = [
        OptionShown(key, text, votes.get(key, 0), round(100 * votes.get(key, 0) / voters) if voters else 0, (post.pk, key) in mine)
        for key, text in enumerate(post.data.get("options", ()))
    ]
    return PollShown(
        options=options,
        voters=voters,
        is_multiple=post.data.get("is_multiple", False),
        is_anonymous=post.data.get("is_anonymous", False),
        ends_at=until,
        is_over=is_over,
        may_vote=not is_over and post.published_at is not None and one.standing.may(Ability.REACT),
        is_voted=any(option.is_mine for option in options),
    )


def voters_by_option(actor: Actor, post: Post, space: Space, standing: Standing, limit: int = 200) -> list[tuple[str, list[Any], int]]:
    """Return the options of a poll that is not anonymous with who chose them and how many there are. At most five queries.

    Names are those of people of `space`, where it is read; in a whole unit those of the sides the reader sees there, its own and its children.
    """
    found: dict[int, list[Any]] = {}
    rows = list(Vote.objects.filter(post=post).select_related("person").order_by("person__sort_key", "id")[: limit * MOST_OPTIONS])
    sides = sides_shown(space.kind, standing.side) if space.kind in {SpaceKind.UNIT, SpaceKind.TEAM} else tuple(Side)
    named = {pk for pk, side in sides_of(space, {row.person_id for row in rows}).items() if side in sides}
    named |= {actor.person_id, *standing.child_ids}
    for row in rows:
        found.setdefault(row.option, []).append(row.person)
    voted = {key: [person for person in people if person.pk in named] for key, people in found.items()}
    options = enumerate(post.data.get("options", ()))
    return [(text, voted.get(key, [])[:limit], len(found.get(key, ()))) for key, text in options]
