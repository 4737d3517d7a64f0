"""The main job, whole: a roster, log-ins, a course, a lesson from Word, picture, film and H5P; studied on a phone that loses the network;
the teacher's board moves, the parent sees it. And the reading pages without scripts. The server is a process of its own, as `make run`
starts it, with its worker; what it holds in the end is measured."""

import re
import time
from pathlib import Path

import psutil
import pytest
from django.db import connection
from playwright.sync_api import expect

from core.access.types import Actor
from core.models import Account, ClassGroup, Person, Subject
from core.organisations.services.reference import load_reference_data
from lms.models import Activity, ActivityProgress, CheckpointAnswer, H5PResult, LearnerChange
from tests.e2e import journey as steps
from tests.e2e import reading
from tests.factories.core import make_account, make_membership, make_person, make_unit
from tests.faults.processes import Server

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def server(transactional_db, settings):
    """`manage.py serve` over the rows and the files of this test."""
    database = Path(settings.DATA_DIR) / "cayda.sqlite3"
    database.symlink_to(connection.settings_dict["NAME"])
    server = Server()
    server.environment["BASE_URL"] = server.url
    try:
        server.start()
        server.wait()
        yield server
    finally:
        server.stop()
        database.unlink()


@pytest.fixture
def live(server, settings):
    """Its address, for pages and sessions."""
    settings.BASE_URL = server.url
    return server.url


@pytest.fixture
def school(live):
    """A school with its administrator and a teacher; everything else is done in the browser."""
    load_reference_data(actor=Actor.system("test"))
    unit = make_unit(
        make_unit(kind="department", name="Sở Giáo dục và Đào tạo Tuyên Quang"), name="Trường THCS Tân Trào", short_name="THCS Tân Trào"
    )
    people = {}
    for key, name, role in (("admin", "Hoàng Văn Nam", "unit_admin"), ("teacher", "Ma Thị Thu Hà", "teacher")):
        people[key] = make_person(name)
        make_membership(people[key], unit, role)
        make_account(people[key])
    return {"unit": unit, **people}


def eventually(check, seconds=20):
    """Wait for what the server does off the request path."""
    deadline = time.monotonic() + seconds
    while not check() and time.monotonic() < deadline:
        time.sleep(0.2)
    assert check()


def authored(school, sign_in, axe, wrong):
    """The roster, the slips, the course and the lesson, by the administrator and the teacher; returns what others need."""
    desk = steps.watch(sign_in(school["admin"].account, size="desktop"), wrong)
    steps.import_roster(desk, school["unit"], axe)
    group = ClassGroup.objects.select_related("unit").get(key="8A1")
    steps.give_class(desk, group, school["teacher"], Subject.objects.get(key="ls-dl"), axe)
    logins, _none = steps.print_slips(desk, group, "passwords", axe)
    _none, codes = steps.print_slips(desk, group, "guardians", axe)
    teacher = steps.watch(sign_in(school["teacher"].account, size="desktop"), wrong)
    teacher.goto("/")
    steps.clean(teacher, axe, "hom-nay-giao-vien-moi")
    steps.upload_package(teacher, axe)
    steps.make_course(teacher, group, axe)
    steps.import_word(teacher, axe)
    steps.write_lesson(teacher, axe)
    steps.publish(teacher, axe)
    return {
        "group": group,
        "logins": logins,
        "codes": codes,
        "teacher": teacher,
        "activity": Activity.objects.select_related("course").get(),
    }


def url_of(made):
    return f"/lop-hoc/{made['activity'].course.uuid}/{made['activity'].uuid}/"


def board_of(made, axe):
    """The teacher's board before anybody came; the mark on it shows a reload."""
    page = made["teacher"]
    page.goto(f"{url_of(made)}bang/{made['group'].uuid}/")
    expect(page.locator("[data-count=not]")).to_have_text("16")
    page.locator("form[action$='/bat-dau/'] button").click()
    expect(page.locator("[data-clock]")).to_be_visible()
    page.evaluate("window.__same = true")
    return page


def studied_with_a_hole_in_the_network(page, board, made, axe):
    """Signed in for the first time, the lesson is kept, the network goes after the first question and comes back at the end."""
    steps.clean(page, axe, "hom-nay-hoc-sinh")
    page.goto(f"/lop-hoc/{made['activity'].course.uuid}/")
    steps.clean(page, axe, "khoa-hoc-hoc-sinh")
    page.locator(".hero .btn-hero").click()
    reading.ready(page)
    steps.clean(page, axe, "bai-hoc-1-mo")
    expect(board.locator("[data-count=in]")).to_have_text("1", timeout=15_000)
    reading.worker_ready(page)
    reading.keep(page)
    form = reading.answer(page, "Tháng Tám")
    expect(form.locator("[data-reply=right]")).to_be_visible()
    steps.clean(page, axe, "bai-hoc-2-cau-chot")
    expect(page.locator("[data-saved]")).to_contain_text(re.compile(r"\d\d:\d\d"), timeout=15_000)
    reading.go_on(page)
    steps.clean(page, axe, "bai-hoc-3-anh")
    steps.look(board, "bang-lop-1-dang-hoc")
    assert axe(board) == []

    page.context.set_offline(True)
    page.reload()
    reading.ready(page)
    expect(page.locator("main figure img:visible")).to_have_js_property("complete", True)
    assert page.locator("main figure img:visible").evaluate("picture => picture.naturalWidth") > 0
    reading.go_on(page)
    steps.play_package(page)
    page.wait_for_selector('cd-h5p[data-sent="kept"]', timeout=30_000)
    form = reading.answer(page, "Ủy ban Dân tộc giải phóng Việt Nam")
    expect(form.locator("[data-reply=right]")).to_be_visible()
    expect(page.locator("[data-end-title]")).to_contain_text("Em đã xong bài này")
    expect(page.locator("[data-end-card] .ring")).to_have_text("100%")
    steps.clean(page, axe, "bai-hoc-4-mat-mang")
    row = ActivityProgress.objects.get()
    assert (row.state, CheckpointAnswer.objects.count(), H5PResult.objects.filter(attempts__gt=0).count()) == ("in_progress", 1, 0)
    assert board.locator("[data-count=done]").inner_text() == "0"


