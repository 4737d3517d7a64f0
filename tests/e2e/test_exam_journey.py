"""The main journey of assessment at phone size: a Word exam becomes a paper of four codes, a test in a course, an answer given without
a network, a mark, a result that a parent reads."""

import io
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from docx import Document
from playwright.sync_api import expect
from pypdf import PdfReader

from assessment.models import AnswerChange, Attempt, Item, ItemScore, Paper, PaperExport, Test
from lms.models import ActivityProgress, Course, TestActivity
from tests.e2e.journey import clean, watch
from tests.factories.assessment_items import make_outcome
from tests.factories.core import make_account, make_class, make_guardianship, make_membership, make_person, make_teaching, make_unit
from tests.factories.delivery import make_pupil

pytestmark = pytest.mark.django_db(transaction=True)

ROOTS = [(4, 2), (9, 3), (16, 4), (25, 5), (36, 6), (49, 7)]
ESSAY = "Một mảnh vườn hình vuông ở xã Tân Trào có diện tích 144 m². Tính chu vi mảnh vườn, trình bày lời giải."
OUTCOME = "Tìm điều kiện xác định và tính căn bậc hai"
TITLE = "Giữa kì Toán 9"


def exam_file():
    """An exam as a teacher types it: levels in brackets, the right letter underlined, an essay in the second part."""
    document = Document()
    document.add_paragraph("PHẦN I. TRẮC NGHIỆM (6 điểm)")
    for number, (square, root) in enumerate(ROOTS, 1):
        document.add_paragraph(f"Câu {number} ({'NB' if number <= 3 else 'TH'}). Căn bậc hai số học của {square} bằng")
        options = document.add_paragraph()
        for letter, value in zip("ABCD", (root - 1, root, root + 1, -root), strict=True):
            options.add_run(f"{letter}.").underline = letter == "B"
            options.add_run(f" {value}\t")
    document.add_paragraph("PHẦN II. TỰ LUẬN (4 điểm)")
    document.add_paragraph(f"Câu 7 (VD). {ESSAY}")
    document.add_paragraph("Lời giải: Cạnh là 12 m, chu vi là 48 m.")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.fixture
def school(live):
    """A teacher with class 9A1, two pupils and the mother of the first."""
    unit, teacher = make_unit(name="Trường THCS Tân Trào", short_name="THCS Tân Trào"), make_person("Ma Thị Thu Hà")
    make_account(teacher)
    make_membership(teacher, unit, "teacher")
    group = make_class(unit, name="9A1")
    make_teaching(teacher, group, kind="homeroom")
    pupil, other = make_pupil(group, "Nông Minh Khuê"), make_pupil(group, "Vi Văn Bảo")
    mother = make_person("Ma Thị Nga")
    make_account(mother)
    make_guardianship(mother, pupil)
    make_outcome(OUTCOME)
    return {"unit": unit, "teacher": teacher, "group": group, "pupil": pupil, "other": other, "mother": mother}


def seen(page, axe, name):
    """Look at a page from its top: what lies half under the bar would count as too small."""
    page.evaluate("scrollTo(0, 0)")
    clean(page, axe, name)


