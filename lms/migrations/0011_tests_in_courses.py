"""An activity may hold a test, named by its uuid; what is handed in or released finds its activities by an index of published ones."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

ACTIVITY = models.OneToOneField(
    "lms.activity", on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="quiz", serialize=False
)


class Migration(migrations.Migration):
    dependencies = [("lms", "0010_find_newest_courses_of_a_unit")]
    operations = [
        migrations.CreateModel(
            "TestActivity",
            [
                ("activity", ACTIVITY),
                ("test_uuid", models.UUIDField(null=True)),
                ("published_uuid", models.UUIDField(null=True)),
            ],
            options={
                "verbose_name_plural": "test activities",
                "indexes": [models.Index(fields=["published_uuid"], name="quiz_published", condition=Q(published_uuid__isnull=False))],
            },
        ),
        migrations.CreateModel("CountedSitting", [("attempt_id", models.BigIntegerField(primary_key=True, serialize=False))]),
    ]
