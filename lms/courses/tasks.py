"""Jobs of courses."""

from core.jobs.services import job
from core.jobs.types import JobContext

from .services import prepare_preview


@job("courses.preview_file", queue="media", max_attempts=3)
def preview_file(context: JobContext, file_id: int) -> None:
    """Prepare the preview of an office document."""
    prepare_preview(file_id=file_id)
