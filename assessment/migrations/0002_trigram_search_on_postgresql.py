"""Search inside questions without reading every row."""

from django.db import migrations

from core.ports.trigrams import trigram_indexes


class Migration(migrations.Migration):
    dependencies = [("assessment", "0001_initial")]
    operations = [trigram_indexes({"item_search_trgm": "assessment_item"})]
