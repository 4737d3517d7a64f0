"""Prints of a frozen paper: what stands on them, read back from the files."""

import io
import re
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from pypdf import PdfReader

from assessment.hooks import ItemKind
from assessment.papers import services
from assessment.papers.errors import PaperError
from assessment.papers.interop.formulas import with_pictures
from assessment.papers.interop.sheets import SheetPart, SheetProblem, SheetWords, answer_sheet
from assessment.papers.interop.tables import safe
from assessment.papers.services import printing
from assessment.papers.services.tables import blueprint_table
from core.lib import latex
from tests.assessment.kinds.samples import PICTURE, drag_drop, hotspot
from tests.factories.assessment_items import choice, make_bank, make_item, make_outcome
from tests.factories.assessment_papers import compose_paper, make_blueprint
from tests.factories.core import make_actor, make_unit

pytestmark = pytest.mark.django_db
FORMULA = '<span data-latex="\\frac{x+1}{\\sqrt{x}}"></span>'
WORDS = SheetWords("PHIẾU", "Trường", "Kì thi", ["Họ tên:"], "SBD", "Mã đề", "PHẦN", "Đúng", "Sai", "Tô kín")


@pytest.fixture
def unit():
    return make_unit(name="Trường THCS Tân Trào")


@pytest.fixture
def actor(unit):
    return make_actor("teacher", unit)


@pytest.fixture
def paper(unit, actor):
    bank, outcome = make_bank(unit), make_outcome("Căn thức")
    facts = {"bank": bank, "outcome": outcome}
    items = [
        make_item(content=choice(f"<p>Rút gọn {FORMULA} lần {n} bằng</p>", right=f"o{n % 4 + 1}", texts=list("1234")), level="nb", **facts)
        for n in range(1, 9)
    ]
    items += [make_item("true_false", level="th", **facts), make_item("short_answer", level="th", **facts)]
    rubric = {"criteria": [{"title": "Lập luận chặt chẽ", "levels": [{"points": 0.75, "text": "Đủ các bước"}]}]}
    essay = {"prompt": "<p>Giải phương trình.</p>", "rubric": rubric, "model_answer": f"<p>Đặt {FORMULA}</p>", "lines": 3}
    items.append(make_item("essay", content=essay, level="vd", **facts))
    made = compose_paper(actor, unit, items, title="Giữa kì I", header={"exam": "Kiểm tra giữa kì I", "above": "UBND xã Tân Trào"})
    services.make_forms(actor=actor, paper=made, count=2, seed=5)
    return made


def made(actor, paper, run_jobs, kind, chosen, **options):
    row = services.request_export(actor=actor, paper=paper, kind=kind, format=chosen, options=options)
    run_jobs()
    row.refresh_from_db()
    assert row.error == ""
    return row.file.open().read()


def test_booklets_of_all_codes_in_one_pdf(actor, paper, run_jobs):
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(made(actor, paper, run_jobs, "booklet", "pdf"))).pages]
    text = " ".join(" ".join(pages).split())
    for words in ("UBND XÃ TÂN TRÀO", "TRƯỜNG THCS TÂN TRÀO", "Mã đề thi 101", "Mã đề thi 102", "PHẦN IV", "HẾT"):
        assert words in text
    assert text.count("HẾT") == 2
    per_code = len(pages) // 2
    assert f"Trang 1/{per_code}" in pages[0]
    assert f"Trang 1/{per_code}" in pages[per_code]  # pages are counted anew in each code
    assert "Đáp án" not in text
    assert "Lập luận" not in text


def test_word_keeps_formulas_tabs_and_page_numbers(actor, paper, run_jobs):
    archive = zipfile.ZipFile(io.BytesIO(made(actor, paper, run_jobs, "booklet", "docx", codes=["101"])))
    body = archive.read("word/document.xml").decode()
    assert body.count("<m:f>") == 8
    assert body.count("<m:rad>") == 8
    assert "<w:tab/>" in body
    assert "\ue009" not in body
    footer = "".join(archive.read(name).decode() for name in archive.namelist() if "footer" in name)
    assert "NUMPAGES" in footer
    assert "Mã đề 101" in footer
    both = zipfile.ZipFile(io.BytesIO(made(actor, paper, run_jobs, "booklet", "docx")))
    assert sorted(both.namelist()) == ["Ma-de-101.docx", "Ma-de-102.docx"]


