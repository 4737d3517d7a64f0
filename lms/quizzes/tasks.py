"""Jobs of tests in courses."""

from typing import Any

from core.jobs.services import job
from core.jobs.types import JobContext

from .services import take_results


@job("quizzes.take_results", max_attempts=10)
def results(context: JobContext, *, test_uuid: str, results: list[list[Any]], at: str) -> dict[str, Any]:
    """Bring a batch of released results to the courses that hold the test."""
    return {"taken": take_results(test_uuid=test_uuid, results=results, at=at)}
