"""Steps of the main journey, each as a person does it in the browser; the test puts them in order.

With `CAYDA_PICTURES=folder` each look is kept there as a PNG (`docs/pictures` is made from such a run).
"""

import html
import io
import os
import re
from pathlib import Path

from docx import Document
from openpyxl import load_workbook
from playwright.sync_api import expect
from pypdf import PdfReader

from core.signin.rules import ungrouped
from tests.factories.h5p import pack, package_files

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT.parent / "shared" / "samples"
PICTURE = ROOT / "lms" / "management" / "demo" / "pictures" / "tan-trao.png"
PICTURES = os.environ.get("CAYDA_PICTURES", "")
PUPILS = [
    ["8A1", "Nông Minh Khuê", "05/03/2013", "Nam", "Tày", "Ma Thị Hoa", "0912345678"],
    ["8A1", "Phàn Thị Mùi", "07/09/2013", "Nữ", "Dao", "", ""],
    ["8A1", "Bàn Văn Dũng", "21/11/2013", "Nam", "Dao", "", ""],
    ["8A1", "Hoàng Thị Thu Hương", "30/04/2013", "Nữ", "Nùng", "", ""],
    ["8A1", "Lý A Páo", "19/08/2013", "Nam", "Mông", "", ""],
    ["8A1", "Ma Thị Lan Anh", "12/01/2013", "Nữ", "Tày", "", ""],
    ["8A1", "Nguyễn Đức Hải", "25/12/2013", "Nam", "Kinh", "", ""],
    ["8A1", "Trương Thị Nga", "03/06/2013", "Nữ", "Sán Chay", "", ""],
    ["8A1", "Quan Văn Tuấn", "28/02/2013", "Nam", "Tày", "", ""],
    ["8A1", "Đặng Thị Ghển", "14/07/2013", "Nữ", "Dao", "", ""],
    ["8A1", "La Quốc Việt", "02/09/2013", "Nam", "Tày", "", ""],
    ["8A1", "Triệu Thị Xuân", "20/03/2013", "Nữ", "Dao", "", ""],
    ["8A1", "Nịnh Văn Sơn", "16/10/2013", "Nam", "Sán Chay", "", ""],
    ["8A1", "Hà Thị Ngọc Bích", "08/08/2013", "Nữ", "Tày", "", ""],
    ["8A1", "Vàng Seo Sính", "11/05/2013", "Nam", "Mông", "", ""],
    ["8A1", "Lương Gia Hân", "23/09/2013", "Nữ", "Tày", "", ""],
    ["8A1", "Trần Gia Bảo", "31/02/2013", "Nam", "Kinh", "", ""],
]
HEADINGS = ["Mã lớp", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Họ tên mẹ", "SĐT mẹ"]


def look(page, name, whole=False):
    """Keep a picture where somebody wants to look."""
    if PICTURES:
        page.wait_for_timeout(450)
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=whole)


def watch(page, wrong):
    """Write down what must not happen: errors of the server and of scripts."""
    page.on("response", lambda answer: wrong.append(f"{answer.status} {answer.url}") if answer.status >= 500 else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    return page


def clean(page, axe, name):
    """The page holds together: no sideways scroll, axe clean, a picture of it."""
    look(page, name)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} scrolls sideways"
    found = axe(page)
    assert found == [], f"{name}: {found}"


# Files people bring


def roster_file(template, rows=PUPILS, renamed="Lớp các em học"):
    """Fill the sector's template as a secretary does; the column of the class has a heading of the school's own."""
    book = load_workbook(io.BytesIO(template))
    sheet = book.active
    place = {re.sub(r"\W+$", "", str(cell.value)): cell.column for cell in sheet[1]}
    for number, row in enumerate(rows, 2):
        for heading, value in zip(HEADINGS, row, strict=True):
            sheet.cell(number, place[heading], value)
    sheet.cell(1, place["Mã lớp"], renamed)
    out = io.BytesIO()
    book.save(out)
    return {
        "name": "Danh sách 8A1.xlsx",
        "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "buffer": out.getvalue(),
    }


def word_file():
    """The sample test about Tân Trào, or a document of the same words where the samples are not."""
    sample = SAMPLES / "word-exams" / "de-kiem-tra-lich-su-dia-li-8.docx"
    return {
        "name": sample.name,
        "mimeType": "application/octet-stream",
        "buffer": sample.read_bytes() if sample.exists() else written_document(),
    }


