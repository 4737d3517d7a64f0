"""Pages of banks and questions: every door for every kind of visitor, and what they do."""

import json
import re
from datetime import date, timedelta

import pytest
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessment.hooks import ItemKind
from assessment.items import services
from assessment.items.selectors.items import seen_facts
from assessment.items.types import ItemMeta
from assessment.models import Bank, Item
from core.models import AuditRecord
from core.organisations.selectors import actor_for
from tests.factories.assessment_items import choice, make_bank, make_folder, make_grant, make_item, make_outcome
from tests.factories.core import make_account, make_grade, make_membership, make_person, make_subject, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return make_unit(make_unit(kind="department", name="Sở GDĐT"), name="Trường THCS Tân Trào")


def account(unit, role="teacher", name="Trần Thị Hoa", **fields):
    person = make_person(name)
    make_membership(person, unit, role, **fields)
    return make_account(person)


def actor_of(made):
    return actor_for(made, None)[0]


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


def said(response):
    """What the page says after all that was said before it was looked at."""
    return [str(message) for message in response.context["messages"]][-1:]


# The matrix


def doors(bank, item):
    at_bank, at_item = [bank.uuid], [item.uuid]
    return {
        "bank": ("get", reverse("assessment:bank", args=at_bank), {}),
        "share": ("get", reverse("assessment:bank_share", args=at_bank), {}),
        "share post": ("post", reverse("assessment:bank_share", args=at_bank), {"viec": "chung", "name": "Đổi tên"}),
        "folder": ("post", reverse("assessment:bank_folder", args=at_bank), {"name": "Mới"}),
        "bulk": ("post", reverse("assessment:bank_bulk", args=at_bank), {"viec": "ngung", "cau": [item.pk]}),
        "new": ("get", reverse("assessment:item_new", args=at_bank), {}),
        "new post": ("post", reverse("assessment:item_new", args=at_bank), {"kind": "essay"}),
        "item": ("get", reverse("assessment:item", args=at_item), {}),
        "item post": ("post", reverse("assessment:item", args=at_item), {"source": "Lạ"}),
        "save": ("json", reverse("assessment:item_save", args=at_item), {"revision": 0, "content": choice("<p>Lạ</p>")}),
        "upload": ("post", reverse("assessment:item_upload", args=at_item), {}),
        "version": ("get", reverse("assessment:item_version", args=[item.uuid, 1]), {}),
        "restore": ("post", reverse("assessment:item_restore", args=[item.uuid, 1]), {}),
        "duplicate": ("post", reverse("assessment:item_duplicate", args=at_item), {}),
        "retire": ("post", reverse("assessment:item_act", args=[item.uuid, "ngung"]), {}),
        "seal": ("post", reverse("assessment:item_act", args=[item.uuid, "niem-phong"]), {"until": "2099-01-01T07:00"}),
        "star": ("post", reverse("assessment:item_act", args=[item.uuid, "danh-dau"]), {"on": "1"}),
        "delete": ("post", reverse("assessment:item_delete", args=at_item), {}),
    }


def knock(client, door):
    how, url, data = door
    if how == "json":
        return client.post(url, json.dumps(data), content_type="application/json")
    return getattr(client, how)(url, data)


LOOK = {"bank", "item", "star"}
WRITE = LOOK | {"folder", "bulk", "new", "new post", "item post", "save", "upload", "version", "restore", "duplicate", "retire", "delete"}
MANAGE = WRITE | {"share", "share post", "seal"}
# who: what opens on a bank of the school with one question in use
MATRIX = {
    "use": LOOK,
    "edit": WRITE,
    "review": WRITE,
    "manage": MANAGE,
    "leader": MANAGE,
    "outsider": set(),
    "other unit": set(),
    "student": set(),
    "expired": set(),
    "visitor": set(),
}


