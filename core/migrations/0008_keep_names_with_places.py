"""A place repeats the sort key and the search text of its person: lists of a unit read its places in order, searches only its own."""

from django.db import migrations, models
from django.db.models import Max, OuterRef, Subquery

import core.people.models
from core.ports.trigrams import trigram_indexes

BATCH = 20_000


def fill(apps, schema_editor):
    person, membership = apps.get_model("core", "Person"), apps.get_model("core", "Membership")
    now = person.objects.filter(pk=OuterRef("person_id"))
    last = membership.objects.aggregate(last=Max("pk"))["last"] or 0
    for first in range(0, last + 1, BATCH):
        rows = membership.objects.filter(pk__gte=first, pk__lt=first + BATCH)
        rows.update(sort_key=Subquery(now.values("sort_key")), search_text=Subquery(now.values("search_text")))


class Migration(migrations.Migration):
    dependencies = [("core", "0007_find_classes_by_name_on_postgresql")]
    operations = [
        # The default stays in the database: a version without these columns may still be writing.
        migrations.AddField("membership", "search_text", models.CharField(db_default="", default="", editable=False, max_length=300)),
        migrations.AddField(
            "membership", "sort_key", core.people.models.SortKeyField(db_default="", default="", editable=False, max_length=500)
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex("membership", models.Index(fields=["unit", "sort_key", "person"], name="membership_sorted")),
        migrations.AddIndex("membership", models.Index(fields=["unit", "role", "sort_key", "person"], name="membership_role_sorted")),
        trigram_indexes({"membership_search_trgm": "core_membership"}),
    ]