def imported(page, axe, run_jobs):
    """The Word file becomes seven usable questions."""
    page.goto("/kiem-tra/ngan-hang/tao/")
    page.fill("input[name=name]", "Căn thức 9")
    page.select_option("select[name=subject]", label="Toán")
    page.locator("main form button[type=submit]").click()
    page.get_by_role("link", name="Nhập từ Word").click()
    page.locator("input[type=file]").set_input_files(
        {"name": "giua-ki.docx", "mimeType": "application/octet-stream", "buffer": exam_file()}
    )
    page.select_option("select[name=grade]", label="Khối 9")
    page.get_by_role("button", name="Tải lên và đọc").click()
    page.wait_for_url("**/nhap/*-*/")
    run_jobs()
    page.get_by_role("button", name="Đưa 7 câu vào ngân hàng").wait_for()
    seen(page, axe, "thi-1-xem-lai")
    page.get_by_role("button", name="Đưa 7 câu vào ngân hàng").click()
    page.wait_for_url(re.compile(r"/ngan-hang/[0-9a-f-]{36}/(\?.*)?$"))
    page.locator("main input[data-all]").click()
    page.get_by_role("button", name="Ghi thông tin").click()
    sheet = page.locator("dialog[open]")
    sheet.locator("select[name=outcome]").select_option(label=OUTCOME)
    sheet.locator("[name=difficulty]").fill("0,6")
    sheet.get_by_role("button", name="Ghi", exact=True).click()
    expect(page.get_by_text("Đã ghi thông tin cho 7 câu.")).to_be_visible()
    page.locator("main input[data-all]").click()
    page.locator("summary", has_text="Việc khác").click()
    page.get_by_role("button", name="Cho dùng được").click()
    expect(page.get_by_text("7 câu đã dùng được.")).to_be_visible()
    assert {(item.level, item.difficulty, item.ready_id is not None) for item in Item.objects.all()} == {
        ("nb", 0.6, True),
        ("th", 0.6, True),
        ("vd", 0.6, True),
    }


def drawn(page, axe, run_jobs):
    """A blueprint of two parts is completed and draws the paper."""
    page.goto("/kiem-tra/de/ma-tran/moi/")
    page.fill("input[name=name]", TITLE)
    page.select_option("select[name=subject]", label="Toán")
    page.select_option("select[name=grade]", label="Khối 9")
    page.select_option("select[name=scale]", index=0)
    page.get_by_role("button", name="Bắt đầu").click()
    page.select_option("select[name=phan-moi]", label="Tự luận")
    page.get_by_role("button", name="Thêm phần").click()
    cells = {"t-1": "Căn thức", "c-1-I-nb": "3", "c-1-I-th": "3", "c-1-II-vd": "1", "d-I": "1", "d-II": "4", "minutes": "45"}
    for name, value in cells.items():
        page.fill(f"[name='{name}']", value)
    page.get_by_role("button", name="Lưu ma trận").click()
    expect(page.get_by_text("Đã lưu ma trận.")).to_be_visible()
    page.get_by_label(re.compile("Căn thức 9")).check(force=True)
    page.get_by_role("button", name="Xem có đủ câu không").click()
    seen(page, axe, "thi-2-ma-tran")
    page.get_by_role("button", name="Rút đề").click()
    page.wait_for_url("**/rut/**")
    run_jobs()
    page.wait_for_url(re.compile(r"/kiem-tra/de/[0-9a-f-]{36}/$"), timeout=30_000)
    paper = Paper.objects.get()
    assert paper.entries.count() == 7
    return paper


def printed(page, axe, run_jobs, paper):
    """The paper is frozen, shuffled into four codes, printed."""
    page.get_by_role("button", name="Chốt đề").click()
    page.locator("dialog[open] form .btn-primary").click()
    page.locator("#ma-de").wait_for()
    page.locator("#ma-de form [name=count]").fill("4")
    page.locator("#ma-de form button[type=submit]").click()
    expect(page.locator(".code-list a")).to_have_count(4)
    with page.expect_navigation():
        page.get_by_role("button", name=re.compile("^Đề.*PDF")).first.click()
    run_jobs()
    page.locator("#ban-in a[href*='/ban-in/']").first.wait_for(timeout=30_000)
    seen(page, axe, "thi-3-ma-de")
    export = PaperExport.objects.get()
    with export.file.open("rb") as file:
        text = "\n".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(file.read())).pages)
    codes = list(paper.forms.exclude(code="").values_list("code", flat=True))
    assert len(codes) == 4
    assert all(code in text for code in codes)
    assert "Tân Trào" in text


def confirm(page):
    """Say yes to the dialog that asks again, and wait for the page that answers."""
    with page.expect_navigation():
        page.locator("dialog[open] .dialog-foot .btn").last.click()