@pytest.mark.parametrize("who", MATRIX)
@pytest.mark.parametrize("name", sorted(MANAGE))
def test_doors(client, school, who, name):
    bank = make_bank(school, name="Tổ Toán")
    item = make_item(bank=bank)
    before = (Item.objects.count(), bank.folders.count())
    if who != "visitor":
        unit = make_unit(name="Trường khác") if who == "other unit" else school
        fields = {"valid_to": date(2026, 8, 2)} if who == "expired" else {}
        role = who if who in ("student", "leader") else "teacher"
        made = account(unit, role, **fields)
        client.force_login(made)
        if who in ("use", "edit", "review", "manage"):
            make_grant(bank, who, person=made.person)
        if who == "expired":
            make_grant(bank, "manage", person=made.person)
    response = knock(client, doors(bank, item)[name])
    if name in MATRIX[who]:
        assert response.status_code in (200, 302, 400), response.status_code
        assert not response.get("Location", "").startswith(reverse("account_login"))
        return
    if who == "visitor":
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("account_login"))
    else:
        assert response.status_code == (403 if who in ("student", "expired") else 404)
    bank.refresh_from_db()
    item.refresh_from_db()
    assert (Item.objects.count(), bank.folders.count()) == before
    assert (bank.name, item.state, item.sealed_until, item.source, item.revision) == ("Tổ Toán", "ready", None, "", 0)


def test_a_bulk_of_another_bank_touches_nothing(signed, bank, school):
    foreign = make_item(bank=make_bank(school, shared_down=True))
    response = signed.post(reverse("assessment:bank_bulk", args=[bank.uuid]), {"viec": "ngung", "cau": [foreign.pk]}, follow=True)
    assert said(response) == ["Chưa chọn câu nào."]
    foreign.refresh_from_db()
    assert foreign.state == "ready"


# The list


def test_the_list_draws_formulas_and_shows_the_key(signed, bank):
    content = choice('<p>Điều kiện của <span data-latex="\\sqrt{2x-6}"></span> là</p>')
    make_item(bank=bank, content=content, key="TO9-0412", facility=0.88, usage_count=14)
    page = signed.get(reverse("assessment:bank", args=[bank.uuid])).content.decode()
    assert "<msqrt>" in page
    assert '<li class="right"><b>B</b>' in page
    for word in ("TO9-0412", "88%", "Dùng 14 lần", "Nhận biết", "Rút gọn biểu thức chứa căn bậc hai"):
        assert word in page


@pytest.mark.parametrize("quick", [False, True])
def test_the_list_asks_the_same_questions_for_one_row_and_for_three(signed, bank, hoa, quick):
    def queries():
        url = f"{reverse('assessment:banks')}?loc=danh-dau" if quick else reverse("assessment:bank", args=[bank.uuid])
        with CaptureQueriesContext(connection) as seen:
            assert signed.get(url).status_code == 200
        return len(seen)

    from django.db import connection

    def grow():
        passage = make_item("stimulus", bank=bank, folder=make_folder(bank), tags=("a",), author=make_person())
        question = make_item(bank=bank, stimulus=passage, tags=("b",), author=make_person())
        for item in (passage, question):
            services.star_item(actor=actor_of(hoa), item=item, is_on=True)
        make_bank(bank.unit, owner=hoa.person)

    grow()
    queries()
    first = queries()
    grow()
    grow()
    assert queries() == first


def test_an_item_page_asks_the_same_questions_for_one_version_and_for_three(signed, bank, hoa):
    passage = make_item("stimulus", bank=bank, author=hoa.person, ready=False)

    def queries():
        from django.db import connection

        with CaptureQueriesContext(connection) as seen:
            assert signed.get(reverse("assessment:item", args=[passage.uuid])).status_code == 200
        return len(seen)

    make_item(bank=bank, stimulus=passage)
    queries()
    first = queries()
    for number in (2, 3):
        services.save_content(
            actor=actor_of(hoa), item=Item.objects.get(pk=passage.pk), content={"passage": f"<p>Bản {number}</p>"}, revision=number - 2
        )
        make_item(bank=bank, stimulus=passage)
    assert queries() == first