def written_document():
    document = Document()
    document.add_heading("Quốc dân Đại hội Tân Trào", 1)
    document.add_paragraph("“Đại hội quốc dân họp tại đình Tân Trào trong hai ngày 16 và 17 tháng 8 năm 1945.”")
    document.add_paragraph("Tán thành chủ trương tổng khởi nghĩa", style="List Bullet")
    document.add_paragraph("Cử ra Ủy ban Dân tộc giải phóng Việt Nam", style="List Bullet")
    table = document.add_table(2, 2)
    for cell, words in zip((cell for row in table.rows for cell in row.cells), ("Ngày", "Việc", "16/8", "Khai mạc"), strict=True):
        cell.text = words
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def package_file():
    """A real package of one choice, or the small one the tests make."""
    sample = SAMPLES / "h5p" / "valid" / "multiple-choice-2-6.h5p"
    data = sample.read_bytes() if sample.exists() else pack(package_files()).read()
    return {"name": "on-tap.h5p", "mimeType": "application/zip", "buffer": data}


def video_file():
    """A real film; without the samples the journey has none."""
    sample = SAMPLES / "video" / "bigbuckbunny.mp4"
    return {"name": "duong-ve-tan-trao.mp4", "mimeType": "video/mp4", "buffer": sample.read_bytes()} if sample.exists() else None


def printed_text(data):
    """The words of the printed file, a line each; a PDF, or HTML on a machine that can make none."""
    if data.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    body = html.unescape(re.sub(r"<[^>]*>", "\n", data.decode().partition("<body>")[2]))
    return "\n".join(line.strip() for line in body.splitlines() if line.strip())


def slips_in(data):
    """What stands on printed slips: log-in name to password, and joining codes of guardians."""
    lines = printed_text(data).splitlines()
    after = [(line, lines[index + 1].strip()) for index, line in enumerate(lines[:-1])]
    names = [value for line, value in after if line.startswith("Tên đăng nhập")]
    words = [ungrouped(value) for line, value in after if line.startswith("Mật khẩu dùng")]
    codes = re.findall(r"Phụ huynh của (.+?)\nLớp .*?\nMã [^\n]*\n(\S+)", "\n".join(lines), re.DOTALL)
    return dict(zip(names, words, strict=True)), {" ".join(name.split()): code for name, code in codes}


# The administrator


def import_roster(page, unit, axe):
    """Template, upload, columns, dry run, go; the worker does the rest while the page waits for it."""
    page.goto(f"/don-vi/{unit.uuid}/nhap-danh-sach/")
    clean(page, axe, "danh-sach-1-tep")
    with page.expect_download() as download:
        page.locator("a[download][href$='/students/']").click()
    page.locator("input[type=file]").set_input_files(roster_file(Path(download.value.path()).read_bytes()))
    page.locator("main form .btn-primary").click()
    page.wait_for_url("**/nhap-danh-sach/*-*/")
    clean(page, axe, "danh-sach-2-cot")
    page.get_by_label("Lớp các em học").select_option("class_key")
    page.get_by_role("button", name="Kiểm tra lại").click()
    expect(page.locator("main table").first).to_contain_text("Ngày sinh")
    expect(page.locator("main table").last).to_contain_text("Nông Minh Khuê")
    clean(page, axe, "danh-sach-3-chay-thu")
    page.get_by_role("button", name="Nhập các dòng đúng").click()
    expect(page.get_by_role("link", name="Nhập tệp khác")).to_be_visible(timeout=30_000)
    clean(page, axe, "danh-sach-4-xong")


def give_class(page, class_group, teacher, subject, axe):
    """The administrator says who teaches the class."""
    page.goto(f"/lop/{class_group.uuid}/phan-cong/")
    page.get_by_label("Giáo viên", exact=True).select_option(str(teacher.pk))
    page.get_by_label("Môn học").select_option(str(subject.pk))
    page.locator("main form .btn-primary").click()
    page.wait_for_url(f"**/lop/{class_group.uuid}/")
    clean(page, axe, "lop-8a1")


def print_slips(page, class_group, kind, axe):
    """Order slips for the class and download them; returns what stands on them."""
    page.goto(f"/phieu-dang-nhap/?don-vi={class_group.unit.uuid}&lop={class_group.uuid}&loai={kind}")
    clean(page, axe, f"phieu-1-{kind}")
    page.locator("main form .btn-primary").click()
    page.wait_for_url("**/phieu-dang-nhap/*-*/")
    clean(page, axe, f"phieu-2-{kind}")
    with page.expect_download() as download:
        page.locator("a[href$='/tai-ve/']").click()
    data = Path(download.value.path()).read_bytes()
    if PICTURES:
        (Path(PICTURES) / f"phieu-{kind}{Path(download.value.suggested_filename).suffix}").write_bytes(data)
    return slips_in(data)


# The teacher


