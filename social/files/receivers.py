"""What files hear of people."""

from core.events.services import subscribe
from core.people.events import PersonsMerged
from core.people.services.moving import move_rows

from .models import Attachment


@subscribe(PersonsMerged, "social.files")
def move_files(event: PersonsMerged) -> None:
    """Give the files of a duplicate record to the one that stays."""
    move_rows(Attachment, "owner", to=event.person_id, of=event.duplicate_id)
