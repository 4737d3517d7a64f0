"""The consent ledger."""

from django.db import transaction

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.events.services import publish

from ..enums import ConsentDecision, ConsentPurpose, ConsentVoice
from ..errors import ConsentRefused
from ..events import ConsentRecorded
from ..models import Consent, Person
from ..policies import can_answer_consent
from ..selectors import may_publish_about


@transaction.atomic
def record_consent(*, actor: Actor, subject: Person, purpose: str, voice: str, decision: str, given_by_id: int | None = None) -> Consent:
    """Add a word to the ledger; nothing is overwritten, the last word of each voice counts.

    `given_by_id` is who said it when the system writes it down for them. The same word twice adds nothing and returns the entry that stands. `ConsentRefused`: unknown purpose, voice or decision.
    """
    if purpose not in ConsentPurpose.values or voice not in ConsentVoice.values or decision not in ConsentDecision.values:
        raise ConsentRefused("unknown_code")
    require(can_answer_consent, actor, (subject, voice))
    Person.objects.select_for_update().get(pk=subject.pk)
    last = Consent.objects.filter(subject=subject, purpose=purpose, voice=voice).order_by("-id").first()
    if last is not None and last.decision == decision:
        return last
    entry = Consent.objects.create(
        subject=subject, purpose=purpose, voice=voice, decision=decision, given_by_id=given_by_id or actor.person_id
    )
    record(
        actor=actor,
        verb="people.consent.recorded",
        obj=entry,
        subject_person_id=subject.pk,
        changes={"purpose": [None, purpose], "decision": [last.decision if last else None, decision], "voice": [None, voice]},
    )
    publish(ConsentRecorded(subject_id=subject.pk, purpose=purpose, is_permitted=may_publish_about(subject, purpose)))
    return entry
