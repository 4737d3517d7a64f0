"""Writing very many rows: `COPY` on PostgreSQL, bulk inserts elsewhere."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import Any, TypeVar
from uuid import UUID

from django.db import connections
from django.db.models import Field, Model

M = TypeVar("M", bound=Model)
BATCH = 2000
PLAIN = frozenset({str, int, float, bool, date, datetime, UUID, type(None)})


def write(rows: Sequence[M]) -> Sequence[M]:
    """Write unsaved rows of one model and give each its id, taken from the table's sequence beforehand.

    `save()` isn't called: what it derives must be there. Values longer than their column are refused by PostgreSQL.
    """
    if not rows:
        return rows
    model = type(rows[0])
    connection: Any = connections["default"]
    if connection.vendor != "postgresql":
        for row, made in zip(rows, model._base_manager.bulk_create(rows, batch_size=BATCH), strict=True):
            row.pk = made.pk
        return rows
    fields: Sequence[Field[Any, Any]] = model._meta.concrete_fields
    _give_ids(connection, model, rows)
    for field in fields:
        if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
            for row in rows:
                field.pre_save(row, True)
    names = ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor, cursor.copy(f'COPY "{model._meta.db_table}" ({names}) FROM STDIN') as copy:
        for values in _values(connection, fields, rows):
            copy.write_row(values)
    return rows


def _values(connection: Any, fields: Sequence[Field[Any, Any]], rows: Sequence[Model]) -> Iterable[list[Any]]:
    """Yield the rows as the driver takes them; only what is not plain (JSON, choices) is asked of its field."""
    of = attrgetter(*(field.attname for field in fields))
    for row in rows:
        yield [
            value if type(value) in PLAIN else str(value) if isinstance(value, str) else field.get_db_prep_save(value, connection)
            for field, value in zip(fields, of(row), strict=True)
        ]


def _give_ids(connection: Any, model: type[Model], rows: Sequence[Any]) -> None:
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, len(rows)])
        for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = key
