"""Two phones at once: what one does is seen by the other, on a page that is never loaded again."""

from uuid import uuid4

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core.models import Account
from social.feeds.enums import PostKind
from social.feeds.services import save_post
from social.feeds.types import PostInput
from tests.e2e.journey import watch
from tests.e2e.reading import soon
from tests.factories.social import space_of
from tests.social.messaging.school import School

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def school(live):
    return School()


@pytest.fixture
def two(school, sign_in):
    """The mother's phone and the teacher's, and what must stay empty at the end."""
    wrong = []
    pages = [watch(sign_in(Account.objects.get(person_id=one.person_id)), wrong) for one in (school.guardian, school.homeroom)]
    return *pages, wrong


def go(url, topic, *pages):
    """Open a page on several phones, wait until each listens to its topic, and mark it: one that was loaded again has lost the mark."""
    for page in pages:
        heard = []
        page.on("websocket", lambda line, heard=heard: line.on("framereceived", lambda said: heard.append(str(said))))
        page.goto(url)
        soon(page, lambda heard=heard: any('"watching"' in said and f'"{topic}:' in said for said in heard))
        page.evaluate("window.isStillThisPage = true")


def still(*pages):
    return all(page.evaluate("window.isStillThisPage === true") for page in pages)


def test_typing_and_what_was_read_show_in_a_conversation(school, two):
    mother, teacher, wrong = two
    go(reverse("social:chat", args=[school.chat().uuid]), "chat", mother, teacher)
    typing = teacher.locator("[data-typing]")
    expect(typing).to_be_hidden()
    mother.locator("#tn").press_sequentially("Chào cô")
    expect(typing).to_be_visible()
    mother.locator("[data-part=send]").click()
    expect(teacher.locator(".msg.in .body")).to_have_text("Chào cô")
    expect(mother.locator(".msg.me .tick-state")).to_have_attribute("data-state", "read")
    expect(typing).to_be_hidden(timeout=8000)  # nobody writes any more
    expect(mother.locator("[data-typing]")).to_be_hidden()  # one's own writing is no news
    assert still(mother, teacher)
    assert wrong == []


def test_counts_and_bars_of_a_poll_follow_what_others_do(school, two):
    mother, teacher, wrong = two
    given = PostInput(kind=PostKind.POLL, title="Họp lúc nào?", data={"options": ["Sáng thứ Bảy", "Chiều thứ Bảy"]})
    post = save_post(actor=school.homeroom, space=space_of(school.homeroom), given=given, client_id=uuid4())
    go(reverse("social:post", args=[post.uuid]), "post", mother, teacher)
    bar = teacher.locator("[data-option='1']")
    expect(bar.locator("b")).to_have_text("0")
    mother.get_by_role("radio", name="Chiều thứ Bảy").check()
    expect(bar.locator("b")).to_have_text("1")
    expect(bar.locator("progress")).to_have_js_property("value", 100)
    expect(teacher.locator("[data-voters]")).to_have_text("1")
    mother.get_by_role("radio", name="Sáng thứ Bảy").check()  # a change of mind moves both bars
    expect(teacher.locator("[data-option='0'] b")).to_have_text("1")
    expect(bar.locator("b")).to_have_text("0")

    mother.get_by_role("button", name="lượt thích").click()
    expect(teacher.locator("article [data-count=reactions]")).to_have_text("1")
    mother.get_by_label("Viết bình luận").fill("Chiều em bận ạ")
    mother.locator("form.write button").click()
    expect(teacher.locator("[data-comment]")).to_contain_text("Chiều em bận ạ")
    expect(teacher.locator("[data-count=comments]").first).to_have_text("1")
    mother.get_by_role("button", name="lượt thích").click()
    expect(teacher.locator("article [data-count=reactions]")).to_have_text("0")
    assert still(mother, teacher)
    assert wrong == []
