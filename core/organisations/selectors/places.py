"""The places in a unit and below it, in the order of names, without reading all of them."""

from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet

from core.people.models import Person
from core.ports.found import FoundIds

from ..models import Membership, Unit, running
from ..types import PeopleFilter

FEW_UNITS = 100


def few_units(path: str) -> list[int] | None:
    """Return the units at `path` and below, closed ones too; None where they are more than 100: a province, not a commune."""
    found = list(Unit.objects.filter(path__startswith=path).order_by().values_list("pk", flat=True)[: FEW_UNITS + 1])
    return found if len(found) <= FEW_UNITS else None


def places_in(units: list[int] | None, path: str, role: str = "") -> QuerySet[Membership]:
    """Return the running places in the unit at `path` and below. `units` is what `few_units` said of it.

    Where few units stand below, they are named one by one: then the database starts from their places, not from everybody's.
    """
    places = Membership.objects.filter(running(), unit__path__startswith=path) if units is None else _in_units(units)
    return places.filter(role=role) if role else places


def _in_units(units: list[int]) -> QuerySet[Membership]:
    return Membership.objects.filter(running(), unit_id__in=units)


def first_people(units: list[int] | None, path: str, wanted: PeopleFilter) -> set[int]:
    """Return who comes first in the alphabet, after (or before) the person `wanted` names: a page of each of few units, or of all.

    Reads as many places as a page has lines in each unit, along the index on their sort keys. Over all of a province
    (`units` is None) it follows the places of the role in order; without a role, the people themselves are the shorter way.
    """
    anchor_id, backwards = wanted.before_id or wanted.after_id, bool(wanted.before_id)
    places: QuerySet[Any] = places_in(None, path, wanted.role) if units is None else _places_of_outer(wanted.role)
    anchor = Person.objects.filter(pk=anchor_id).values_list("sort_key", flat=True).first() if anchor_id else None
    if anchor is not None and backwards:
        places = places.filter(sort_key__lte=anchor).filter(Q(sort_key__lt=anchor) | Q(person_id__lt=anchor_id))
    elif anchor is not None:
        places = places.filter(sort_key__gte=anchor).filter(Q(sort_key__gt=anchor) | Q(person_id__gt=anchor_id))
    order = ("-sort_key", "-found") if backwards and anchor is not None else ("sort_key", "found")
    first = places.annotate(found=F("person_id")).order_by(*order).values("sort_key", "found").distinct()[: wanted.size + 1]
    if units is None:
        return {row["found"] for row in first}
    lists = Unit.objects.filter(pk__in=units).order_by().annotate(first=FoundIds(first)).values_list("first", flat=True)
    return {person_id for found in lists for person_id in found or ()}


def _places_of_outer(role: str) -> QuerySet[Membership]:
    places = Membership.objects.filter(running(), unit_id=OuterRef("pk"))
    return places.filter(role=role) if role else places
