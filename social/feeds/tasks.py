"""Publishing scheduled posts, telling people of announcements, reading what posts link to."""

from typing import Any

from core.jobs.selectors import failing
from core.jobs.services import job
from core.jobs.types import JobContext

from .services import event_notices, publish_due
from .services.links import read_link
from .services.posts import PUBLISHING
from .services.sending import send_batch
from .services.telling import tell_announcement, tell_asked_again, tell_entry, tell_praise


@job("social.publish_due", every_seconds=60)
def publish_scheduled(context: JobContext) -> dict[str, Any]:
    """Publish what was to appear by now."""
    return {"published": publish_due(), "failing": failing(PUBLISHING)}


@job("social.tell_announcement")
def tell(context: JobContext, post_id: int) -> dict[str, Any]:
    """Tell everybody an announcement is for."""
    return {"told": tell_announcement(post_id)}


@job("social.tell_entry")
def tell_those_of(context: JobContext, entry_id: int) -> dict[str, Any]:
    """Tell the people of one space that an announcement was sent down to it."""
    return {"told": tell_entry(entry_id)}


@job("social.tell_praise")
def tell_praised(context: JobContext, post_id: int) -> dict[str, Any]:
    """Tell those a post praises and their guardians."""
    return {"told": tell_praise(post_id)}


@job("social.tell_asked_again")
def tell_asked(context: JobContext, post_id: int, stamp: str) -> dict[str, Any]:
    """Tell those whose answer does not count any more, since the post was changed."""
    return {"told": tell_asked_again(post_id, stamp)}


@job("social.tell_event")
def tell_those_coming(context: JobContext, post_id: int, kind: str, stamp: str, starts_at: str = "") -> dict[str, Any]:
    """Tell who comes to an event that it is at another time or place, not on view, or not at all."""
    return {"told": event_notices.tell(post_id, kind, stamp, starts_at)}


@job("social.send_down")
def send_to_schools(context: JobContext, sent_id: int) -> dict[str, Any]:
    """Put an announcement of an office into the spaces of its schools, a batch at a time."""
    done, total = send_batch(sent_id)
    while done < total:
        context.progress(done, total)
        done, total = send_batch(sent_id)
    return {"schools": total}


@job("social.read_link", max_attempts=2)
def preview_link(context: JobContext, url: str, unit_id: int) -> dict[str, Any]:
    """Read a page a post of a unit links to, for its preview."""
    row = read_link(url, unit_id)
    return {"problem": row.problem if row else "not allowed"}
