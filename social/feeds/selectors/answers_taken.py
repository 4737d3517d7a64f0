"""Who read and answered announcements, and who chose what in polls, for who takes the whole space out: a row for each."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from core.access.types import Actor
from social.groups.enums import Ability, Side
from social.groups.models import Space
from social.groups.policies import standing_in
from social.groups.selectors import people_of
from social.hooks import ContentRow

from ..enums import PostKind, PostState
from ..models import Entry, Receipt, Vote
from .answers import is_stale
from .contents import PAGE, iso, person_data


def _out_here(rows: QuerySet[Any], space: Space, kind: str, after: Any) -> QuerySet[Any]:
    """Return rows of posts of a kind that are out in a space, by post, behind `after` (the ids of a post and a row)."""
    here = Entry.objects.filter(post_id=OuterRef("post_id"), space=space, is_shown=True)
    rows = rows.filter(Exists(here), post__kind=kind, post__state=PostState.PUBLISHED).order_by("post_id", "pk")
    if after:
        rows = rows.filter(Q(post_id__gt=after[0]) | Q(post_id=after[0], pk__gt=after[1]))
    return rows


def receipt_pages(reader: Actor, space: Space, after: Any = None) -> Iterator[list[ContentRow]]:
    """Yield who read the announcements of a space and what they answered, for each child, to who sees the list on the page. One query a page."""
    standing, named = standing_in(reader, space), ("post", "person", "for_child")
    if standing is None or not standing.may(Ability.MODERATE):
        return
    while rows := list(_out_here(Receipt.objects.filter(space=space), space, PostKind.ANNOUNCEMENT, after).select_related(*named)[:PAGE]):
        after = [rows[-1].post_id, rows[-1].pk]
        yield [_receipt(row) for row in rows]


def answer_words(answer: str) -> str:
    """Say an answer."""
    return {"seen": _("Đã hiểu"), "yes": _("Đồng ý"), "no": _("Không đồng ý")}.get(answer, "")


def _moment(at: Any) -> str:
    return formats.date_format(timezone.localtime(at), "DATETIME_FORMAT") if at else ""


def _receipt(row: Receipt) -> ContentRow:
    child, said = row.for_child, answer_words(row.answer)
    if is_stale(row.post, row.answered_at):
        said = _("%(answer)s (trước khi sửa)") % {"answer": said}
    data = {
        "post": str(row.post.uuid), "title": row.post.title, "person": person_data(row.person), "side": row.side,
        "for_child": person_data(child) if child else None, "read_at": iso(row.read_at), "answer": row.answer, "answered_at": iso(row.answered_at),
        "is_stale": is_stale(row.post, row.answered_at), "history": [{"answer": answer, "at": at} for answer, at in row.history],
    }  # fmt: skip
    cells = {
        "title": row.post.title, "name": row.person.full_name, "side": Side(row.side).label, "child": child.full_name if child else "",
        "read_at": _moment(row.read_at), "answer": said, "answered_at": _moment(row.answered_at),
    }  # fmt: skip
    return ContentRow(data, after=[row.post_id, row.pk], shown={"post_id": row.post_id, "title": row.post.title}, cells=cells)


def vote_pages(reader: Actor, space: Space, after: Any = None) -> Iterator[list[ContentRow]]:
    """Yield who chose what in the polls of a space that are not anonymous: people of the space, as on the page. One query a page."""
    if standing_in(reader, space) is None:
        return
    people = people_of(space)
    while rows := list(_out_here(Vote.objects.all(), space, PostKind.POLL, after).select_related("post", "person")[:PAGE]):
        after = [rows[-1].post_id, rows[-1].pk]
        named = (
            row for row in rows if not row.post.data.get("is_anonymous") and (row.person_id in people or row.person_id == reader.person_id)
        )
        yield [_vote(row) for row in named]


def _vote(row: Vote) -> ContentRow:
    options = row.post.data.get("options", [])
    option = str(options[row.option]) if row.option < len(options) else ""
    data = {"post": str(row.post.uuid), "title": row.post.title, "person": person_data(row.person), "option": option, "at": iso(row.at)}
    cells = {"title": row.post.title, "name": row.person.full_name, "option": option}
    return ContentRow(data, after=[row.post_id, row.pk], shown={"post_id": row.post_id, "title": row.post.title}, cells=cells)
