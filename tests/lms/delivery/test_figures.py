"""Figures: counted upwards by the job, idempotent, small cells hidden from above a school, constant queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.access.errors import AccessRefused
from lms.delivery.rules import hide_small
from lms.delivery.selectors.figures import bars_of, figures_page
from lms.delivery.services.figures import make_figures
from lms.models import ClassFigures, StudyDay, UnitFigures
from tests.factories.core import make_actor, make_class, make_enrolment, make_person, make_unit
from tests.factories.delivery import make_progress, make_study

pytestmark = pytest.mark.django_db


@pytest.fixture
def province():
    department = make_unit(kind="department", name="Sở")
    commune = make_unit(department, kind="commune", name="Xã Tân Trào")
    first, second = make_unit(commune, name="Trường A"), make_unit(commune, name="Trường B")
    _course, activity, class_group, pupils = make_study(first, pupils=6)
    for pupil in pupils[:4]:
        StudyDay.objects.create(person=pupil, day=timezone.localdate())
    StudyDay.objects.create(person=pupils[4], day=timezone.localdate() - timedelta(days=3))
    make_progress(pupils[0], activity, class_group, state="completed", completed_at=timezone.now())
    make_progress(pupils[1], activity, class_group)
    make_enrolment(make_class(second), make_person())
    return {"department": department, "commune": commune, "first": first, "second": second, "class": class_group}


def figures_of(unit):
    row = UnitFigures.objects.get(unit=unit, day=timezone.localdate())
    return (row.learners, row.active_learners, row.active_week, row.started, row.completed, row.completed_week, row.published_courses)


def test_figures_add_up_the_tree_and_repeat_alike(province):
    make_figures()
    make_figures()
    assert figures_of(province["first"]) == (6, 4, 5, 2, 1, 1, 1)
    assert figures_of(province["second"]) == (1, 0, 0, 0, 0, 0, 0)
    assert figures_of(province["commune"]) == figures_of(province["department"]) == (7, 4, 5, 2, 1, 1, 1)
    row = ClassFigures.objects.get(class_group=province["class"], day=timezone.localdate())
    assert (row.learners, row.active_learners, row.completed) == (6, 4, 1)


def test_figures_of_a_day_drop_what_is_no_longer_there(province):
    make_figures()
    province["first"].classes.first().enrolments.update(state="left", valid_to=timezone.localdate() - timedelta(days=1))
    make_figures()
    assert figures_of(province["commune"])[0] == 1


def test_figures_page_hides_small_counts_from_above(province):
    make_figures()
    officer = make_actor("officer", province["department"])
    rows = figures_page(officer, province["commune"].uuid).rows
    assert [(row.name, row.learners, row.completed_week) for row in rows] == [("Trường A", None, None), ("Trường B", None, 0)]
    classes = figures_page(officer, province["first"].uuid)
    assert classes.of_classes
    assert [(row.learners, row.active_week, row.completed_week) for row in classes.rows] == [(6, 5, None)]
    leader = make_actor("leader", province["first"])
    assert [(row.learners, row.completed_week) for row in figures_page(leader).rows] == [(6, 1)]


def test_figures_page_is_refused_elsewhere(province):
    leader = make_actor("leader", province["first"])
    for unit in (province["second"], province["commune"], province["department"]):
        with pytest.raises(AccessRefused):
            figures_page(leader, unit.uuid)
    with pytest.raises(AccessRefused):
        figures_page(make_actor("teacher", province["first"]))


def test_figures_page_asks_the_same_for_two_and_many_and_pages_by_name(province):
    make_figures()
    officer = make_actor("officer", province["department"])

    def count():
        with CaptureQueriesContext(connection) as queries:
            page = figures_page(officer, province["commune"].uuid)
        return len(queries), page

    few, _page = count()
    for number in range(60):
        make_unit(province["commune"], name=f"Trường C{number:02}")
    many, page = count()
    assert few == many
    assert (len(page.rows), bool(page.next_key)) == (50, True)
    rest = figures_page(officer, province["commune"].uuid, after=page.next_key)
    assert (len(rest.rows), rest.next_key) == (12, "")
    assert not {row.name for row in rest.rows} & {row.name for row in page.rows}


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ([12, 3, 8], [12, None, None]),
        ([12, 3, 2, 8], [12, None, None, 8]),
        ([12, 0, 8], [12, 0, 8]),
        ([3], [None]),
        ([3, 0], [None, 0]),
        ([None, 3, 9], [None, None, None]),
        ([], []),
    ],
)
def test_hide_small_leaves_nothing_to_subtract(counts, shown):
    assert hide_small(counts) == shown


def test_chart_keeps_its_fourteen_places():
    today = timezone.localdate()
    bars = bars_of([UnitFigures(day=today - timedelta(days=left), active_learners=10 * (2 - left)) for left in (1, 0)])
    assert [(bar.x, bar.height, bar.is_last) for bar in bars] == [(246.0, 38.0, False), (266.0, 76.0, True)]
    assert bars_of([]) == []