def test_filters(signed, bank, hoa):
    topic = make_outcome("Căn thức", is_outcome=False)
    outer = make_folder(bank, "Chương I")
    inner = make_folder(bank, "Bài 1", outer)
    can = make_item(bank=bank, outcome=make_outcome(parent=topic), level="vdc", folder=inner, tags=("HK1",), usage_count=2)
    lo = make_item(
        "short_answer", bank=bank, content={"prompt": "<p>Sông Lô dài</p>", "accepted": [{"text": "470"}]}, level="nb", author=hoa.person
    )
    old = make_item(bank=bank, state="retired")
    nhap = make_item(bank=bank, ready=False)
    everything = {can, lo, nhap}
    wanted = {
        "": everything,
        "dang=short_answer": {lo},
        "muc=vdc": {can},
        "muc=van_dung": {can},
        "muc=biet": {lo},
        "trang-thai=draft": {nhap},
        "trang-thai=retired": {old},
        f"yccd={topic.pk}": {can},
        f"thu-muc={outer.pk}": {can},
        f"thu-muc={inner.pk}": {can},
        "nhan=HK1": {can},
        "dung=roi": {can},
        "dung=chua": {lo, nhap},
        f"nguoi={hoa.person.pk}": {lo},
        "q=song+lo": {lo},
        "q=Sông+Lô": {lo},
        "q=so": {lo},
        "q=khong+co": set(),
        "thu-muc=999999": everything,
        "thu-muc=x&muc=%00&yccd=-1": everything,
    }
    for query, expected in wanted.items():
        response = signed.get(f"{reverse('assessment:bank', args=[bank.uuid])}?{query}")
        assert {row["item"] for row in response.context["rows"]} == expected, query
        assert response.context["total"] == len(expected), query


def test_pages_follow_one_another_without_gaps(signed, bank):
    made = [make_item(bank=bank) for _number in range(33)]
    url, seen = reverse("assessment:bank", args=[bank.uuid]), []
    while url:
        response = signed.get(url)
        seen += [row["item"].pk for row in response.context["rows"]]
        key = response.context["page"].next_key
        url = f"{reverse('assessment:bank', args=[bank.uuid])}?sau={key}" if key else ""
    assert seen == [item.pk for item in reversed(made)]


def test_who_only_uses_a_bank_sees_what_is_in_use_and_no_draft(client, school, bank, hoa):
    bank.shared_down = True
    bank.save()
    item = make_item(bank=bank, content=choice("<p>Đang dùng</p>"), author=hoa.person)
    services.save_content(actor=actor_of(hoa), item=item, content=choice("<p>Bản nháp riêng</p>"), revision=0)
    client.force_login(account(school, name="Lò Văn Tá"))
    for url in (reverse("assessment:bank", args=[bank.uuid]), reverse("assessment:item", args=[item.uuid])):
        page = client.get(url).content.decode()
        assert "Đang dùng" in page
        assert "Bản nháp riêng" not in page
        assert "item-editor" not in page


def test_a_sealed_question_is_not_in_the_list_and_each_look_is_written_down(client, school):
    bank = make_bank(school)
    item = make_item(bank=bank, content=choice("<p>Đề bí mật</p>"), sealed_until=timezone.now() + timedelta(days=1))
    client.force_login(account(school, "leader"))
    assert "Đề bí mật" not in client.get(reverse("assessment:bank", args=[bank.uuid])).content.decode()
    assert "bi mat" not in client.get("/tim/", {"q": "bi mat"}).content.decode()
    for turn in (1, 2):
        assert "Đề bí mật" in client.get(reverse("assessment:item", args=[item.uuid])).content.decode()
        assert AuditRecord.objects.filter(verb="assessment.item.sealed_viewed").count() == turn


def test_what_asks_to_be_looked_at(client, school, hoa):
    """The leader sees what waits for a decision; Hoa what came back and what tests showed weak."""
    bank = make_bank(school, needs_review=True)
    make_grant(bank, "edit", unit=school)
    leader = account(school, "leader", "Hà Văn Thái")
    waiting = make_item(bank=bank, ready=False, author=hoa.person, state="in_review", **facts())
    weak = make_item(bank=bank, author=hoa.person, discrimination=0.02)
    make_item(bank=bank, author=hoa.person, discrimination=0.4)
    url = f"{reverse('assessment:banks')}?loc=can-xem"
    client.force_login(leader)
    response = client.get(url)
    assert [row["item"] for row in response.context["rows"]] == [waiting]
    assert response.context["counts"]["look"] == 1
    act = reverse("assessment:item_act", args=[waiting.uuid, "tra-lai"])
    client.post(act, {"remark": "Thiếu đơn vị", "revision": 0})
    client.force_login(hoa)
    assert {row["item"] for row in client.get(url).context["rows"]} == {waiting, weak}
    assert "Thiếu đơn vị" in client.get(reverse("assessment:item", args=[waiting.uuid])).content.decode()


def facts():
    outcome = make_outcome()
    return {"outcome": outcome, "subject": outcome.subject, "grade": outcome.grade, "level": "nb", "difficulty": 0.5}


# Banks


