"""Frozen data that courses hand out."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class OutlineActivity:
    """An activity as an outline shows it. `number` counts from 1 through the whole outline."""

    id: int
    uuid: UUID
    section_id: int
    number: int
    kind: str
    title: str
    minutes: int
    is_required: bool
    is_published: bool
    completion: str
    completion_score_ratio: float | None
    available_from: datetime | None
    due_at: datetime | None
    after_id: int | None
    after_score_ratio: float | None
    step_count: int


@dataclass(frozen=True, slots=True)
class OutlineSection:
    """A section with its activities in order."""

    id: int
    title: str
    number: int
    activities: tuple[OutlineActivity, ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """An outline of a course: a published version, or the working one (`version` 0)."""

    course_id: int
    version: int
    sections: tuple[OutlineSection, ...] = ()

    @property
    def activities(self) -> tuple[OutlineActivity, ...]:
        """All activities in the order of study."""
        return tuple(activity for section in self.sections for activity in section.activities)

    def find(self, activity_id: int) -> OutlineActivity | None:
        """Return the activity, or None when it isn't in this outline."""
        return next((activity for activity in self.activities if activity.id == activity_id), None)

    def neighbours(self, activity_id: int) -> tuple[OutlineActivity | None, OutlineActivity | None]:
        """Return the activities before and after one, None at the ends or when it isn't in this outline."""
        rows = self.activities
        index = next((i for i, activity in enumerate(rows) if activity.id == activity_id), None)
        if index is None:
            return None, None
        return (rows[index - 1] if index else None), (rows[index + 1] if index + 1 < len(rows) else None)
