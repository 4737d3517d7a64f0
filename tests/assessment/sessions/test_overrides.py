"""Other terms for one candidate or a class: they win, reach those who work, are audited, and are refused as a whole."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessment.models import Attempt, Candidate
from assessment.sessions.errors import SessionError
from assessment.sessions.services import override_candidate, override_class
from assessment.sessions.types import Terms
from core.access.errors import AccessRefused
from core.models import AuditRecord
from tests.factories.assessment_scoring import make_marker, owner
from tests.factories.assessment_sessions import make_test
from tests.factories.core import make_actor, make_class, make_unit

pytestmark = pytest.mark.django_db

MORE = Terms(extra_minutes=10, extra_attempts=1, allowances=("large_print", "reader", "nonsense"))


@pytest.fixture
def test():
    return make_test(learners=3)


def terms_of(test):
    return sorted(Candidate.objects.filter(test=test).values_list("extra_minutes", "extra_attempts").order_by("pk"))


def working(test):
    """Let the first candidate work, with 30 minutes left."""
    attempt = test.attempts.order_by("pk").first()
    attempt.state, attempt.started_at = "working", timezone.now()
    attempt.deadline_at = timezone.now() + timedelta(minutes=30)
    attempt.save()
    return attempt


def test_one_candidate_gets_support_and_time_at_once(test):
    attempt = working(test)
    before = attempt.deadline_at
    row = override_candidate(actor=owner(test), candidate=attempt.candidate, terms=MORE)
    attempt.refresh_from_db()
    assert attempt.deadline_at == before + timedelta(minutes=10)
    assert row.allowances == ["reader", "large_print"]
    assert row.support == "Có người đọc đề, Đề in chữ to"
    assert terms_of(test) == [(0, 0), (0, 0), (10, 1)]
    record = AuditRecord.objects.get(verb="assessment.candidate.overridden")
    assert record.subject_person_id == attempt.person_id


def test_all_of_a_class_get_the_same_and_it_is_said_once(test):
    attempt = working(test)
    before, class_id = attempt.deadline_at, attempt.candidate.class_group_id
    assert override_class(actor=owner(test), test=test, class_id=class_id, terms=MORE) == 3
    assert override_class(actor=owner(test), test=test, class_id=class_id, terms=MORE) == 3
    attempt.refresh_from_db()
    assert attempt.deadline_at == before + timedelta(minutes=10), "the same terms again move nothing"
    assert terms_of(test) == [(10, 1)] * 3
    assert AuditRecord.objects.filter(verb="assessment.class.overridden").count() == 2


def test_a_class_costs_the_same_queries_for_one_and_for_three():
    counts = []
    for learners in (1, 3):
        test = make_test(learners=learners)
        class_id = test.classes.get().class_group_id
        with CaptureQueriesContext(
            connection,
        ) as seen:
            override_class(actor=owner(test), test=test, class_id=class_id, terms=MORE)
        counts.append(len(seen))
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("terms", "code", "field"),
    [
        (Terms(extra_minutes=301), "override.minutes", "extra_minutes"),
        (Terms(extra_minutes=-1), "override.minutes", "extra_minutes"),
        (Terms(extra_attempts=51), "override.attempts", "extra_attempts"),
        (Terms(opens_at=timezone.now(), closes_at=timezone.now() - timedelta(hours=1)), "override.window", "closes_at"),
    ],
)
def test_what_can_not_be_changes_nobody(test, terms, code, field):
    class_id = test.classes.get().class_group_id
    with pytest.raises(SessionError) as refused:
        override_class(actor=owner(test), test=test, class_id=class_id, terms=terms)
    assert (refused.value.code, refused.value.field) == (code, field)
    assert terms_of(test) == [(0, 0)] * 3
    assert not AuditRecord.objects.filter(verb="assessment.class.overridden").exists()


def test_a_class_without_candidates_is_named(test):
    with pytest.raises(SessionError) as refused:
        override_class(actor=owner(test), test=test, class_id=make_class(test.unit, name="9A9").pk, terms=MORE)
    assert refused.value.code == "override.nobody"


@pytest.mark.parametrize("who", ["marker", "teacher of another school", "student", "guardian"])
def test_others_change_nobody(test, who):
    actors = {
        "marker": lambda: make_marker(test),
        "teacher of another school": lambda: make_actor("teacher", unit=make_unit()),
        "student": lambda: make_actor("student", unit=test.unit),
        "guardian": lambda: make_actor("guardian", unit=test.unit),
    }
    with pytest.raises(AccessRefused):
        override_class(actor=actors[who](), test=test, class_id=test.classes.get().class_group_id, terms=MORE)
    assert terms_of(test) == [(0, 0)] * 3


def test_on_the_pages(test, client):
    client.force_login(test.owner.account)
    class_id, candidate = test.classes.get().class_group_id, Candidate.objects.filter(test=test).first()
    url = f"/kiem-tra/{test.uuid}/"
    assert f"lop/{class_id}/dieu-kien/" in client.get(url).content.decode()
    page = client.post(f"{url}lop/{class_id}/dieu-kien/", {"extra_minutes": "500", "extra_attempts": "0"})
    assert page.status_code == 422
    assert terms_of(test) == [(0, 0)] * 3
    data = {"extra_minutes": "15", "extra_attempts": "0", "allowances": ["reader"]}
    assert client.post(f"{url}lop/{class_id}/dieu-kien/", data).status_code == 302
    assert terms_of(test) == [(15, 0)] * 3
    assert "Có người đọc đề" in client.get(url).content.decode()
    one = f"{url}thi-sinh/{candidate.pk}/"
    assert 'value="15"' in client.get(one).content.decode()
    assert client.post(one, {"extra_minutes": "0", "extra_attempts": "0"}).status_code == 302
    assert terms_of(test) == [(0, 0), (15, 0), (15, 0)]
    assert client.get(f"{url}lop/{make_class(test.unit, name='9A9').pk}/dieu-kien/").status_code == 404
    assert Attempt.objects.filter(test=test).count() == 3
