"""Blocking somebody, and taking it back."""

from django.db import transaction

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.people.models import Person

from ..errors import SafetyRefused
from ..models import Block
from ..policies import can_block, is_bound


@transaction.atomic
def block(*, actor: Actor, person: Person) -> bool:
    """Keep `person` from writing to the actor; says whether it is new. Oneself can't be blocked. Two at once block once.

    `SafetyRefused` (`bound`) between a class's teachers and its pupils and families: absences and what is urgent have to arrive.
    """
    require(can_block, actor)
    if person.pk == actor.person_id:
        return False
    if is_bound(actor.person_id, person.pk):
        raise SafetyRefused("bound")
    _row, is_new = Block.objects.get_or_create(person_id=actor.person_id, blocked=person)
    if is_new:
        record(actor=actor, verb="social.person.blocked", subject_person_id=person.pk)
    return is_new


@transaction.atomic
def unblock(*, actor: Actor, person: Person) -> bool:
    """Take the actor's block of `person` back; says whether there was one."""
    require(can_block, actor)
    count, _rows = Block.objects.filter(person_id=actor.person_id, blocked=person).delete()
    if count:
        record(actor=actor, verb="social.person.unblocked", subject_person_id=person.pk)
    return bool(count)
