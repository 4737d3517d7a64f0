"""Exams in PDF: the conventions of Word exams hold there too; what a PDF can't say is doubted, what can't be read is refused."""

import base64
import io
import json
import re
import zlib
from pathlib import Path

import pypandoc
import pypdf
import pytest
import weasyprint
from PIL import Image

from assessment.items.errors import unreadable_words
from assessment.items.interop.pdf.types import MAX_PAGES
from assessment.items.interop.reading import read_file
from assessment.items.interop.types import UnreadableError
from core.lib.markup import plain_text

from .old_fonts import SOURCE, TCVN3, VNI, old_pdf

HEAD = """<meta charset="utf-8"><style>@page { size: A4; @top-left { content: "SỞ GDĐT TUYÊN QUANG" } @bottom-right { content: "Trang " counter(page) "/" counter(pages) } }
u { text-decoration: underline } .red { color: #f00 } .two { column-count: 2 } td { border: 1px solid }</style>"""
CHOICE = "<p>PHẦN I. Câu trắc nghiệm nhiều phương án lựa chọn.</p>"
EXAMS = Path(__file__).parents[5] / "shared" / "samples" / "word-exams"
FOUR = "<p>A. một</p><p>B. hai</p><p>C. ba</p><p>D. bốn</p>"


def made(body):
    return weasyprint.HTML(string=HEAD + body).write_pdf()


def read(body):
    return read_file(made(body), "de.pdf")


def refused(data):
    with pytest.raises(UnreadableError) as caught:
        read_file(data, "de.pdf")
    return caught.value.code


def options(question):
    return [plain_text(row["html"]) for row in question.content["options"]]


def right(question):
    return "".join("ABCD"[place] for place, row in enumerate(question.content["options"]) if row["is_right"])


def test_the_marks_of_the_right_answer():
    line = "<p><b>Câu 1.</b> Thủ đô của Việt Nam là</p><p><u>A.</u> Hà Nội &emsp; &emsp; B. Huế &emsp; &emsp; C. Đà Nẵng &emsp; &emsp; D. Cần Thơ</p>"
    red = '<p><b>Câu 2.</b> Giá trị của 2 + 3 bằng</p><p>A. 4</p><p class="red">B. 5</p><p>C. 6</p><p>D. 7</p>'
    found = read(CHOICE + line + red + "<p>Câu 3. Không ai đánh dấu câu này</p>" + FOUR)
    first, second, third = found.questions
    assert (found.format, [row.kind for row in found.questions]) == ("pdf", ["single_choice"] * 3)
    assert (options(first), right(first)) == (["Hà Nội", "Huế", "Đà Nẵng", "Cần Thơ"], "A")
    assert (options(second), right(second)) == (["4", "5", "6", "7"], "B")
    assert plain_text(second.content["prompt"]).strip() == "Giá trị của 2 + 3 bằng"
    assert (right(third), [issue.code for issue in third.issues]) == ("", ["key.none"])


def test_a_table_of_keys_at_the_end():
    keys = '<p>ĐÁP ÁN</p><table style="border-collapse:collapse"><tr><td>Câu</td><td>1</td><td>2</td></tr><tr><td>Đáp án</td><td>C</td><td>A</td></tr></table>'
    found = read(CHOICE + "<p>Câu 1. Một câu hỏi ở đây</p>" + FOUR + "<p>Câu 2. Một câu hỏi nữa</p>" + FOUR + keys)
    assert [right(row) for row in found.questions] == ["C", "A"]


TEN = CHOICE + "".join(f"<p>Câu {number}. Câu hỏi thứ {number} ở đây</p>{FOUR}" for number in range(1, 11))
KEYS = "ABCDABCDAB"
NUMBERS = [str(number) for number in range(1, 11)]


def undrawn(*rows):
    cells = "".join("<tr>" + "".join(f'<td style="border:0">{cell}</td>' for cell in row) + "</tr>" for row in rows)
    return f'<table style="width:100%">{cells}</table>'


