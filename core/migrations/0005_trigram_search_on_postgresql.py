"""Search inside names without reading every row: trigram indexes, on PostgreSQL only.

Where the database's owner may not create the extension, search still works, row by row.
"""

from django.db import migrations, transaction
from django.db.utils import DatabaseError

INDEXES = {"person_search_trgm": "core_person", "unit_search_trgm": "core_unit"}


def add_indexes(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=schema_editor.connection.alias):
            schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except DatabaseError:
        return
    for name, table in INDEXES.items():
        schema_editor.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {table} USING gin (search_text gin_trgm_ops)")


def drop_indexes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in INDEXES:
            schema_editor.execute(f"DROP INDEX IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [("core", "0004_roster_imports")]
    operations = [migrations.RunPython(add_indexes, drop_indexes)]
