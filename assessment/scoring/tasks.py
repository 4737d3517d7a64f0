"""Jobs of scoring."""

from typing import Any

from core.jobs.services import job
from core.jobs.types import JobContext

from .services import release_due, score_attempt, score_test


@job("assessment.score_attempt", queue="exams", max_attempts=10)
def score_one(context: JobContext, *, attempt_id: int) -> dict[str, Any]:
    """Score one attempt."""
    done = score_attempt(attempt_id=attempt_id)
    return {"points": str(done.score_points) if done else None}


@job("assessment.score_test", queue="exams", max_attempts=10)
def score_all(context: JobContext, *, test_id: int) -> dict[str, Any]:
    """Score a whole test again."""
    return {"attempts": score_test(test_id=test_id, progress=context.progress)}


@job("assessment.release_due", every_seconds=60)
def release_planned(context: JobContext) -> dict[str, Any]:
    """Release tests whose time has come."""
    return {"released": release_due()}
