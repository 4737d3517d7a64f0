"""Absences in the digest of guardians."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.hooks import Ward
from social.messaging.models import AbsenceRequest
from social.messaging.selectors.digest import absence_lines
from social.messaging.services import decide_absence
from tests.social.messaging.test_absences import ask, asked

pytestmark = pytest.mark.django_db


def test_absences_of_the_period_without_their_reason(school, django_assert_num_queries):
    ask(school, asked(first=1, last=2))
    child = AbsenceRequest.objects.get().child_id
    ward, other = Ward(1, child, frozenset()), Ward(2, child + 1000, frozenset({"progress"}))
    now = timezone.now()
    late = now + timedelta(days=3)
    assert absence_lines([ward], now - timedelta(days=7), now) == {}
    with django_assert_num_queries(1):
        said = absence_lines([ward, other], late - timedelta(days=7), late)
    assert list(said) == [ward]
    (line,) = said[ward]
    assert "đến hết" in str(line.title)
    assert str(line.note) == "Chờ trả lời"
    assert "Khám răng" not in f"{line.title}{line.note}"
    decide_absence(actor=school.homeroom, request=AbsenceRequest.objects.get(), confirms=True)
    assert str(absence_lines([ward], late - timedelta(days=7), late)[ward][0].note) == "Đã duyệt"
    AbsenceRequest.objects.update(state="withdrawn")
    assert absence_lines([ward], late - timedelta(days=7), late) == {}
