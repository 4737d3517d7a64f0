"""What the people of a space may do there, set by who looks after it."""

from typing import Any

from django.db import transaction

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record

from ..enums import Ability, Side
from ..models import Space
from ..policies import can
from ..rules import SWITCHES, allowed_at_most, tidy_topics
from ..types import SpaceRules


def _may_manage(actor: Actor, space: Space) -> bool:
    return can(actor, space, Ability.MANAGE)


@transaction.atomic
def set_rules(*, actor: Actor, space: Space, given: SpaceRules) -> Space:
    """Narrow what each side may do in a space: never more than `rules` gives it. Two people at once: the last one counts.

    Raises `AccessRefused`. Other settings of the space stay as they are.
    """
    require(_may_manage, actor, space)
    row = Space.objects.select_for_update().get(pk=space.pk)
    before = {"about": row.about, **_in_words(row.settings)}
    switches: dict[str, dict[str, bool]] = {}
    for side in Side:
        off = (SWITCHES & allowed_at_most(row.kind, side)) - given.may.get(side, frozenset())
        if off and side in given.may:
            switches[side] = {ability.value: False for ability in sorted(off)}
    approve = {side: sorted({"post", "comment"} & waits) for side, waits in given.waits.items() if waits}
    row.settings = {
        **row.settings, "switches": switches, "approve": approve, "comments_closed": given.comments_closed, "topics": tidy_topics(given.topics),
    }  # fmt: skip
    row.about = given.about.strip()[:1000]
    row.save()
    after = {"about": row.about, **_in_words(row.settings)}
    changes = {key: [before.get(key), value] for key, value in after.items() if before.get(key) != value}
    if changes:
        record(actor=actor, verb="social.space.changed", obj=row, changes=changes)
    return row


def _in_words(settings: dict[str, Any]) -> dict[str, Any]:
    """Return settings flat, for the trail."""
    switches = {side: sorted(off) for side, off in settings.get("switches", {}).items()}
    return {
        "switched_off": ", ".join(f"{side}: {', '.join(off)}" for side, off in sorted(switches.items())),
        "approval": ", ".join(f"{side}: {', '.join(what)}" for side, what in sorted(settings.get("approve", {}).items())),
        "comments_closed": bool(settings.get("comments_closed")),
        "topics": ", ".join(settings.get("topics", ())),
    }
