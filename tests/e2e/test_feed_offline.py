"""The feed on a phone: a comment and a heart without a network go out once it is back; a new post waits behind a pill."""

from uuid import uuid4

import pytest

from core.people.models import Account
from social.feeds.models import Comment, Post
from social.feeds.services import save_post
from social.feeds.types import PostInput
from tests.factories.core import make_account
from tests.factories.places import make_homeroom, make_province
from tests.factories.social import let_use_social, space_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_written_without_a_network_goes_out_once_and_new_posts_wait_behind_a_pill(sign_in, axe):
    province = make_province()
    let_use_social(province.pupil)
    teacher = make_homeroom(province)
    space = space_of(teacher)
    post = save_post(actor=teacher, space=space, given=PostInput(body="<p>Mai cả lớp mang áo mưa nhé</p>"), client_id=uuid4())
    first = sign_in(make_account(province.pupil))
    second = sign_in(Account.objects.get(person_id=teacher.person_id))

    first.goto(f"/bang-tin/bai/{post.uuid}/")
    assert axe(first) == []
    first.context.set_offline(True)
    first.get_by_label("Viết bình luận").fill("Dạ em nhớ rồi ạ")
    first.get_by_role("button", name="Gửi").click()
    first.get_by_role("button", name="lượt thích").click()
    first.get_by_text("Chờ gửi").wait_for()
    assert Comment.objects.count() == 0
    second.goto(f"/bang-tin/bai/{post.uuid}/")
    first.context.set_offline(False)
    first.locator("[data-comment]", has_text="Dạ em nhớ rồi ạ").wait_for()
    second.locator("[data-comment]", has_text="Dạ em nhớ rồi ạ").wait_for()
    second.locator("article [data-count=reactions]", has_text="1").wait_for()
    assert first.locator("[data-waiting]").count() == 0
    row, post = Comment.objects.get(), Post.objects.get()
    assert (row.body, post.comment_count, post.reaction_counts) == ("Dạ em nhớ rồi ạ", 1, {"like": 1})

    first.goto("/bang-tin/")
    first.locator("post-list article").wait_for()
    second.goto(f"/bang-tin/khong-gian/{space.uuid}/viet/")
    second.get_by_label("Nội dung").fill("Chiều nay sinh hoạt lớp")
    second.get_by_role("button", name="Đăng", exact=True).click()
    second.wait_for_url("**/khong-gian/*/")
    first.get_by_role("status").filter(has_text="1 bài mới").click()
    first.locator("post-list article").nth(1).wait_for()
    assert first.locator("post-list article .body").all_inner_texts() == ["Chiều nay sinh hoạt lớp", "Mai cả lớp mang áo mưa nhé"]
    first.evaluate("scrollTo(0, 0)")  # what lies half under the fixed head is too small a target for axe
    assert axe(first) == []