def test_the_first_page_leads_to_ones_own_bank_or_says_how_to_begin(client, signed, bank, school):
    assert signed.get(reverse("assessment:banks"))["Location"] == reverse("assessment:bank", args=[bank.uuid])
    client.force_login(account(school, name="Mới Về Trường"))
    assert "Chưa có ngân hàng câu hỏi" in client.get(reverse("assessment:banks")).content.decode()


def test_a_new_bank_is_ones_own_unless_one_oversees(client, signed, school, hoa):
    signed.post(reverse("assessment:bank_new"), {"name": "Toán 8", "subject": make_subject().pk})
    made = Bank.objects.get()
    assert (made.owner, made.unit, made.key) == (hoa.person, school, f"TOAN-8-{school.key}".upper())
    client.force_login(account(school, "leader"))
    client.post(reverse("assessment:bank_new"), {"name": "Toàn trường"})
    assert Bank.objects.get(name="Toàn trường").owner is None
    client.force_login(account(school, "unit_admin"))
    client.post(reverse("assessment:bank_new"), {"name": "Văn phòng"})
    assert Bank.objects.get(name="Văn phòng").owner is None


def test_sharing(signed, bank, school):
    url = reverse("assessment:bank_share", args=[bank.uuid])
    other = account(school, name="Lò Văn Tá")
    pupil = account(school, "student", name="Nông Minh Khuê")
    signed.post(url, {"viec": "chung", "name": "Toán 9 chung", "shared_down": "on"})
    bank.refresh_from_db()
    assert (bank.name, bank.shared_down, bank.offered_up) == ("Toán 9 chung", True, False)
    for wrong in (pupil.username, "khong-co", ""):
        assert signed.post(url, {"viec": "quyen", "person": wrong, "ability": "edit"}).status_code == 200
    assert not bank.grants.exists()
    signed.post(url, {"viec": "quyen", "person": other.username.upper(), "ability": "edit"})
    signed.post(url, {"viec": "quyen", "person": other.username, "ability": "review"})
    signed.post(url, {"viec": "quyen", "unit": school.pk, "ability": "use"})
    assert sorted(bank.grants.values_list("person", "unit", "ability"), key=str) == sorted(
        [(other.person.pk, None, "review"), (None, school.pk, "use")], key=str
    )
    elsewhere = make_bank(school).grants.create(person=other.person, ability="use")
    assert signed.post(url, {"viec": "thu-hoi", "id": elsewhere.pk}).status_code == 404
    signed.post(url, {"viec": "thu-hoi", "id": bank.grants.get(unit=school).pk})
    assert bank.grants.count() == 1


def test_an_archived_bank_can_be_opened_again(signed, bank):
    make_item(bank=bank)
    url = reverse("assessment:bank_share", args=[bank.uuid])
    signed.post(url, {"viec": "chung", "name": bank.name, "is_archived": "on"})
    page = signed.get(reverse("assessment:bank", args=[bank.uuid]))
    assert page.status_code == 200
    assert "Câu mới" not in page.content.decode()
    assert signed.post(reverse("assessment:item_new", args=[bank.uuid]), {"kind": "essay"}).status_code == 404
    assert signed.post(reverse("assessment:bank_folder", args=[bank.uuid]), {"name": "x"}).status_code == 404
    signed.post(url, {"viec": "chung", "name": bank.name})
    bank.refresh_from_db()
    assert bank.is_archived is False


def test_folders(signed, bank):
    url = reverse("assessment:bank_folder", args=[bank.uuid])
    signed.post(url, {"name": "  Chương   I "})
    outer = bank.folders.get()
    assert outer.name == "Chương I"
    response = signed.post(url, {"name": "Bài 1", "id": outer.pk})
    inner = bank.folders.get(parent=outer)
    assert response["Location"].endswith(f"?thu-muc={inner.pk}")
    item = make_item(bank=bank, folder=inner)
    signed.post(url, {"viec": "doi-ten", "id": inner.pk, "name": "Bài 2"})
    signed.post(url, {"viec": "xoa", "id": inner.pk})
    item.refresh_from_db()
    outer.refresh_from_db()
    assert (item.folder, outer.item_count) == (outer, 1)
    assert said(signed.post(url, {"name": " "}, follow=True)) == ["Thư mục cần có tên."]
    foreign = make_folder(make_bank(bank.unit))
    assert signed.post(url, {"viec": "xoa", "id": foreign.pk}).status_code == 404


# One question


