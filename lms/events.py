"""Events of learning. docs/reference/events.md lists them."""

from dataclasses import dataclass
from typing import ClassVar

from core.events.types import Event, declare


@declare
@dataclass(frozen=True)
class CoursePublished(Event):
    """A course was published, as version `version`, to the classes `class_ids`; `new_activity_ids` were not there before."""

    name: ClassVar[str] = "lms.course.published.v1"
    course_id: int
    version: int
    class_ids: list[int]
    new_activity_ids: list[int]


@declare
@dataclass(frozen=True)
class ActivityPublished(Event):
    """An activity's content was published."""

    name: ClassVar[str] = "lms.activity.published.v1"
    course_id: int
    activity_id: int


@declare
@dataclass(frozen=True)
class ActivityCompleted(Event):
    """A learner completed an activity; `score_ratio` 0-1 or None."""

    name: ClassVar[str] = "lms.activity.completed.v1"
    person_id: int
    activity_id: int
    score_ratio: float | None
