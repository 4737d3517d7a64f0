"""Exporting a bank: what goes out, what is said to be lost, who may; both commands."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import load_workbook

from assessment.items import services
from assessment.items.errors import ItemError
from assessment.items.interop.exporting import WRITERS
from assessment.models import Item
from core.access.errors import AccessRefused
from core.models import Unit
from core.organisations.selectors import actor_for
from tests.assessment.items.interop.word_exams import exam
from tests.factories.assessment_items import choice, make_bank, make_folder, make_item
from tests.factories.core import make_account, make_membership, make_person, make_subject, make_unit

pytestmark = pytest.mark.django_db
FOUR = ("B. hai", "C. ba", "D. bốn")


@pytest.fixture
def hoa():
    person = make_person("Trần Thị Hoa")
    make_membership(person, make_unit(name="Trường THCS Tân Trào"), "teacher")
    return make_account(person)


@pytest.fixture
def actor(hoa):
    return actor_for(hoa, None)[0]


@pytest.fixture
def bank(hoa, actor):
    return make_bank(Unit.objects.get(pk=actor.unit_id), owner=hoa.person, subject=make_subject(), key="toan-9")


def run(name, *args, **options):
    out = io.StringIO()
    call_command(name, *args, stdout=out, **options)
    return out.getvalue()


@pytest.mark.parametrize("form", sorted(WRITERS))
def test_what_is_exported_comes_into_another_bank_the_same(actor, bank, form, tmp_path):
    make_item(bank=bank, content={**choice("<p>Sông nào dài nhất ở đây?</p>"), "explanation": "<p>Vì thế.</p>"})
    made = services.export_items(actor=actor, bank=bank, items=services.items_to_export(actor=actor, bank=bank), form=form)
    assert (made.count, made.lost) == (1, {})
    path = tmp_path / made.name
    path.write_bytes(made.data)
    other = make_bank(bank.unit, key="khac")
    said = json.loads(run("import_questions", str(path), bank="khac", as_json=True))
    assert (said["imported"], said["errors"]) == (1, [])
    first, again = Item.objects.get(bank=bank), Item.objects.get(bank=other)
    rows = [[(row["html"], row["is_right"]) for row in item.working.content["options"]] for item in (first, again)]
    assert rows[0] == rows[1]


def test_what_a_format_cannot_hold_is_said_in_words(actor, bank):
    make_item("hotspot", bank=bank, key="H1")
    make_item("essay", bank=bank, key="E1")
    made = services.export_items(actor=actor, bank=bank, items=services.items_to_export(actor=actor, bank=bank), form="gift")
    assert made.lost["H1"] == ["cả câu (định dạng không có dạng này)"]
    assert "thang chấm" in made.lost["E1"]


def test_refusals(actor, bank):
    item = make_item(bank=bank)
    for items, form, code in (([], "word", "export.none"), ([item], "pdf", "export.format"), ([item] * 1001, "word", "export.many")):
        with pytest.raises(ItemError) as caught:
            services.export_items(actor=actor, bank=bank, items=items, form=form)
        assert caught.value.code == code
    with pytest.raises(AccessRefused):
        services.export_items(actor=actor, bank=bank, items=[make_item(bank=make_bank())], form="word")


def test_the_page_gives_the_file_or_says_what_is_lost(client, hoa, bank):
    client.force_login(hoa)
    make_item("hotspot", bank=bank, key="H1")
    make_item(bank=bank, key="Q1")
    url = reverse("assessment:export_new", args=[bank.uuid])
    assert client.get(url).status_code == 200
    assert "H1" in client.post(url, {"form": "gift", "xem": "1"}).content.decode()
    assert client.post(url, {"form": "excel"})["Content-Disposition"] == 'attachment; filename="toan-9-excel.xlsx"'
    assert client.post(url, {"form": "pdf"}).status_code == 422
    assert client.post(url, {"form": "word", "folder": make_folder(bank, "Trống").pk}).status_code == 422
    sheet = client.get(reverse("assessment:import_template", args=[bank.uuid]))
    assert load_workbook(io.BytesIO(sheet.content)).worksheets[0]["B1"].value == "Loại"


def test_pages_are_closed_to_strangers(client, bank):
    person = make_person("Lê Văn Nam")
    make_membership(person, make_unit(name="Trường khác"), "teacher")
    client.force_login(make_account(person))
    for name in ("export_new", "import_template"):
        assert client.get(reverse(f"assessment:{name}", args=[bank.uuid])).status_code == 404


def test_import_reports_what_went_in_what_is_doubtful_and_what_did_not(bank, tmp_path):
    path = tmp_path / "de.docx"
    path.write_bytes(exam("Trường THCS", "Câu 1. Sông nào dài nhất vậy?", "*A. một", *FOUR, "Câu 2. Núi nào cao?", "A. một", *FOUR))
    said = json.loads(run("import_questions", str(path), bank="toan-9", folder="2026/Giữa kì", as_json=True))
    assert said["imported"] == 1
    assert {row["where"] for row in said["errors"]} == {"Câu 2, dòng 7"}
    assert any("trước câu đầu tiên" in row["what"] for row in said["warnings"])
    assert {item.folder.name for item in Item.objects.all()} == {"Giữa kì"}
    again = json.loads(run("import_questions", str(path), bank="toan-9", as_json=True))
    assert again["imported"] == 0
    assert sum(row["what"].startswith("Bỏ qua. Giống 100%") for row in again["warnings"]) == 1


def test_import_of_an_unreadable_file_ends_with_an_error(bank, tmp_path):
    path = tmp_path / "x.docx"
    path.write_bytes(b"khong")
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("import_questions", str(path), bank="toan-9", as_json=True, stdout=out)
    assert json.loads(out.getvalue())["errors"]
    with pytest.raises(CommandError):
        call_command("import_questions", str(path), bank="la")


def test_export_command_writes_and_reports(bank, tmp_path):
    make_item("hotspot", bank=bank, key="H1")
    make_item(bank=bank, key="Q1")
    path = tmp_path / "x.gift"
    said = json.loads(run("export_questions", str(path), bank="toan-9", format="gift", as_json=True))
    assert (said["exported"], said["warnings"][0]["where"]) == (2, "H1")
    assert "::Q1::" in path.read_text()
