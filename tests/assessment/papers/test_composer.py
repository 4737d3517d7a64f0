"""The composer: parts, questions in them, and two windows on one paper."""

from decimal import Decimal

import pytest
from django.urls import reverse

from assessment.models import BlueprintRow, Paper
from assessment.papers import services
from assessment.papers.errors import PaperError
from assessment.papers.types import PaperPartFacts
from core.access.errors import AccessRefused
from core.organisations.selectors import actor_for
from tests.factories.assessment_items import make_bank, make_item, make_outcome
from tests.factories.assessment_papers import compose_paper, make_blueprint, make_items
from tests.factories.core import make_account, make_actor, make_membership, make_person, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    return make_unit()


@pytest.fixture
def person():
    return make_person("Mai Thị Hồng")


@pytest.fixture
def teacher(unit, person):
    membership = make_membership(person, unit, "teacher")
    return actor_for(make_account(person), f"m{membership.pk}")[0]


@pytest.fixture
def bank(unit, person, teacher):
    return make_bank(unit, person)


@pytest.fixture
def paper(unit, teacher, bank):
    return compose_paper(teacher, unit, [*make_items(3, bank), make_item("essay", bank=bank)], frozen=False)


def state(paper):
    """All that is composed, to be compared after a refusal."""
    parts = paper.parts.order_by("position").values_list("key", "title", "form", "item_points", "minutes", "answer_count")
    entries = paper.entries.order_by("part__position", "position")
    columns = ("part__key", "item_id", "position", "points", "is_pinned", "keeps_options")
    return list(parts), list(entries.values_list(*columns)), Paper.objects.values_list("revision", "total_points").get(pk=paper.pk)


def refused(code, call, paper, **arguments):
    before = state(paper)
    with pytest.raises(PaperError) as caught:
        call(paper=paper, **arguments)
    assert (caught.value.code, state(paper)) == (code, before)
    assert caught.value.message


def ids(paper, part="I"):
    return list(paper.entries.filter(part__key=part).order_by("position").values_list("pk", flat=True))


def test_a_part_says_what_it_is_told(teacher, paper):
    facts = PaperPartFacts(" Phần đọc ", "Đọc kĩ rồi chọn.", "0,5", 20, 2, False, False)
    services.update_part(actor=teacher, paper=paper, part_key="I", facts=facts, revision=paper.revision)
    part = paper.parts.get(key="I")
    assert (part.title, part.instruction, part.minutes, part.answer_count) == ("Phần đọc", "Đọc kĩ rồi chọn.", 20, 2)
    assert (part.shuffles_items, part.shuffles_options, part.item_points) == (False, False, Decimal("0.5"))
    assert set(part.entries.values_list("points", flat=True)) == {Decimal("0.5")}
    paper.refresh_from_db()
    assert paper.total_points == Decimal(2)  # two of three at 0.5, and the essay


def test_points_left_empty_leave_those_of_the_questions_alone(teacher, paper):
    entry = ids(paper)[0]
    services.set_points(actor=teacher, paper=paper, part_key="I", points="1,25", entry_id=entry)
    services.update_part(actor=teacher, paper=paper, part_key="I", facts=PaperPartFacts("Đọc"))
    assert paper.entries.get(pk=entry).points == Decimal("1.25")


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("part.title", PaperPartFacts("  ")),
        ("points.bad", PaperPartFacts("Đọc", item_points="nhiều")),
        ("part.minutes", PaperPartFacts("Đọc", minutes=601)),
        ("part.answer_count", PaperPartFacts("Đọc", answer_count=4)),
    ],
)
def test_a_part_that_makes_no_sense_stays_as_it_was(teacher, paper, code, facts):
    refused(code, services.update_part, paper, actor=teacher, part_key="I", facts=facts)


def test_one_question_has_points_and_places_of_its_own(teacher, paper):
    first = ids(paper)[0]
    services.update_entry(actor=teacher, paper=paper, entry_id=first, points="0,125", is_pinned=True, keeps_options=True)
    assert state(paper)[1][0][3:] == (Decimal("0.125"), True, True)
    refused("points.bad", services.update_entry, paper, actor=teacher, entry_id=first, points="x", is_pinned=False, keeps_options=False)
    refused("entry.unknown", services.update_entry, paper, actor=teacher, entry_id=0, points="1", is_pinned=False, keeps_options=False)


@pytest.mark.parametrize("seed", range(1, 12))
def test_what_keeps_its_place_stands_there_in_every_code(teacher, unit, bank, seed):
    paper = compose_paper(teacher, unit, make_items(6, bank), frozen=False)
    entry = ids(paper)[2]
    services.update_entry(actor=teacher, paper=paper, entry_id=entry, points="1", is_pinned=True, keeps_options=True)
    services.freeze_paper(actor=teacher, paper=paper)
    order = services.order_for(Paper.objects.get(pk=paper.pk).snapshot, seed)
    assert [row["position"] for row in order].index(3) == 2
    assert next(row for row in order if row["position"] == 3)["lists"] == {}
    assert all(row["lists"] for row in order if row["position"] != 3)