@pytest.mark.parametrize(
    "keys",
    [
        "<p>" + " ".join(f"{number}.{key}" for number, key in zip(NUMBERS, KEYS, strict=True)) + "</p>",
        undrawn(*[[f"{row + 1 + 2 * column}.{KEYS[row + 2 * column]}" for column in range(5)] for row in range(2)]),
        undrawn(["Câu", *NUMBERS], ["Đáp án", *KEYS]),
        undrawn(["Câu", *NUMBERS[:5]], ["Đáp án", *KEYS[:5]], ["Câu", *NUMBERS[5:]], ["Đáp án", *KEYS[5:]]),
        undrawn(NUMBERS, KEYS),
        undrawn(["Câu", "Đáp án"] * 2, *[[NUMBERS[row], KEYS[row], NUMBERS[row + 5], KEYS[row + 5]] for row in range(5)]),
        f"<pre>Câu     {'  '.join(NUMBERS)}\nĐáp án  {'  '.join(KEYS)}</pre>",
        '<div class="two">' + "".join(f"<p>{number}. {key}</p>" for number, key in zip(NUMBERS, KEYS, strict=True)) + "</div>",
    ],
    ids=["one line", "columns", "grid", "two grids", "bare grid", "down, twice", "by spaces", "two columns"],
)
def test_keys_without_drawn_lines(keys):
    found = read(TEN + "<p>BẢNG ĐÁP ÁN</p>" + keys)
    assert "".join(right(row) for row in found.questions) == KEYS
    assert "file.keys" not in [note.code for note in found.notes]


def test_numbers_and_answers_that_do_not_match_are_shown_as_not_understood():
    found = read(TEN + "<p>BẢNG ĐÁP ÁN</p>" + undrawn(["Câu", *NUMBERS], ["Đáp án", *KEYS[:9]]))
    assert [right(row) for row in found.questions] == [""] * 10
    assert "Câu 1 2 3" in next(note.params["text"] for note in found.notes if note.code == "file.keys")


def test_short_answers_in_a_grid_by_spaces():
    body = "<p>PHẦN III. Câu trả lời ngắn.</p>" + "".join(f"<p>Câu {number}. Hãy tính giá trị thứ {number}</p>" for number in (1, 2, 3))
    found = read(body + "<p>BẢNG ĐÁP ÁN</p><p>PHẦN III</p>" + undrawn(["Câu", 1, 2, 3], ["Đáp án", "12", "-3", "0,5"]))
    assert [row.content["accepted"][0]["text"] for row in found.questions] == ["12", "-3", "0,5"]


def test_four_statements():
    body = "<p>PHẦN II. Câu trắc nghiệm đúng sai.</p><p>Câu 1. Xét tam giác sau:</p><p>a) Tổng ba góc bằng 180°. (Đ)</p><p>b) Có bốn cạnh. (S)</p><p>c) Có ba đỉnh. (Đ)</p><p>d) Có hai góc vuông. (S)</p>"
    (found,) = read(body).questions
    assert [(plain_text(row["html"]), row["is_true"]) for row in found.content["statements"]] == [
        ("Tổng ba góc bằng 180°.", True),
        ("Có bốn cạnh.", False),
        ("Có ba đỉnh.", True),
        ("Có hai góc vuông.", False),
    ]


def test_heads_and_feet_of_pages_are_left_out_and_said():
    body = CHOICE + "".join(
        f"<p>Câu {number}. Câu hỏi số {number} hỏi gì đó dài cho đủ một dòng của trang giấy</p>{FOUR}" for number in range(1, 13)
    )
    found = read(body)
    assert [plain_text(row.content["prompt"]).split(" hỏi gì")[0] for row in found.questions] == [f"Câu hỏi số {n}" for n in range(1, 13)]
    assert [options(row) for row in found.questions] == [["một", "hai", "ba", "bốn"]] * 12
    assert "Trang 1/" in next(note.params["text"] for note in found.notes if note.code == "pdf.furniture")


