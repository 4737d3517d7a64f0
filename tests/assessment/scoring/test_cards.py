"""Cards on Hôm nay, and what follows when two records of one person become one."""

import pytest

from assessment.models import Mark, Mastery
from assessment.scoring.receivers import MarkingCard, ResultsCard, follow_merge
from assessment.scoring.services import make_appeal, release_results
from core.people.events import PersonsMerged
from tests.factories.assessment_scoring import close, essay_score, guardian_of, make_marker, make_scored, mark, owner
from tests.factories.assessment_sessions import candidate_actor, make_test
from tests.factories.core import make_actor, make_person

pytestmark = pytest.mark.django_db


def test_teachers_see_what_waits_for_them_and_nobody_else():
    attempt = make_scored(make_test(learners=1))
    test, card = attempt.test, MarkingCard()
    seen = [(row.pk, row.waiting, row.appeals) for row in card.context(owner(test))["rows"]]
    assert seen == [(test.pk, 1, 0)]
    assert card.context(make_marker(test)) is not None
    for actor in (
        make_marker(test, "proctor"),
        make_actor("teacher", test.unit),
        make_actor("leader", test.unit),
        candidate_actor(attempt),
    ):
        assert card.context(actor) is None
    mark(owner(test), essay_score(attempt), "1")
    assert card.context(owner(test)) is None
    release_results(actor=owner(test), test=close(test))
    attempt.refresh_from_db()
    make_appeal(actor=candidate_actor(attempt), attempt=attempt, reason="Xin xem lại", positions=[4])
    assert [(row.waiting, row.appeals) for row in card.context(owner(test))["rows"]] == [(0, 1)]


def test_families_see_new_results_once_they_are_released(django_assert_max_num_queries):
    attempt = make_scored(make_test(learners=1), {"1": "o2"})
    own, mother, blind = candidate_actor(attempt), guardian_of(attempt.person), guardian_of(attempt.person, may_see=["progress"])
    card = ResultsCard()
    assert [card.context(actor) for actor in (own, mother, blind)] == [None, None, None]
    release_results(actor=owner(attempt.test), test=close(attempt.test))
    with django_assert_max_num_queries(2):
        assert [row.pk for row in card.context(mother)["rows"]] == [attempt.pk]
    assert [row.pk for row in card.context(own)["rows"]] == [attempt.pk]
    assert card.context(blind) is None


def test_marks_follow_a_merged_record():
    attempt = make_scored(make_test(learners=1))
    mark(owner(attempt.test), essay_score(attempt), "1")
    kept = make_person("Mai Thị Hồng")
    follow_merge(PersonsMerged(person_id=kept.pk, duplicate_id=attempt.test.owner_id))
    assert Mark.objects.get().marker_id == kept.pk
    assert not Mastery.objects.filter(person_id=attempt.test.owner_id).exists()
