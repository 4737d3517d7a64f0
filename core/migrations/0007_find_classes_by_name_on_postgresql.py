"""Find classes by the beginning of their name without reading every row: an index for `istartswith`, on PostgreSQL only."""

from django.db import migrations


def add_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE INDEX IF NOT EXISTS class_name_upper ON core_classgroup (UPPER(name::text) text_pattern_ops)")


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS class_name_upper")


class Migration(migrations.Migration):
    dependencies = [("core", "0006_reword_kinds_of_slips_and_changes")]
    operations = [migrations.RunPython(add_index, drop_index)]
