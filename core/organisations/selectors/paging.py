"""Key-set paging over rows with a `sort_key`: no offset, no count."""

from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet

from ..types import Page, page_of

M = TypeVar("M", bound=Model)


def page_by_name(rows: QuerySet[M], *, after_id: int | None = None, before_id: int | None = None, size: int = 50) -> Page[M]:
    """Return the page of `rows` in Vietnamese order after (or before) the row of that id; an unknown id gives the first page.

    Reads `size + 1` rows along the index on (`sort_key`, `id`), and the anchor.
    """
    anchor_id = before_id or after_id
    anchor: Any = rows.model._base_manager.filter(pk=anchor_id).values_list("sort_key", flat=True).first() if anchor_id else None
    backwards = bool(before_id) and anchor is not None
    if anchor is not None and backwards:
        rows = rows.filter(sort_key__lte=anchor).filter(Q(sort_key__lt=anchor) | Q(pk__lt=anchor_id))
    elif anchor is not None:
        rows = rows.filter(sort_key__gte=anchor).filter(Q(sort_key__gt=anchor) | Q(pk__gt=anchor_id))
    order = ("-sort_key", "-pk") if backwards else ("sort_key", "pk")
    found = list(rows.order_by(*order)[: size + 1])
    return page_of(found, size, came_from=anchor is not None, backwards=backwards, key=lambda row: row.pk)