def make_course(page, class_group, axe):
    """A course of a section with one lesson, given to the class; ends in the editor."""
    page.goto("/lop-hoc/tao/")
    page.get_by_label("Tên khoá học").fill("Lịch sử và Địa lí 8, học kì I")
    page.get_by_label("Môn học").select_option(label="Lịch sử và Địa lí")
    page.get_by_label("Khối lớp").select_option(label="Khối 8")
    clean(page, axe, "khoa-hoc-1-moi")
    page.locator("main form .btn-primary").click()
    page.wait_for_url("**/soan/")
    course = page.url.split("/")[-3]
    page.get_by_placeholder("Tên chương mới").fill("Chương V. Tân Trào và Cách mạng tháng Tám")
    page.get_by_role("button", name="Thêm chương").click()
    page.locator("[data-add] summary").click()
    page.get_by_label("Tên hoạt động").fill("Quốc dân Đại hội Tân Trào")
    clean(page, axe, "khoa-hoc-2-khung")
    page.goto(f"/lop-hoc/{course}/nguoi/")
    page.locator("form[action$='/giao-lop/'] select").select_option(str(class_group.pk))
    page.locator("form[action$='/giao-lop/'] button").click()
    expect(page.locator("main")).to_contain_text("16 học sinh")
    clean(page, axe, "khoa-hoc-3-lop")
    page.goto(f"/lop-hoc/{course}/soan/")
    page.locator("[data-add] summary").click()
    page.get_by_label("Tên hoạt động").fill("Quốc dân Đại hội Tân Trào")
    page.get_by_role("button", name="Thêm và soạn").click()
    page.wait_for_selector("lesson-editor [data-block]")


def upload_package(page, axe):
    """A .h5p goes into the store of the school."""
    page.goto("/h5p/tai-len/")
    page.locator("input[type=file]").set_input_files(package_file())
    page.locator("main form .btn-primary").click()
    page.wait_for_url("**/h5p/*-*/")
    page.wait_for_selector("cd-h5p.is-ready", timeout=60_000)
    clean(page, axe, "h5p-goi")


def import_word(page, axe, keep=2):
    """Bring a Word file in: look, untick what isn't wanted, take it, cut what is left over."""
    page.locator(".add-end").click()
    page.locator("dialog a[href$='/word/']").click()
    page.locator("#word-file").set_input_files(word_file())
    clean(page, axe, "word-1-tep")
    page.locator("main form .btn-primary").click()
    page.wait_for_url("**/word/*-*/")
    ticks = page.locator(".word-pick input")
    for index in range(keep, ticks.count()):
        ticks.nth(index).uncheck()
    page.get_by_role("radio", name="Thay nội dung đang có").check()
    clean(page, axe, "word-2-xem")
    page.locator("button[value=take]").click()
    page.wait_for_selector("lesson-editor [data-block]")
    page.locator(".block-heading textarea").first.fill("Đọc tư liệu")
    questions = page.locator(".rich-in p", has_text="Câu 1:")
    if questions.count():
        questions.first.click()
        page.keyboard.press("Home")
        page.keyboard.press("Control+Shift+End")
        page.keyboard.press("Delete")
    expect(questions).to_have_count(0)


def add_block(page, kind):
    """Put a block of a kind at the end; returns it."""
    before = page.locator("[data-block]").count()
    page.locator(".add-end").click()
    page.locator(f'dialog [data-kind="{kind}"]').click()
    expect(page.locator("[data-block]")).to_have_count(before + 1)
    return page.locator("[data-block]").last


def add_heading(page, words):
    add_block(page, "heading").locator("textarea").fill(words)


def add_checkpoint(page, question, right, wrong):
    """A question with one right answer, B, and one wrong."""
    block = add_block(page, "checkpoint")
    block.get_by_label("Câu hỏi", exact=True).click()
    page.keyboard.type(question)
    for letter, words in (("A", wrong), ("B", right)):
        block.get_by_label(f"Đáp án {letter}", exact=True).click()
        page.keyboard.type(words)
    for letter in ("D", "C"):
        block.get_by_role("button", name=f"Bỏ đáp án {letter}").click()
    block.get_by_label("Đáp án B đúng").check(force=True)


