"""Mended keys and scoring again, with a look at who changes first."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from assessment.hooks import ItemKind
from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.jobs.services import enqueue

from ...sessions.enums import AttemptState
from ...sessions.models import GUEST, Attempt, Test
from ..errors import ScoringError
from ..models import ItemScore, KeyChange, Regrade
from ..policies import can_manage_test
from ..selectors.counting import items_of, parts_of
from .notices import tell_changed
from .scoring import batches, points_text, reached_points, score_attempts, scored_rows

BATCH = 200


@transaction.atomic
def change_key(*, actor: Actor, test: Test, position: int, content: dict[str, Any], reason: str) -> KeyChange:
    """Mend the key of a question of a given test: whole content with another key, or `{"give": "all" | "answered"}`.

    The paper's snapshot stays as it was; nothing is scored before a regrade is applied. `key.position`, `key.problems`,
    `key.same`, `key.reason`.
    """
    require(can_manage_test, actor, test)
    item = items_of(test, with_pending=True).get(position)
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
    if clean == item["content"]:
        raise ScoringError("key.same")
    change = KeyChange.objects.create(test=test, position=position, content=clean, reason=reason.strip()[:300], made_by_id=actor.person_id)
    _record(actor, test, "assessment.key.changed", {"position": position, "reason": change.reason, "give": clean.get("give", "")})
    return change


@transaction.atomic
def drop_key_change(*, actor: Actor, change: KeyChange) -> None:
    """Take back a mended key that was not applied yet. `key.applied`."""
    require(can_manage_test, actor, change.test)
    locked = KeyChange.objects.select_for_update().get(pk=change.pk)
    if locked.applied_at is not None:
        raise ScoringError("key.applied")
    _record(actor, change.test, "assessment.key.dropped", {"position": locked.position})
    locked.delete()


def _record(actor: Actor, test: Test, verb: str, changes: dict[str, Any]) -> None:
    record(actor=actor, verb=verb, obj=test, unit_path=test.unit.path, unit_id=test.unit_id, changes=changes)


@transaction.atomic
def dry_regrade(*, actor: Actor, test: Test) -> Regrade:
    """Have it worked out, by a job, who would change if the test were scored again now; nothing else is changed."""
    require(can_manage_test, actor, test)
    regrade = Regrade.objects.create(test=test, made_by_id=actor.person_id)
    job = enqueue("assessment.dry_regrade", {"regrade_id": regrade.pk}, created_by_id=actor.person_id)
    regrade.job_id = job.pk if job else None
    regrade.save(update_fields=["job_id"])
    return regrade


def compute_regrade(*, regrade_id: int, progress: Callable[[int, int], None] | None = None) -> Regrade:
    """Work out a dry regrade (the job behind `dry_regrade`); a finished one stays as it is."""
    regrade = Regrade.objects.select_related("test__paper").get(pk=regrade_id)
    if regrade.finished_at is not None:
        return regrade
    test = regrade.test
    items, parts = items_of(test, with_pending=True), parts_of(test)
    part_of = {position: item["part"] for position, item in items.items()}
    ids = list(Attempt.objects.filter(test=test, state=AttemptState.SUBMITTED).order_by("pk").values_list("pk", flat=True))
    changes: list[dict[str, Any]] = []
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        scores: dict[int, dict[int, ItemScore]] = {}
        for row in ItemScore.objects.filter(attempt_id__in=batch):
            scores.setdefault(row.attempt_id, {})[row.position] = row
        for attempt in (
            Attempt.objects.filter(pk__in=batch).select_related("person", "candidate__class_group", "candidate__guest").order_by("pk")
        ):
            attempt.test = test
            rows = scored_rows(attempt, items, scores.get(attempt.pk, {}))
            after = reached_points(attempt, {row.position: row.points for row in rows if row.points is not None}, parts, part_of)
            if after != (attempt.score_points or Decimal(0)):
                changes.append(_change(attempt, after))
        if progress:
            progress(min(start + BATCH, len(ids)), len(ids))
    regrade.changes, regrade.attempt_count, regrade.finished_at = changes, len(ids), timezone.now()
    regrade.save(update_fields=["changes", "attempt_count", "finished_at"])
    return regrade


def _change(attempt: Attempt, after: Decimal) -> dict[str, Any]:
    """Return a line of what a regrade changes; it is kept, so that a guest stands there by number."""
    candidate = attempt.candidate
    return {
        "attempt": attempt.pk,
        "person": attempt.person_id,
        "name": f"{GUEST} {candidate.guest.number}" if candidate.is_guest else attempt.person.full_name,
        "class": "" if candidate.is_guest else candidate.group_name,
        "before": points_text(attempt.score_points or Decimal(0)),
        "after": points_text(after),
    }


def is_stale(regrade: Regrade) -> bool:
    """Say whether keys were mended after a dry regrade was asked for, so that it shows something else than applying would do."""
    latest = KeyChange.objects.filter(test_id=regrade.test_id).aggregate(at=Max("made_at"))["at"]
    return bool(latest and latest > regrade.made_at)


@transaction.atomic
def apply_regrade(*, actor: Actor, regrade: Regrade) -> Regrade:
    """Apply what a dry regrade showed: mended keys count from now on, a job scores the whole test again and tells who changed.

    `regrade.applied`, `regrade.running`, `regrade.stale`.
    """
    require(can_manage_test, actor, regrade.test)
    locked = Regrade.objects.select_for_update(of=("self",)).select_related("test__unit").get(pk=regrade.pk)
    if locked.applied_at is not None:
        raise ScoringError("regrade.applied")
    if locked.finished_at is None:
        raise ScoringError("regrade.running")
    if is_stale(locked):
        raise ScoringError("regrade.stale")
    locked.applied_at = timezone.now()
    KeyChange.objects.filter(test_id=locked.test_id, applied_at=None).update(applied_at=locked.applied_at)
    job = enqueue("assessment.regrade", {"regrade_id": locked.pk}, created_by_id=actor.person_id)
    locked.job_id = job.pk if job else None
    locked.save(update_fields=["applied_at", "job_id"])
    _record(actor, locked.test, "assessment.test.regraded", {"attempts": len(locked.changes)})
    return locked


def run_regrade(*, regrade_id: int, progress: Callable[[int, int], None] | None = None) -> int:
    """Score the whole test again (the job behind `apply_regrade`); whose released result changed is told once. Returns how many changed.

    What changed is what this run changes under the lock of each batch, never what a marker or an appeal changes meanwhile; a job that
    died half-way knows from the dry regrade's list whom it had still to tell.
    """
    regrade = Regrade.objects.select_related("test__unit").get(pk=regrade_id)
    foreseen = {row["attempt"]: Decimal(row["before"]) for row in regrade.changes}
    ids = list(Attempt.objects.filter(test=regrade.test, state=AttemptState.SUBMITTED).order_by("pk").values_list("pk", flat=True))
    changed: list[int] = []
    done = 0
    for batch in batches(ids):
        for row in score_attempts(attempt_ids=batch):
            before = foreseen.get(row.attempt.pk, row.before)
            if row.attempt.score_points != before:
                changed.append(row.attempt.pk)
        done += len(batch)
        if progress:
            progress(done, len(ids))
    tell_changed(regrade=regrade, attempt_ids=changed)
    return len(changed)
