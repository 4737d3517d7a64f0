"""Search inside titles without reading every row: trigram indexes, on PostgreSQL only, where core's migration got the extension."""

from django.db import migrations

INDEXES = {"course_search_trgm": "lms_course", "activity_search_trgm": "lms_activity"}


def add_indexes(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        if cursor.fetchone() is None:
            return
    for name, table in INDEXES.items():
        schema_editor.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {table} USING gin (search_text gin_trgm_ops)")


def drop_indexes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in INDEXES:
            schema_editor.execute(f"DROP INDEX IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [("lms", "0008_figures_of_the_week"), ("core", "0005_trigram_search_on_postgresql")]
    operations = [migrations.RunPython(add_indexes, drop_indexes)]
