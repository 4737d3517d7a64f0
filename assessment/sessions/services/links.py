"""Short addresses of tests, who comes by them, and guests of a test that is taken back."""

from django.db import transaction

from core.access.policies import require
from core.access.types import Actor
from core.people.models import Person

from ..models import Candidate, Guest, Test
from ..policies import can_take_by_link
from ..rules.guests import LINK_LENGTH, fresh_code


def fresh_link() -> str:
    """Return a short address no test has had."""
    code = fresh_code(LINK_LENGTH)
    while Test.objects.filter(link_code=code).exists():
        code = fresh_code(LINK_LENGTH)
    return code


@transaction.atomic
def join_by_link(*, actor: Actor, test: Test) -> Candidate | None:
    """Make a candidate of somebody who has signed in and the link, once; None for one who was taken out. The caller has asked `entry_problem`."""
    require(can_take_by_link, actor, test)
    made, _new = Candidate.objects.get_or_create(test=test, person_id=actor.person_id)
    return None if made.is_removed else made


def forget_guests(*, test: Test) -> None:
    """Take the guests of a test away that goes back to a draft, nobody having begun: rows and names go. In the caller's transaction."""
    people = list(Candidate.objects.filter(test=test, is_guest=True).values_list("person_id", flat=True))
    Guest.objects.filter(test=test).delete()
    Candidate.objects.filter(test=test, is_guest=True).delete()
    Person.objects.filter(pk__in=people).delete()
