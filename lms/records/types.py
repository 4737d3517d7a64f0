"""What the builders of statements are given."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class LearningObject:
    """A thing people learn with: a course, or one of its activities.

    `kind` is `course` or an `ActivityType` key (lesson, h5p, file, link, page, ...). `name_en` may stay empty.
    """

    uuid: UUID
    kind: str
    name_vi: str
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class Study:
    """One learner at one activity at one moment: what every statement of ours is about.

    `base_url` is the platform's address without a slash at the end; `person_uuid` the learner's public id, the only thing
    said of them. `statement_id` makes a statement idempotent (e.g. derived from a phone's change); None means a new one.
    """

    base_url: str
    person_uuid: UUID
    activity: LearningObject
    at: datetime
    course: LearningObject | None = None
    statement_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it went. `score_ratio` is 0-1 or None; with `score_points` and `points_max` the raw score is told too."""

    score_ratio: float | None = None
    score_points: float | None = None
    points_max: float | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a checkpoint question.

    `step_id` is the block's id; `interaction_type` one of the xAPI interaction types (choice, true-false, fill-in, numeric,
    matching, sequencing, long-fill-in, likert, performance, other); `response` is in the form that type has; `question` is
    the text asked.
    """

    step_id: str
    question: str
    interaction_type: str
    response: str
    is_correct: bool | None
    correct_responses: tuple[str, ...] = ()
