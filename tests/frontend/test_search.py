"""The search box."""

import pytest

from core.hooks import SearchHit, SearchSource
from tests.factories.core import make_account, make_membership, make_person, make_unit

pytestmark = pytest.mark.django_db


class Pages(SearchSource):
    key = "pages"
    label = "Trang"

    def search(self, actor, folded, limit):
        if folded == "hong":
            raise ValueError
        return [SearchHit(f"Cây đa {n}", folded, "/", "class") for n in range(limit)] if folded == "cay da" else []


@pytest.fixture
def source():
    hook = Pages()
    SearchSource.registry.append(hook)
    yield
    SearchSource.registry.remove(hook)


@pytest.fixture
def signed(client):
    person = make_person()
    make_membership(person, make_unit())
    client.force_login(make_account(person), backend="core.signin.backends.IdentifierBackend")
    return client


def test_words_are_folded_and_results_grouped(signed, source):
    page = signed.get("/tim-kiem/", {"q": "Cây  Đa"}).content.decode()
    assert "Cây đa 0" in page
    assert "Cây đa 8" not in page
    assert "Xem thêm" in page


def test_failing_source_costs_only_itself(signed, source):
    answer = signed.get("/tim-kiem/", {"q": "hỏng"})
    assert answer.status_code == 200
    assert "Không thấy “hỏng”" in answer.content.decode()


def test_one_letter_asks_for_more(signed):
    assert "Gõ ít nhất hai chữ cái" in signed.get("/tim-kiem/", {"q": "a"}).content.decode()


def test_visitor_signs_in_first(client):
    assert client.get("/tim-kiem/", {"q": "cay da"}).status_code == 302
