"""Writing the audit trail."""

from typing import Any

import structlog
from django.db import models

from core.access.types import Actor

from .models import AuditRecord


def _describe(obj: models.Model | None) -> tuple[str, str, str]:
    return (obj._meta.label_lower, str(obj.pk), str(obj)[:200]) if obj is not None else ("", "", "")


def _unit_at(path: str) -> int | None:
    units: Any = AuditRecord._meta.get_field("unit").related_model
    found: int | None = units.objects.filter(path=path).values_list("pk", flat=True).first()
    return found


def _kept(value: Any) -> Any:
    """Return a change as it is stored: a list of things stands after nothing, so that two of them can't be taken for old and new."""
    if isinstance(value, tuple) or (isinstance(value, list) and len(value) != 2):
        return [None, list(value)]
    return value


def record(
    *,
    actor: Actor,
    verb: str,
    obj: models.Model | None = None,
    subject_person_id: int | None = None,
    unit_path: str | None = None,
    unit_id: int | None = None,
    changes: dict[str, Any] | None = None,
) -> AuditRecord:
    """Write that `actor` did `verb` (`people.person.viewed`, past tense) to `obj`, in the current transaction.

    `changes` maps a field to `[old, new]` (a list of two) or to what there is now; a list of things is given as a tuple
    (`{"codes": ("0101", "0102")}`) and kept as `[None, ["0101", "0102"]]`.
    `subject_person_id` is whose record it concerns. Where it happened is the unit at `unit_path`, by default the actor's own;
    give `unit_id` too when you have it, it saves a look-up.
    """
    object_type, object_id, label = _describe(obj)
    if unit_path is None:
        unit_path, unit_id = actor.unit_path, unit_id or actor.unit_id or None
    elif unit_id is None and unit_path:
        unit_id = _unit_at(unit_path)
    return AuditRecord.objects.create(
        actor_name=actor.name,
        actor_person_id=actor.person_id or None,
        actor_hat=f"{actor.role}@{actor.unit_id}" if actor.hat else "",
        unit_id=unit_id,
        unit_path=unit_path,
        verb=verb,
        object_type=object_type,
        object_id=object_id,
        object_label=label,
        subject_person_id=subject_person_id,
        changes={key: _kept(value) for key, value in (changes or {}).items()},
        request_id=str(structlog.contextvars.get_contextvars().get("request_id", "")),
    )
