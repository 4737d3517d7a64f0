"""What candidates, guardians and teachers are told about results."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse

from core.notifications.services import notify, notify_each
from core.notifications.types import Letter
from core.people.models import Guardianship, running

from ...sessions.models import Attempt, Candidate, Test
from ..models import Appeal, Regrade


def guardians_of(children: Iterable[int]) -> list[Guardianship]:
    """Return the verified guardianships of children whose guardians may see marks."""
    rows = Guardianship.objects.filter(running(), child_id__in=list(children)).exclude(verified_at=None).select_related("child")
    return [row for row in rows if "marks" in (row.may_see or [])]


def result_url(attempt_uuid: Any) -> str:
    """Return the address of a result."""
    return reverse("assessment:result", args=[attempt_uuid])


def _about(child: Any) -> dict[str, Any]:
    return {"child": child.short_name, "child_ids": [child.pk]}


def tell_family(
    attempts: Sequence[tuple[int, Any]], *, kind: str, guardian_kind: str, data: dict[str, Any], key: str, guardians_only: bool = False
) -> int:
    """Tell candidates and the guardians who may see their marks, each at most once for `key`; `attempts` are (person, uuid).

    Guests aren't told: nobody could be reached.
    """
    told, addresses = 0, dict(attempts)
    for guest_id in Candidate.objects.filter(is_guest=True, person_id__in=list(addresses)).values_list("person_id", flat=True):
        addresses.pop(guest_id, None)
    if not guardians_only:
        own = [Letter(person_id, data, result_url(uuid)) for person_id, uuid in addresses.items()]
        told += notify_each(kind=kind, letters=own, dedupe_key=key)
    letters = [
        Letter(row.guardian_id, {**data, **_about(row.child)}, result_url(addresses[row.child_id]), f":{row.child_id}")
        for row in guardians_of(addresses)
    ]
    return told + notify_each(kind=guardian_kind, letters=letters, dedupe_key=key)


def tell_released(*, test_id: int) -> int:
    """Tell candidates and guardians that results are there, once for each release; returns how many were told."""
    test = Test.objects.get(pk=test_id)
    if test.released_at is None:
        return 0
    people = list(Attempt.objects.filter(test=test).exclude(released_at=None).order_by("number").values_list("person_id", "uuid"))
    key = f"released:{test.pk}:{int(test.released_at.timestamp())}"
    return tell_family(
        people, kind="assessment.released", guardian_kind="assessment.released.guardian", data={"title": test.title}, key=key
    )


def tell_changed(*, regrade: Regrade, attempt_ids: Sequence[int]) -> int:
    """Tell those whose released result a regrade changed."""
    rows = Attempt.objects.filter(pk__in=list(attempt_ids)).exclude(released_at=None).values_list("person_id", "uuid")
    data = {"title": regrade.test.title}
    return tell_family(
        list(rows),
        kind="assessment.regraded",
        guardian_kind="assessment.regraded.guardian",
        data=data,
        key=f"regraded:{regrade.pk}",
    )


def tell_withdrawn(*, test: Test, people: Sequence[tuple[int, Any]], reason: str, key: str) -> int:
    """Tell candidates and guardians that results were taken back for now, and why."""
    data = {"title": test.title, "reason": reason}
    return tell_family(people, kind="assessment.withdrawn", guardian_kind="assessment.withdrawn.guardian", data=data, key=key)


def tell_appeal(*, appeal: Appeal, attempt: Attempt) -> None:
    """Tell who gave the test that somebody appeals."""
    test = attempt.test
    notify(
        recipient_ids=[test.owner_id],
        kind="assessment.appeal",
        data={"title": test.title, "name": attempt.person.full_name},
        url=reverse("assessment:appeal", args=[test.uuid, appeal.uuid]),
        dedupe_key=f"appeal:{appeal.pk}",
    )


def tell_appeal_closed(*, appeal: Appeal, attempt: Attempt) -> None:
    """Tell the candidate and the guardians who may see marks how an appeal ended."""
    tell_family(
        [(attempt.person_id, attempt.uuid)],
        kind="assessment.appeal.closed",
        guardian_kind="assessment.appeal.closed.guardian",
        data={"title": attempt.test.title},
        key=f"appeal-closed:{appeal.pk}",
    )


def tell_not_released(*, test: Test, why: str) -> None:
    """Tell who gave a test that its planned release did not happen, and why."""
    notify(
        recipient_ids=[test.owner_id],
        kind="assessment.not_released",
        data={"title": test.title, "why": why},
        url=reverse("assessment:release", args=[test.uuid]),
        dedupe_key=f"not-released:{test.pk}:{int(test.release_at.timestamp()) if test.release_at else 0}",
    )
