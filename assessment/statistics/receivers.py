"""What statistics hear: scored attempts, released results."""

from core.events.services import subscribe

from ..events import AttemptScored, ResultsReleased
from .services import count_attempt, refresh_items


@subscribe(AttemptScored, "assessment.statistics")
def count(event: AttemptScored) -> None:
    """Bring the sums up to the attempt."""
    count_attempt(attempt_id=event.attempt_id)


@subscribe(ResultsReleased, "assessment.items")
def refresh(event: ResultsReleased) -> None:
    """Tell the bank how its questions did."""
    refresh_items(test_id=event.test_id)
