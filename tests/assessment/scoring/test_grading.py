"""How tests of a unit are marked: whose rule holds, who sets it, and that a test keeps the one it was given under."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from assessment.models import Test, TestStatistic
from assessment.scoring.errors import ScoringError
from assessment.scoring.selectors.results import result_page
from assessment.sessions.errors import SessionError
from assessment.sessions.rules.grading import KEY, Grading, grading_of
from assessment.sessions.selectors.grading import grading_in, rule_source
from assessment.sessions.services import schedule_test, set_grading
from assessment.sessions.types import TestSettings
from core.access.errors import AccessRefused
from core.models import Account, AuditRecord
from tests.factories.assessment_scoring import answer, essay_score, make_quiz, make_scored, mark, owner
from tests.factories.assessment_sessions import make_test
from tests.factories.core import make_actor, make_unit

pytestmark = pytest.mark.django_db
STRICT = Grading(solid_ratio=0.9, forming_ratio=0.6, points_step=0.1)


def test_the_nearest_sound_rule_holds():
    assert grading_of([]) == grading_of([None, {}, {"grading": "x"}]) == Grading()
    assert grading_of([{}, {"grading": STRICT.write()}, {"grading": {"solid_ratio": 0.7}}]) == STRICT
    assert grading_of([{"grading": {"solid_ratio": 0.3}}, {"grading": STRICT.write()}]) == STRICT  # below forming: not sound
    assert grading_of([{"grading": {"points_step": 0.3}}]) == Grading()


def test_a_school_follows_the_unit_above_until_it_has_its_own(django_assert_num_queries):
    above = make_unit(kind="department", name="Sở GDĐT")
    school = make_unit(above)
    set_grading(actor=make_actor("leader", above), unit=above, grading=STRICT)
    with django_assert_num_queries(1):
        assert grading_in(school) == STRICT
    assert rule_source(school, KEY) == above
    own = make_actor("leader", school)
    set_grading(actor=own, unit=school, grading=Grading(points_step=0.5))
    assert (grading_in(school), rule_source(school, KEY)) == (Grading(points_step=0.5), school)
    set_grading(actor=own, unit=school, grading=None)
    assert grading_in(school) == STRICT
    assert AuditRecord.objects.filter(verb="assessment.grading.set").count() == 3


@pytest.mark.parametrize("role", ["teacher", "student", "auditor"])
def test_others_set_nothing(role):
    unit = make_unit()
    actor = make_actor(role, unit)
    with pytest.raises(AccessRefused):
        set_grading(actor=actor, unit=unit, grading=STRICT)
    with pytest.raises(AccessRefused):
        set_grading(actor=make_actor("leader", make_unit(name="Trường khác")), unit=unit, grading=STRICT)
    unit.refresh_from_db()
    assert unit.settings == {}


@pytest.mark.parametrize("bad", [Grading(0.5, 0.5), Grading(1.1, 0.5), Grading(0.8, 0), Grading(points_step=0.3)])
def test_bounds_that_say_nothing_are_refused(bad):
    unit = make_unit()
    with pytest.raises(SessionError) as caught:
        set_grading(actor=make_actor("leader", unit), unit=unit, grading=bad)
    assert caught.value.code == "grading.bounds"
    unit.refresh_from_db()
    assert unit.settings == {}


def test_a_test_keeps_the_rule_it_was_given_under():
    test = make_test(learners=1, state="draft")
    set_grading(actor=make_actor("leader", test.unit), unit=test.unit, grading=STRICT)
    schedule_test(actor=owner(test), test=test)
    set_grading(actor=make_actor("leader", test.unit), unit=test.unit, grading=Grading(points_step=1))
    kept = TestSettings.read(Test.objects.get(pk=test.pk).settings)
    assert (kept.solid_ratio, kept.forming_ratio, kept.points_step) == (0.9, 0.6, 0.1)


def test_markers_give_the_steps_of_the_test():
    attempt = make_scored(make_test(learners=1, settings={"points_step": 0.1}))
    mark(owner(attempt.test), essay_score(attempt), "0,3")
    assert essay_score(attempt).points == Decimal("0.3")
    with pytest.raises(ScoringError) as caught:
        mark(owner(attempt.test), essay_score(attempt), "0,25")
    assert (caught.value.code, caught.value.message) == ("mark.step", "Điểm cho từng nấc 0,1 điểm.")
    assert essay_score(attempt).points == Decimal("0.3")


def test_outcomes_stand_in_the_bounds_of_the_test():
    test = make_quiz(questions=4, learners=2, outcomes=1, settings={"solid_ratio": 0.7, "forming_ratio": 0.3})
    attempts = [answer(test, [1, 1, 1, 0]), answer(test, [1, 0, 0, 0])]
    whole = TestStatistic.objects.get(test=test, class_group=None)
    assert list(whole.outcomes.values()) == [[1, 0, 1]]
    page = result_page(owner(test), attempts[0], for_staff=True)
    assert [row.standing for row in page.outcomes] == ["solid"]


def client_of(actor) -> Client:
    client = Client()
    client.force_login(Account.objects.get(pk=actor.account_id))
    return client


def test_the_page_sets_it_says_whose_it_is_and_goes_back():
    unit = make_unit()
    client, address = client_of(make_actor("leader", unit)), reverse("assessment:grading")
    assert "mặc định" in client.get(address).content.decode()
    wrong = client.post(address, {"solid": "50", "forming": "60", "step": "0.1"})
    assert wrong.status_code == 200
    assert "dưới mức “vững”" in wrong.content.decode()
    assert 'value="60"' in wrong.content.decode()
    unit.refresh_from_db()
    assert unit.settings == {}
    assert client.post(address, {"solid": "90", "forming": "60", "step": "0.1"}).status_code == 302
    unit.refresh_from_db()
    assert grading_in(unit) == STRICT
    assert "quy định của đơn vị" in client.get(address).content.decode()
    client.post(address, {"verb": "theo-tren"})
    assert grading_in(unit) == Grading()
    assert client_of(make_actor("teacher", unit)).get(address).status_code == 403
