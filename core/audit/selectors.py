"""Reading the trail, latest first."""

from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from core.access.types import Actor
from core.lib import vietnamese
from core.ports.found import FoundIds

from .models import AuditRecord
from .policies import reads_audit, visible_records
from .types import VERBS, AuditFilter, AuditLine, AuditPage
from .words import in_words

_SYSTEM = "system:"
MOST_CALLED, FEW_UNITS = 100, 100


def audit_page(actor: Actor, wanted: AuditFilter) -> AuditPage:
    """Return a page of the records the actor may read, in three queries at most with all names.

    `person_ids` matches whoever did it and whomever it concerns; it narrows what the actor may read, it never widens it.
    """
    rows = visible_records(actor)
    if wanted.verb:
        rows = rows.filter(verb=wanted.verb)
    if wanted.person_ids is not None:
        ids = list(wanted.person_ids)
        rows = rows.filter(Q(actor_person_id__in=ids) | Q(subject_person_id__in=ids))
    if wanted.unit_ids is not None:
        rows = rows.filter(unit_id__in=list(wanted.unit_ids))
    if wanted.from_at is not None:
        rows = rows.filter(at__gte=wanted.from_at)
    if wanted.until_at is not None:
        rows = rows.filter(at__lt=wanted.until_at)
    if wanted.after_id is not None:
        rows = rows.filter(pk__lt=wanted.after_id)
    ids = _newest(actor, rows, wanted)
    found = AuditRecord.objects.filter(pk__in=ids[: wanted.size]).select_related("actor_person", "subject_person", "unit")
    lines = [_line(row) for row in found.order_by("-pk")]
    return AuditPage(lines, str(lines[-1].pk) if len(ids) > wanted.size else None)


def _newest(actor: Actor, rows: QuerySet[AuditRecord], wanted: AuditFilter) -> list[int]:
    """Return the newest of `rows`, a page and one more. Over few units a page of each is read, from which the newest are taken."""
    units: Any = AuditRecord._meta.get_field("unit").related_model
    newest = rows.order_by("-pk").annotate(found=F("pk")).values("found")
    size = wanted.size + 1
    if wanted.person_ids is None and reads_audit(actor) and actor.unit_path and not actor.is_platform_staff:
        below = units.objects.filter(path__startswith=actor.unit_path).order_by().values_list("pk", flat=True)
        few = list(below[: FEW_UNITS + 1])
        if len(few) <= FEW_UNITS:
            of_each = units.objects.filter(pk__in=few).order_by().annotate(newest=FoundIds(newest.filter(unit_id=OuterRef("pk"))[:size]))
            return sorted((pk for found in of_each.values_list("newest", flat=True) for pk in found or ()), reverse=True)[:size]
    return [row["found"] for row in newest[:size]]


def looks_at(actor: Actor, *, size: int = 50) -> list[AuditLine]:
    """Return who looked at the actor's own record lately."""
    rows = AuditRecord.objects.filter(subject_person_id=actor.person_id, verb="people.person.viewed")
    return [_line(row) for row in rows.select_related("actor_person", "subject_person", "unit").order_by("-pk")[:size]]


def _line(row: AuditRecord) -> AuditLine:
    who = row.actor_person.full_name if row.actor_person else _who(row.actor_name)
    subject = row.subject_person.full_name if row.subject_person else ""
    template = VERBS.get(row.verb)
    words = {"label": row.object_label, "subject": subject or row.object_label}
    sentence = str(template) % words if template else f"{row.verb} {row.object_label}"
    unit_name = row.unit.name if row.unit else ""
    return AuditLine(row.pk, row.at, who, sentence.strip(), row.actor_hat.split("@")[0], unit_name, in_words(row.changes))


def _who(name: str) -> str:
    if name.startswith(_SYSTEM):
        return _("Hệ thống (%(name)s)") % {"name": name.removeprefix(_SYSTEM)}
    return _("Khách")


def verb_choices() -> list[tuple[str, str]]:
    """Return every known verb with its sentence, for the filter."""
    words = {"label": "…", "subject": "…"}
    return sorted(((verb, str(text) % words) for verb, text in VERBS.items()), key=lambda pair: vietnamese.collation_key(pair[1]))


def _ids(field: str, text: str, limit: int) -> tuple[int, ...]:
    rows: Any = AuditRecord._meta.get_field(field).related_model
    found = rows.objects.order_by()
    for either in vietnamese.word_lookups(text):
        found = found.filter(Q(*[(f"search_text__{lookup}", value) for lookup, value in either], _connector=Q.OR))
    return tuple(found.values_list("pk", flat=True)[:limit])


def people_called(text: str) -> tuple[int, ...]:
    """Return the ids of the people of a name, for narrowing what the actor may read anyway; one more than `MOST_CALLED` at most."""
    return _ids("subject_person", text, MOST_CALLED + 1)


def units_called(text: str) -> tuple[int, ...]:
    """Return the ids of the units of a name, for narrowing what the actor may read anyway; one more than `MOST_CALLED` at most."""
    return _ids("unit", text, MOST_CALLED + 1)
