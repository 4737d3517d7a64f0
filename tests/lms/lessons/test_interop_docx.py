"""Word files: every sample reads or is refused with its reason; what pandoc drops is noted; attacks cost nothing."""

import io
import zipfile
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.shared import Inches
from PIL import Image

from core.lib import latex, markup
from lms.lessons.interop.docx import DocumentProblem, read_document
from lms.lessons.rules import shape

DATA = Path(__file__).parents[2] / "data" / "docx"
SAMPLES = Path(__file__).parents[4] / "shared" / "samples"
NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
)


def picture(colour="green", kind="PNG"):
    out = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, kind)
    out.seek(0)
    return out


def saved(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def clean(document):
    return shape.clean_stream([{**b, "value": {**b["value"], "file": ""}} if b["type"] == "picture" else b for b in document.blocks])


def formulas(body):
    found = [b["value"]["latex"] for b in body if b["type"] == "formula"]
    for block in body:
        texts = [block["value"].get("html", ""), *(cell for row in block["value"].get("rows", []) for cell in row)]
        found += [formula for text in texts for formula in markup.formulas_in(text)]
    return found


def samples():
    return sorted(
        [*SAMPLES.glob("documents/equations/*.docx"), *SAMPLES.glob("documents/pictures/*.docx"), *SAMPLES.glob("word-exams/*.docx")]
    )


@pytest.mark.skipif(not SAMPLES.exists(), reason="the shared samples are not beside the project")
@pytest.mark.parametrize("path", samples(), ids=lambda path: path.name)
def test_every_sample_reads_and_its_formulas_are_drawn(path):
    document = read_document(path.read_bytes())
    assert document.blocks or document.notes
    for formula in formulas(clean(document)):
        latex.mathml(formula)


EXPECTED = {
    "equations/docling_equations.docx": {"formulas": 27},
    "equations/table_with_equations.docx": {"formulas": 2, "types": ["table"]},
    "pictures/image_vml.docx": {"pictures": 1, "types": ["heading", "text", "picture"]},
    "pictures/inline_images.docx": {"pictures": 2},
    "pictures/table_header_rowspan.docx": {"notes": ["table.merged"], "types": ["table"]},
    "pictures/external-picture.docx": {"notes": ["picture.external"], "types": []},
    "pictures/track_changes_deletion.docx": {"words": "This is a text with a deletion."},
}


@pytest.mark.skipif(not SAMPLES.exists(), reason="the shared samples are not beside the project")
@pytest.mark.parametrize("name", EXPECTED)
def test_sample_gives_what_it_holds(name):
    document = read_document((SAMPLES / "documents" / name).read_bytes())
    body, wanted = clean(document), EXPECTED[name]
    assert len(formulas(body)) == wanted.get("formulas", len(formulas(body)))
    assert len(document.pictures) == wanted.get("pictures", len(document.pictures))
    assert [note.code for note in document.notes] == wanted.get("notes", [note.code for note in document.notes])
    assert [block["type"] for block in body] == wanted.get("types", [block["type"] for block in body])
    if "words" in wanted:
        assert markup.plain_text(body[0]["value"]["html"]) == wanted["words"]


def test_exam_keeps_headings_formulas_and_tables():
    document = read_document((DATA / "de-kiem-tra-toan-12.docx").read_bytes())
    body = clean(document)
    assert next(b["value"]["text"] for b in body if b["type"] == "heading") == "SỞ GIÁO DỤC VÀ ĐÀO TẠO TUYÊN QUANG"
    assert len(formulas(body)) == 45
    table = next(b for b in body if b["type"] == "table")
    assert table["value"]["header_row"]
    assert table["value"]["rows"][1] == ["Số ngày", "4", "10", "12", "4"]


def made(kind):
    good = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(Document()))) as source, zipfile.ZipFile(good, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if kind == "macro" and name == "[Content_Types].xml":
                data = data.replace(b"wordprocessingml.document.main+xml", b"ms-word.document.macroEnabled.main+xml")
            if kind == "xlsx" and name == "[Content_Types].xml":
                data = data.replace(b"wordprocessingml.document.main", b"spreadsheetml.sheet.main")
            if kind == "entities" and name == "word/document.xml":
                data = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><w:document/>'
            if kind == "xml" and name == "word/document.xml":
                data = data[:-30]
            target.writestr(name, data)
        if kind == "bomb":
            target.writestr("word/media/image1.bmp", b"\0" * 30_000_000)
    return good.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "docx.empty"),
        (b"%PDF-1.7", "docx.not_word"),
        (b"PK\x03\x04rest", "docx.broken"),
        ((DATA / "bug53475-password-is-pass.docx").read_bytes(), "docx.encrypted"),
        ((DATA / "testWORD_truncated.docx").read_bytes(), "docx.broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "docx.old"),
        (made("macro"), "docx.macro"),
        (made("xlsx"), "docx.not_word"),
        (made("entities"), "docx.broken"),
        (made("xml"), "docx.broken"),
        (made("bomb"), "docx.bomb"),
        (b"PK" + b"\0" * (40 * 1024 * 1024), "docx.large"),
    ],
    ids=["empty", "pdf", "half a zip", "encrypted", "truncated", "old doc", "macro", "excel", "entities", "cut xml", "bomb", "large"],
)
def test_bad_file_is_refused_with_its_reason(data, code):
    with pytest.raises(DocumentProblem) as problem:
        read_document(data)
    assert problem.value.code == code


