"""What statistics hear: scored attempts, released and withdrawn results, merged people."""

from core.events.services import subscribe
from core.people.events import PersonsMerged

from ..events import AttemptScored, AttemptVoided, ResultsReleased, ResultsWithdrawn
from .models import CountedAttempt, Mastery
from .services import count_attempt, refresh_items, refresh_mastery, refresh_test_mastery


@subscribe(AttemptScored, "assessment.statistics")
def count(event: AttemptScored) -> None:
    """Bring the sums up to the attempt."""
    count_attempt(attempt_id=event.attempt_id)


@subscribe(AttemptVoided, "assessment.statistics")
def take_out(event: AttemptVoided) -> None:
    """Take a voided attempt out of the sums."""
    count_attempt(attempt_id=event.attempt_id)


@subscribe(ResultsReleased, "assessment.statistics")
def released(event: ResultsReleased) -> None:
    """Tell the bank how its questions did, and let what the test showed count for mastery."""
    refresh_items(test_id=event.test_id)
    refresh_test_mastery(test_id=event.test_id)


@subscribe(ResultsWithdrawn, "assessment.statistics")
def withdrawn(event: ResultsWithdrawn) -> None:
    """Take back what a withdrawn test said of questions and people."""
    refresh_items(test_id=event.test_id)
    refresh_test_mastery(test_id=event.test_id)


@subscribe(PersonsMerged, "assessment.statistics")
def follow_merge(event: PersonsMerged) -> None:
    """Work out the mastery of the record that is kept; the duplicate's goes."""
    Mastery.objects.filter(person_id=event.duplicate_id).delete()
    keys = {
        int(key)
        for outcomes in CountedAttempt.objects.filter(attempt__person_id=event.person_id).values_list("outcomes", flat=True)
        for key in outcomes
    }
    refresh_mastery(person_id=event.person_id, outcome_ids=keys)
