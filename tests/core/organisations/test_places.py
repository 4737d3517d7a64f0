"""Places repeat the names of their people; lists of few units read them in order."""

import pytest

from core.models import Membership, Person
from core.organisations.selectors import places
from core.organisations.selectors.people import people_page
from core.organisations.services.names import follow_names
from core.organisations.types import PeopleFilter
from tests.factories.core import make_enrolment, make_membership, make_person, make_unit
from tests.factories.places import make_province

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return make_province()


def kept(person):
    return list(Membership.objects.filter(person=person).values_list("sort_key", "search_text"))


def test_a_place_repeats_its_person(place):
    assert kept(place.pupil) == [(place.pupil.sort_key, place.pupil.search_text)]
    assert "khue" in place.pupil.search_text


def test_places_written_together_repeat_theirs(place):
    people = [make_person("Lý Văn An"), make_person("Vy Văn Nam")]
    Membership.objects.bulk_create([Membership(person_id=one.pk, unit=place.school, role="teacher") for one in people])
    assert [kept(one) for one in people] == [[(one.sort_key, one.search_text)] for one in people]


def test_a_new_name_reaches_every_place(place):
    make_membership(place.pupil, place.other_school)
    person = Person.objects.get(pk=place.pupil.pk)
    person.given_name = "Ánh"
    person.save()
    assert kept(person) == [(person.sort_key, person.search_text)] * 2
    assert "anh" in person.search_text


def test_a_code_is_found_by_its_place_too(place):
    place.pupil.moet_id = "1234567890"
    place.pupil.save(update_fields=["moet_id"])
    assert [row.person.pk for row in people_page(place.actor("leader"), place.school, PeopleFilter(text="1234567890")).items] == [
        place.pupil.pk
    ]


def test_saving_without_a_new_name_writes_no_places(place, django_assert_num_queries):
    person = Person.objects.get(pk=place.pupil.pk)
    person.phone = "0912345678"
    with django_assert_num_queries(1):
        person.save()


def test_names_written_in_bulk_are_followed(place, django_assert_num_queries):
    people = [make_person("Lý Văn An"), make_person("Vy Văn Nam"), make_person("Trần Thị Hoa")]
    for one in people:
        make_membership(one, place.school)
    for one in people[:2]:
        one.given_name = "Dũng"
        one.derive()
    Person.objects.bulk_update(people, ["given_name", "full_name", "sort_key", "search_text"])
    with django_assert_num_queries(1):
        follow_names(people)
    assert [kept(one) for one in people] == [[(one.sort_key, one.search_text)] for one in people]
    with django_assert_num_queries(0):
        follow_names(people)


def listed(actor, unit, **wanted):
    """Walk all pages forwards, then back again; both must say the same."""
    there, after = [], None
    while True:
        page = people_page(actor, unit, PeopleFilter(size=3, after_id=after, **wanted))
        there.append([row.person.pk for row in page.items])
        if not page.next_key:
            break
        after = int(page.next_key)
    back = [there[-1]]
    while page.previous_key:
        page = people_page(actor, unit, PeopleFilter(size=3, before_id=int(page.previous_key), **wanted))
        back.insert(0, [row.person.pk for row in page.items])
    assert back == there
    return [pk for page in there for pk in page]


@pytest.mark.parametrize("role", ["", "teacher"])
def test_pages_over_several_units_are_those_of_one_list(place, monkeypatch, role):
    school = make_unit(place.commune, name="Trường Tiểu học Tân Trào")
    names = ("Lý Văn An", "Hoàng Thị Lan", "Bàn Văn Dũng", "Nguyễn Đức Anh", "Nguyễn Thị Ánh", "Trần Thị Vy", "Vy Văn Nam", "Lò Văn An")
    for number, name in enumerate(names):
        person = make_person(name)
        make_membership(person, (place.school, school, place.commune)[number % 3], ("teacher", "staff")[number % 2])
        if number % 4 == 0:  # twice in one unit, and in two units: still listed once
            make_membership(person, (place.school, school, place.commune)[number % 3], "leader")
            make_membership(person, school, "unit_admin")
    make_membership(make_person("Người Đã Đi"), school, "teacher", valid_to="2026-09-01")
    make_membership(make_person("Người Nơi Khác"), place.other_school)
    officer = place.actor("officer", "commune")
    by_places = listed(officer, place.commune, role=role)
    monkeypatch.setattr(places, "FEW_UNITS", 0)
    assert listed(officer, place.commune, role=role) == by_places
    assert len(by_places) == len(set(by_places))
    wanted = Membership.objects.filter(unit__path__startswith=place.commune.path, valid_to=None, **({"role": role} if role else {}))
    assert by_places == list(
        Person.objects.filter(memberships__in=wanted).distinct().order_by("sort_key", "pk").values_list("pk", flat=True)
    )


def test_a_class_is_searched_by_itself(place):
    for name in ("Nông Văn An", "Nông Văn Bình"):
        make_enrolment(place.class_group, make_person(name))
    make_membership(make_person("Nông Văn Cường"), place.school, "student")
    page = people_page(place.actor("leader"), place.school, PeopleFilter(text="nong van", class_id=place.class_group.pk))
    assert [row.person.given_name for row in page.items] == ["An", "Bình"]