def write_lesson(page, axe):
    """A goal, a picture, a film, the H5P package and two questions after what came from Word."""
    page.locator(".goal-in").fill("Em kể được vì sao có Quốc dân Đại hội Tân Trào")
    add_checkpoint(page, "Đại hội quốc dân Tân Trào họp vào tháng nào năm 1945?", "Tháng Tám", "Tháng Năm")
    add_heading(page, "Xem và nhớ")
    picture = add_block(page, "picture")
    picture.locator("input[type=file]").set_input_files(PICTURE)
    expect(picture.locator("img.pic")).to_be_visible(timeout=30_000)
    picture.get_by_label("Mô tả ảnh cho người không nhìn thấy").fill("Tranh vẽ đình Tân Trào bên cây đa")
    film = video_file()
    if film:
        block = add_block(page, "video")
        block.locator("input[type=file]").first.set_input_files(film)
        expect(block.locator("video")).to_be_visible(timeout=30_000)
        block.get_by_label("Tên hiện cho học sinh").fill("Đường về Tân Trào")
    add_heading(page, "Luyện tập")
    block = add_block(page, "h5p")
    block.get_by_role("button", name="Chọn gói H5P").click()
    page.locator("dialog .kinds button").first.click()
    expect(block.locator(".embed")).to_be_visible()
    add_checkpoint(page, "Đại hội đã cử ra cơ quan nào?", "Ủy ban Dân tộc giải phóng Việt Nam", "Quốc hội lâm thời")
    expect(page.locator("[data-save]")).to_have_attribute("data-save", "saved", timeout=20_000)
    page.locator(".canvas").evaluate("canvas => canvas.scrollTo(0, 0)")
    clean(page, axe, "soan-bai")


def publish(page, axe):
    """Give the lesson to the class now."""
    page.locator("header .edit-acts .btn-primary").click()
    expect(page.locator("dialog[open]")).to_contain_text("8A1")
    clean(page, axe, "giao-bai")
    page.locator("dialog[open] .form-foot .btn-primary").click()
    expect(page.locator(".crumb .chip")).to_have_text("Đã mở", timeout=15_000)


# The pupil


def first_sign_in(page, username, password, axe):
    """With the slip: the one-time password, one's own password, nothing more to say."""
    page.goto(f"/dang-nhap/?ten={username}")
    expect(page.locator("input[name=login]")).to_have_value(username)
    clean(page, axe, "dang-nhap")
    page.locator("input[name=password]").fill(password)
    page.locator("form.signin .btn-primary").click()
    page.wait_for_url("**/lan-dau/")
    clean(page, axe, "lan-dau")
    page.locator("input[name=password1]").fill("bong-cay-da-36")
    page.locator("input[name=password2]").fill("bong-cay-da-36")
    page.locator("main form .btn-primary, form.form .btn-primary").first.click()
    page.wait_for_url("**/lan-dau/lien-he/")
    clean(page, axe, "lan-dau-lien-he")
    page.locator("form.form a.btn-bare").click()
    page.wait_for_url(re.compile(r"://[^/]+/$"))


def sign_in_plainly(page, username, password):
    """The first sign-in without scripts and without stopping."""
    page.goto(f"/dang-nhap/?ten={username}")
    page.locator("input[name=password]").fill(password)
    page.locator("form.signin .btn-primary").click()
    page.locator("input[name=password1]").fill("bong-cay-da-36")
    page.locator("input[name=password2]").fill("bong-cay-da-36")
    page.locator("form.form .btn-primary").first.click()
    page.locator("form.form a.btn-bare").click()
    page.wait_for_url(re.compile(r"://[^/]+/$"))


def sandbox(page):
    """The innermost frame of the H5P in view, once the package has started in it."""
    page.wait_for_selector("cd-h5p.is-ready", timeout=60_000)
    return page.frame_locator("cd-h5p iframe").frame_locator("iframe.h5p-sandbox")


def play_package(page):
    """Answer the package rightly, whichever of the two it is."""
    inside = sandbox(page)
    expect(inside.locator("button, [role=radio]").first).to_be_visible(timeout=30_000)
    if inside.locator("button.bam").count():
        for _ in range(4):
            inside.locator("button.bam").click()
        inside.locator("button.xong").click()
    else:
        inside.get_by_role("radio", name="Correct one").click()
        inside.get_by_role("button", name="Check").first.click()


# The guardian


def join_by_code(page, code, born_on, axe):
    """With the slip: the code, the child's birthday, a name, a telephone and a password."""
    page.goto(f"/gia-dinh/tham-gia/?ma={code}")
    clean(page, axe, "phu-huynh-1-ma")
    page.locator("input[name=child_born_on]").fill(born_on)
    page.locator("select[name=relation], input[name=relation]").first.select_option("mother")
    page.locator("input[name=full_name]").fill("Ma Thị Hoa")
    page.locator("input[name=phone]").fill("0987654321")
    page.locator("input[name=password]").fill("me-cua-khue-36")
    page.locator("form.form .btn-primary").click()
    page.wait_for_url("**/gia-dinh/")
    clean(page, axe, "phu-huynh-2-gia-dinh")
