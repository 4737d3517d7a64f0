"""Jobs of scoring."""

from typing import Any

from core.jobs.services import job
from core.jobs.types import JobContext

from . import services


@job("assessment.score_attempt", queue="exams", max_attempts=10)
def score_one(context: JobContext, *, attempt_id: int) -> dict[str, Any]:
    """Score one attempt."""
    done = services.score_attempt(attempt_id=attempt_id)
    return {"points": str(done.score_points) if done else None}


@job("assessment.score_test", queue="exams", max_attempts=10)
def score_all(context: JobContext, *, test_id: int) -> dict[str, Any]:
    """Score a whole test again."""
    return {"attempts": services.score_test(test_id=test_id, progress=context.progress)}


@job("assessment.dry_regrade", max_attempts=5)
def dry_regrade(context: JobContext, *, regrade_id: int) -> dict[str, Any]:
    """Work out who a regrade would change."""
    return {"changes": len(services.compute_regrade(regrade_id=regrade_id, progress=context.progress).changes)}


@job("assessment.regrade", queue="exams", max_attempts=10)
def regrade(context: JobContext, *, regrade_id: int) -> dict[str, Any]:
    """Score a test again after its keys were mended, tell who changed."""
    return {"changed": services.run_regrade(regrade_id=regrade_id, progress=context.progress)}


@job("assessment.release_due", every_seconds=60)
def release_planned(context: JobContext) -> dict[str, Any]:
    """Release tests whose time has come."""
    return {"released": services.release_due()}
