"""Search inside titles of courses and activities without reading every row."""

from django.db import migrations

from core.ports.trigrams import trigram_indexes


class Migration(migrations.Migration):
    dependencies = [("lms", "0008_figures_of_the_week"), ("core", "0005_trigram_search_on_postgresql")]
    operations = [trigram_indexes({"course_search_trgm": "lms_course", "activity_search_trgm": "lms_activity"})]
