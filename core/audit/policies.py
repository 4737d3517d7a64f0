"""Who reads the trail."""

from django.db.models import Q, QuerySet

from core.access.enums import Right
from core.access.types import Actor

from .models import AuditRecord


def reads_audit(actor: Actor, obj: object = None) -> bool:
    """Say whether the actor reads the trail of its units."""
    return actor.is_platform_staff or Right.AUDIT_VIEW in actor.rights


def visible_records(actor: Actor) -> QuerySet[AuditRecord]:
    """Records of what happened in the actor's unit and below, where these units stand today; everybody: what concerns oneself."""
    if actor.is_system or actor.is_platform_staff:
        return AuditRecord.objects.all()
    if Right.AUDIT_VIEW in actor.rights:
        return AuditRecord.objects.filter(unit__path__startswith=actor.unit_path)
    return AuditRecord.objects.filter(Q(subject_person_id=actor.person_id) | Q(subject_person__merged_into_id=actor.person_id))


def can_view_record(actor: Actor, record: AuditRecord) -> bool:
    """Say whether the actor may read one record; the same rule as `visible_records`."""
    return visible_records(actor).filter(pk=record.pk).exists()
