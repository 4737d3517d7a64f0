"""Search inside names and units without reading every row."""

from django.db import migrations

from core.ports.trigrams import trigram_indexes


class Migration(migrations.Migration):
    dependencies = [("core", "0004_roster_imports")]
    operations = [trigram_indexes({"person_search_trgm": "core_person", "unit_search_trgm": "core_unit"})]
