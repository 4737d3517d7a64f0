"""What a class does besides news: a pupil shows a work, the teacher asks and invites, a mother sees her own child's and answers."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from core.models import Account
from social.feeds.models import Attendance, Vote
from social.portfolio.models import Work
from tests.e2e.journey import PICTURE, clean, watch
from tests.factories.social import space_of
from tests.social.messaging.school import School

pytestmark = pytest.mark.django_db(transaction=True)
TITLE = "Tranh cây đa Tân Trào"


@pytest.fixture
def phones(live, sign_in):
    """The phones of a school's people by name, and what went wrong on them."""
    school, wrong = School(), []

    def phone(name):
        person = getattr(school, name).person_id
        account, _made = Account.objects.get_or_create(person_id=person, defaults={"username": f"nguoi.{person}", "password": "!"})
        return watch(sign_in(account), wrong)

    return school, phone, wrong


def test_a_work_of_a_pupil_is_approved_and_its_own_family_sees_it(phones, axe):
    _school, phone, wrong = phones
    pupil, teacher, mother, other = (phone(name) for name in ("pupil", "homeroom", "guardian", "other_guardian"))
    pupil.goto(reverse("social:work_new"))
    pupil.get_by_label("Tên tác phẩm").fill(TITLE)
    pupil.locator("[name=body]").fill("Em vẽ bằng màu nước.")
    pupil.locator("[name=pictures]").set_input_files(PICTURE)
    pupil.get_by_label("Ảnh có gì?").fill("Cây đa bên đình")
    clean(pupil, axe, "tac-pham-moi")
    pupil.get_by_role("button", name="Gửi thầy cô xem").click()
    expect(pupil.locator("main")).to_contain_text(TITLE)
    clean(pupil, axe, "goc-cua-em")
    where = reverse("social:work", args=[Work.objects.get().uuid])
    assert mother.goto(where).status == 404  # not before the teacher has seen it

    teacher.goto(reverse("social:portfolio"))
    clean(teacher, axe, "goc-thay-co")
    teacher.get_by_role("link", name=TITLE).first.click()
    clean(teacher, axe, "tac-pham-duyet")
    teacher.get_by_label("Lời nhắn").fill("Em tô trời rất khéo.")
    teacher.get_by_role("button", name="Duyệt").click()
    expect(teacher.locator("main")).to_contain_text("Không còn tác phẩm nào chờ.")

    mother.goto(reverse("social:portfolio"))
    expect(mother.locator("main")).to_contain_text(TITLE)
    clean(mother, axe, "goc-gia-dinh")
    mother.goto(where)
    expect(mother.get_by_role("img", name="Cây đa bên đình")).to_be_visible()
    expect(mother.locator("main")).to_contain_text("Em tô trời rất khéo.")
    clean(mother, axe, "tac-pham")
    assert other.goto(where).status == 404
    other.goto(reverse("social:portfolio"))
    expect(other.locator("main")).not_to_contain_text(TITLE)
    assert wrong == []


def write(page, space, kind):
    page.goto(f"{reverse('social:write', args=[space.uuid])}?loai={kind}")
    return page


def post(page, title):
    page.get_by_role("button", name="Đăng", exact=True).click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()


def test_a_teacher_asks_and_invites_and_a_mother_answers_both(phones, axe):
    school, phone, wrong = phones
    teacher, mother = phone("homeroom"), phone("guardian")
    space = space_of(school.homeroom)
    write(teacher, space, "poll").locator("[name=title]").fill("Họp lúc nào?")
    teacher.get_by_label("Các lựa chọn").fill("Sáng thứ Bảy\nChiều thứ Bảy")
    teacher.get_by_label("Không hiện tên người chọn").uncheck()
    clean(teacher, axe, "viet-binh-chon")
    post(teacher, "Họp lúc nào?")
    write(teacher, space, "event").locator("[name=title]").fill("Họp phụ huynh")
    teacher.locator("[name=starts_at]").fill("2031-03-08T08:00")
    teacher.locator("[name=place]").fill("Phòng 12")
    clean(teacher, axe, "viet-su-kien")
    post(teacher, "Họp phụ huynh")

    mother.goto(reverse("social:feed"))
    clean(mother, axe, "bang-tin-binh-chon-su-kien")
    mother.get_by_role("radio", name="Chiều thứ Bảy").check()
    expect(mother.locator(".opt-poll.chosen")).to_contain_text("Chiều thứ Bảy")
    mother.locator(".coming button[value=yes]").click()
    expect(mother.locator(".coming button[value=yes]")).to_have_attribute("aria-pressed", "true")
    assert list(Vote.objects.values_list("option", "person_id")) == [(1, school.guardian.person_id)]
    assert list(Attendance.objects.values_list("answer", "person_id")) == [("yes", school.guardian.person_id)]
    mother.goto(reverse("social:space_events", args=[space.uuid]))
    expect(mother.locator("main")).to_contain_text("Họp phụ huynh")
    clean(mother, axe, "su-kien")
    teacher.goto(reverse("social:feed"))
    teacher.get_by_role("link", name="ai chọn gì").click()
    expect(teacher.locator("main")).to_contain_text("Nông Thị Nhung")
    clean(teacher, axe, "ai-chon-gi")
    assert wrong == []
