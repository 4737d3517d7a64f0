"""Cards in posts: things of other domains (`social.hooks.CardSource`), each as its reader may see it."""

import re
from collections.abc import Iterable, Sequence

import structlog

from core.access.types import Actor
from social.hooks import CardSource, ShareCard

from ..models import Post
from ..types import CardShown

log = structlog.get_logger("cayda.feeds")
MOST_CARDS = 5
_KEY = re.compile(r"[a-z]{1,20}:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def tidy_keys(keys: Iterable[str]) -> list[str]:
    """Return what looks like keys of cards, each once, in their order, and at most one more than a post may carry."""
    return [key for key in dict.fromkeys(keys) if _KEY.fullmatch(key)][: MOST_CARDS + 1]


def cards_by_key(actor: Actor, keys: Iterable[str]) -> dict[str, ShareCard]:
    """Return the cards the actor may open, by key. Each source is asked once, those with no key never; one that
    fails costs its own cards only."""
    wanted = list(dict.fromkeys(keys))
    found: dict[str, ShareCard] = {}
    for source in CardSource.all() if wanted else ():
        if own := [key for key in wanted if key.partition(":")[0] in source.prefixes]:
            try:
                found.update(source.cards(actor, own))
            except Exception:
                log.exception("card source failed", source=source.prefixes[0])
    return found


def shown_cards(actor: Actor, keys: Sequence[str]) -> tuple[CardShown, ...]:
    """Return the cards of one post for the actor, neutral ones for what it may not open."""
    found = cards_by_key(actor, keys)
    return tuple(CardShown(key, found.get(key)) for key in keys)


def cards_of_posts(actor: Actor, posts: Iterable[Post]) -> dict[int, tuple[CardShown, ...]]:
    """Return the cards of a page of posts by post id, asking each source once for all of them."""
    keys = {post.pk: post.data["cards"] for post in posts if post.data.get("cards")}
    found = cards_by_key(actor, (key for rows in keys.values() for key in rows))
    return {pk: tuple(CardShown(key, found.get(key)) for key in rows) for pk, rows in keys.items()}


def card_choices(actor: Actor, text: str, limit: int = 8) -> list[ShareCard]:
    """Return what the actor may share, by words: of each source the newest first."""
    found: list[ShareCard] = []
    for source in CardSource.all():
        try:
            found += source.choices(actor, text[:100], limit)
        except Exception:
            log.exception("card source failed", source=source.prefixes[0])
    return found
