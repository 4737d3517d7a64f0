"""Who loses a place loses the live messages that came with it, at once: open pages are asked again."""

from typing import Any

from core.events.services import at_commit
from core.organisations.events import HatEnded, LearnerLeft, TeacherReleased
from core.people.events import GuardianshipEnded, PersonsMerged
from core.people.selectors import guardianships_of
from core.ports.live import revoke


@at_commit(GuardianshipEnded, "live")
def guardian_lost(event: GuardianshipEnded) -> None:
    """Ask the guardian's pages again."""
    revoke(event.guardian_id)


@at_commit(HatEnded, "live")
@at_commit(TeacherReleased, "live")
def place_lost(event: Any) -> None:
    """Ask the pages of who lost a role or a duty again."""
    revoke(event.person_id)


@at_commit(LearnerLeft, "live")
def learner_left(event: LearnerLeft) -> None:
    """Ask the learner's pages again, and those of the guardians, who were in the class through it."""
    revoke(event.person_id)
    for guardian_id in guardianships_of([event.person_id]).order_by().values_list("guardian_id", flat=True):
        revoke(guardian_id)


@at_commit(PersonsMerged, "live")
def records_merged(event: PersonsMerged) -> None:
    """Ask the pages of both records again: one log-in may have been locked, the other has moved."""
    revoke(event.person_id)
    revoke(event.duplicate_id)
