"""Giving the rows of a duplicate record to the one that stays, for who hears of `core.people.merged.v1`."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.db import transaction

#: Told of the kept record's row and the duplicate's that says the same; puts into the first what must not be lost with the second.
Join = Callable[[Any, Any], None]


@transaction.atomic
def move_rows(model: Any, field: str, *, to: int, of: int, once: tuple[str, ...] | None = None, join: Join | None = None) -> None:
    """Give the rows that name person `of` in `field` to person `to`; again is harmless.

    `once` are the columns a person has one row for (`()`: one at all; None: any number). Where the kept record has such a row too, `join` is
    asked, and the duplicate's is deleted.
    """
    rows = model._default_manager
    if once is not None:
        spare = {_key(row, once): row for row in rows.select_for_update().filter(**{f"{field}_id": of})}
        twins = []
        for kept in rows.select_for_update().filter(**{f"{field}_id": to}) if spare else ():
            if (twin := spare.get(_key(kept, once))) is not None:
                if join is not None:
                    join(kept, twin)
                twins.append(twin.pk)
        rows.filter(pk__in=twins).delete()
    rows.filter(**{f"{field}_id": of}).update(**{f"{field}_id": to})


def _key(row: Any, once: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in once)


@transaction.atomic
def move_sent(model: Any, field: str, *, to: int, of: int) -> None:
    """Give what devices sent once by their `client_id` to person `to`; what both sent under one id stays as two things."""
    rows = model._default_manager
    for row in rows.filter(**{f"{field}_id": of}, client_id__in=rows.filter(**{f"{field}_id": to}).values("client_id")):
        rows.filter(pk=row.pk).update(client_id=uuid4())
    move_rows(model, field, to=to, of=of)
