"""One row that always fails stops nobody else in the periodic work of the network, and whoever runs the platform sees it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from core.hooks import Expiring
from core.jobs.models import StuckRow
from core.jobs.selectors import failing, troubles
from core.jobs.services import enqueue
from core.privacy.services.retention import delete_expired
from social.feeds.models import Post
from social.feeds.services import posts as post_services
from social.feeds.services import publish_due
from social.messaging.models import Conversation, Message
from social.messaging.services import arriving, release_due
from social.moderation.models import Case
from social.moderation.services import cases, retention
from tests.factories.places import make_homeroom, make_province
from tests.factories.social import space_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def teacher():
    return make_homeroom(make_province())


def poison(monkeypatch, place, name, is_bad):
    """Let one function fail for what `is_bad` says; returns what to call when it is mended."""
    real = getattr(place, name)

    def broken(*args, **named):
        if is_bad(*args):
            raise ValueError("poison")
        return real(*args, **named)

    monkeypatch.setattr(place, name, broken)
    return lambda: monkeypatch.setattr(place, name, real)


def late():
    StuckRow.objects.update(next_try_at=timezone.now())


def test_posts_after_one_that_fails_are_published(client, monkeypatch, run_jobs, teacher):
    space, now = space_of(teacher), timezone.now()
    rows = [
        Post.objects.create(
            space=space, author_id=teacher.person_id, author_side="staff", client_id=uuid4(), body=str(number), state="scheduled",
            publish_at=now - timedelta(minutes=9 - number),
        )
        for number in range(3)
    ]  # fmt: skip
    mend = poison(monkeypatch, post_services, "put_out", lambda post: post.pk == rows[0].pk)
    job = enqueue("social.publish_due", {})
    run_jobs()
    job.refresh_from_db()
    assert job.result == {"published": 2, "failing": 1}
    assert list(Post.objects.order_by("pk").values_list("state", flat=True)) == ["scheduled", "published", "published"]
    assert publish_due(limit=1) == 0
    more = Post.objects.create(
        space=space, author_id=teacher.person_id, author_side="staff", client_id=uuid4(), body="x", state="scheduled", publish_at=now
    )
    assert (publish_due(limit=1), Post.objects.get(pk=more.pk).state) == (1, "published"), "what is set aside fills no batch"
    late()
    assert publish_due() == 0
    stuck = StuckRow.objects.get()
    assert (stuck.key, stuck.tries, stuck.error) == (str(rows[0].pk), 2, "ValueError: poison")
    assert timedelta(seconds=90) < stuck.next_try_at - timezone.now() < timedelta(seconds=125)
    assert client.get("/readyz").json()["checks"]["jobs"] == "1 rows fail"
    StuckRow.objects.update(next_try_at=timezone.now() - timedelta(days=3))  # no worker over a long weekend
    assert (publish_due(), StuckRow.objects.get().tries) == (0, 3), "what failed just now is not forgotten"
    mend()
    late()
    assert (publish_due(), StuckRow.objects.count(), Post.objects.filter(state="scheduled").count()) == (1, 0, 0)


def test_messages_and_cases_after_one_that_fails_go_on(monkeypatch, teacher):
    past = timezone.now() - timedelta(hours=1)
    chats = [Conversation.objects.create(kind="staff", key=f"staff:{number}") for number in range(2)]
    for chat in chats:
        Message.objects.create(conversation=chat, seq=1, author_id=teacher.person_id, author_side="staff", body="x", visible_at=past)
    poison(monkeypatch, arriving, "note_changes", lambda chat, _rows: chat.pk == chats[0].pk)
    assert (release_due(), release_due()) == (1, 0)
    assert list(Message.objects.filter(arrived=None).values_list("conversation_id", flat=True)) == [chats[0].pk]
    unit = space_of(teacher).unit
    made = [
        Case.objects.create(
            item_kind="post", item_key=str(number), origin_unit=unit, unit=unit, author_id=teacher.person_id, category="spam",
            opened_at=past, due_at=past, evidence={},
        )
        for number in range(2)
    ]  # fmt: skip
    poison(monkeypatch, cases.telling, "escalated", lambda case, _people: case.pk == made[0].pk)
    cases.escalate_due()
    assert list(Case.objects.filter(due_at=past).values_list("pk", flat=True)) == [made[0].pk], "half a step is none"
    assert set(StuckRow.objects.values_list("batch", "key")) == {
        ("social.release_messages", str(chats[0].pk)),
        ("social.escalate_cases", str(made[0].pk)),
    }


def test_what_can_not_be_deleted_stays_alone(monkeypatch, teacher):
    rows = [
        Post.objects.create(space=space_of(teacher), author_id=teacher.person_id, author_side="staff", state="published") for _ in range(4)
    ]
    Post.objects.update(created_at=timezone.now() - timedelta(days=800))
    bad = f"post:{rows[0].pk}"
    hook = next(one for one in Expiring.all() if one.key == "social.posts")
    monkeypatch.setattr(hook, "days", 400)
    mend = poison(monkeypatch, retention, "destroy_all", lambda holders: bad in holders)
    assert hook.delete(timezone.now() - timedelta(days=400), 2) == 2
    assert list(Post.objects.order_by("pk").values_list("pk", flat=True)) == [rows[0].pk, rows[3].pk]
    broken = poison(monkeypatch, type(next(one for one in Expiring.all() if one.key == "jobs")), "delete", lambda *_: True)
    late()
    counts = delete_expired()
    assert (counts["jobs"], counts["social.posts"], Post.objects.count()) == (0, 1, 1)
    assert set(StuckRow.objects.values_list("batch", "key")) == {("retention.post", str(rows[0].pk)), ("privacy.retention", "jobs")}
    mend()
    broken()
    late()
    delete_expired()
    assert StuckRow.objects.count() == 0, "what goes together with others is no failure any more"
    StuckRow.objects.create(batch="a", key="1", tries=1, error="gone", next_try_at=timezone.now() - timedelta(days=3))
    assert (failing(), troubles()) == (0, [])
