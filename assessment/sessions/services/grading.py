"""Setting how tests of a unit are marked."""

from django.db import transaction

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.organisations.models import Unit

from ..errors import SessionError
from ..policies import can_set_grading
from ..rules.grading import KEY, Grading


@transaction.atomic
def set_grading(*, actor: Actor, unit: Unit, grading: Grading | None) -> None:
    """Say how tests of a unit and of units below without a rule of their own are marked; None: as the unit above says.

    Holds for tests that are given from now on: a test keeps the rule it was given under. `SessionError`: `grading.bounds`.
    """
    require(can_set_grading, actor, unit)
    if grading is not None and not grading.is_sound:
        raise SessionError("grading.bounds", field="forming")
    locked = Unit.objects.select_for_update().only("pk", "settings").get(pk=unit.pk)
    settings = {name: value for name, value in (locked.settings or {}).items() if name != KEY}
    if grading is not None:
        settings[KEY] = grading.write()
    Unit.objects.filter(pk=unit.pk).update(settings=settings)
    changes = {"grading": grading.write() if grading else None}
    record(actor=actor, verb="assessment.grading.set", obj=unit, unit_path=unit.path, unit_id=unit.pk, changes=changes)