def test_parts_come_move_and_go(teacher, paper):
    services.add_part(actor=teacher, paper=paper, form="choice")
    assert [row[:3] for row in state(paper)[0]] == [
        ("I", "Câu trắc nghiệm nhiều phương án lựa chọn", "choice"),
        ("II", "Câu trắc nghiệm nhiều phương án lựa chọn", "choice"),
        ("III", "Tự luận", "essay"),
    ]
    services.move_part(actor=teacher, paper=paper, part_key="III", by=-1)
    services.move_part(actor=teacher, paper=paper, part_key="I", by=-1)
    assert [row[2] for row in state(paper)[0]] == ["choice", "essay", "choice"]
    refused("part.full", services.remove_part, paper, actor=teacher, part_key="I")
    services.remove_part(actor=teacher, paper=paper, part_key="III")
    assert [row[2] for row in state(paper)[0]] == ["choice", "essay"]
    refused("part.form_unknown", services.add_part, paper, actor=teacher, form="la")
    refused("part.unknown", services.move_part, paper, actor=teacher, part_key="IX", by=1)
    for _number in range(8):
        services.add_part(actor=teacher, paper=paper, form="mixed")
    refused("part.too_many", services.add_part, paper, actor=teacher, form="mixed")


def test_a_question_moves_into_another_part_of_its_form(teacher, paper):
    services.add_part(actor=teacher, paper=paper, form="choice")
    first, second, third = ids(paper)
    services.order_entries(actor=teacher, paper=paper, part_key="II", ids=[second])
    assert (ids(paper), ids(paper, "II")) == ([first, third], [second])
    assert list(paper.entries.filter(part__key="I").order_by("position").values_list("position", flat=True)) == [1, 2]
    services.update_entry(actor=teacher, paper=paper, entry_id=first, points="1", is_pinned=False, keeps_options=False, part_key="II")
    assert (ids(paper), ids(paper, "II")) == ([third], [second, first])
    services.order_entries(actor=teacher, paper=paper, part_key="II", ids=[third, second, first])
    assert [row[2] for row in state(paper)[0]] == ["choice", "essay"]  # the part that became empty went
    essay = ids(paper, "II")[0]
    move = {"points": "1", "is_pinned": False, "keeps_options": False, "part_key": "I"}
    refused("part.form", services.update_entry, paper, actor=teacher, entry_id=essay, **move)
    refused("part.form", services.order_entries, paper, actor=teacher, part_key="I", ids=[*ids(paper), essay])
    refused("order.bad", services.order_entries, paper, actor=teacher, part_key="I", ids=ids(paper)[:2])
    refused("order.bad", services.order_entries, paper, actor=teacher, part_key="I", ids=[*ids(paper), ids(paper)[0]])


def test_a_drawn_question_is_replaced_within_its_cell(teacher, unit, bank, person):
    topic = make_outcome()
    inside, outside = make_outcome(parent=topic, subject=topic.subject), make_outcome(subject=topic.subject)
    drawn, *others = make_items(2, bank, outcome=inside, level="vd")
    vdc = make_item(bank=bank, outcome=topic, level="vdc")  # the same level of the three-level scale
    make_item(bank=bank, outcome=inside, level="nb")
    make_item(bank=bank, outcome=outside, level="vd")
    make_item("essay", bank=bank, outcome=inside, level="vd")
    blueprint = make_blueprint(unit, person, [("Căn thức", {"I": {"van_dung": 1}}, topic)], subject=topic.subject)
    paper = compose_paper(teacher, unit, [drawn], frozen=False)
    entry = paper.entries.get()
    entry.row = BlueprintRow.objects.get(blueprint=blueprint)
    entry.save()
    seen = [services.replace_entry(actor=teacher, paper=paper, entry_id=entry.pk).pk for _time in range(3)]
    assert seen == [others[0].pk, vdc.pk, drawn.pk]  # each in its turn, then from the beginning


VERBS = [
    (services.add_part, {"form": "mixed"}),
    (services.move_part, {"part_key": "I", "by": 1}),
    (services.remove_part, {"part_key": "I"}),
    (services.update_part, {"part_key": "I", "facts": PaperPartFacts("Đọc")}),
    (services.update_entry, {"entry_id": 1, "points": "1", "is_pinned": True, "keeps_options": True}),
    (services.remove_entry, {"entry_id": 1}),
    (services.move_entry, {"entry_id": 1, "by": 1}),
    (services.order_entries, {"part_key": "I", "ids": []}),
    (services.set_points, {"part_key": "I", "points": "1"}),
    (services.replace_entry, {"entry_id": 1}),
    (services.freeze_paper, {}),
]


@pytest.mark.parametrize(("call", "arguments"), VERBS, ids=[call.__name__ for call, _arguments in VERBS])
def test_every_verb_minds_what_was_on_the_screen_and_whose_paper_it_is(unit, teacher, paper, call, arguments):
    refused("paper.changed", call, paper, actor=teacher, revision=paper.revision - 1, **arguments)
    before = state(paper)
    for other in (make_actor("teacher", unit), make_actor("leader", unit), make_actor("student", unit)):
        with pytest.raises(AccessRefused):
            call(actor=other, paper=paper, **arguments)
    assert state(paper) == before


