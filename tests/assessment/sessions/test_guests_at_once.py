"""Guests at once, in threads of their own: on SQLite writers take turns, on PostgreSQL they meet at the rows."""

import pytest

from assessment.models import Attempt, Candidate, Guest, GuestBrowser
from assessment.sessions.errors import SessionError
from assessment.sessions.services import attempt_for, come_back, join_as_guest, join_by_link, remove_guest, start_attempt
from core.access.types import Actor
from core.models import Person
from tests.assessment.sessions.test_guests import open_test
from tests.factories.assessment_papers import _actor_of
from tests.factories.assessment_sessions import make_test
from tests.factories.core import make_actor
from tests.threads import at_once, held

pytestmark = pytest.mark.django_db(transaction=True)
TOKEN, OTHER = "a" * 32, "b" * 32


def test_two_windows_of_one_browser_make_one_guest():
    test = open_test(learners=0)
    found = at_once(*(lambda name=name: join_as_guest(test=test, token=TOKEN, name=name) for name in ("Mây", "Mây", "Lan", "Mây")))
    assert len({one.pk for one in found}) == 1
    assert (Guest.objects.count(), Candidate.objects.count(), GuestBrowser.objects.count()) == (1, 1, 1)
    assert Person.objects.filter(given_name__in=("Mây", "Lan")).count() == 1


def test_guests_who_come_at_once_are_counted_and_no_more_than_fit():
    test = open_test(learners=0)
    test.settings["most_guests"] = 3
    test.save()
    found = at_once(*(lambda sign=sign: join_as_guest(test=test, token=sign * 32, name="Em " + sign) for sign in "abcde"))
    assert sorted(one.number for one in found if isinstance(one, Guest)) == [1, 2, 3]
    assert [one.code for one in found if isinstance(one, SessionError)] == ["guest.full"] * 2
    assert Person.objects.filter(family_name="Em").count() == 3, "who didn't fit left nothing behind"


def test_two_presses_start_one_attempt():
    test = open_test(learners=0)
    guest = join_as_guest(test=test, token=TOKEN, name="Mây")

    def start():
        attempt = attempt_for(candidate=Candidate.objects.get(pk=guest.candidate_id), test=test)
        attempt.test = test
        return start_attempt(actor=Actor.guest(attempt.person_id), attempt=attempt, candidate=attempt.candidate, device="may-1")

    found = at_once(start, start, start)
    assert len({one.pk for one in found}) == Attempt.objects.count() == 1


def test_somebody_with_the_link_becomes_one_candidate():
    test = make_test(learners=0, audience="everybody", link_code="ABCD2345")
    actor = make_actor("student", test.unit)
    found = at_once(*(lambda: join_by_link(actor=actor, test=test) for _press in range(4)))
    assert len({one.pk for one in found}) == Candidate.objects.count() == 1


def test_who_is_removed_while_coming_back_stays_out():
    test = open_test(learners=0)
    guest = join_as_guest(test=test, token=TOKEN, name="Mây")
    owner = _actor_of(test.owner)
    held(lambda: remove_guest(actor=owner, candidate=guest.candidate), lambda: come_back(test=test, token=OTHER, code=guest.code))
    assert Candidate.objects.get().is_removed
    for token in (TOKEN, OTHER, "c" * 32):
        with pytest.raises(SessionError, match=r"guest\.removed"):
            come_back(test=test, token=token, code=guest.code)
    with pytest.raises(SessionError, match=r"guest\.removed"):
        join_as_guest(test=test, token=TOKEN, name="Mây")
