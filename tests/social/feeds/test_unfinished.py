"""Drafts may be unfinished, whatever their kind; what goes out is whole."""

from uuid import uuid4

import pytest
from django.utils import timezone

from core.people.models import Person
from social.feeds.errors import PostRefused
from social.feeds.models import Post
from social.feeds.selectors.praise import badges
from social.feeds.services import publish_due, save_post
from social.feeds.types import PostInput
from tests.factories.places import make_homeroom, make_province
from tests.factories.social import space_of
from tests.social.feeds.test_writing import account_of, url_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def teacher(client):
    actor = make_homeroom(make_province())
    client.force_login(account_of(actor.person_id))
    return actor


UNFINISHED = {
    "announcement": ({"body": "Họp lúc 7 giờ"}, {"title": "Họp phụ huynh"}),
    "poll": ({"title": "Đi đâu?", "options": "Tân Trào"}, {"options": "Tân Trào\nNa Hang"}),
    "event": ({"title": "Họp phụ huynh", "place": "Phòng 9A1"}, {"starts_at": "2099-01-01T07:00"}),
    "praise": ({"body": "Em chăm lắm"}, {}),
    "homework": ({"body": "Mai kiểm tra"}, {"text_0": "Bài 3 trang 20"}),
}


@pytest.mark.parametrize("kind", UNFINISHED)
def test_a_draft_of_any_kind_may_be_unfinished_and_goes_out_when_it_is_whole(client, teacher, kind):
    space = space_of(teacher)
    typed, rest = UNFINISHED[kind]
    if kind == "praise":
        learner = Person.objects.get(enrolments__class_group=space.class_group)
        rest = {"badge": next(iter(badges())), "person_ids": str(learner.pk)}
    page = client.post(url_of(space), {"kind": kind, **typed, "act": "publish"})
    assert (page.status_code, Post.objects.count()) == (422, 0)
    client.post(url_of(space), {"kind": kind, **typed, "act": "draft"})
    post = Post.objects.get()
    assert (post.state, post.entries.count()) == ("draft", 0)
    url = f"/bang-tin/bai/{post.uuid}/sua/"
    assert next(reversed(typed.values())) in client.get(url).text
    assert client.get(f"/bang-tin/bai/{post.uuid}/").status_code == 200
    assert client.post(url, {**typed, "act": "publish"}).status_code == 422
    assert client.post(url, {**typed, **rest, "act": "publish"}).status_code == 302
    post.refresh_from_db()
    assert (post.state, post.entries.count()) == ("published", 1)
    assert client.post(url, {**typed, "act": "draft"}).status_code == 422, "what is out stays whole"


def test_an_unfinished_draft_does_not_replace_what_went_out_meanwhile(client, teacher):
    space = space_of(teacher)
    whole = {"kind": "event", "title": "Họp phụ huynh", "starts_at": "2099-01-02T07:00", "publish_at": "2099-01-01T07:00"}
    client.post(url_of(space), whole)
    stale = Post.objects.get()
    Post.objects.update(publish_at=timezone.now())
    assert publish_due() == 1
    given = PostInput(kind="event", title="Họp phụ huynh", data={"place": "Phòng 9A1"})
    with pytest.raises(PostRefused, match="bắt đầu"):
        save_post(actor=teacher, space=space, given=given, client_id=uuid4(), publish=False, post=stale)
    assert Post.objects.get().data["starts_at"]