def url(name, paper):
    return reverse(f"assessment:{name}", args=[paper.uuid])


@pytest.fixture
def window(client, person, teacher):
    client.force_login(person.account)
    return client


def test_parts_and_questions_from_the_page(window, paper):
    body = {"phan": "I", "title": "Đọc", "item_points": "0,5", "minutes": "20", "shuffles_items": "on", "revision": paper.revision}
    assert window.post(url("paper_part", paper), body).status_code == 302
    assert state(paper)[0][0][1:5] == ("Đọc", "choice", Decimal("0.5"), 20)
    first = ids(paper)[0]
    body = {"cau": first, "diem": "0,75", "ghim": "on", "phan": "I", "revision": paper.revision + 1}
    assert window.post(url("paper_entry", paper), body).status_code == 302
    assert state(paper)[1][0][3:] == (Decimal("0.75"), True, False)
    page = window.get(url("paper", paper)).content.decode()
    assert 'value="0,75"' in page
    assert "giữ chỗ" in page
    window.post(url("paper_act", paper), {"viec": "them-phan", "dang": "choice"})
    page = window.get(url("paper", paper)).content.decode()
    assert "Phần này chưa có câu nào." in page
    window.post(url("paper_act", paper), {"viec": "len-phan", "phan": "II"})
    window.post(url("paper_act", paper), {"viec": "bo-phan", "phan": "I"})
    assert [row[2] for row in state(paper)[0]] == ["choice", "essay"]


def test_what_is_refused_keeps_what_was_typed_beside_its_field(window, paper):
    before = state(paper)
    answer = window.post(url("paper_part", paper), {"phan": "I", "title": "Đọc", "item_points": "nhiều"})
    page = answer.content.decode()
    assert (answer.status_code, state(paper)) == (422, before)
    assert 'value="nhiều"' in page
    assert 'aria-describedby="pI-item_points_help pI-item_points_error"' in page
    answer = window.post(url("paper_entry", paper), {"cau": ids(paper)[0], "diem": "101", "phan": "I"})
    assert (answer.status_code, state(paper)) == (422, before)
    assert 'value="101"' in answer.content.decode()
    assert "Điểm phải là số từ 0 đến 100." in answer.content.decode()


def test_two_windows_lose_nothing(window, paper):
    old = paper.revision
    window.post(url("paper_act", paper), {"viec": "diem", "phan": "I", "diem": "1", "revision": old})
    before = state(paper)
    answers = [
        window.post(url("paper_act", paper), {"viec": "bo", "cau": ids(paper)[0], "revision": old}),
        window.post(url("paper_act", paper), {"viec": "chot", "revision": old}),
        window.post(url("paper_part", paper), {"phan": "I", "title": "Tên tôi vừa gõ", "revision": old}),
        window.post(url("paper_entry", paper), {"cau": ids(paper)[0], "diem": "0,875", "phan": "I", "revision": old}),
    ]
    pages = [answer.content.decode() for answer in answers]
    assert [answer.status_code for answer in answers] == [409] * 4
    assert all("Đề vừa được sửa ở nơi khác" in page for page in pages)
    assert all(f'name="revision" value="{paper.revision + 1}"' in page for page in pages)
    assert 'value="Tên tôi vừa gõ"' in pages[2]
    assert 'value="0,875"' in pages[3]
    assert state(paper) == before


def test_the_place_of_a_question_taken_from_a_list(window, unit, teacher, bank, django_assert_max_num_queries):
    used, *free = make_items(26, bank, outcome=make_outcome())
    wanted, essay = free[21], make_item("essay", bank=bank)
    paper = compose_paper(teacher, unit, [used, essay], frozen=False)
    entry = paper.entries.get(item=used)
    listing = reverse("assessment:paper_replace", args=[paper.uuid, entry.pk])
    with django_assert_max_num_queries(20):
        page = window.get(listing).content.decode()
    assert [f'value="{item.pk}" type="submit"' in page for item in [*free, essay]] == [True] * 20 + [False] * 6
    assert f"sau={free[19].usage_count}-{free[19].pk}" in page
    page = window.get(listing, {"sau": f"{free[19].usage_count}-{free[19].pk}"}).content.decode()
    assert [f'value="{item.pk}" type="submit"' in page for item in free] == [False] * 20 + [True] * 5
    body = {"viec": "doi", "cau": entry.pk, "sang": wanted.pk, "revision": paper.revision}
    answer = window.post(url("paper_act", paper), body)
    assert answer.headers["Location"].endswith(f"#c{entry.pk}")
    entry.refresh_from_db()
    assert entry.item == wanted
    assert window.post(url("paper_act", paper), {**body, "sang": free[0].pk}).status_code == 409
    entry.refresh_from_db()
    assert entry.item == wanted
    assert "Không có câu nào như vậy" in window.get(listing, {"q": "không nơi nào có chữ này"}).content.decode()
    assert window.get(reverse("assessment:paper_replace", args=[paper.uuid, 0])).status_code == 404
