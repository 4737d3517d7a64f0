"""Every page as every hat: at most twenty queries, and no more of them when there is twice as much to show."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import ClassGroup, Enrolment, Guardianship, Membership, Person
from lms.courses.models import Activity, CourseClass
from lms.management.demo.copying import write
from lms.management.demo.scale import build_scale
from lms.management.demo.scale import people as scale_people
from lms.management.demo.scale import studying as scale_studying

from .hats import HATS, client_of, place_of
from .routes import addresses

pytestmark = pytest.mark.django_db
MOST_QUERIES = 20
WORDS = {"word": "anh", "rare": "3000000007", "person": "1", "audit": "9999", "course": "9999"}


def copied(row, **changes):
    """Return an unsaved copy of a row."""
    fields = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if field.name not in {"id", "uuid"}}
    return type(row)(**{**fields, **changes})


def twice_as_much(group: ClassGroup) -> None:
    """Put as many learners, guardians, classes, teachers, courses and activities again into a school."""
    for seat in Enrolment.objects.filter(class_group=group).select_related("person"):
        child = write([copied(seat.person, moet_id=None)])[0]
        guardian = write([copied(Guardianship.objects.get(child=seat.person).guardian)])[0]
        write([copied(Membership.objects.get(person=seat.person), person_id=child.pk)])
        write([copied(seat, person_id=child.pk)])
        write([copied(Guardianship.objects.get(child=seat.person), guardian_id=guardian.pk, child_id=child.pk)])
    for hat in Membership.objects.filter(unit=group.unit, role="teacher").select_related("person"):
        write([copied(hat, person_id=write([copied(hat.person)])[0].pk)])
    for row in ClassGroup.objects.filter(unit=group.unit):
        name = f"{row.key}.{ClassGroup.objects.count()}"
        write([copied(row, key=name, name=name)])
    for taken in CourseClass.objects.filter(class_group=group).select_related("course__published_version"):
        write([copied(row, title=f"{row.title}x") for row in taken.course.activities.all()])
        course = write([copied(taken.course, title="Toán x", published_version_id=None)])[0]
        version = write([copied(taken.course.published_version, course_id=course.pk)])[0]
        type(course).objects.filter(pk=course.pk).update(published_version=version)
        write([copied(row, course_id=course.pk) for row in taken.course.teachers.all()])
        write([copied(taken, course_id=course.pk)])


def counted(username: str) -> dict[str, int]:
    """Return the queries of every page this hat gets, warm."""
    client, found = client_of(username), {}
    for page, path in addresses(place_of(username), WORDS):
        if not page.startswith(("core:", "lms:", "frontend:")) or "?" in page or client.get(path).status_code != 200:
            continue
        with CaptureQueriesContext(connection):
            client.get(path)
            found[page] = len(connection.queries)
    return found


@pytest.fixture
def group(monkeypatch):
    monkeypatch.setattr(scale_people, "TEACHERS", 3)
    monkeypatch.setattr(scale_studying, "FIGURE_DAYS", 1)
    build_scale(say=lambda text: None, schools=10, learners=290)
    found = place_of("bench.student").group
    twice_as_much(found)  # from one course to two pages change in kind: something is left to do
    return found


@pytest.mark.parametrize("hats", [list(HATS)[::2], list(HATS)[1::2]], ids="+".join)
def test_queries_of_pages(group, hats):
    before = {hat: counted(HATS[hat]) for hat in hats}
    assert min(len(pages) for pages in before.values()) > 15  # guardians and auditors get fewest
    assert {(hat, page): count for hat in hats for page, count in before[hat].items() if count > MOST_QUERIES} == {}
    twice_as_much(group)
    after = {hat: counted(HATS[hat]) for hat in hats}
    grown = {(hat, page): (count, after[hat].get(page)) for hat in hats for page, count in before[hat].items()}
    assert {where: pair for where, pair in grown.items() if (pair[1] or 0) > pair[0]} == {}


def test_twice_as_much_is_twice_as_much(group):
    def sizes():
        here = (
            Enrolment.objects.filter(class_group=group).count(),
            Person.objects.filter(memberships__unit=group.unit, memberships__role="teacher").count(),
        )
        return (*here, ClassGroup.objects.filter(unit=group.unit).count(), Activity.objects.filter(course__unit=group.unit).count())

    before = sizes()
    twice_as_much(group)
    assert sizes()[:3] == tuple(2 * size for size in before[:3])
    assert sizes()[3] == 2 * before[3]
