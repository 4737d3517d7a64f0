"""Pages of an import: choosing a file, waiting, looking, deciding, saving; every door for strangers."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessment.items import services
from assessment.models import Item, ItemImport
from core.organisations.selectors import actor_for
from tests.assessment.items.interop.word_exams import exam, picture
from tests.factories.assessment_items import make_bank, make_folder, make_item
from tests.factories.core import make_account, make_membership, make_person, make_subject, make_unit

pytestmark = pytest.mark.django_db
FOUR = ("B. hai", "C. ba", "D. bốn")
GOOD = ("Câu 1. Sông nào dài nhất ở Tuyên Quang là sông gì?", "*A. Sông Lô", *FOUR)
LACKING = ("Câu 2. Núi nào cao nhất trong các núi sau đây?", "A. một", *FOUR)


def account(unit, name="Trần Thị Hoa", role="teacher"):
    person = make_person(name)
    make_membership(person, unit, role)
    return make_account(person)


@pytest.fixture
def school():
    return make_unit(name="Trường THCS Tân Trào")


@pytest.fixture
def hoa(school):
    return account(school)


@pytest.fixture
def bank(school, hoa):
    return make_bank(school, owner=hoa.person, subject=make_subject())


@pytest.fixture
def signed(client, hoa):
    client.force_login(hoa)
    return client


@pytest.fixture
def begin(hoa, bank, run_jobs):
    def start(*lines):
        run = services.start_import(actor=actor_for(hoa, None)[0], bank=bank, upload=SimpleUploadedFile("De.docx", exam(*lines)))
        run_jobs()
        run.refresh_from_db()
        return run

    return start


def url(run, name="import", *args):
    return reverse(f"assessment:{name}", args=[run.uuid, *args])


def doors(run):
    return [
        ("get", reverse("assessment:import_new", args=[run.bank.uuid])),
        ("post", reverse("assessment:import_new", args=[run.bank.uuid])),
        ("get", url(run)),
        ("get", url(run, "import_line", 0)),
        ("post", url(run, "import_line_save", 0)),
        ("post", url(run, "import_line_file", 0)),
        ("post", url(run, "import_decide", 0, "bo")),
        ("post", url(run, "import_save")),
        ("post", url(run, "import_discard")),
        ("post", url(run, "import_undo")),
    ]


def test_strangers_and_visitors_find_nothing(begin, client, school):
    run = begin(*GOOD)
    for other in (account(make_unit(name="Trường khác"), "Lê Văn Nam"), account(school, "Vũ Thị Lan")):
        client.force_login(other)
        assert [getattr(client, way)(address).status_code for way, address in doors(run)] == [404] * 10
    client.force_login(account(school, "Em Bé", "student"))
    assert {getattr(client, way)(address).status_code for way, address in doors(run)} <= {403, 404}
    client.logout()
    assert {getattr(client, way)(address).status_code for way, address in doors(run)} <= {302, 403, 404}
    run.refresh_from_db()
    assert (run.state, run.lines.count()) == ("read", 1)


def test_a_file_is_chosen_read_and_looked_at(signed, bank, run_jobs):
    folder = make_folder(bank)
    form = reverse("assessment:import_new", args=[bank.uuid])
    page = signed.get(form + f"?thu-muc={folder.pk}")
    assert f'<option value="{folder.pk}" selected>' in page.content.decode()
    assert signed.post(form, {}).status_code == 422
    answer = signed.post(form, {"file": SimpleUploadedFile("De 9A.docx", exam(*GOOD, *LACKING)), "folder": folder.pk, "source": "Đề cũ"})
    run = ItemImport.objects.get()
    assert answer["Location"] == url(run)
    waiting = signed.get(url(run)).content.decode()
    assert "Đang đọc tệp" in waiting
    assert 'hx-trigger="every 1s"' in waiting
    run_jobs()
    assert signed.get(url(run), HTTP_HX_REQUEST="true")["HX-Redirect"] == url(run)
    page = signed.get(url(run)).content.decode()
    for words in ("Đưa 1 câu vào ngân hàng", "Không thấy đáp án gạch chân", "Chưa rõ đáp án", "1</b> ổn", "1 câu nhận ra đầy đủ"):
        assert words in page


def test_a_failed_file_says_why(signed, bank, run_jobs):
    form = reverse("assessment:import_new", args=[bank.uuid])
    signed.post(form, {"file": SimpleUploadedFile("de.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99)})
    run_jobs()
    assert "Lưu thành .docx" in signed.get(url(ItemImport.objects.get())).content.decode()


def test_one_press_picks_the_answer_and_the_panel_comes_back(signed, begin):
    run = begin(*GOOD, *LACKING)
    panel = signed.post(url(run, "import_decide", 1, "dung"), {"value": "C"}, HTTP_HX_REQUEST="true").content.decode()
    assert "Đưa 2 câu vào ngân hàng" in panel
    assert 'id="cau-1" hx-swap-oob="true"' in panel
    assert signed.post(url(run, "import_decide", 1, "bo")).status_code == 302
    assert signed.post(url(run, "import_decide", 1, "la")).status_code == 404
    assert signed.post(url(run, "import_decide", 9, "bo")).status_code == 404


def test_a_press_that_cannot_be_says_so_in_its_place(signed, begin):
    run = begin(*LACKING)
    panel = signed.post(url(run, "import_decide", 0, "dung"), {"value": "F"}, HTTP_HX_REQUEST="true").content.decode()
    assert "Câu này không có phương án F." in panel


def test_a_twin_offers_both_ways(signed, begin, bank):
    old = make_item(bank=bank, content={"prompt": "<p>Sông nào dài nhất ở Tuyên Quang là sông gì?</p>", "options": [
        {"id": "o1", "html": "Sông Lô", "is_right": True}, {"id": "o2", "html": "hai"}, {"id": "o3", "html": "ba"}, {"id": "o4", "html": "bốn"}]})  # fmt: skip
    page = signed.get(url(begin(*GOOD))).content.decode()
    for words in ("Bỏ qua câu này", "Vẫn thêm", f"Giống 100% câu {old.key} đã có.", reverse("assessment:item", args=[old.uuid])):
        assert words in page


def test_saving_goes_to_the_bank_when_nothing_waits_else_stays(signed, begin, bank):
    run = begin(*GOOD, *LACKING)
    assert signed.post(url(run, "import_save"))["Location"] == url(run)
    assert Item.objects.count() == 1
    signed.post(url(run, "import_decide", 1, "dung"), {"value": "A"})
    assert signed.post(url(run, "import_save"))["Location"] == reverse("assessment:bank", args=[bank.uuid])
    assert Item.objects.count() == 2
    page = signed.get(url(run)).content.decode()
    assert "2 câu đã vào ngân hàng" in page
    assert "Huỷ" not in page
    signed.post(url(run, "import_undo"))
    assert Item.objects.count() == 0


def test_saving_with_nothing_ready_says_so(signed, begin):
    run = begin(*LACKING)
    page = signed.post(url(run, "import_save"), follow=True)
    assert "Chưa có câu nào sẵn sàng" in page.content.decode()


def test_discarding(signed, begin, bank):
    run = begin(*GOOD)
    assert signed.post(url(run, "import_discard"))["Location"] == reverse("assessment:bank", args=[bank.uuid])
    assert "đã bỏ" in signed.get(url(run)).content.decode()


def test_editing_a_line_in_the_editor(signed, begin):
    run = begin(*LACKING)
    page = signed.get(url(run, "import_line", 0))
    props = json.loads(page.context["editor"])
    assert props["saveUrl"] == url(run, "import_line_save", 0)
    content = props["content"]
    content["options"][0]["is_right"] = True
    sent = {"content": content, "revision": props["revision"]}
    answer = signed.post(url(run, "import_line_save", 0), sent, content_type="application/json").json()
    assert (answer["problems"], answer["lacking"].strip()) == ([], "")
    sent["content"] = {**content, "prompt": "<p>Khác hẳn</p>"}
    conflict = signed.post(url(run, "import_line_save", 0), sent, content_type="application/json")
    assert conflict.status_code == 409
    assert conflict.json()["content"]["options"][0]["is_right"] is True
    assert signed.post(url(run, "import_line_save", 0), "{", content_type="application/json").status_code == 400
    signed.post(url(run, "import_save"))
    assert signed.post(url(run, "import_line_save", 0), sent, content_type="application/json").status_code == 422
    assert signed.get(url(run, "import_line", 0)).status_code == 302


def test_a_picture_for_a_line(signed, begin):
    run = begin(*LACKING)
    assert signed.post(url(run, "import_line_file", 0)).status_code == 400
    answer = signed.post(url(run, "import_line_file", 0), {"file": SimpleUploadedFile("a.png", picture())})
    assert (answer.status_code, answer.json()["width"]) == (200, 60)
    assert signed.post(url(run, "import_line_file", 0), {"file": SimpleUploadedFile("a.png", b"<svg>")}).status_code == 422


def test_the_page_reads_as_much_for_one_as_for_many(signed, begin):
    def queries(run):
        with CaptureQueriesContext(connection) as caught:
            signed.get(url(run))
        return len(caught)

    few = begin(*GOOD, *LACKING)
    lines = []
    for number in range(1, 13):
        lines += [f"Câu {number}. Hỏi điều thứ {number} rất khác nhau {'x' * number}?", ("*" if number % 2 else "") + "A. một", *FOUR]
    many = begin(*lines)
    queries(few)
    assert queries(few) == queries(many)


def test_lines_come_a_page_at_a_time_by_position(signed, begin):
    lines = []
    for number in range(1, 36):
        lines += [f"Câu {number}. Hỏi điều thứ {number}?", "A. một", *FOUR]
    run = begin(*lines)
    page = signed.get(url(run))
    assert (len(page.context["rows"]), page.context["page"].next_key) == (30, "29")
    assert len(page.context["recs"]) == 12
    assert [row["line"].position for row in signed.get(url(run) + "?sau=29").context["rows"]] == [30, 31, 32, 33, 34]
    assert signed.get(url(run) + "?can-xem=11").context["recs"][0]["line"].position == 12
    assert signed.get(url(run) + "?loc=good").context["rows"] == []