def given(page, axe, run_jobs, paper, group):
    """A course gets a test of the paper, given to its class at once; pupils see it in the course."""
    page.goto("/lop-hoc/tao/")
    page.fill("input[name=title]", "Toán 9")
    page.locator("main form .btn-primary").click()
    page.wait_for_url("**/soan/")
    course = Course.objects.get()
    page.goto(f"/lop-hoc/{course.uuid}/nguoi/")
    page.locator("form[action$='/giao-lop/'] select").select_option(str(group.pk))
    with page.expect_navigation():
        page.locator("form[action$='/giao-lop/'] button").click()
    page.goto(f"/lop-hoc/{course.uuid}/soan/")
    page.get_by_placeholder("Tên chương mới").fill("Kiểm tra")
    page.get_by_role("button", name="Thêm chương").click()
    page.locator("[data-add] summary").click()
    page.locator(".add-form .kind", has_text="Bài kiểm tra").click()
    page.get_by_label("Tên hoạt động").fill(TITLE)
    page.get_by_role("button", name="Thêm và soạn").click()
    page.wait_for_url("**/bai-kiem-tra/hoat-dong/**")
    seen(page, axe, "thi-4-hoat-dong-moi")
    page.get_by_role("link", name="Tạo bài kiểm tra mới").click()
    page.select_option("select[name=paper]", value=str(paper.pk))
    page.fill("input[name=title]", TITLE)
    page.get_by_label("9A1").check()
    page.fill("input[name=opens_at]", timezone.localtime().strftime("%Y-%m-%dT%H:%M"))
    page.fill("input[name=closes_at]", (timezone.localtime() + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"))
    seen(page, axe, "thi-5-giao-bai")
    page.get_by_role("button", name="Giao ngay").click()
    page.wait_for_url("**/bai-kiem-tra/hoat-dong/**")
    page.locator("button[name=test]").first.click()
    page.get_by_role("button", name="Mở cho lớp").click()
    expect(page.get_by_text(f"Đã mở “{TITLE}”.")).to_be_visible()
    seen(page, axe, "thi-6-da-mo")
    page.goto(f"/lop-hoc/{course.uuid}/mo/")
    with page.expect_navigation():
        page.locator("main form .btn-primary").last.click()
    run_jobs()
    assert Attempt.objects.filter(state="prepared").count() == 2
    return TestActivity.objects.select_related("activity__course").get().activity


def taken(page, axe, activity):
    """From the course to the player; the network goes while answering and comes back before handing in."""
    page.goto(f"/lop-hoc/{activity.course.uuid}/{activity.uuid}/")
    seen(page, axe, "thi-7-trong-khoa-hoc")
    page.get_by_role("link", name="Vào làm bài").click()
    seen(page, axe, "thi-8-cua-vao")
    page.get_by_role("button", name="Bắt đầu làm bài").click()
    page.locator("[data-stage] .q-head h1").wait_for()
    for place in range(7):
        if place == 2:
            page.context.set_offline(True)
        if place == 6:
            page.context.set_offline(False)
        answer(page)
        if place in (0, 3):
            seen(page, axe, f"thi-9-lam-bai-{'mat-mang' if place else 'co-mang'}")
            page.locator("[data-save]", has_text="Giữ trên máy" if place else "Đã lưu").wait_for()
        if place < 6:
            page.locator("[data-go='1']").click()
    page.locator("[data-save]", has_text="Đã lưu").wait_for(timeout=45_000)
    page.locator("[data-overview]").click()
    seen(page, axe, "thi-10-tong-quan")
    page.locator("#tong-quan .btn", has_text="Nộp bài").click()
    page.locator("[data-submit-yes]").click()
    page.wait_for_url("**/xong/")
    seen(page, axe, "thi-11-da-nop")


def answer(page):
    """Answer the question on the screen: the root, or the essay."""
    words = page.locator("[data-stage]").inner_text()
    found = re.search(r"Căn bậc hai số học của (\d+)", words)
    if found is None:
        page.locator("[data-stage] [contenteditable], [data-stage] textarea").first.click()
        page.keyboard.type("Cạnh mảnh vườn là 12 m. Chu vi là 12 . 4 = 48 m.")
        return
    root = str(dict(ROOTS)[int(found[1])])
    page.locator(".opts .opt").filter(has_text=re.compile(rf"(^|\D)(?<!-){root}$")).first.click()


def marked(page, axe, run_jobs, test):
    """The essay is marked, the results go out."""
    run_jobs()
    page.goto("/")
    page.goto(f"/kiem-tra/{test.uuid}/cham/")
    seen(page, axe, "thi-12-cham")
    page.goto(f"/kiem-tra/{test.uuid}/cham/cau/7/")
    expect(page.locator("main")).to_contain_text("Chu vi là 12 . 4 = 48 m")
    page.locator("#diem").fill("3,5")
    page.locator("#loi-phe").fill("Đúng, em ghi thêm đơn vị ở bước đầu nhé.")
    seen(page, axe, "thi-13-ban-cham")
    page.locator(".mark-form .btn-primary").click()
    expect(page.locator("main")).to_contain_text("Đã chấm")
    page.goto(f"/kiem-tra/{test.uuid}/")
    page.get_by_role("button", name="Đóng bài").click()
    confirm(page)
    run_jobs()
    page.goto(f"/kiem-tra/{test.uuid}/tra-bai/")
    seen(page, axe, "thi-14-tra-bai")
    page.locator("form[data-confirm] .btn-primary").first.click()
    confirm(page)
    expect(page.get_by_text("Đã trả 1 bài.")).to_be_visible()
    run_jobs()
    test.refresh_from_db()
    assert test.released_at is not None


def read_by_the_parent(page, axe, live_test):
    """The mother is told, opens the result, reads mark and words."""
    page.goto("/")
    expect(page.locator("main")).to_contain_text(TITLE)
    seen(page, axe, "thi-15-hom-nay-phu-huynh")
    page.goto("/thong-bao/")
    expect(page.locator("main")).to_contain_text(TITLE)
    page.get_by_text(re.compile(f"kết quả “{TITLE}”")).first.click()
    expect(page.locator("main")).to_contain_text("9,5")
    expect(page.locator("main")).to_contain_text("Đúng, em ghi thêm đơn vị ở bước đầu nhé.")
    seen(page, axe, "thi-16-ket-qua-phu-huynh")


def test_from_the_word_file_to_the_parent(school, sign_in, axe, run_jobs):
    wrong: list[str] = []
    teacher = watch(sign_in(school["teacher"].account), wrong)
    imported(teacher, axe, run_jobs)
    paper = drawn(teacher, axe, run_jobs)
    printed(teacher, axe, run_jobs, paper)
    activity = given(teacher, axe, run_jobs, paper, school["group"])
    pupil = watch(sign_in(school["pupil"].account), wrong)
    taken(pupil, axe, activity)
    test = Test.objects.get()
    marked(teacher, axe, run_jobs, test)
    attempt = Attempt.objects.get(state="submitted", person=school["pupil"])
    assert attempt.score_points == Decimal("9.5")
    assert ItemScore.objects.filter(attempt=attempt).count() == 7
    assert AnswerChange.objects.filter(attempt=attempt).values("device", "number").distinct().count() == AnswerChange.objects.count()
    read_by_the_parent(watch(sign_in(school["mother"].account), wrong), axe, test)
    pupil.goto(f"/lop-hoc/{activity.course.uuid}/{activity.uuid}/")
    expect(pupil.locator("main")).to_contain_text("9,5")
    seen(pupil, axe, "thi-17-khoa-hoc-co-diem")
    row = ActivityProgress.objects.get(activity=activity, person=school["pupil"])
    assert (row.state, row.score_ratio) == ("completed", 0.95)
    assert wrong == []