def arrived(made):
    """All that was done without a network is there, once."""
    eventually(lambda: ActivityProgress.objects.get().state == "completed")
    eventually(lambda: H5PResult.objects.filter(attempts=1, best_ratio=1.0).exists())
    row = ActivityProgress.objects.get()
    assert (row.percent, row.score_ratio) == (100, 1.0)
    assert sorted(CheckpointAnswer.objects.values_list("tries", "is_correct")) == [(1, True), (1, True)]
    assert LearnerChange.objects.filter(kind="answer").count() == 2


def read_without_scripts(open_page, username, made, parent_page, child):
    """Today, course and lesson of another pupil without scripts, a question answered by its form; the parent's pages too."""
    page = open_page("phone", javascript=False)
    steps.sign_in_plainly(page, username, made["logins"][username])
    expect(page.locator(".hero h2")).to_contain_text("Quốc dân Đại hội Tân Trào")
    steps.look(page, "khong-script-hom-nay")
    page.locator(".hero .btn-hero").click()
    for words in ("Đại hội quốc dân", "Xem và nhớ", "Luyện tập", "Đại hội đã cử ra cơ quan nào?"):
        expect(page.locator("[data-lesson]")).to_contain_text(words)
    steps.look(page, "khong-script-bai-hoc", whole=True)
    form = reading.answer(page, "Tháng Năm")
    expect(page.locator("form[data-checkpoint]").first.locator("[data-reply=wrong]")).to_be_visible()
    form = reading.answer(page, "Tháng Tám")
    expect(form.locator("[data-reply=right]")).to_be_visible()
    answer = CheckpointAnswer.objects.get(person__account__username=username)
    assert (answer.tries, answer.is_correct) == (2, True)
    page.goto(f"/lop-hoc/{made['activity'].course.uuid}/")
    expect(page.locator("main")).to_contain_text("Quốc dân Đại hội Tân Trào")
    plain = open_page("phone", javascript=False)
    plain.context.add_cookies(parent_page.context.cookies())
    for path in ("/", f"/con-toi/{child.uuid}/", f"/con-toi/{child.uuid}/{made['activity'].course.uuid}/"):
        plain.goto(path)
        expect(plain.locator("main")).to_contain_text(re.compile("Khuê|Quốc dân Đại hội"))


def test_main_journey(server, school, sign_in, open_page, axe):
    wrong = []
    made = authored(school, sign_in, axe, wrong)
    child = Person.objects.get(given_name="Khuê")
    board = board_of(made, axe)
    phone = steps.watch(open_page("phone"), wrong)
    steps.first_sign_in(phone, child.account.username, made["logins"][child.account.username], axe)
    studied_with_a_hole_in_the_network(phone, board, made, axe)
    parent = steps.watch(open_page("phone"), wrong)
    steps.join_by_code(parent, made["codes"]["Nông Minh Khuê"], "2013-03-05", axe)
    parent.goto(f"/con-toi/{child.uuid}/{made['activity'].course.uuid}/")
    expect(parent.locator("main")).to_contain_text("Xong 0/1 bài")

    phone.context.set_offline(False)
    arrived(made)
    expect(board.locator("[data-count=done]")).to_have_text("1", timeout=15_000)
    assert board.evaluate("window.__same")
    steps.look(board, "bang-lop-2-xong")
    expect(phone.locator("[data-saved]")).not_to_contain_text("Giữ", timeout=15_000)
    steps.clean(phone, axe, "bai-hoc-5-co-mang")
    parent.goto("/")
    steps.clean(parent, axe, "phu-huynh-3-hom-nay")
    parent.goto(f"/con-toi/{child.uuid}/")
    expect(parent.locator("main")).to_contain_text("Xong 1/1 bài")
    steps.clean(parent, axe, "phu-huynh-4-con")
    parent.goto(f"/con-toi/{child.uuid}/{made['activity'].course.uuid}/")
    steps.clean(parent, axe, "phu-huynh-5-khoa-hoc")
    other = Account.objects.get(person__given_name="Mùi").username
    read_without_scripts(open_page, other, made, parent, child)
    assert wrong == []
    resident_mb = psutil.Process(server.process.pid).memory_info().rss // 2**20
    print(f"resident after the journey: {resident_mb} MB")
    assert resident_mb < 400
