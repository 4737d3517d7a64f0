"""A department lists those of one role in the order of their names: the places of the role in that order."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0008_keep_names_with_places")]
    operations = [migrations.AddIndex("membership", models.Index(fields=["role", "sort_key", "person"], name="membership_of_role"))]
