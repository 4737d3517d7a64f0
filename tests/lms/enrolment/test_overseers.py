"""Course lists of those who oversee: over few units a page of each, over many along the newest."""

import pytest

from core.models import Person
from core.organisations.selectors import places
from lms.courses.selectors.search import found_courses
from lms.enrolment.selectors.cards import CardFilter, card_page
from tests.factories.core import make_unit
from tests.factories.courses import make_course, make_course_learner, make_section, make_version
from tests.factories.places import make_province

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    found = make_province()
    schools = (found.school, make_unit(found.commune, name="Trường Tiểu học Tân Trào"), found.other_school)
    for number in range(70):
        make_course(schools[number % 3], title=f"Toán {number}", state="archived" if number % 7 == 0 else "draft")
    make_course(found.school, title="Mẫu", is_template=True)
    return found


def listed(actor, **wanted):
    """Return the titles of all pages."""
    titles, before = [], None
    while True:
        page = card_page(actor, CardFilter(before_id=before, **wanted))
        titles.append([card.course.title for card in page.cards])
        if not page.next_key:
            return titles
        before = int(page.next_key)


@pytest.mark.parametrize("units", [0, 100])
def test_pages_of_an_overseer_are_the_newest_of_its_units(place, monkeypatch, units):
    monkeypatch.setattr(places, "FEW_UNITS", units)
    running = [f"Toán {number}" for number in reversed(range(70)) if number % 7]
    assert listed(place.actor("officer", "department")) == [running[:24], running[24:48], running[48:]]
    ours = [title for title in running if int(title.split()[1]) % 3 != 2]
    assert listed(place.actor("officer", "commune")) == [ours[:24], ours[24:]]
    assert listed(place.actor("leader")) == [[title for title in running if int(title.split()[1]) % 3 == 0]]
    assert listed(place.actor("officer", "commune"), words="toan 6") == [[t for t in ours if t.startswith("Toán 6")]]
    assert listed(place.actor("leader"), shelf="archived") == [["Toán 63", "Toán 42", "Toán 21", "Toán 0"]]
    assert listed(place.actor("leader"), shelf="templates") == [["Mẫu"]]
    assert listed(place.actor("officer", "other_commune"), shelf="templates") == [[]]


@pytest.mark.parametrize("units", [0, 100])
def test_search_of_an_overseer_adds_what_it_takes(place, monkeypatch, units):
    monkeypatch.setattr(places, "FEW_UNITS", units)
    officer = place.actor("officer", "commune")
    assert [hit.title for hit in found_courses(officer, "toan 2", 9)] == ["Toán 28", "Toán 27", "Toán 25", "Toán 24", "Toán 22", "Toán 21"]
    taken = make_course(place.other_school, title="Toán 2 cho cán bộ", state="published")
    make_section(taken)
    make_version(taken)
    assert "Toán 2 cho cán bộ" not in [hit.title for hit in found_courses(officer, "toan 2", 99)]
    make_course_learner(taken, Person.objects.get(pk=officer.person_id))
    assert [hit.title for hit in found_courses(officer, "toan 2", 99)][-1] == "Toán 2 cho cán bộ"
    assert len(found_courses(officer, "toan 2", 3)) == 3