def test_two_columns_are_read_one_after_the_other():
    body = CHOICE + '<div class="two">' + "".join(f"<p>Câu {number}. Cột nào đây {number}</p>{FOUR}" for number in range(1, 7)) + "</div>"
    found = read(body)
    assert [plain_text(row.content["prompt"]).strip() for row in found.questions] == [f"Cột nào đây {number}" for number in range(1, 7)]
    assert [options(row) for row in found.questions] == [["một", "hai", "ba", "bốn"]] * 6


def test_a_title_across_two_columns_belongs_to_the_passage_under_it():
    asked = [f"<p>Câu {number}. Cột nào đây {number}</p>{FOUR}" for number in range(1, 9)]
    title = '<p style="text-align:center">BÀI ĐỌC CÙNG VỚI MỘT TIÊU ĐỀ DÀI ĐI QUA CẢ HAI CỘT CỦA TRANG GIẤY</p>'
    passage = "<p>Đọc đoạn văn sau và trả lời các câu hỏi từ 5 đến 6.</p><p>Quê hương là chùm khế ngọt, cho con trèo hái mỗi ngày, quê hương là đường đi học.</p>"
    found = read(
        f'{CHOICE}<div class="two">{"".join(asked[:4])}</div>{title}<div class="two">{passage}{"".join(asked[4:])}</div>'
    ).questions
    assert [row.kind for row in found] == ["single_choice"] * 4 + ["stimulus"] + ["single_choice"] * 4
    assert plain_text(found[3].content["prompt"]).strip() == "Cột nào đây 4"
    assert "line.loose" not in [issue.code for issue in found[3].issues]
    assert plain_text(found[4].content["passage"]).split()[:3] == ["BÀI", "ĐỌC", "CÙNG"]
    assert "chùm khế ngọt" in found[4].content["passage"]


def test_a_picture_stays_with_its_question():
    out = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(out, "PNG")
    picture = f'<img width="160" src="data:image/png;base64,{base64.b64encode(out.getvalue()).decode()}">'
    found = read(
        CHOICE + f"<p>Câu 1. Hình nào đây, em hãy cho biết</p><p>{picture}</p>" + FOUR + "<p>Câu 2. Không có hình nào cả</p>" + FOUR
    )
    first, second = found.questions
    assert first.content["prompt"].count("<img") == 1
    assert "<img" not in json.dumps(second.content)
    (media,) = found.media.values()
    assert Image.open(io.BytesIO(media.data)).format == "PNG"


def scanned():
    out = io.BytesIO()
    Image.new("RGB", (800, 1100), "white").save(out, "PDF")
    return out.getvalue()


def locked():
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(made(CHOICE + FOUR)))
    writer.encrypt("bi-mat")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def endless():
    """Pages that name each other as kids."""
    head = b"%PDF-1.4\n"
    objects = [
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
        b"2 0 obj<</Type/Pages/Count 2/Kids[3 0 R]>>endobj\n",
        b"3 0 obj<</Type/Pages/Count 1/Kids[2 0 R]/Parent 2 0 R>>endobj\n",
    ]
    body, places = head, []
    for one in objects:
        places.append(len(body))
        body += one
    table = b"xref\n0 4\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + table + b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(body)


