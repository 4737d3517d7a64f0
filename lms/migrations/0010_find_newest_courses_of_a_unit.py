"""Lists of courses begin with the newest of each unit; templates and archived courses are few among many."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("lms", "0009_trigram_search_on_postgresql")]
    operations = [
        migrations.AddIndex("course", models.Index(fields=["unit", "-id"], name="course_newest")),
        migrations.AddIndex("course", models.Index(fields=["unit", "-id"], name="course_template", condition=Q(is_template=True))),
        migrations.AddIndex("course", models.Index(fields=["-id"], name="course_template_newest", condition=Q(is_template=True))),
        migrations.AddIndex("course", models.Index(fields=["-id"], name="course_archived", condition=Q(state="archived"))),
    ]
