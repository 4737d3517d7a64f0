"""Two phones: a mother and the homeroom teacher write, off line and back, see what was read, ask leave and answer it, in quiet hours too."""

from datetime import time

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core.models import Person
from social.messaging.models import AbsenceRequest, Message, QuietHours
from social.messaging.services import pass_on, release_due
from tests.e2e.journey import clean, look, watch
from tests.social.messaging.school import School

pytestmark = pytest.mark.django_db(transaction=True)


def say(page, words):
    page.locator("#tn").fill(words)
    page.locator("[data-part=send]").click()


def ticks(page, state):
    return page.locator(f".msg.me .tick-state[data-state={state}]")


def test_a_mother_and_a_teacher_talk(live, sign_in, axe):
    school = School()
    url = reverse("social:chat", args=[school.chat().uuid])
    wrong = []
    phones = [sign_in(Person.objects.get(pk=actor.person_id).account) for actor in (school.guardian, school.homeroom)]
    mother, teacher = (watch(page, wrong) for page in phones)
    mother.goto(url)
    expect(mother.locator(".about")).to_have_text("Về em Nông Minh Khuê · 9A2")
    say(mother, "Chào cô, dạo này cháu học thế nào ạ?")
    expect(ticks(mother, "sent")).to_have_count(1)

    teacher.goto(reverse("social:chats"))
    expect(teacher.locator(".rows .badge")).to_contain_text("1")
    expect(ticks(mother, "delivered")).to_have_count(1)
    clean(teacher, axe, "chats")
    teacher.get_by_role("link", name="Nông Thị Nhung").click()
    expect(ticks(mother, "read")).to_have_count(1)

    mother.context.set_offline(True)
    for words in ("Cháu ở nhà chăm hơn", "Chỉ còn hơi rụt rè"):
        say(mother, words)
    expect(mother.locator(".msg.waiting .at")).to_have_text(["Chờ mạng", "Chờ mạng"])
    say(teacher, "Khuê tiến bộ nhiều chị ạ")
    expect(ticks(teacher, "sent")).to_have_count(1)
    mother.context.set_offline(False)
    everything = ["Chào cô, dạo này cháu học thế nào ạ?", "Khuê tiến bộ nhiều chị ạ", "Cháu ở nhà chăm hơn", "Chỉ còn hơi rụt rè"]
    for page in (mother, teacher):
        expect(page.locator(".msg[data-seq] .body")).to_have_text(everything, timeout=20_000)
    assert list(Message.objects.order_by("seq").values_list("body", flat=True)) == everything

    mother.goto(reverse("social:absence_new", args=[url.split("/")[2]]))
    clean(mother, axe, "absence")
    mother.locator("#id_reason").fill("Khám răng ở bệnh viện")
    mother.get_by_role("button", name="Gửi đơn").click()
    expect(mother.locator(".reqcard .chip")).to_have_text("Chờ trả lời")
    teacher.get_by_role("button", name="Đồng ý", exact=True).click()
    expect(teacher.locator(".reqcard .chip")).to_have_text("Đã duyệt")
    pass_on(AbsenceRequest.objects.get().pk)
    expect(mother.locator(".reqcard .stepper .done")).to_have_count(3)
    look(mother, "tin-nhan")

    QuietHours.objects.update(is_on=True, starts=time(0), ends=time(23, 59, 59))
    mother.reload()
    expect(mother.locator("#yt")).to_contain_text("Giờ yên tĩnh")
    say(mother, "Cảm ơn cô ạ")
    expect(mother.locator(".msg.waiting[data-seq]")).to_contain_text("Tới nơi lúc 23:59")
    clean(mother, axe, "chat")
    teacher.reload()
    expect(teacher.get_by_text("Khuê tiến bộ nhiều chị ạ")).to_be_visible()
    expect(teacher.get_by_text("Cảm ơn cô ạ", exact=True)).to_have_count(0)
    Message.objects.filter(arrived=None).update(visible_at=Message.objects.first().created_at)
    release_due()
    expect(teacher.locator(".msg.in .body").last).to_have_text("Cảm ơn cô ạ")
    assert wrong == []
