"""Mended keys and scoring again, with a look at who changes first."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessment.hooks import ItemKind
from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.notifications.services import notify

from ...papers.rules.scoring import counting
from ...sessions.enums import AttemptState
from ...sessions.models import Attempt, Test
from ..errors import ScoringError
from ..models import ItemScore, KeyChange, Regrade
from ..policies import can_manage_test
from .scoring import items_of, parts_of, score_attempt, scored_rows


@transaction.atomic
def change_key(*, actor: Actor, test: Test, position: int, content: dict[str, Any], reason: str) -> KeyChange:
    """Mend the key of a question of a given test: whole content with another key, or `{"give": "all" | "answered"}`.

    The paper's snapshot stays as it was; nothing is scored before a regrade is applied. `key.position`, `key.problems`, `key.reason`.
    """
    require(can_manage_test, actor, test)
    item = items_of(test).get(position)
    if item is None:
        raise ScoringError("key.position", number=position)
    if not reason.strip():
        raise ScoringError("key.reason", field="reason")
    if content.get("give") in ("all", "answered"):
        clean = {"give": content["give"]}
    else:
        kind = ItemKind.of(item["kind"])
        clean = kind.clean(content)
        problems = kind.problems(clean)
        if problems:
            raise ScoringError("key.problems", problems=" ".join(str(problem.message) for problem in problems[:3]))
    change = KeyChange.objects.create(test=test, position=position, content=clean, reason=reason.strip()[:300], made_by_id=actor.person_id)
    record(
        actor=actor,
        verb="assessment.key.changed",
        obj=test,
        unit_path=test.unit.path,
        unit_id=test.unit_id,
        changes={"position": position, "reason": change.reason},
    )
    return change


def dry_regrade(*, actor: Actor, test: Test) -> Regrade:
    """Compute who would change if the test were scored again now; nothing is changed."""
    require(can_manage_test, actor, test)
    items, parts = items_of(test), parts_of(test)
    part_of = {position: item["part"] for position, item in items.items()}
    changes = []
    attempts = list(Attempt.objects.filter(test=test, state=AttemptState.SUBMITTED).select_related("person"))
    scores: dict[int, dict[int, ItemScore]] = {}
    for row in ItemScore.objects.filter(attempt__in=attempts):
        scores.setdefault(row.attempt_id, {})[row.position] = row
    for attempt in attempts:
        rows = scored_rows(attempt, items, scores.get(attempt.pk, {}))
        after = counting({row.position: row.points for row in rows if row.points is not None}, parts, part_of)
        before = attempt.score_points if attempt.score_points is not None else Decimal(0)
        if after != before:
            changes.append({"attempt": attempt.pk, "person": attempt.person.full_name, "before": str(before), "after": str(after)})
    return Regrade.objects.create(
        test=test, changes=changes, attempt_count=len(attempts), made_by_id=actor.person_id, finished_at=timezone.now()
    )


def apply_regrade(*, actor: Actor, regrade: Regrade) -> int:
    """Score the whole test again and tell those whose released result changed; returns how many attempts changed."""
    test = regrade.test
    require(can_manage_test, actor, test)
    with transaction.atomic():
        locked = Regrade.objects.select_for_update().get(pk=regrade.pk)
        if locked.applied_at is not None:
            raise ScoringError("regrade.applied")
        locked.applied_at = timezone.now()
        locked.save(update_fields=["applied_at"])
        KeyChange.objects.filter(test=test, applied_at=None).update(applied_at=locked.applied_at)
        record(actor=actor, verb="assessment.test.regraded", obj=test, unit_path=test.unit.path, unit_id=test.unit_id)
    changed = 0
    for attempt in Attempt.objects.filter(test=test, state=AttemptState.SUBMITTED).only(
        "pk", "score_points", "person_id", "released_at", "uuid"
    ):
        before = attempt.score_points
        after = score_attempt(attempt_id=attempt.pk)
        if after is not None and after.score_points != before:
            changed += 1
            if attempt.released_at is not None:
                notify(
                    recipient_ids=[attempt.person_id],
                    kind="assessment.regraded",
                    data={"title": test.title},
                    url=f"/kiem-tra/lam/{attempt.uuid}/ket-qua/",
                    dedupe_key=f"regraded:{regrade.pk}",
                )
    return changed