def many_pages():
    writer = pypdf.PdfWriter()
    for _page in range(MAX_PAGES + 1):
        writer.add_blank_page(200, 200)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def swollen():
    """A stream of a page that grows from a megabyte to a gigabyte."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b"0 0 m " * 200_000) for _block in range(900)) + packer.flush()
    writer = pypdf.PdfWriter()
    page = writer.add_blank_page(200, 200)
    stream = pypdf.generic.EncodedStreamObject()
    stream._data = packed
    stream[pypdf.generic.NameObject("/Filter")] = pypdf.generic.NameObject("/FlateDecode")
    page[pypdf.generic.NameObject("/Contents")] = writer._add_object(stream)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "codes"),
    [
        (scanned, {"pdf.scanned"}),
        (locked, {"pdf.encrypted"}),
        (many_pages, {"pdf.pages"}),
        (endless, {"pdf.broken", "pdf.no_text", "pdf.bomb"}),
        (swollen, {"pdf.bomb", "pdf.slow", "pdf.broken"}),
        (lambda: b"%PDF-1.7\n" + b"x" * 4000, {"pdf.broken", "pdf.no_text"}),
        (lambda: made(CHOICE)[:900], {"pdf.broken", "pdf.no_text"}),
    ],
    ids=["scan", "locked", "many pages", "pages in a ring", "a gigabyte inside", "rubbish", "cut off"],
)
def test_what_cannot_be_read_is_refused_with_the_reason(data, codes):
    assert refused(data()) in codes


def test_a_page_without_questions_says_so():
    assert refused(made("<p>Giấy mời họp phụ huynh đầu năm học, kính mời quý vị tới dự đông đủ.</p>")) == "file.no_questions"


ASKED = "<p>Câu 1. Điều kiện xác định của biểu thức dưới đây là gì, em hãy chọn phương án đúng nhất?</p>" + FOUR


@pytest.mark.skipif(not SOURCE.exists(), reason="needs the fonts DejaVu")
@pytest.mark.parametrize(
    ("signs", "family", "name"),
    [(TCVN3, ".VnTime", "TCVN3"), (TCVN3, "Gia Dinh", "TCVN3"), (VNI, "VNI-Times", "VNI"), (VNI, "Gia Dinh", "VNI")],
    ids=["TCVN3 by its font", "TCVN3 by its signs", "VNI by its font", "VNI by its signs"],
)
def test_a_page_in_an_old_font_is_refused_with_its_name(signs, family, name, tmp_path):
    with pytest.raises(UnreadableError) as caught:
        read_file(old_pdf(ASKED, signs, family, tmp_path), "de.pdf")
    assert (caught.value.code, caught.value.params) == ("pdf.legacy", {"name": name})
    assert f"phông chữ kiểu cũ ({name})" in unreadable_words("pdf.legacy", caught.value.params)


@pytest.mark.skipif(not SOURCE.exists(), reason="needs the fonts DejaVu")
def test_the_same_page_in_unicode_is_read(tmp_path):
    (found,) = read_file(old_pdf(ASKED, {}, "DejaVu", tmp_path), "de.pdf").questions
    assert options(found) == ["một", "hai", "ba", "bốn"]


def lettered(match):
    """A list of Word as typed lines: in PDF the letter stands in the text."""
    first = int(match[1])
    return "".join(f"<p>{chr(96 + first + place)}) {text}</p>" for place, text in enumerate(re.findall(r"<li>(.*?)</li>", match[2], re.S)))


def kind_and_key(question):
    content = question.content
    rights = [row.get("is_right") for row in content.get("options", [])]
    return question.kind, rights, [row.get("is_true") for row in content.get("statements", [])]


@pytest.mark.skipif(not EXAMS.exists(), reason="the collections of samples (../shared/samples) are not here")
@pytest.mark.parametrize("name", ["de-kiem-tra-toan-12", "de-kiem-tra-lich-su-dia-li-8"])
def test_an_exam_comes_out_of_pdf_as_out_of_word(name):
    path = EXAMS / f"{name}.docx"
    body = pypandoc.convert_file(str(path), "html", "docx", extra_args=["--mathml"])
    body = re.sub(r'<ol start="(\d)" type="a">(.*?)</ol>', lettered, body, flags=re.S)
    styles = "<style>p { margin: 0 0 2mm } table { border-collapse: collapse } td, th { border: 1px solid }</style>"
    found = read_file(made(styles + re.sub(r'style="[^"]*"', "", body)), "de.pdf")
    assert [kind_and_key(row) for row in found.questions] == [
        kind_and_key(row) for row in read_file(path.read_bytes(), "de.docx").questions
    ]
