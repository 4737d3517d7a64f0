"""Who may speak for whom in a family. What depends on a place in the tree is in `core.organisations.policies`."""

from django.utils import timezone

from core.access.enums import Role
from core.access.types import Actor

from .enums import ConsentVoice
from .models import Guardianship, Person, running
from .rules import ADULT_CONSENT_AGE, ASSENT_AGE, age_on


def is_guardian_of(actor: Actor, child: Person) -> bool:
    """Say whether the actor wears the guardian's hat and is a verified guardian of the child today."""
    if not actor.has_role(Role.GUARDIAN):
        return False
    return Guardianship.objects.filter(running(), guardian_id=actor.person_id, child=child).exclude(verified_at=None).exists()


def can_join_family(actor: Actor, obj: object = None) -> bool:
    """Say whether the actor may use a joining code: any adult account of one's own, never from a shared device."""
    return actor.is_signed_in and not actor.is_shared_device


def can_answer_consent(actor: Actor, answer: tuple[Person, str]) -> bool:
    """Say whether the actor may give the word of `(subject, voice)` in the consent ledger.

    The child's own word counts from 7 to 15, one's own from 16; a guardian's needs the guardian's hat and an own device.
    """
    subject, voice = answer
    age = age_on(subject.born_on, timezone.localdate()) if subject.born_on else None
    if voice == ConsentVoice.GUARDIAN:
        return (age is None or age < ADULT_CONSENT_AGE) and not actor.is_shared_device and is_guardian_of(actor, subject)
    if actor.person_id != subject.pk or not actor.is_signed_in:
        return False
    if voice == ConsentVoice.SELF:
        return age is not None and age >= ADULT_CONSENT_AGE
    return age is None or ASSENT_AGE <= age < ADULT_CONSENT_AGE
