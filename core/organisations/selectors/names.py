"""Finding people by the words of their names, without reading all who are called so."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from core.lib import vietnamese
from core.people.models import Person

MOST_HITS = 200
WINDOW = 1000


@dataclass(frozen=True, slots=True)
class Hits:
    """Who was found. `is_cut`: more than can be listed match; these are the ones to begin with, and one types more."""

    people: QuerySet[Person]
    is_cut: bool = False


def called(text: str) -> Q:
    """Return the condition that a folded `search_text` has every word of `text` (see `vietnamese.word_lookups`)."""
    found = Q()
    for either in vietnamese.word_lookups(text):
        found &= Q(*[(f"search_text__{lookup}", value) for lookup, value in either], _connector=Q.OR)
    return found


def hits(rows: QuerySet[Any], text: str, *, person: str = "pk") -> Hits:
    """Return the people of `rows` who are called `text`: all of them when they are at most 200.

    `rows` are people, or places (`person="person_id"`): both have `search_text`. When more match, sorting them would read them
    all. Then these are the ones among the 1,000 people of the province who come first in the alphabet from the last word of
    `text` on ("nguyen thi anh": from given names beginning with "anh"), or any 200 when none of these match. At most three
    queries' worth of bounded reads, whatever the size of the province.
    """
    words = vietnamese.fold(text).split()
    matching = rows.filter(called(text)).order_by().values_list(person, flat=True)
    if not words:
        return Hits(Person.objects.filter(pk__in=matching))
    found = list(dict.fromkeys(matching[: 2 * MOST_HITS + 1]))  # somebody may have two places
    if len(found) <= MOST_HITS:
        return Hits(Person.objects.filter(pk__in=found))
    first = vietnamese.collation_key(words[-1]).partition("#")[0]
    window = list(Person.objects.filter(sort_key__gte=first).order_by("sort_key", "pk").values_list("pk", flat=True)[:WINDOW])
    near = list(matching.filter(**{f"{person}__in": window}))
    return Hits(Person.objects.filter(pk__in=near or found[:MOST_HITS]), is_cut=True)
