"""What a guardian's digest says of results: that they are there, no mark."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assessment.models import Attempt
from assessment.scoring.selectors.digest import result_lines
from core.hooks import Ward
from tests.factories.assessment_sessions import make_attempt

pytestmark = pytest.mark.django_db


def test_results_released_in_the_period_for_who_may_see_marks(django_assert_num_queries):
    now = timezone.now()
    attempt = make_attempt(submitted=True)
    sees, not_ = Ward(1, attempt.person_id, frozenset({"marks"})), Ward(2, attempt.person_id, frozenset({"progress"}))
    week = (now - timedelta(days=7), now)
    assert result_lines([sees, not_], *week) == {}
    for days, count in ((8, 0), (1, 1), (-1, 0)):
        Attempt.objects.filter(pk=attempt.pk).update(released_at=now - timedelta(days=days))
        with django_assert_num_queries(1):
            said = result_lines([sees, not_], *week)
        assert [len(lines) for lines in said.values()] == [1] * count
        assert not_ not in said
        if count:
            line = said[sees][0]
            assert (line.section, line.title, line.url) == ("results", attempt.test.title, f"/kiem-tra/bai/{attempt.uuid}/ket-qua/")
