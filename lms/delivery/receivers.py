"""What studying adds to the platform's hooks."""

from datetime import datetime

from core.access.types import Actor
from lms.courses.models import Activity
from lms.hooks import ResultSink

from .services import record_result


class ProgressSink(ResultSink):
    """Turns results of embedded players into progress."""

    def record(
        self,
        *,
        actor: Actor,
        activity_id: int,
        block_id: str,
        score_ratio: float | None,
        is_finished: bool,
        seconds: int,
        happened_at: datetime,
    ) -> None:
        activity = Activity.objects.select_related("course").filter(pk=activity_id).first()
        if activity is not None:
            record_result(
                actor=actor,
                activity=activity,
                block_id=block_id,
                score_ratio=score_ratio,
                is_finished=is_finished,
                seconds=seconds,
                happened_at=happened_at,
            )


ResultSink.register(ProgressSink())
