"""What studying adds to the platform's hooks: progress, live topics, kinds of notifications."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core.access.types import Actor
from core.hooks import LiveTopic
from core.notifications.types import NotificationKind, register_kind
from lms.courses.models import Activity
from lms.hooks import LearnerProgress, ProgressSource, ResultSink

from .policies import boards, study_classes
from .selectors.course import progress_of_classes, progress_of_learner
from .services import record_result

register_kind(
    NotificationKind("lms.nudge", _("Thầy cô %(name)s nhắc em học bài “%(title)s”"), _("Khoá học %(course)s. Bấm để vào học."), "bell")
)
register_kind(
    NotificationKind(
        "lms.nudge.guardian", _("%(child)s chưa học bài “%(title)s”"), _("Thầy cô %(name)s nhắc, khoá học %(course)s."), "kids"
    )
)
register_kind(NotificationKind("lms.hint", _("Thầy cô %(name)s gửi gợi ý cho bài “%(title)s”"), _("%(text)s"), "bulb"))


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


def _pair(key: str) -> tuple[int, int]:
    activity_id, _colon, class_id = key.partition(":")
    return (int(activity_id), int(class_id)) if activity_id.isdecimal() and class_id.isdecimal() else (0, 0)


class BoardTopic(LiveTopic):
    """`board:<activity>:<class>`: the pupils of a class in an activity, to who may watch its board."""

    prefix = "board"

    def may_watch(self, actor: Actor, key: str) -> bool:
        activity_id, class_id = _pair(key)
        return boards(actor).filter(class_group_id=class_id, course__activities=activity_id).exists()


class StudyTopic(LiveTopic):
    """`study:<activity>:<class>`: pauses of the class, to its learners."""

    prefix = "study"

    def may_watch(self, actor: Actor, key: str) -> bool:
        activity_id, class_id = _pair(key)
        return study_classes(actor).filter(class_group_id=class_id, course__activities=activity_id).exists()


ProgressSource.register(StudyProgress())
ResultSink.register(ProgressSink())
LiveTopic.register(BoardTopic())
LiveTopic.register(StudyTopic())
