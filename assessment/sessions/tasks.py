"""Jobs of tests: preparing, handing in when time is over, closing."""

from typing import Any

from core.jobs.services import job
from core.jobs.types import JobContext

from .services import close_ended, collect_test, erase_guests, prepare_test, submit_overdue


@job("assessment.prepare_test", queue="exams", max_attempts=10)
def prepare(context: JobContext, *, test_id: int) -> dict[str, Any]:
    """Make packs, candidates and attempts of a given test."""
    return prepare_test(test_id=test_id)


@job("assessment.close_test", queue="exams", max_attempts=10)
def close(context: JobContext, *, test_id: int) -> dict[str, Any]:
    """Hand in whoever still works in a test that was closed by hand, then close it."""
    return {"collected": collect_test(test_id=test_id), "closed": close_ended()}


@job("assessment.overdue", queue="exams", every_seconds=60)
def overdue(context: JobContext) -> dict[str, Any]:
    """Hand in for those whose time is over; close tests that have ended."""
    return {"submitted": submit_overdue(), "closed": close_ended()}


@job("assessment.erase_guests", queue="default", every_seconds=86_400)
def erase(context: JobContext) -> dict[str, Any]:
    """Erase what is known of guests whose test is over for some days."""
    return {"erased": erase_guests()}
