"""Cries for help: the people on duty hear of them at once."""

from datetime import datetime
from hashlib import sha256

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from core.access.types import Actor
from core.audit.services import record
from core.lib.vietnamese import fold
from core.notifications.services import notify
from core.organisations.models import Unit
from core.people.models import Person

from ..enums import CaseSource, Category, StepKind
from ..models import Case, CaseStep
from ..rules import due_at
from ..selectors.units import alerted_for

_CARE_SECONDS = 600
MOST_CRIES = 100  # of the same words of one child


def remember_care(person_id: int) -> None:
    """Note that who has just written should see the calm page next, also when the alert is not new."""
    cache.set(f"social:care:{person_id}", 1, _CARE_SECONDS)


def care_url(person_id: int) -> str:
    """Return the calm page for somebody who has just written a cry for help, once; "" for everybody else."""
    return reverse("social:care") if cache.delete(f"social:care:{person_id}") else ""


def alert_crisis(*, actor: Actor, text: str, unit_id: int, kind: str) -> Case | None:
    """Open an urgent case for a child's cry for help and tell who is on duty; the same words of the same child alert once until they
    were answered.

    Returns the new case, or None when one is open. Side effects: urgent notifications, a line in the trail.
    """
    digest, words = "", fold(text)
    for again in range(MOST_CRIES):
        digest = sha256(f"{words}\n{again}".encode() if again else words.encode()).hexdigest()
        known = Case.objects.filter(author_id=actor.person_id, digest=digest).first()
        if known is None:
            break
        if known.is_running:
            return None
    try:
        with transaction.atomic():
            return _opened(actor, text, Unit.objects.get(pk=unit_id), kind, digest)
    except IntegrityError:
        return None


def _opened(actor: Actor, text: str, unit: Unit, kind: str, digest: str) -> Case:
    now = timezone.now()
    author = Person.objects.get(pk=actor.person_id)
    case = Case.objects.create(
        source=CaseSource.CRISIS, item_kind=kind, digest=digest, origin_unit=unit, unit=unit, author=author, category=Category.HARM,
        is_urgent=True, opened_at=now, due_at=due_at(now, is_urgent=True), evidence=_evidence(author, unit, text, now),
    )  # fmt: skip
    people = alerted_for(author.pk, unit)
    case.asked.set(people)
    CaseStep.objects.create(case=case, kind=StepKind.OPENED, unit=unit, at=now)
    record(actor=actor, verb="social.crisis.alerted", obj=case, subject_person_id=author.pk, unit_path=unit.path, unit_id=unit.pk)
    notify(
        recipient_ids=people, kind="social.crisis", data={"name": author.full_name}, url=reverse("social:case", args=[case.uuid]),
        dedupe_key=f"case:{case.pk}", urgent=True,
    )  # fmt: skip
    return case


def _evidence(author: Person, unit: Unit, text: str, now: datetime) -> dict[str, object]:
    return {
        "text": text[:4000], "author_id": author.pk, "author_name": author.full_name, "space_id": None, "unit_id": unit.pk,
        "at": now.isoformat(), "files": [],
    }  # fmt: skip