@pytest.mark.parametrize("key", sorted(kind.key for kind in ItemKind.all()))
def test_every_kind_is_begun_edited_and_shown(signed, bank, key):
    response = signed.post(reverse("assessment:item_new", args=[bank.uuid]), {"kind": key})
    made = Item.objects.get()
    assert response["Location"] == reverse("assessment:item", args=[made.uuid])
    page = signed.get(response["Location"])
    assert page.status_code == 200
    props = json.loads(page.context["editor"])
    assert (props["kind"], props["revision"], props["content"]) == (key, 0, made.working.content)
    assert props["kinds"][key]["fields"]


def test_a_question_of_a_passage_stands_under_it(signed, bank):
    folder = make_folder(bank)
    passage = make_item("stimulus", bank=bank, folder=folder)
    page = signed.get(reverse("assessment:item_new", args=[bank.uuid]), {"ngu-lieu": passage.uuid}).content.decode()
    assert 'value="stimulus"' not in page
    signed.post(reverse("assessment:item_new", args=[bank.uuid]), {"kind": "essay", "ngu-lieu": passage.uuid})
    made = Item.objects.get(kind="essay")
    assert (made.stimulus, made.folder, made.position, made.grade) == (passage, folder, 1, passage.grade)
    assert made.key in signed.get(reverse("assessment:item", args=[passage.uuid])).content.decode()


def save(client, item, content, revision=0):
    url = reverse("assessment:item_save", args=[item.uuid])
    return client.post(url, json.dumps({"content": content, "revision": revision}), content_type="application/json")


def test_saving_answers_what_is_kept_and_what_reads_alike(signed, bank):
    text = "<p>Cho tam giác ABC vuông tại A có đường cao AH, tính độ dài AH</p>"
    twin = make_item(bank=bank, content=choice(text))
    item = make_item(bank=bank, ready=False, content=choice())
    body = save(signed, item, choice(text + "<script>alert(1)</script>", right="")).json()
    assert (body["revision"], "<script" in body["content"]["prompt"]) == (1, False)
    assert body["problems"][0]["where"].startswith("options")
    assert "data-question" in body["preview"]
    assert twin.key in body["alike"]


def test_saving_after_somebody_else_gives_both_texts(client, signed, bank, school, hoa):
    other = account(school, name="Lò Văn Tá")
    make_grant(bank, "edit", person=other.person)
    item = make_item(bank=bank, ready=False, author=hoa.person)
    client.force_login(other)
    assert save(client, item, choice("<p>Của Tá</p>")).status_code == 200
    client.force_login(hoa)
    response = save(client, item, choice("<p>Của Hoa</p>"))
    assert response.status_code == 409
    assert response.json()["content"]["prompt"] == "<p>Của Tá</p>"
    assert (response.json()["revision"], response.json()["by"]) == (1, other.person.short_name)


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"content": [], "revision": 0}', '{"content": {}, "revision": "x"}', "\x00"])
def test_saving_nonsense(signed, bank, body):
    item = make_item(bank=bank, ready=False)
    response = signed.post(reverse("assessment:item_save", args=[item.uuid]), body, content_type="application/json")
    assert response.status_code == 400
    item.refresh_from_db()
    assert item.revision == 0


def meta(item, **changes):
    outcome = item.outcome
    data = {
        "seen": seen_facts(item),
        "subject": item.subject_id or "",
        "grade": item.grade_id or "",
        "outcome": outcome.pk if outcome else "",
    }
    return {**data, "level": item.level, "difficulty": "", "tags": "", "source": "", "friends": "", "points": "", **changes}


def test_describing(signed, bank):
    item, outcome = make_item(bank=bank, ready=False), make_outcome()
    url = reverse("assessment:item", args=[item.uuid])
    data = meta(
        item, subject=outcome.subject_id, grade=outcome.grade_id, outcome=outcome.pk, level="vd", difficulty="0,35", tags="HK1, ,khó,HK1"
    )
    assert signed.post(url, data).status_code == 302
    item.refresh_from_db()
    assert (item.outcome, item.level, item.difficulty, sorted(tag.name for tag in item.tags.all())) == (outcome, "vd", 0.35, ["HK1", "khó"])
    page = signed.get(url)
    assert 'value="0,35"' in page.content.decode()
    item = Item.objects.get(pk=item.pk)
    signed.post(url, meta(item, outcome=outcome.pk, difficulty="0,35"))
    item = Item.objects.get(pk=item.pk)
    assert list(item.tags.all()) == []


