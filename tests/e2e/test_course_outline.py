"""A teacher builds a course in a real browser: outline, keyboard, drag, settings, publishing; and everybody's Lớp học."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from lms.models import Course
from tests.factories.core import (
    make_account,
    make_class,
    make_enrolment,
    make_grade,
    make_membership,
    make_person,
    make_subject,
    make_teaching,
    make_unit,
)
from tests.factories.courses import make_activity, make_course, make_course_class, make_section, make_version

LOOKS = os.environ.get("LOOKS", "")


def look(page, name):
    """Keep a picture where somebody wants to look."""
    if LOOKS:
        page.wait_for_timeout(350)
        page.screenshot(path=str(Path(LOOKS) / f"{name}.png"))


@pytest.fixture
def school(live):
    """A school with a teacher who has courses, a class and pupils."""
    unit = make_unit(make_unit(kind="department", name="Sở Giáo dục và Đào tạo Tuyên Quang"), name="Trường THCS Tân Trào")
    hoa = make_person("Trần Thị Hoa")
    make_membership(hoa, unit)
    account = make_account(hoa)
    subjects = [make_subject("toan", "Toán"), make_subject("van", "Ngữ văn"), make_subject("khtn", "Khoa học tự nhiên")]
    for number, subject in enumerate(subjects):
        course = make_course(unit, owner=hoa, title=f"{subject.name} 9, học kì I", subject=subject, grade=make_grade())
        for title in ("Chương IV. Hệ thức lượng trong tam giác vuông", "Chương V. Đường tròn"):
            part = make_section(course, title)
            made = [make_activity(part, title=f"{name}, phần {number + 1}") for name in ("Tỉ số lượng giác của góc nhọn", "Ôn tập chương")]
            made[1].after = made[0]
            made[1].save()
        if number < 2:
            make_version(course)
        for name in ("9A1", "9A2"):
            if number == 0:
                group = make_class(unit, name)
                make_teaching(hoa, group)
                make_course_class(course, group)
                for pupil in ("Nông Minh Khuê", "Bàn Văn Dũng", "Phàn Thị Mùi"):
                    make_enrolment(group, make_person(pupil))
    make_course(unit, owner=hoa, title="Bồi dưỡng học sinh giỏi cấp tỉnh môn Toán lớp 9, năm học 2026-2027")
    return account


def saved_order(course):
    return [activity.title for activity in course.activities.filter(is_removed=False).order_by("section__position", "position")]


@pytest.mark.parametrize(("size", "dark"), [("phone", True), ("desktop", False)])
def test_pages_are_clean(school, sign_in, axe, size, dark):
    page = sign_in(school, size=size, dark=dark)
    course = Course.objects.get(title__startswith="Toán")
    template = make_course(
        course.unit, owner=school.person, title="Toán 9: khung chung của trường", is_template=True, subject=course.subject
    )
    template.summary = "Khung chung cho cả tổ Toán, gồm bài giảng và phiếu học tập."
    template.save()
    make_activity(make_section(template))
    make_version(template)
    file = make_activity(course.sections.first(), kind="file", title="Phiếu học tập", config={})
    text = make_activity(
        course.sections.first(), kind="page", title="Dặn dò", config={"draft": {"html": "<h3>Dặn dò</h3><p>Mang theo thước dây.</p>"}}
    )
    name = f"{size}{'-dark' if dark else ''}"
    base = f"/lop-hoc/{course.uuid}/"
    for label, path in {
        "list": "/lop-hoc/",
        "editor": base + "soan/",
        "people": base + "nguoi/",
        "versions": base + "lich-su/",
        "settings": base + "cai-dat/",
        "copy": base + "sao-chep/",
        "publish": base + "mo/",
        "outline": base + "muc-luc/",
        "templates": "/lop-hoc/kho-mau/",
        "new": "/lop-hoc/tao/",
        "activity": base + f"soan/{file.uuid}/cai-dat/",
        "file": base + f"soan/{file.uuid}/noi-dung/",
        "page": base + f"soan/{text.uuid}/noi-dung/",
    }.items():
        page.goto(path)
        look(page, f"{label}-{name}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{path} scrolls sideways"
        assert axe(page) == [], path


def test_outline_by_keyboard_and_by_hand(school, sign_in, axe):
    page = sign_in(school, size="desktop")
    problems, measured = [], []

    def heard(message):
        """Axe measures with inline styles that the policy blocks: after its first run those are not the page's."""
        if message.type == "error" and not (measured and "inline style" in message.text):
            problems.append(message.text)

    page.on("console", heard)
    page.on("pageerror", lambda error: problems.append(str(error)))

    def checked():
        assert problems == []
        measured.append(True)
        assert axe(page) == []

    course = Course.objects.get(title__startswith="Khoa học")
    page.goto(f"/lop-hoc/{course.uuid}/soan/")
    before = saved_order(course)

    page.locator("[data-item] [data-key]").first.focus()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator("[data-said]")).to_contain_text("vị trí 2 trên 4")
    assert saved_order(course) == [before[1], before[0], *before[2:]]
    assert page.evaluate("document.activeElement.textContent") == before[0]

    grip, target = page.locator("[data-item] [data-grip]").first, page.locator("[data-item]").nth(3)
    start, end = grip.bounding_box(), target.bounding_box()
    page.mouse.move(start["x"] + 8, start["y"] + 20)
    page.mouse.down()
    page.mouse.move(start["x"] + 8, end["y"] - 30, steps=6)
    page.mouse.move(start["x"] + 8, end["y"] + end["height"] - 6, steps=6)
    look(page, "dragging")
    with page.expect_response("**/chuyen/"):
        page.mouse.up()
    expect(page.locator("[data-said]")).to_contain_text("vị trí 4 trên 4")
    assert saved_order(course) == [before[0], *before[2:], before[1]]

    page.get_by_placeholder("Tên chương mới").fill("Chương VI. Một số yếu tố thống kê")
    page.get_by_role("button", name="Thêm chương").click()
    page.get_by_role("heading", name="Chương VI. Một số yếu tố thống kê").wait_for()
    page.locator("[data-add] summary").last.click()
    look(page, "add")
    checked()

    page.locator(".act .menu summary").first.click()
    look(page, "menu")
    page.get_by_role("link", name="Hạn, điều kiện, cách tính xong").first.click()
    page.get_by_label("Thời lượng (phút)").fill("45")
    page.get_by_label("Hạn làm").fill("2026-12-04T21:00")
    look(page, "settings-dialog")
    checked()
    page.get_by_role("button", name="Lưu cài đặt").click()
    page.locator(".act").first.get_by_text("45 phút").wait_for()
    assert page.locator("#cai-dat").get_attribute("open") is None

    page.get_by_role("link", name="Mở khoá học").click()
    page.locator("#mo-khoa form").wait_for()
    look(page, "publish-dialog")
    checked()
    page.locator("#mo-khoa").get_by_role("button", name="Mở khoá học").click()
    page.get_by_text("Học sinh đang thấy đúng khung này").wait_for()
    course.refresh_from_db()
    assert (course.state, course.published_version.number) == ("published", 1)
    assert problems == []


