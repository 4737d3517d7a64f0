"""A department lists the units right below it in the order of their names, without reading the schools below those."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0009_list_a_role_of_the_province_by_name")]
    operations = [migrations.AddIndex("unit", models.Index(fields=["depth", "sort_key", "id"], name="unit_depth_sorted"))]
