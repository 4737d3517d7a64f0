import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("social", "0008_comment_space")]

    operations = [
        migrations.AlterField(
            "comment",
            "space",
            models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="social.space"),
        ),
        migrations.RemoveIndex("comment", "comments_of_post"),
        migrations.AddIndex("comment", models.Index(fields=["post", "space", "parent", "id"], name="comments_in_space")),
        migrations.AddIndex("comment", models.Index(fields=["space"], name="comments_of_space")),
    ]
