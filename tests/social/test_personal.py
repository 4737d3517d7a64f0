"""What the network gives back to a person, and how it forgets."""

from uuid import uuid4

import pytest

from core.hooks import PersonalData
from social.feeds.models import Comment, Entry, Post, PostEdit
from social.feeds.services import save_post, write_comment
from social.feeds.types import PostInput
from social.messaging.models import Message
from social.messaging.selectors import lines_of
from tests.factories.social import space_of
from tests.social.messaging.school import School, say

pytestmark = pytest.mark.django_db


def part(key):
    return next(one for one in PersonalData.all() if one.key == key)


def tables_of(key, person_id):
    return {table.name: list(table.rows) for table in part(key).tables(person_id)}


@pytest.fixture
def school():
    return School()


def test_posts_and_comments_are_given_back_and_emptied(school):
    teacher, other = school.homeroom, school.guardian
    space = space_of(teacher)
    post = save_post(actor=teacher, space=space, given=PostInput(body="<p>Mai cả lớp đi tham quan</p>"), client_id=uuid4())
    official = save_post(actor=teacher, space=space, given=PostInput(body="<p>Nhà trường báo tin</p>"), client_id=uuid4())
    Post.objects.filter(pk=official.pk).update(speaks_for_unit=True)
    PostEdit.objects.create(post=post, editor_id=teacher.person_id, body="<p>Bản đầu</p>")
    mine = write_comment(actor=teacher, post=post, body="Nhớ mang mũ", client_id=uuid4())
    theirs = write_comment(actor=other, post=post, body="Vâng ạ", client_id=uuid4())
    given = tables_of("bang-tin", teacher.person_id)
    assert [row["body"] for row in given["posts"]] == ["<p>Mai cả lớp đi tham quan</p>", "<p>Nhà trường báo tin</p>"]
    assert [row["body"] for row in given["comments"]] == ["Nhớ mang mũ"]
    assert part("bang-tin").erase(teacher.person_id) == 2
    assert part("bang-tin").erase(teacher.person_id) == 0
    post.refresh_from_db()
    assert (post.state, post.body, PostEdit.objects.count()) == ("removed", "", 0)
    assert list(Entry.objects.filter(is_shown=True).values_list("post_id", flat=True)) == [official.pk]
    assert dict(Comment.objects.values_list("pk", "body")) == {mine.pk: "", theirs.pk: "Vâng ạ"}


def test_messages_are_emptied_and_the_others_keep_their_order(school):
    chat = school.chat()
    say(school.guardian, chat, "Cháu Khuê bị sốt ạ")
    say(school.homeroom, chat, "Cô đã nhận được")
    assert [row["body"] for row in tables_of("tin-nhan", school.guardian.person_id)["messages"]] == ["Cháu Khuê bị sốt ạ"]
    assert part("tin-nhan").erase(school.guardian.person_id) == 1
    assert part("tin-nhan").erase(school.guardian.person_id) == 0
    assert list(Message.objects.order_by("seq").values_list("state", "body")) == [("removed", ""), ("sent", "Cô đã nhận được")]
    assert "Cháu Khuê" not in str(lines_of(school.homeroom, chat))
