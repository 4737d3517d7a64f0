"""A comment is heard and judged in the space it was written in; those there are were written in their post's own."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, OuterRef, Subquery


def fill(apps, schema_editor):
    """Give each comment the space of its post, and each post's own entry the number of its comments."""
    post, comment, entry = (apps.get_model("social", name) for name in ("Post", "Comment", "Entry"))
    of_post = post.objects.filter(pk=OuterRef("post_id"))
    comment.objects.filter(space=None).update(space_id=Subquery(of_post.values("space_id")[:1]))
    entry.objects.filter(space=F("post__space")).update(comment_count=Subquery(of_post.values("comment_count")[:1]))


class Migration(migrations.Migration):
    dependencies = [("social", "0007_mutes_are_choices")]

    operations = [
        migrations.AddField("entry", "comment_count", models.PositiveIntegerField(db_default=0, default=0)),
        migrations.AddField(
            "comment",
            "space",
            models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="social.space"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
