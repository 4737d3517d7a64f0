"""Cards on Hôm nay, and what follows when two records of one person become one."""

import pytest

from assessment.models import Mark, Mastery
from assessment.scoring.receivers import ResultsCard, ResultsPlace, TestsCard, follow_merge
from assessment.scoring.services import make_appeal, release_results
from core.people.events import PersonsMerged
from frontend.hooks import NavPlaces
from tests.factories.assessment_scoring import close, essay_score, guardian_of, make_marker, make_scored, mark, owner
from tests.factories.assessment_sessions import candidate_actor, make_attempt, make_test
from tests.factories.core import make_actor, make_person

pytestmark = pytest.mark.django_db


def seen(actor):
    """What the card says: tests that run with how many work and have handed in, tests that wait with scripts and appeals."""
    found = TestsCard().context(actor)
    if found is None:
        return None
    running = [(row.pk, row.working, row.handed_in) for row in found["running"]]
    return running, [(row.pk, row.scripts, row.appeals) for row in found["waiting"]], found["summary"]


def test_teachers_see_what_runs_and_what_waits_for_them_and_nobody_else(django_assert_num_queries):
    attempt = make_scored(make_test(learners=3))
    test = attempt.test
    make_scored(test)
    make_attempt(test)
    teacher = owner(test)
    with django_assert_num_queries(1):
        assert seen(teacher) == ([(test.pk, 1, 2)], [(test.pk, 2, 0)], "2 bài chờ chấm")
    assert seen(make_marker(test)) == ([], [(test.pk, 2, 0)], "2 bài chờ chấm")
    for actor in (
        make_marker(test, "proctor"),
        make_actor("teacher", test.unit),
        make_actor("leader", test.unit),
        candidate_actor(attempt),
    ):
        assert seen(actor) is None


def test_marked_answers_wait_no_more_and_appeals_do():
    attempt = make_scored(make_test(learners=1))
    test = close(attempt.test)
    mark(owner(test), essay_score(attempt), "1")
    assert seen(owner(test)) is None
    release_results(actor=owner(test), test=test)
    attempt.refresh_from_db()
    make_appeal(actor=candidate_actor(attempt), attempt=attempt, reason="Xin xem lại", positions=[4])
    assert seen(owner(test)) == ([], [(test.pk, 0, 1)], "")


def test_a_released_test_with_unmarked_answers_asks_for_nothing():
    attempt = make_scored(make_test(learners=1))
    release_results(actor=owner(attempt.test), test=close(attempt.test), allow_unmarked=True)
    assert seen(owner(attempt.test)) is None


def test_guardians_have_a_place_for_results_and_the_bottom_bar_keeps_five():
    attempt = make_scored(make_test(learners=1))
    assert [place.key for place in ResultsPlace().places(guardian_of(attempt.person))] == ["results"]
    for actor in (candidate_actor(attempt), owner(attempt.test)):
        assert ResultsPlace().places(actor) == []
    for actor in (candidate_actor(attempt), guardian_of(attempt.person)):
        main = [place for hook in NavPlaces.all() for place in hook.places(actor) if place.group == "main"]
        assert len(main) <= 5


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