def test_new_page_activity_is_written_with_marks(school, sign_in):
    page = sign_in(school, size="desktop")
    course = Course.objects.get(title__startswith="Toán")
    page.goto(f"/lop-hoc/{course.uuid}/soan/")
    page.locator("[data-add] summary").first.click()
    page.locator("[data-add]").first.get_by_text("Trang", exact=True).click()
    page.locator("[data-add]").first.get_by_label("Tên hoạt động").fill("Dặn dò buổi đo bóng cây")
    page.get_by_role("button", name="Thêm và soạn").first.click()
    page.get_by_role("textbox", name="Nội dung trang").click()
    page.keyboard.type("Mang theo ")
    page.keyboard.press("Control+b")
    page.keyboard.type("thước dây")
    page.get_by_role("button", name="Lưu và mở cho lớp").click()
    page.get_by_text("Dặn dò buổi đo bóng cây").first.wait_for()
    activity = course.activities.get(kind="page")
    assert (
        activity.config["published"]["html"] == "<p>Mang theo <strong>thước dây</strong></p>"
        or "<strong>thước dây</strong>" in activity.config["published"]["html"]
    )
    assert activity.is_published


def test_outline_works_without_scripts(school, sign_in):
    page = sign_in(school, size="phone", javascript=False)
    course = Course.objects.get(title__startswith="Khoa học")
    page.goto(f"/lop-hoc/{course.uuid}/soan/")
    page.get_by_placeholder("Tên chương mới").fill("Chương VI")
    page.get_by_role("button", name="Thêm chương").click()
    assert page.get_by_role("heading", name="Chương VI").is_visible()
    page.locator(".act .menu summary").first.click()
    page.get_by_role("link", name="Hạn, điều kiện, cách tính xong").first.click()
    page.get_by_label("Thời lượng (phút)").fill("30")
    page.get_by_role("button", name="Lưu cài đặt").click()
    assert page.get_by_text("30 phút").first.is_visible()