def test_the_key_of_each_code_points_at_what_is_right_there(actor, paper, run_jobs):
    sheet = openpyxl.load_workbook(io.BytesIO(made(actor, paper, run_jobs, "key", "xlsx"))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    codes = next(row for row in rows if "101" in row)
    keys = {(row[0], row[1]): row for row in rows if row[0] in ("I", "II", "III", "IV")}
    contents = {item["position"]: (part["key"], item) for part in paper.snapshot["parts"] for item in part["items"]}
    for form in paper.forms.exclude(code=""):
        number = 0
        for row in form.order:
            part, item = contents[row["position"]]
            if part == "I":
                number += 1
                right = next(option["id"] for option in item["content"]["options"] if option["is_right"])
                letter = "ABCD"[row["lists"]["options"].index(right)]
                assert keys["I", number][codes.index(form.code)] == letter
        assert number == 8
    assert keys["IV", 1][2] == "Tự luận"


def test_the_guide_has_keys_steps_and_rubric(actor, paper, run_jobs):
    text = " ".join(
        " ".join(page.extract_text() for page in PdfReader(io.BytesIO(made(actor, paper, run_jobs, "guide", "pdf"))).pages).split()
    )
    for words in ("HƯỚNG DẪN CHẤM", "Lập luận chặt chẽ", "0,75", "0,1 – 0,25 – 0,5 – 1"):
        assert words in text
    assert b"word/document.xml" in made(actor, paper, run_jobs, "guide", "docx")


def test_the_matrix_of_a_paper_counts_its_questions(actor, paper, run_jobs):
    sheet = openpyxl.load_workbook(io.BytesIO(made(actor, paper, run_jobs, "matrix", "xlsx"))).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    (row,) = [row for row in rows if row[1] == "Căn thức"]
    assert [value for value in row[3:] if value] == [8, 1, 1, 1, 8, 2, 1, "100"]


def test_tables_of_a_blueprint_have_the_official_columns(unit):
    blueprint = make_blueprint(unit, None, [("Căn thức", {"I": {"biet": 12}, "III": {"hieu": 4}}), ("=HYPERLINK(1)", {"II": {"hieu": 2}})])
    sheet = openpyxl.load_workbook(io.BytesIO(blueprint_table(blueprint=blueprint, kind="ma-tran", extension="xlsx"))).active
    values = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
    for words in ("TT", "Chủ đề/Chương", "Nội dung/đơn vị kiến thức", "Mức độ đánh giá", "Nhiều lựa chọn", "Trả lời ngắn", "Tỉ lệ % điểm"):
        assert words in values
    assert "'=HYPERLINK(1)" in values
    assert safe("-") == "-"
    words = zipfile.ZipFile(io.BytesIO(blueprint_table(blueprint=blueprint, kind="dac-ta", extension="docx"))).read("word/document.xml")
    assert "Yêu cầu cần đạt" in words.decode()


def test_an_answer_sheet_has_a_bubble_for_everything():
    drawn = answer_sheet([SheetPart("I", "choice", 40), SheetPart("II", "true_false", 8), SheetPart("III", "short", 6)], WORDS)
    bubbles = 40 * 4 + 8 * 4 * 2 + 6 * (4 * 10 + 1 + 2) + (6 + 3) * 10
    assert drawn.count("<circle") == bubbles
    assert answer_sheet([SheetPart("I", "choice", 1)], WORDS, number_digits=8, code_digits=4).count("<circle") == 4 + 12 * 10
    with pytest.raises(SheetProblem):
        answer_sheet([SheetPart("I", "choice", 200)], WORDS)


def test_a_long_name_of_an_exam_stays_between_the_edge_of_the_sheet_and_the_boxes():
    short, long = "Kiểm tra giữa học kì I", "Kiểm tra giữa học kì I môn Toán lớp 9 của các trường " * 6
    drawn = {text: answer_sheet([SheetPart("I", "choice", 4)], replace(WORDS, exam=text)) for text in (short, long)}
    assert f">{short}</text>" in drawn[short]
    lines = re.findall(r'font-size="2.9" font-weight="normal" text-anchor="middle">([^<]*)</text>', drawn[long])
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert all(len(line) < 80 for line in lines)


def test_areas_of_a_picture_are_outlined_where_no_style_reaches_them(actor, unit):
    zones = [{"id": "z1", "label": "Nhân", "shape": "circle", "coords": [0.2, 0.2, 0.1], "most": 1}]
    named = drag_drop(picture=PICTURE, width=800, height=400, zones=zones, labels=[{"id": "b1", "html": "Nhân", "zones": ["z1"]}])
    bank = make_bank(unit)
    items = [make_item("hotspot", hotspot(), bank=bank), make_item("drag_drop", named, bank=bank)]
    paper = compose_paper(actor, unit, items)
    html = printing.booklet_html(paper, paper.forms.get())
    assert html.count('<svg viewBox="0 0 1000 500" aria-hidden="true" fill="none" stroke="#000" stroke-width="4">') == 2
    assert '<text x="200" y="100" fill="#000" stroke="none" font-size="40" text-anchor="middle">1</text>' in html


def test_a_paper_of_essays_needs_no_sheet(actor, unit, run_jobs):
    paper = compose_paper(actor, unit, [make_item("essay", bank=make_bank(unit))])
    row = services.request_export(actor=actor, paper=paper, kind="sheet", format="pdf", options={})
    run_jobs()
    row.refresh_from_db()
    assert "tự luận" in row.error
    draft = compose_paper(actor, unit, [make_item("essay", bank=make_bank(unit))], frozen=False)
    with pytest.raises(PaperError) as caught:
        services.request_export(actor=actor, paper=draft, kind="sheet", format="pdf", options={})
    assert caught.value.code == "paper.not_frozen"


def test_without_pango_a_page_to_print_comes(paper, monkeypatch):
    import builtins

    real = builtins.__import__

    def without(name, *args, **more):
        if name.startswith("weasyprint"):
            raise OSError("libpango")
        return real(name, *args, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    found = printing.booklet(paper, {}, "pdf")
    assert found.extension == "html"
    assert "Mã đề thi 101" in found.data.decode()
    assert "file:" not in found.data.decode()


def test_formulas_become_pictures_and_what_cannot_stays():
    assert "data:image/svg+xml" in with_pictures(latex.draw(r"\frac{1}{2}", False))
    assert with_pictures("<math><nonsense></math>") == "<math><nonsense></math>"


def test_options_lie_by_their_width():
    assert [printing.columns_of(["a" * size] * 4) for size in (5, 30, 60)] == [4, 2, 1]
    assert printing.numbered("<p>Tính</p>", "Câu 1.") == "<p><b>Câu 1.</b> Tính</p>"
    assert ItemKind.of("essay").form == "essay"