@pytest.mark.parametrize(
    ("field", "value", "word"), [("difficulty", "1,5", "Độ khó từ 0 đến 1."), ("difficulty", "x", "Hãy ghi một số"), ("level", "kho", "")]
)
def test_describing_wrongly_keeps_what_was_typed(signed, bank, field, value, word):
    item = make_item(bank=bank, ready=False)
    response = signed.post(reverse("assessment:item", args=[item.uuid]), meta(item, source="Đề 2025", **{field: value}))
    assert response.status_code == 200
    assert field in response.context["form"].errors
    assert word in response.content.decode()
    assert "Đề 2025" in response.content.decode()
    item.refresh_from_db()
    assert (item.source, item.difficulty, item.level) == ("", None, "")


def test_describing_over_a_colleague_says_so_once(signed, bank, hoa):
    item = make_item(bank=bank, ready=False)
    url, data = reverse("assessment:item", args=[item.uuid]), meta(item, source="Tôi")
    services.save_meta(actor=actor_of(hoa), items=[item], meta=ItemMeta(source="Bạn"))
    response = signed.post(url, data)
    assert "Có người vừa sửa" in response.content.decode()
    item.refresh_from_db()
    assert item.source == "Bạn"
    again = response.context["form"]["seen"].value()
    assert signed.post(url, {**data, "seen": again}).status_code == 302
    item.refresh_from_db()
    assert item.source == "Tôi"


def test_outcomes_follow_subject_and_grade(signed, bank):
    nine, eight = make_outcome("Chín"), make_outcome("Tám", grade=make_grade("8"))
    page = signed.get(reverse("assessment:item_outcomes"), {"subject": nine.subject_id, "grade": eight.grade_id}).content.decode()
    assert "Tám" in page
    assert "Chín" not in page
    assert signed.get(reverse("assessment:item_outcomes"), {"subject": "x"}).content.decode().count("<option") == 1


def test_the_way_into_use_and_out(signed, bank, hoa):
    item = make_item(bank=bank, ready=False, content=choice(), author=hoa.person)
    act = lambda verb, **data: signed.post(reverse("assessment:item_act", args=[item.uuid, verb]), data, follow=True)  # noqa: E731
    assert said(act("dung-duoc"))[0].startswith("Còn thiếu: môn, khối")
    Item.objects.filter(pk=item.pk).update(**facts())
    assert said(act("dung-duoc")) == ["Câu hỏi đã dùng được."]
    assert said(act("ngung")) == ["Câu hỏi đã ngừng dùng. Đề đã ra không đổi."]
    assert said(act("dung-lai")) == ["Đã lấy lại câu hỏi."]
    assert said(act("niem-phong", until="2020-01-01T07:00")) == ["Hãy chọn thời điểm mở niêm phong ở tương lai."]
    assert said(act("niem-phong", until="2020-13-41T07:00")) == ["Hãy chọn thời điểm mở niêm phong ở tương lai."]
    assert said(act("niem-phong", until="2099-01-01T07:00")) == ["Đã niêm phong."]
    item.refresh_from_db()
    assert timezone.localtime(item.sealed_until).hour == 7
    assert signed.post(reverse("assessment:item", args=[item.uuid]) + "bay/").status_code == 404


def test_versions_are_compared_and_taken_back(signed, bank, hoa):
    item = make_item(bank=bank, content=choice("<p>Cũ</p>"), author=hoa.person)
    save(signed, item, choice("<p>Mới</p>"))
    page = signed.get(reverse("assessment:item_version", args=[item.uuid, 1])).content.decode()
    assert "Cũ" in page
    assert "Mới" in page
    signed.post(reverse("assessment:item_restore", args=[item.uuid, 1]), {"revision": 1})
    item.refresh_from_db()
    assert (item.working.number, item.working.content["prompt"]) == (3, "<p>Cũ</p>")
    assert signed.get(reverse("assessment:item_version", args=[item.uuid, 9])).status_code == 404


def test_duplicate_and_delete(signed, bank):
    item = make_item(bank=bank)
    response = signed.post(reverse("assessment:item_duplicate", args=[item.uuid]))
    copy = Item.objects.exclude(pk=item.pk).get()
    assert response["Location"] == reverse("assessment:item", args=[copy.uuid])
    assert (copy.copied_from, copy.state) == (item, "draft")
    response = signed.post(reverse("assessment:item_delete", args=[copy.uuid]), follow=True)
    assert said(response) == [f"Đã xoá câu {copy.key}."]
    assert list(Item.objects.all()) == [item]


