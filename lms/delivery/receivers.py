"""What studying adds to the platform's hooks."""

from datetime import datetime

from core.access.types import Actor
from lms.courses.models import Activity
from lms.hooks import LearnerProgress, ProgressSource, ResultSink

from .selectors.course import progress_of_classes, progress_of_learner
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


class StudyProgress(ProgressSource):
    """Tells the lists of courses how far people are."""

    def of_learner(self, person_id: int, course_ids: list[int]) -> dict[int, LearnerProgress]:
        return progress_of_learner(person_id, course_ids)

    def of_classes(self, course_ids: list[int]) -> dict[tuple[int, int], float]:
        return progress_of_classes(course_ids)


ProgressSource.register(StudyProgress())
ResultSink.register(ProgressSink())
