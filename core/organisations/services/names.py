"""Names that are kept with places."""

from collections.abc import Sequence

from django.db.models import OuterRef, Subquery

from core.people.models import Person

from ..models import Membership


def follow_names(people: Sequence[Person]) -> None:
    """Bring the places of people written in bulk up to their new names: one statement, none when no name changed."""
    renamed = [person for person in people if person.is_renamed]
    if not renamed:
        return
    now = Person.objects.filter(pk=OuterRef("person_id"))
    rows = Membership.objects.filter(person__in=renamed)
    rows.update(sort_key=Subquery(now.values("sort_key")), search_text=Subquery(now.values("search_text")))
    for person in renamed:
        person.is_renamed = False
