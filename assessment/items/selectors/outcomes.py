"""The outcomes a unit has added to the national curriculum."""

from django.db.models import Exists, OuterRef, QuerySet

from core.access.types import Actor
from core.organisations.models import Subject

from ..models import Item, Outcome
from ..policies import visible_outcomes
from ..rules.abilities import ancestors

MOST = 300


def own_outcomes(actor: Actor, subject_id: int | None) -> list[Outcome]:
    """Return the outcomes of a subject that the actor's unit and units above added, closed ones too (at most 300), in the order of the tree.

    `is_used` says whether a question names it.
    """
    used = Exists(Item.objects.filter(outcome_id=OuterRef("pk")))
    rows = Outcome.objects.filter(unit__path__in=ancestors(actor.unit_path), subject_id=subject_id or 0)
    rows = rows.select_related("unit", "grade", "parent").annotate(is_used=used)
    return list(rows.order_by("grade__order", "parent__order", "order", "pk")[:MOST])


def parent_choices(actor: Actor, subject_id: int | None, grade_id: int | None) -> QuerySet[Outcome]:
    """Return the topics something may be added under: national ones, the unit's own and those of units above."""
    rows = visible_outcomes(actor).filter(subject_id=subject_id or 0, is_outcome=False)
    return rows.filter(grade_id=grade_id).order_by("order", "pk") if grade_id else rows.order_by("grade__order", "order", "pk")


def subject_by_id(pk: int | None) -> Subject | None:
    """Return a subject, by default the first one."""
    return Subject.objects.filter(pk=pk).first() if pk else Subject.objects.order_by("pk").first()
