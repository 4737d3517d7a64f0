"""Writing the audit trail."""

from typing import Any

import structlog
from django.db import models

from core.access.types import Actor

from .models import AuditRecord


def _describe(obj: models.Model | None) -> tuple[str, str, str]:
    return (obj._meta.label_lower, str(obj.pk), str(obj)[:200]) if obj is not None else ("", "", "")


def record(
    *,
    actor: Actor,
    verb: str,
    obj: models.Model | None = None,
    subject_person_id: int | None = None,
    unit_path: str | None = None,
    changes: dict[str, Any] | None = None,
) -> AuditRecord:
    """Write that `actor` did `verb` (`people.person.viewed`, past tense) to `obj`, in the current transaction.

    `subject_person_id` is whose record it concerns; `unit_path` defaults to the actor's unit.
    """
    object_type, object_id, label = _describe(obj)
    return AuditRecord.objects.create(
        actor_name=actor.name,
        actor_person_id=actor.person_id or None,
        actor_hat=f"{actor.role}@{actor.unit_id}" if actor.hat else "",
        unit_path=actor.unit_path if unit_path is None else unit_path,
        verb=verb,
        object_type=object_type,
        object_id=object_id,
        object_label=label,
        subject_person_id=subject_person_id,
        changes=changes or {},
        request_id=str(structlog.contextvars.get_contextvars().get("request_id", "")),
    )