# Many at once


def test_bulk_verbs(signed, bank, hoa, school):
    folder, outcome = make_folder(bank), make_outcome()
    items = [make_item(bank=bank, ready=False, content=choice(f"<p>Câu số {n}</p>")) for n in (1, 2)]

    def bulk(verb, **data):
        url = reverse("assessment:bank_bulk", args=[bank.uuid])
        response = signed.post(url, {"viec": verb, "cau": [item.pk for item in items], "ve": "q=cau&trang-thai=", **data}, follow=True)
        for item in items:
            item.refresh_from_db()
        return said(response)[0], response

    page = signed.get(reverse("assessment:bank", args=[bank.uuid])).content.decode()
    for name in ("subject", "grade", "outcome", "level", "difficulty", "tags"):
        assert re.search(rf'<(input|select)[^>]*name="{name}"[^>]*form="nhieu"', page), f"{name} of the dialog belongs to the list"
    word, response = bulk("chuyen", **{"thu-muc": folder.pk})
    assert (word, {item.folder for item in items}) == ("Đã chuyển 2 câu.", {folder})
    assert response.redirect_chain[-1][0].endswith("?q=cau&trang-thai=")
    assert bulk("dung-duoc")[0].startswith(f"{items[0].key}: Còn thiếu")
    assert bulk("thong-tin", difficulty="nhiều")[0].startswith("Độ khó dự kiến: ")
    assert bulk("thong-tin")[0] == "Chưa ghi thông tin nào nên các câu vẫn như cũ."
    data = {
        "subject": outcome.subject_id,
        "grade": outcome.grade_id,
        "outcome": outcome.pk,
        "level": "th",
        "difficulty": "0,6",
        "tags": "HK1",
    }
    assert bulk("thong-tin", **data)[0] == "Đã ghi thông tin cho 2 câu."
    assert {(item.outcome, item.level, item.difficulty) for item in items} == {(outcome, "th", 0.6)}
    assert bulk("dung-duoc")[0] == "2 câu đã dùng được."
    mine = make_bank(school, owner=hoa.person, name="Kho mới")
    assert bulk("chep", den=str(mine.uuid))[0] == "Đã chép 2 câu vào “Kho mới”."
    assert mine.items.count() == 2
    assert bulk("ngung")[0] == "2 câu đã ngừng dùng."
    assert bulk("dung-lai")[0] == "Đã lấy lại 2 câu."
    url = reverse("assessment:bank_bulk", args=[bank.uuid])
    response = signed.post(url, {"viec": "xoa", "cau": [item.pk for item in items]}, follow=True)
    assert said(response) == ["Đã xoá 2 câu chưa dùng."]
    assert bank.items.count() == 0
    assert signed.post(reverse("assessment:bank_bulk", args=[bank.uuid]), {"viec": "no"}).status_code == 404


def test_copies_go_into_a_bank_of_ones_own_when_no_other_is_named(client, school, bank):
    bank.shared_down = True
    bank.save()
    item = make_item(bank=bank)
    other = account(school, name="Lò Văn Tá")
    client.force_login(other)
    url = reverse("assessment:bank_bulk", args=[bank.uuid])
    for _turn in range(2):
        client.post(url, {"viec": "chep", "cau": [item.pk]})
    own = Bank.objects.get(owner=other.person)
    assert (own.name, own.items.count()) == ("Câu hỏi của tôi", 2)
    foreign = make_bank(school)
    assert client.post(url, {"viec": "chep", "cau": [item.pk], "den": str(foreign.uuid)}).status_code in (302, 404)
    assert foreign.items.count() == 0


# Search


def test_the_search_box_finds_questions_of_banks_one_writes_in(client, signed, bank, school):
    make_item(bank=bank, content=choice("<p>Cây đa Tân Trào ở xã nào</p>"))
    assert "Cây đa Tân Trào ở xã nào" in signed.get(reverse("frontend:search"), {"q": "cay da"}).content.decode()
    client.force_login(account(school, "student"))
    assert "Cây đa Tân Trào ở xã nào" not in client.get(reverse("frontend:search"), {"q": "cay da"}).content.decode()
