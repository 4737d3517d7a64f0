from datetime import date, datetime, time, timedelta

from django.db import migrations
from django.utils import timezone
from django.utils.dateparse import parse_datetime

LOOKED_BACK = timedelta(days=400)


def until(post):
    if post.kind == "event":
        text = post.data.get("ends_at") or post.data.get("starts_at")
        found = parse_datetime(text) if isinstance(text, str) else None
        return timezone.make_aware(found) if found and timezone.is_naive(found) else found
    if post.kind == "homework":
        days = [date.fromisoformat(line["due_on"]) for line in post.data.get("lines", ()) if line.get("due_on")]
        return timezone.make_aware(datetime.combine(max(days) + timedelta(days=1), time())) if days else None
    return post.answer_by or (post.published_at or post.created_at) + timedelta(days=30)


def fill(apps, schema_editor):
    """What is not over yet stands beside the feeds; what is over never does again."""
    Post, Entry, now = apps.get_model("social", "Post"), apps.get_model("social", "Entry"), timezone.now()
    posts = Post.objects.filter(kind__in=["announcement", "event", "homework"], published_at__gt=now - LOOKED_BACK).exclude(kind="announcement", asks="none")
    for post in posts.only("kind", "data", "answer_by", "published_at", "created_at").order_by("pk").iterator(chunk_size=500):
        found = until(post)
        if found is not None and found > now:
            Entry.objects.filter(post=post).update(stands_until=found)


class Migration(migrations.Migration):
    dependencies = [("social", "0013_beside_feeds")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
