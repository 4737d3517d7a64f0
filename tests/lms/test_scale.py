"""The province for measurements, a hundredth of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.audit.models import AuditRecord
from core.models import Account, Enrolment, Guardianship, Membership, Person, Unit
from lms.delivery.models import ActivityProgress, StudyDay, UnitFigures
from lms.management.demo import copying
from lms.management.demo.scale import build_scale
from lms.management.demo.scale import people as scale_people

pytestmark = pytest.mark.django_db


@pytest.fixture
def counts(monkeypatch):
    monkeypatch.setattr(scale_people, "TEACHERS", 2)
    return build_scale(say=lambda text: None, schools=10, learners=320)


def test_province_has_what_its_size_says(counts):
    assert (
        counts["learners"]
        == Enrolment.objects.count()
        == Guardianship.objects.count()
        == AuditRecord.objects.filter(verb="people.person.viewed").count()
        == 320
    )
    assert Unit.objects.filter(key__startswith="TQ").count() == counts["schools"] == 10
    assert Membership.objects.filter(role="teacher").count() == 20
    assert ActivityProgress.objects.count() == counts["progress"] > 0
    assert StudyDay.objects.exists()
    assert Account.objects.filter(username__startswith="bench.").count() == 8


def test_what_saving_would_derive_is_there(counts):
    assert not Unit.objects.filter(sort_key="").exists()
    assert not Unit.objects.filter(search_text="").exists()
    person = Person.objects.exclude(moet_id=None).first()
    before = (person.full_name, person.sort_key, person.search_text)
    person.derive()
    assert (person.full_name, person.sort_key, person.search_text) == before


def test_figures_count_every_learner(counts):
    department = Unit.objects.get(key="SGDDT-TQ")
    today = timezone.localdate()
    rows = UnitFigures.objects.filter(unit=department, day__in=[today, today - timedelta(days=1)])
    assert [row.learners for row in rows] == [320, 320]


def test_nothing_stays_when_it_breaks_off(monkeypatch):
    monkeypatch.setattr(scale_people, "TEACHERS", 2)

    def broken():
        raise RuntimeError

    monkeypatch.setattr("lms.management.demo.scale.write_figures", broken)
    with pytest.raises(RuntimeError):
        build_scale(say=lambda text: None, schools=10, learners=320)
    assert not Person.objects.exists()
    assert not Unit.objects.exists()


def test_rows_get_ids_in_their_order():
    people = copying.write([Person(given_name=name, full_name=name, sort_key=name, search_text=name) for name in ("An", "Bình", "Chi")])
    assert [Person.objects.get(pk=row.pk).given_name for row in people] == ["An", "Bình", "Chi"]