def lesson_document():
    document = Document()
    document.add_heading("Bài 11. Tỉ số lượng giác", level=1)
    document.add_heading("Khởi động", level=2)
    document.add_paragraph("Chín giờ sáng, lớp mình đứng dưới gốc cây đa.")
    document.add_picture(picture(), width=Inches(1))
    document.add_paragraph("Hình 1. Cây đa Tân Trào")
    document.add_heading("Hình thành kiến thức", level=2)
    document.add_paragraph("ý một", style="List Bullet")
    document.add_paragraph("ý hai", style="List Bullet")
    bold = document.add_paragraph()
    bold.add_run("Hoạt động 1: Ghép tỉ số").bold = True
    document.add_paragraph("Bảng 1. Số đo")
    table = document.add_table(rows=3, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Góc", "Tan"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "60°"
    table.cell(1, 1).text, table.cell(2, 1).text = "1,73", "một\nhai"
    frame = document.add_table(rows=1, cols=1)
    frame.cell(0, 0).text = "Ghi nhớ: tan bằng đối chia kề"
    return document


def test_a_lesson_becomes_headings_text_picture_table_and_box():
    document = read_document(saved(lesson_document()))
    body = clean(document)
    assert [(b["type"], b["value"].get("text") or b["value"].get("caption") or "") for b in body] == [
        ("heading", "Bài 11. Tỉ số lượng giác"), ("heading", "Khởi động"), ("text", ""), ("picture", "Hình 1. Cây đa Tân Trào"),
        ("heading", "Hình thành kiến thức"), ("text", ""), ("heading", "Hoạt động 1: Ghép tỉ số"), ("table", "Bảng 1. Số đo"), ("callout", ""),
    ]  # fmt: skip
    assert [b["value"]["level"] for b in body if b["type"] == "heading"] == ["2", "2", "2", "3"]
    assert body[7]["value"]["rows"] == [["Góc", "Tan"], ["60°", "1,73"], ["60°", "một<br>hai"]]
    assert "<li>" in body[5]["value"]["html"]
    assert [(note.code, note.place, note.number) for note in document.notes] == [("table.merged", "table", 1)]
    assert [(p.suffix, p.data[:4]) for p in document.pictures.values()] == [("png", b"\x89PNG")]


def with_object(program, relation_id, inner="v:imagedata"):
    return parse_xml(
        f'<w:r {NS}><w:object><v:shape id="s1"><v:imagedata r:id="{relation_id}"/></v:shape>'
        f'<o:OLEObject Type="Embed" ProgID="{program}" ShapeID="s1" DrawAspect="Content" ObjectID="_1"/></w:object></w:r>'
    )


def test_mathtype_keeps_its_picture_where_a_browser_can_show_it():
    document = Document()
    relation, _image = document.part.get_or_add_image(picture("blue"))
    document.add_paragraph("Công thức ")._p.append(with_object("Equation.DSMT4", relation))
    read = read_document(saved(document))
    assert [(note.code, note.place, note.number) for note in read.notes] == [("object.formula_kept", "formula", 1)]
    assert [block["type"] for block in clean(read)] == ["text", "picture"]
    assert len(read.pictures) == 1


def test_mathtype_without_a_usable_picture_is_told_by_its_place():
    document = Document()
    document.add_paragraph("một")
    document.add_paragraph("hai ")._p.append(with_object("Equation.3", "rIdNone"))
    document.add_paragraph("ba ")._p.append(with_object("Excel.Sheet.12", "rIdNone"))
    notes = read_document(saved(document)).notes
    assert [(note.code, note.place, note.params["paragraph"]) for note in notes] == [
        ("object.formula", "formula", 2),
        ("object.other", "picture", 3),
    ]


def test_vector_pictures_and_charts_are_told():
    document = Document()
    document.add_picture(picture())
    chart = parse_xml(
        f'<w:r {NS}><w:drawing><wp:inline><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart"/>'
        "</a:graphic></wp:inline></w:drawing></w:r>"
    )
    document.add_paragraph("biểu đồ")._p.append(chart)
    raw = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(document))) as source, zipfile.ZipFile(raw, "w") as target:
        for name in source.namelist():
            data = source.read(name).replace(b"media/image1.png", b"media/image1.wmf").replace(b'Extension="png"', b'Extension="wmf"')
            target.writestr(name.replace("image1.png", "image1.wmf"), data)
    read = read_document(raw.getvalue())
    assert [(note.code, note.params.get("format")) for note in read.notes] == [("picture.vector", "WMF"), ("object.chart", None)]
    assert read.pictures == {}


def test_scripts_and_addresses_of_a_document_stay_harmless():
    document = Document()
    document.add_paragraph("<script>alert(1)</script> <img src=x onerror=alert(1)>")
    body = clean(read_document(saved(document)))
    assert body[0]["value"]["html"] == "<p>&lt;script&gt;alert(1)&lt;/script&gt; &lt;img src=x onerror=alert(1)&gt;</p>"


def test_long_text_is_cut_between_paragraphs():
    document = Document()
    for _ in range(6):
        document.add_paragraph("chữ " * 100)
    body = clean(read_document(saved(document)))
    assert [block["value"]["html"].count("<p>") for block in body] == [3, 3]
