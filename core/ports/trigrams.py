"""Search inside words without reading every row: trigram indexes for migrations, on PostgreSQL only."""

from collections.abc import Mapping
from typing import Any

from django.db import migrations, transaction
from django.db.utils import DatabaseError


def trigram_indexes(tables: Mapping[str, str]) -> migrations.RunPython:
    """Return the operation that adds an index on `search_text` for each `{index: table}`.

    Where the database's owner may not create the extension `pg_trgm`, search still works, row by row.
    """

    def add(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        try:
            with transaction.atomic(using=schema_editor.connection.alias):
                schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        except DatabaseError:
            return
        for name, table in tables.items():
            schema_editor.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {table} USING gin (search_text gin_trgm_ops)")

    def drop(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            for name in tables:
                schema_editor.execute(f"DROP INDEX IF EXISTS {name}")

    return migrations.RunPython(add, drop)
