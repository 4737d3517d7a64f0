"""Heads who look into spaces they do not belong to."""

from django.db import transaction

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record

from ..models import OverseerVisit, Space
from ..policies import oversees


@transaction.atomic
def begin_visit(*, actor: Actor, space: Space, why: str, note: str = "") -> OverseerVisit:
    """Note why a head looks into a space: it may read there for a day (`VISIT_HOURS`). Side effects: audit.

    Raises `AccessRefused` for who does not head the space's unit. `why` is a value of `enums.VisitReason`.
    """
    require(oversees, actor, space)
    row = OverseerVisit.objects.create(space=space, person_id=actor.person_id, why=why, note=note.strip()[:300])
    record(
        actor=actor, verb="social.space.visited", obj=space, changes={"why": row.why, "note": row.note} if row.note else {"why": row.why}
    )
    return row
