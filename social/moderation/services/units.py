"""Setting a unit's own words, hosts and duty list."""

import re
from collections.abc import Iterable
from datetime import time
from functools import partial
from typing import Any

from django.core.cache import cache
from django.db import transaction

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.lib.vietnamese import tidy
from core.organisations.models import Unit

from ..errors import SafetyRefused
from ..models import UnitSafety
from ..policies import can_set_safety
from ..selectors.units import HOSTS, staff_of

LINES, LONGEST = 200, 60
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}")


def lines_of(text: str, field: str) -> list[str]:
    """Return the words people typed, one a line, each once; `SafetyRefused` for too many or too long ones."""
    found = list(dict.fromkeys(tidy(line).casefold() for line in text.splitlines() if line.strip()))
    if len(found) > LINES:
        raise SafetyRefused("words_many", field)
    if long := next((word for word in found if len(word) > LONGEST), ""):
        raise SafetyRefused("word_long", field, word=long[:LONGEST])
    return found


def _said(value: Any) -> Any:
    return value.strftime("%H:%M") if isinstance(value, time) else value


@transaction.atomic
def set_unit_safety(
    *,
    actor: Actor,
    unit: Unit,
    added: str,
    lifted: str,
    hosts: str,
    duty_ids: Iterable[int],
    quiet: tuple[time | None, time | None] = (None, None),
) -> UnitSafety:
    """Set what `unit`, the actor's own, adds to the words, takes out, allows in links, who is on duty (none: the default), and from when to
    when its pupils only read (`quiet`)."""
    require(lambda who, one: can_set_safety(who) and who.unit_id == one.pk, actor, unit)
    duty = set(duty_ids)
    if not duty <= {row.person_id for row in staff_of(unit)}:
        raise SafetyRefused("duty", "duty")
    if (quiet[0] is None) != (quiet[1] is None) or (quiet[0] is not None and quiet[0] == quiet[1]):
        raise SafetyRefused("times", "quiet_from")
    given: dict[str, Any] = {"words_added": lines_of(added, "words_added"), "words_lifted": lines_of(lifted, "words_lifted")}
    given["hosts"] = [found.group() for line in lines_of(hosts, "hosts") if (found := _HOST.search(line))]
    row, _new = UnitSafety.objects.select_for_update().get_or_create(unit=unit)
    given |= {"quiet_from": quiet[0], "quiet_to": quiet[1]}
    changes: dict[str, object] = {
        key: [_said(getattr(row, key)), _said(value)] for key, value in given.items() if getattr(row, key) != value
    }
    for key, value in given.items():
        setattr(row, key, value)
    row.save()
    transaction.on_commit(partial(cache.delete, HOSTS))
    before = set(row.duty.values_list("pk", flat=True))
    if before != duty:
        row.duty.set(duty)
        changes["duty"] = [sorted(before), sorted(duty)]
    if changes:
        record(actor=actor, verb="social.unit.safety_changed", obj=unit, unit_path=unit.path, unit_id=unit.pk, changes=changes)
    return row
