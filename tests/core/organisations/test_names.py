"""Finding people by name: everything while it is little, a beginning when it is too much."""

import pytest

from core.models import Person
from core.organisations.selectors import names
from core.organisations.selectors.people import people_page, search_people
from core.organisations.types import PeopleFilter
from tests.factories.core import make_membership, make_person
from tests.factories.places import make_province

pytestmark = pytest.mark.django_db

NAMES = ("Lý Văn An", "Hoàng Thị Lan", "Bàn Văn Dũng", "Nguyễn Đức Anh", "Nguyễn Thị Ánh", "Trần Thị Vy", "Vy Văn Nam", "Nguyễn Hà Vỹ")


@pytest.fixture
def place():
    found = make_province()
    for name in NAMES:
        make_membership(make_person(name), found.school)
    return found


def called(text):
    return {person.full_name for person in names.hits(Person.objects.exclude(full_name="Nông Minh Khuê"), text).people}


def by_hand(text):
    """What the rule says, without a database."""
    from core.lib.vietnamese import fold

    def has(name, word):
        return word in fold(name) if len(word) > 2 else any(part.startswith(word) for part in fold(name).split())

    return {name for name in NAMES if all(has(name, word) for word in fold(text).split())}


@pytest.mark.parametrize("text", ["anh", "an", "vy", "Nguyễn", "nguyen thi", "ly", "h", "guye", "van n", "zzz", "vỹ hà", "%", "_n"])
def test_finds_all_of_that_name(place, text):
    assert called(text) == by_hand(text)


def test_two_letters_begin_a_word(place):
    assert called("an") == {"Lý Văn An", "Nguyễn Đức Anh", "Nguyễn Thị Ánh"}
    assert called("vy") == {"Trần Thị Vy", "Vy Văn Nam", "Nguyễn Hà Vỹ"}


def test_no_words_leave_everybody(place):
    assert not names.hits(Person.objects.all(), " ").is_cut
    assert names.hits(Person.objects.all(), " ").people.count() == len(NAMES) + 1


def test_too_many_begin_at_the_name_typed(place, monkeypatch):
    monkeypatch.setattr(names, "MOST_HITS", 2)
    found = names.hits(Person.objects.all(), "nguyen vy")
    assert not found.is_cut
    found = names.hits(Person.objects.all(), "thi")  # three are called so; from T on comes Vy
    assert found.is_cut
    assert [person.full_name for person in found.people] == ["Trần Thị Vy"]


def test_too_many_with_nobody_from_there_on_still_shows_some(place, monkeypatch):
    monkeypatch.setattr(names, "MOST_HITS", 1)
    monkeypatch.setattr(names, "WINDOW", 1)
    found = names.hits(Person.objects.exclude(given_name__startswith="V"), "nguyen")
    assert found.is_cut
    assert set(found.people.values_list("family_name", flat=True)) <= {"Nguyễn"}
    assert found.people.exists()


def test_list_says_that_it_is_cut(place, monkeypatch):
    actor = place.actor("officer", "department")
    whole = people_page(actor, place.department, PeopleFilter(text="thi"))
    assert (len(whole.items), whole.is_cut) == (3, False)
    monkeypatch.setattr(names, "MOST_HITS", 2)
    assert people_page(actor, place.department, PeopleFilter(text="thi")).is_cut
    assert [row.person.full_name for row in search_people(actor, "thi", 9)] == ["Trần Thị Vy"]


def test_cut_list_is_within_what_the_actor_sees(place, monkeypatch):
    monkeypatch.setattr(names, "MOST_HITS", 0)
    stranger = make_person("Lò Thị Vy")
    make_membership(stranger, place.other_school)
    found = search_people(place.actor("leader", "school"), "thi vy", 9)
    assert [row.person.full_name for row in found] == ["Trần Thị Vy"]
