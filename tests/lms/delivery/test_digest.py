"""What a guardian's digest says of studying."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.hooks import Ward
from lms.delivery.selectors.digest import study_lines
from tests.factories.core import make_class, make_unit
from tests.factories.delivery import make_activity, make_course, make_course_class, make_progress, make_pupil, publish_outline

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def study():
    unit = make_unit()
    group = make_class(unit)
    course = make_course(unit, title="Toán 9")
    make_course_class(course, group)
    days = {"trễ": -2, "cũ": -20, "sắp": 3, "xa": 20, "xong": 2}
    made = {name: make_activity(course, title=name, due_at=NOW + timedelta(days=day)) for name, day in days.items()}
    make_activity(course, title="không hạn")
    publish_outline(course)
    pupil = make_pupil(group)
    make_progress(pupil, made["xong"], state="completed", percent=100)
    return group, pupil


def test_due_and_missing_of_the_period_for_who_may_see_progress(study):
    _group, pupil = study
    sees, not_ = Ward(1, pupil.pk, frozenset({"progress"})), Ward(2, pupil.pk, frozenset({"marks"}))
    said = study_lines([sees, not_], NOW - timedelta(days=7), NOW)
    assert list(said) == [sees]
    assert [(line.section, line.title, line.url) for line in said[sees]] == [
        ("missing", "trễ · Toán 9", f"/con-toi/{pupil.uuid}/"),
        ("due", "sắp · Toán 9", f"/con-toi/{pupil.uuid}/"),
    ]
    assert str(said[sees][1].note) == "hạn %(at)s"


def test_three_children_cost_what_one_costs(study, django_assert_max_num_queries):
    group, pupil = study
    wards = [Ward(1, one.pk, frozenset({"progress"})) for one in (pupil, make_pupil(group), make_pupil(group))]
    for several in (wards[:1], wards):
        with django_assert_max_num_queries(7):
            assert len(study_lines(several, NOW - timedelta(days=7), NOW)) == len(several)
