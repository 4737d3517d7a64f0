"""What people wrote goes by age only where the province has said so, with its files, and never what stands in a case or is a record of the school."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from core.hooks import Expiring
from core.privacy.services.retention import delete_expired
from social.feeds.models import Comment, Entry, Post
from social.files.models import Attachment
from social.messaging.models import Conversation, Message
from social.moderation.models import Case
from social.portfolio.models import Work
from tests.factories.places import make_homeroom, make_province
from tests.factories.social import space_of

pytestmark = pytest.mark.django_db
NOW = timezone.now()
OLD = NOW - timedelta(days=800)


@pytest.fixture
def world():
    province = make_province()
    teacher = make_homeroom(province)
    return SimpleNamespace(space=space_of(teacher), pk=teacher.person_id, chat=Conversation.objects.create(kind="staff", key="staff:1:2:0"))


def hook(key):
    return next(one for one in Expiring.all() if one.key == key)


def expire(key, batch=2):
    """Delete in batches as the nightly job does; how many went in each."""
    return [hook(key).delete(NOW - timedelta(days=365), batch) for _ in range(3)]


def post(world, at=OLD, **fields):
    row = Post.objects.create(space=world.space, author_id=world.pk, author_side="staff", state="published", published_at=at, **fields)
    Post.objects.filter(pk=row.pk).update(created_at=at)
    return row


def file_of(world, holder):
    return Attachment.objects.create(
        owner_id=world.pk, kind="file", name="a.pdf", content_type="application/pdf", size_bytes=1, holder=holder,
        file=ContentFile(b"x", name="a.pdf"),
    )  # fmt: skip


def case(world, kind, key, files=()):
    unit = world.space.unit
    return Case.objects.create(
        item_kind=kind, item_key=str(key), origin_unit=unit, unit=unit, author_id=world.pk, category="bullying", opened_at=NOW, due_at=NOW,
        evidence={"files": [str(uuid) for uuid in files]},
    )  # fmt: skip


def test_by_default_nothing_of_it_goes(world):
    row = post(world)
    counts = delete_expired()
    assert (Post.objects.get(), {"social.posts", "social.messages", "social.works"} & counts.keys()) == (row, set())


def test_old_posts_go_with_what_hangs_on_them(world, django_capture_on_commit_callbacks):
    gone = [post(world) for _ in range(3)]
    file = file_of(world, f"post:{gone[0].pk}")
    Comment.objects.create(post=gone[0], space=world.space, author_id=world.pk, author_side="staff", body="Vâng")
    in_case, said_of, asks, pinned, young = post(world), post(world), post(world, asks="consent"), post(world), post(world, NOW)
    case(world, "post", in_case.uuid)
    bad = Comment.objects.create(post=said_of, space=world.space, author_id=world.pk, author_side="staff", body="Xấu")
    case(world, "comment", bad.uuid)
    Entry.objects.create(space=world.space, post=pinned, pinned_at=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        assert expire("social.posts") == [2, 1, 0]
    assert list(Post.objects.order_by("pk")) == [in_case, said_of, asks, pinned, young]
    assert (Comment.objects.count(), Attachment.objects.count(), default_storage.exists(file.file.name)) == (1, 0, False)


def test_old_messages_go_but_requests_and_those_of_a_case_with_its_files(world):
    rows = [
        Message.objects.create(conversation=world.chat, seq=seq, author_id=world.pk, author_side="staff", kind=kind, body="x")
        for seq, kind in enumerate(("text", "absence", "text", "file", "text"), 1)
    ]
    Message.objects.filter(pk__in=[row.pk for row in rows[:4]]).update(created_at=OLD)
    evidence, other = (file_of(world, f"message:{rows[3].pk}") for _ in range(2))
    case(world, "message", rows[2].uuid, [evidence.uuid])
    assert expire("social.messages") == [2, 0, 0]
    assert list(Message.objects.order_by("seq")) == [rows[1], rows[2], rows[4]]
    assert list(Attachment.objects.values_list("uuid", "holder")) == [(evidence.uuid, "")]
    assert other.uuid != evidence.uuid


def test_old_works_go_but_one_in_a_case(world):
    works = [Work.objects.create(child_id=world.pk, space=world.space, title="Tranh") for _ in range(3)]
    Work.objects.filter(pk__in=[row.pk for row in works[:2]]).update(created_at=OLD)
    case(world, "work", works[0].uuid)
    assert (expire("social.works"), list(Work.objects.order_by("pk"))) == ([1, 0, 0], [works[0], works[2]])
