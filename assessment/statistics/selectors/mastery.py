"""Mastery of outcomes: of a person, of a class, of a unit."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from core.access.types import Actor
from core.organisations.models import ClassGroup, Enrolment, running
from core.people.models import Person

from ...items.models import Outcome
from ...scoring.policies import children_with_marks
from ...sessions.policies import givable_classes
from ..models import Mastery
from ..rules.mastery import LEVELS, shares

MOST = 60


@dataclass(frozen=True, slots=True)
class OutcomeLevels:
    """How many people stand where with an outcome (`LEVELS` in order), with whole percentages."""

    outcome: Outcome
    counts: list[int]

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def percents(self) -> list[int]:
        return shares(self.counts)

    @property
    def solid(self) -> int:
        """The share of proficient and mastered, in percent."""
        return self.percents[2] + self.percents[3]


def visible_classes(actor: Actor) -> QuerySet[ClassGroup]:
    """Classes whose mastery an actor may see: those it may give tests to."""
    return givable_classes(actor)


def class_choices(actor: Actor) -> list[ClassGroup]:
    """Return the running classes to choose from, at most 200."""
    return list(
        visible_classes(actor).select_related("grade", "unit", "school_year").order_by("-school_year__key", "grade__order", "name")[:200]
    )


def levels_of(actor: Actor, *, class_group: ClassGroup | None = None, subject_id: int | None = None) -> list[OutcomeLevels]:
    """Return how the learners of a class, or of all classes the actor may see, stand with each outcome, the weakest first; two queries."""
    classes = visible_classes(actor)
    if class_group is not None:
        classes = classes.filter(pk=class_group.pk)
    learners = Enrolment.objects.filter(running(), class_group__in=classes.values("pk")).values("person_id")
    rows = Mastery.objects.filter(person_id__in=learners).exclude(level="")
    if subject_id is not None:
        rows = rows.filter(outcome__subject_id=subject_id)
    counts: dict[int, list[int]] = {}
    for outcome_id, level, count in rows.values_list("outcome_id", "level").annotate(count=Count("pk")).order_by():
        counts.setdefault(outcome_id, [0] * len(LEVELS))[LEVELS.index(level)] = count
    outcomes = Outcome.objects.filter(pk__in=counts).select_related("subject", "grade")
    found = [OutcomeLevels(outcome, counts[outcome.pk]) for outcome in outcomes]
    return sorted(found, key=lambda row: (row.solid, -row.total, row.outcome.order))[:MOST]


def subjects_of(rows: Iterable[OutcomeLevels]) -> list[Any]:
    """Return the subjects among outcomes."""
    return sorted({row.outcome.subject for row in rows}, key=lambda subject: subject.name)


def own_mastery(actor: Actor, child_id: int | None = None) -> tuple[Person | None, list[Mastery]]:
    """Return how the actor, or a child whose marks it may see, stands with each outcome, the weakest first; None for nobody else."""
    person_id = actor.person_id
    if child_id is not None:
        if child_id not in children_with_marks(actor):
            return None, []
        person_id = child_id
    rows = list(Mastery.objects.filter(person_id=person_id).exclude(level="").select_related("outcome__subject", "outcome__grade")[:300])
    rows.sort(key=lambda row: (row.outcome.subject.name, LEVELS.index(row.level), row.outcome.order))
    return Person.objects.filter(pk=person_id).first(), rows


def children_of(actor: Actor) -> list[Person]:
    """Return the children whose marks a guardian may see."""
    return list(Person.objects.filter(pk__in=children_with_marks(actor)).order_by("sort_key"))
