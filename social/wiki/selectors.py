"""Reading the page of a space and what it said before."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from core.access.errors import AccessRefused
from core.access.types import Actor
from social.groups.models import Space
from social.groups.selectors import find_space
from social.groups.types import Standing
from social.hooks import ContentRow

from .models import WikiRevision
from .policies import PAGED, can_read_page

PAGE = 30


def find_paged_space(actor: Actor, uuid: UUID) -> tuple[Space, Standing]:
    """Return a space with a page that the actor may read, or raise `AccessRefused`; the same rule as `policies.can_read_page`."""
    space, standing = find_space(actor, uuid)
    if space.kind not in PAGED:
        raise AccessRefused("wiki")
    return space, standing


def newest(space: Space) -> WikiRevision | None:
    """Return what the page says now: the last revision that is not hidden; None when there is none."""
    return WikiRevision.objects.filter(space=space, hidden_at=None).select_related("author").order_by("-number").first()


def revisions(space: Space, before: int | None = None) -> tuple[list[WikiRevision], int | None]:
    """Return a page of what was saved, newest first, and the number to ask older ones by. One query."""
    rows = WikiRevision.objects.filter(space=space).select_related("author").order_by("-number")
    found = list((rows.filter(number__lt=before) if before else rows)[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].number if len(found) > PAGE else None


def find_revision(space: Space, number: int, *, moderates: bool = False) -> WikiRevision:
    """Return one revision, or raise `AccessRefused`; a hidden one is read by who moderates."""
    rows = WikiRevision.objects.filter(space=space, number=number).select_related("author")
    found = (rows if moderates else rows.filter(hidden_at=None)).first()
    if found is None:
        raise AccessRefused("wiki_revision")
    return found


def revision_pages(reader: Actor, space: Space, after: Any = None) -> Iterator[list[ContentRow]]:
    """Yield what the page said, oldest first, without what is hidden, for who takes the space out; `after` is a number. Two queries a page."""
    if not can_read_page(reader, space):
        return
    last, shown = int(after or 0), WikiRevision.objects.filter(space=space, hidden_at=None)
    while rows := list(shown.filter(number__gt=last).select_related("author").order_by("number")[:PAGE]):
        last = rows[-1].number
        newest_number = shown.order_by("-number").values_list("number", flat=True).first()
        yield [_revision_row(row, is_current=row.number == newest_number) for row in rows]


def _revision_row(row: WikiRevision, *, is_current: bool) -> ContentRow:
    data = {
        "uuid": str(row.uuid), "number": row.number, "title": row.title, "body_html": row.body, "note": row.note, "restored": row.restored,
        "author": {"uuid": str(row.author.uuid), "name": row.author.full_name}, "at": row.created_at.isoformat(), "is_current": is_current,
    }  # fmt: skip
    return ContentRow(data, after=row.number, shown={"revision": row})
