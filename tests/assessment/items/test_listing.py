"""The list of a bank: difficulty, orders and their keys, folders that move, many questions sealed at once."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessment.items import services
from assessment.items.errors import ItemError
from assessment.items.selectors.listing import item_page
from assessment.items.types import ItemFilter
from assessment.models import Folder, Item
from core.access.errors import AccessRefused
from core.audit.models import AuditRecord
from core.organisations.selectors import actor_for
from tests.factories.assessment_items import make_bank, make_item
from tests.factories.core import make_account, make_actor, make_membership, make_person, make_unit

pytestmark = pytest.mark.django_db

FACTS = [(0.9, 3), (None, 0), (0.2, 3), (0.5, 1), (0.5, 0), (None, 7), (0.7, 2)]
BY_ORDER = {
    "newest": [6, 5, 4, 3, 2, 1, 0],
    "oldest": [0, 1, 2, 3, 4, 5, 6],
    "used": [5, 2, 0, 6, 3, 4, 1],
    "hardest": [2, 3, 4, 6, 0, 1, 5],
    "easiest": [0, 6, 4, 3, 2, 5, 1],
}


@pytest.fixture
def unit():
    return make_unit()


@pytest.fixture
def person():
    return make_person("Mai Thị Hồng")


@pytest.fixture
def teacher(unit, person):
    return actor_for(make_account(person), f"m{make_membership(person, unit, 'teacher').pk}")[0]


@pytest.fixture
def bank(unit, person, teacher):
    return make_bank(unit, person)


@pytest.fixture
def items(bank):
    return [make_item(bank=bank, difficulty=difficulty, usage_count=usage) for difficulty, usage in FACTS]


def walked(actor, items, **wanted):
    """Follow the keys from page to page; the places of the items met, and the number of pages."""
    places, seen, after, pages = {item.pk: place for place, item in enumerate(items)}, [], "", 0
    while True:
        page = item_page(actor, ItemFilter(after=after, **wanted))
        seen += [places[item.pk] for item in page.items]
        pages += 1
        if page.next_key is None:
            return seen, pages
        after = page.next_key


@pytest.mark.parametrize(("order", "expected"), BY_ORDER.items())
@pytest.mark.parametrize(("size", "pages"), [(1, 7), (2, 4), (3, 3), (7, 1), (30, 1)])
def test_every_order_meets_every_item_once(teacher, bank, items, order, expected, size, pages):
    assert walked(teacher, items, bank_id=bank.pk, order=order, size=size) == (expected, pages)


@pytest.mark.parametrize(
    ("difficulty", "expected"), [("easy", [6, 0]), ("medium", [4, 3]), ("hard", [2]), ("unknown", [5, 1]), ("", [6, 5, 4, 3, 2, 1, 0])]
)
def test_difficulty_narrows(teacher, bank, items, difficulty, expected):
    assert walked(teacher, items, bank_id=bank.pk, difficulty=difficulty)[0] == expected
    assert sorted(walked(teacher, items, bank_id=bank.pk, difficulty=difficulty, order="hardest", size=2)[0]) == sorted(expected)


@pytest.mark.parametrize("after", ["x", "0.5_", "_", "~_x", "abc_3", "9" * 40, "nan_1"])
@pytest.mark.parametrize("order", BY_ORDER)
def test_a_key_somebody_made_up_breaks_nothing(teacher, bank, items, order, after):
    item_page(teacher, ItemFilter(bank_id=bank.pk, order=order, after=after))


def test_the_page_sorts_filters_and_keeps_both_while_paging(client, person, bank, items, django_assert_max_num_queries):
    client.force_login(person.account)
    address = reverse("assessment:bank", args=[bank.uuid])
    with django_assert_max_num_queries(20):
        page = client.get(address, {"xep": "kho", "do-kho": "de"}).content.decode()
    assert page.index(items[6].key) < page.index(items[0].key)
    assert items[2].key not in page
    assert '<option value="kho" selected>Khó trước</option>' in page
    for number in range(30):
        make_item(bank=bank, key=f"X{number}")
    assert "xep=dung&amp;sau=0_" in client.get(address, {"xep": "dung"}).content.decode()


def refused(code, call, **arguments):
    before = list(Folder.objects.order_by("pk").values_list("parent", "position"))
    with pytest.raises(ItemError) as caught:
        call(**arguments)
    assert (caught.value.code, list(Folder.objects.order_by("pk").values_list("parent", "position"))) == (code, before)


def test_folders_move_with_all_that_is_in_them(teacher, unit, bank):
    def folder(name, parent=None):
        return services.create_folder(actor=teacher, bank=bank, name=name, parent=parent)

    algebra, geometry = folder("Đại số"), folder("Hình học")
    roots = folder("Căn thức", algebra)
    deep = folder("Vận dụng", folder("Bài tập", roots))
    move = {"call": services.move_folder, "actor": teacher}
    refused("folder.inside_itself", **move, folder=algebra, parent=algebra)
    refused("folder.inside_itself", **move, folder=algebra, parent=deep)
    refused("folder.deep", **move, folder=algebra, parent=geometry)
    refused("folder.other_bank", **move, folder=algebra, parent=Folder.objects.create(bank=make_bank(unit), name="Khác"))
    services.move_folder(actor=teacher, folder=roots, parent=geometry)
    services.move_folder(actor=teacher, folder=geometry, parent=None)
    roots.refresh_from_db()
    assert (roots.parent, roots.position) == (geometry, 1)
    assert list(Folder.objects.filter(bank=bank, parent=None).order_by("position").values_list("name", flat=True)) == ["Đại số", "Hình học"]
    with pytest.raises(AccessRefused):
        services.move_folder(actor=make_actor("teacher", unit), folder=roots, parent=None)
    roots.refresh_from_db()
    assert roots.parent == geometry


def test_a_folder_moves_from_the_page(client, person, teacher, bank):
    client.force_login(person.account)
    outer, inner = (services.create_folder(actor=teacher, bank=bank, name=name) for name in ("Đại số", "Căn thức"))
    address = reverse("assessment:bank_folder", args=[bank.uuid])
    assert client.post(address, {"viec": "dua-vao", "id": inner.pk, "vao": outer.pk}).status_code == 302
    inner.refresh_from_db()
    assert inner.parent == outer
    page = client.get(reverse("assessment:bank", args=[bank.uuid]), {"thu-muc": outer.pk}).content.decode()
    assert "Đưa “Đại số” vào trong" in page
    client.post(address, {"viec": "dua-vao", "id": outer.pk, "vao": inner.pk})
    outer.refresh_from_db()
    assert outer.parent is None
    assert client.post(address, {"viec": "dua-vao", "id": 0}).status_code == 404


def test_many_are_sealed_with_one_button_passages_with_their_questions(client, person, unit, bank):
    client.force_login(person.account)
    passage, question, other, left = (make_item(kind, bank=bank) for kind in ("stimulus", "single_choice", "essay", "essay"))
    Item.objects.filter(pk=question.pk).update(stimulus=passage)
    address, until = (
        reverse("assessment:bank_bulk", args=[bank.uuid]),
        (timezone.localtime() + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M"),
    )
    for wrong in ("", "2001-01-01T00:00", "mai"):
        client.post(address, {"viec": "niem-phong", "cau": [passage.pk], "until": wrong})
        assert not Item.objects.exclude(sealed_until=None).exists()
    client.post(address, {"viec": "niem-phong", "cau": [passage.pk, other.pk], "until": until})
    assert set(Item.objects.exclude(sealed_until=None).values_list("pk", flat=True)) == {passage.pk, question.pk, other.pk}
    assert AuditRecord.objects.filter(verb="assessment.item.sealed").count() == 3
    client.post(address, {"viec": "bo-niem-phong", "cau": [passage.pk]})
    assert set(Item.objects.exclude(sealed_until=None).values_list("pk", flat=True)) == {other.pk}
    editor = make_actor("teacher", unit)
    with pytest.raises(AccessRefused):
        services.seal_items(actor=editor, items=[left], until=timezone.now() + timedelta(days=1))
    assert Item.objects.get(pk=left.pk).sealed_until is None
