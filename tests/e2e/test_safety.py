"""A pupil reports a comment on the phone; the homeroom teacher decides on a desk; the author reads why and appeals."""

from uuid import uuid4

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core.models import Account, Notification, Person
from social.feeds.models import Comment, Entry, Post
from social.feeds.services.talk import write_comment
from social.moderation.models import Case, Sanction
from tests.factories.core import make_account, make_enrolment, make_person
from tests.factories.places import make_homeroom, make_province
from tests.factories.social import actor_of, let_use_social, space_of

RUDE = "Đội bạn Páo năm nào cũng bét, đi cho chật xe."


def account_of(person_id):
    return Account.objects.filter(person_id=person_id).first() or make_account(Person.objects.get(pk=person_id))


@pytest.fixture
def comment(live):
    province = make_province()
    teacher = make_homeroom(province)
    author = make_enrolment(province.class_group, make_person("Bàn Thị Lan", born_on="2012-05-06")).person
    for pupil in (author, province.pupil):
        let_use_social(pupil)
    space = space_of(teacher)
    post = Post.objects.create(
        space=space, author_id=teacher.person_id, author_side="staff", body="<p>Thứ Bảy đi Tân Trào</p>", state="published"
    )
    Entry.objects.create(space=space, post=post, by_id=teacher.person_id)
    row = write_comment(actor=actor_of(Person.objects.get(pk=author.pk)), post=post, body=RUDE, client_id=uuid4())
    assert row.state == "published"
    return row, province.pupil, teacher


def test_a_report_is_decided_and_the_author_appeals(sign_in, axe, comment):
    row, pupil, teacher = comment
    phone = sign_in(account_of(pupil.pk))
    phone.goto(reverse("social:post", args=[row.post.uuid]))
    phone.get_by_role("link", name=f"Báo {row.author.full_name}").click()
    expect(phone.get_by_role("heading", name="Có chuyện gì vậy?")).to_be_visible()
    assert axe(phone) == []
    phone.get_by_role("button", name="Trêu chọc, bắt nạt, xúc phạm").click()
    expect(phone.get_by_text("Thầy cô phụ trách sẽ xem trong 24 giờ.")).to_be_visible()
    expect(phone.get_by_role("link", name="Gọi 111")).to_be_visible()

    desk = sign_in(account_of(teacher.person_id), size="desktop")
    desk.goto(Notification.objects.get(kind="social.case.new", recipient_id=teacher.person_id).url)
    expect(desk.get_by_text(RUDE)).to_be_visible()
    assert axe(desk) == []
    desk.get_by_label("Ẩn và tạm dừng viết").check()
    desk.get_by_label("Lí do (người viết và gia đình sẽ đọc)").fill("Nói như vậy làm bạn buồn, em nhé.")
    desk.get_by_role("button", name="Lưu quyết định").click()
    expect(desk.get_by_text("Đã lưu quyết định.")).to_be_visible()
    assert (Comment.objects.get(pk=row.pk).state, Sanction.objects.get().kind) == ("hidden", "mute")
    phone.goto(reverse("social:post", args=[row.post.uuid]))
    expect(phone.get_by_text(RUDE)).to_have_count(0)

    own = sign_in(account_of(row.author_id))
    own.goto(Notification.objects.get(kind="social.case.decided").url)
    expect(own.get_by_text("Nói như vậy làm bạn buồn, em nhé.")).to_be_visible()
    own.get_by_label("Vì sao bạn thấy quyết định chưa đúng?").fill("Em chỉ nói đùa với bạn thôi ạ.")
    assert axe(own) == []
    own.get_by_role("button", name="Gửi khiếu nại").click()
    expect(own.get_by_text("Đã gửi khiếu nại.")).to_be_visible()
    assert Case.objects.get().state == "appealed"
