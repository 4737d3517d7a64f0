"""What a post of any kind carries beside its words: cards of other domains, whom its words name, where they lead."""

from typing import Any

from django.utils.translation import gettext as _

from core.access.types import Actor
from social.groups.types import Standing

from ..errors import PostRefused
from ..models import Post
from ..rules import links_of, mentions_in_html
from ..selectors.cards import MOST_CARDS, cards_by_key, tidy_keys
from ..selectors.people import names_of
from ..types import PostInput


def carried(actor: Actor, standing: Standing, row: Post, given: PostInput) -> dict[str, Any]:
    """Return what is kept in `data` beside that of the kind; only what there is. Of `row` only `data` is as it was. Raises `PostRefused`."""
    found: dict[str, Any] = {}
    if cards := _cards(actor, row, given):
        found["cards"] = cards
    if mentions := _mentions(standing, row, given):
        found["mentions"] = mentions
    if links := links_of(row.body):
        found["links"] = links
    return found


def _cards(actor: Actor, row: Post, given: PostInput) -> list[str]:
    """Return the keys of the cards: those the post has already, and those its writer may open."""
    keys = tidy_keys(given.cards)
    if len(keys) > MOST_CARDS:
        raise PostRefused("cards", _("Một bài kèm nhiều nhất %(count)s bài học, bài kiểm tra.") % {"count": MOST_CARDS})
    new = [key for key in keys if key not in row.data.get("cards", ())]
    if new and set(new) - set(cards_by_key(actor, new)):
        raise PostRefused("cards", _("Có nội dung bạn không mở được nên không chia sẻ được. Hãy bỏ nội dung đó rồi gửi lại."))
    return keys


def _mentions(standing: Standing, row: Post, given: PostInput) -> list[list[Any]]:
    """Return whom the body names, as places in its HTML; only people the writer may name there."""
    if "@" not in row.body:
        return []
    return [list(one) for one in mentions_in_html(row.body, names_of(row, standing), given.hints)]
