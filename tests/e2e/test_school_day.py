"""One school day on three phones at once: the teacher announces, the family answers, a pupil's comment waits and is let in, a mother writes
and asks for leave. Every screen on the way holds together."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core.models import Account
from social.feeds.models import Comment, Receipt
from social.groups.models import Space
from social.messaging.models import AbsenceRequest, Message
from tests.e2e.journey import clean, watch
from tests.factories.social import space_of
from tests.social.messaging.school import School

pytestmark = pytest.mark.django_db(transaction=True)
TITLE = "Tham quan Khu di tích Tân Trào"


def account_of(actor):
    return Account.objects.get(person_id=actor.person_id)


@pytest.fixture
def school(live):
    school = School()
    for actor in (school.homeroom, school.pupil, school.guardian):
        Account.objects.get_or_create(person_id=actor.person_id, defaults={"username": f"nguoi.{actor.person_id}", "password": "!"})
    space = space_of(school.homeroom)
    space.settings = {"approve": {"learner": ["comment"]}}  # this class reads comments of pupils before they are shown
    space.save()
    return school


def announce(teacher, space, axe):
    """Write an announcement that asks families for their consent."""
    teacher.goto(f"{reverse('social:write', args=[space.uuid])}?loai=announcement")
    teacher.get_by_label("Tiêu đề").fill(TITLE)
    teacher.locator("[name=body]").fill("Lớp mình đi cả ngày thứ Bảy. Bố mẹ trả lời giúp cô nhé.")
    teacher.get_by_label("Cần trả lời gì?").select_option("consent")
    clean(teacher, axe, "bang-tin-viet")
    teacher.get_by_role("button", name="Đăng", exact=True).click()
    expect(teacher.get_by_role("heading", name=TITLE)).to_be_visible()
    clean(teacher, axe, "bang-tin-lop")


def consent(mother, teacher, axe):
    """The mother agrees on her phone; the teacher's screen counts it without being touched."""
    teacher.locator("receipt-count").first.wait_for()
    mother.goto(reverse("social:feed"))
    expect(mother.get_by_role("heading", name=TITLE)).to_be_visible()
    clean(mother, axe, "bang-tin-me")
    mother.get_by_role("button", name="Đồng ý", exact=False).last.click()
    expect(mother.locator(".answered")).to_contain_text("Đã đồng ý")
    assert list(Receipt.objects.exclude(answer="").values_list("answer", flat=True)) == ["yes"]
    expect(teacher.locator("receipt-count .figure[data-side=guardian] .num").first).to_contain_text("1")


def comment(pupil, mother, teacher, axe):
    """A pupil's comment waits, only its writer and the teacher see it; let in, everybody does."""
    pupil.goto(reverse("social:feed"))
    pupil.get_by_role("heading", name=TITLE).wait_for()
    post = pupil.locator("a[href*='/bang-tin/bai/']").first.get_attribute("href").partition("#")[0]
    for page in (pupil, mother, teacher):
        page.goto(post)
    pupil.get_by_label("Viết bình luận").fill("Thưa cô, con mang cơm theo ạ?")
    pupil.locator("form.write button").click()
    expect(pupil.locator(".comment")).to_contain_text("Chờ thầy cô duyệt")
    clean(pupil, axe, "bang-tin-bai-em")
    mother.reload()
    expect(mother.locator(".comment")).to_have_count(0)
    teacher.goto(reverse("social:waiting"))
    expect(teacher.locator(".held")).to_contain_text("con mang cơm theo")
    clean(teacher, axe, "cho-duyet")
    teacher.locator(".held input[name=keys]").check()
    teacher.get_by_role("button", name="Duyệt mục đã chọn").click()
    expect(teacher.locator(".held")).to_have_count(0)
    mother.reload()
    expect(mother.locator(".comment")).to_contain_text("con mang cơm theo")
    clean(mother, axe, "bang-tin-bai-me")
    assert list(Comment.objects.values_list("state", flat=True)) == ["published"]


def talk(mother, teacher, axe):
    """The mother writes to the homeroom teacher, whose open conversation shows it; off line a message waits and goes later."""
    mother.goto(reverse("social:new_chat"))
    mother.locator("button[name=key]").first.click()
    mother.wait_for_url("**/tin-nhan/*-*/")
    clean(mother, axe, "tin-nhan-moi")
    where = mother.url
    teacher.goto(where)
    write(mother, "Em chào cô, cháu Khuê hơi mệt ạ.")
    expect(teacher.locator("chat-log")).to_contain_text("cháu Khuê hơi mệt")
    mother.context.set_offline(True)
    write(mother, "Cháu xin nghỉ một buổi.")
    expect(mother.locator(".waiting")).to_have_count(1)
    mother.context.set_offline(False)
    expect(mother.locator(".waiting")).to_have_count(0, timeout=20_000)
    expect(teacher.locator("chat-log")).to_contain_text("xin nghỉ một buổi")
    clean(teacher, axe, "tin-nhan-co")
    assert list(Message.objects.order_by("seq").values_list("body", flat=True)) == [
        "Em chào cô, cháu Khuê hơi mệt ạ.",
        "Cháu xin nghỉ một buổi.",
    ]
    return where


def write(page, text):
    page.get_by_label("Tin nhắn", exact=True).fill(text)
    page.get_by_role("button", name="Gửi", exact=True).click()


def ask_leave(mother, teacher, where, axe):
    """The mother asks for leave in the conversation; the teacher agrees there."""
    mother.goto(where)
    mother.get_by_label("Gửi ảnh, tệp hoặc đơn").click()
    mother.locator(".say-row").get_by_role("link", name="Xin nghỉ học").click()
    mother.get_by_label("Nghỉ từ ngày").fill("2026-12-07")
    mother.get_by_label("Đến hết ngày").fill("2026-12-07")
    mother.get_by_label("Lí do").fill("Cháu sốt, nằm nhà một hôm")
    clean(mother, axe, "xin-nghi")
    mother.get_by_role("button", name="Gửi đơn").click()
    expect(teacher.locator(".reqcard")).to_contain_text("Cháu sốt", timeout=10_000)
    teacher.reload()
    teacher.get_by_role("button", name="Đồng ý", exact=True).click()
    expect(teacher.locator(".reqcard .chip").first).to_be_visible()
    assert list(AbsenceRequest.objects.values_list("state", flat=True)) == ["confirmed"]


def test_a_school_day_on_three_phones(school, sign_in, axe):
    wrong = []
    teacher, mother, pupil = (watch(sign_in(account_of(actor)), wrong) for actor in (school.homeroom, school.guardian, school.pupil))
    space = Space.objects.get(class_group=school.province.class_group)
    announce(teacher, space, axe)
    consent(mother, teacher, axe)
    comment(pupil, mother, teacher, axe)
    ask_leave(mother, teacher, talk(mother, teacher, axe), axe)
    for page, name in (
        (mother, "chats"),
        (teacher, "communities"),
        (mother, "notify_choices"),
        (teacher, "quiet_hours"),
        (pupil, "safety"),
    ):
        page.goto(reverse(f"social:{name}" if name != "notify_choices" else "core:notify_choices"))
        clean(page, axe, name)
    assert wrong == []
