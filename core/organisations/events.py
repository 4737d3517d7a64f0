"""What is announced about units and places. All payloads are primary keys of core models."""

from dataclasses import dataclass
from typing import ClassVar

from core.events.types import Event, declare


@declare
@dataclass(frozen=True)
class UnitOpened(Event):
    """A unit began."""

    name: ClassVar[str] = "core.units.opened.v1"
    unit_id: int


@declare
@dataclass(frozen=True)
class UnitRenamed(Event):
    """A unit bears a new name."""

    name: ClassVar[str] = "core.units.renamed.v1"
    unit_id: int


@declare
@dataclass(frozen=True)
class UnitMoved(Event):
    """A unit stands under another parent; its path and those below it have changed."""

    name: ClassVar[str] = "core.units.moved.v1"
    unit_id: int
    old_parent_id: int | None
    new_parent_id: int


@declare
@dataclass(frozen=True)
class UnitsMerged(Event):
    """Units were merged into one and closed; `class_ids` are the classes of the running year that went along."""

    name: ClassVar[str] = "core.units.merged.v1"
    unit_ids: list[int]
    into_id: int
    class_ids: list[int]


@declare
@dataclass(frozen=True)
class UnitClosed(Event):
    """A unit ended without a successor."""

    name: ClassVar[str] = "core.units.closed.v1"
    unit_id: int


@declare
@dataclass(frozen=True)
class HatGranted(Event):
    """A person got a role in a unit."""

    name: ClassVar[str] = "core.hats.granted.v1"
    membership_id: int
    person_id: int
    unit_id: int
    role: str


@declare
@dataclass(frozen=True)
class HatEnded(Event):
    """A role of a person in a unit ended."""

    name: ClassVar[str] = "core.hats.ended.v1"
    membership_id: int
    person_id: int
    unit_id: int
    role: str


@declare
@dataclass(frozen=True)
class LearnerEnrolled(Event):
    """A learner has a place in a class; `from_class_id` when it came from another class of the school."""

    name: ClassVar[str] = "core.classes.learner_enrolled.v1"
    enrolment_id: int
    person_id: int
    class_id: int
    from_class_id: int | None = None


@declare
@dataclass(frozen=True)
class LearnerLeft(Event):
    """A learner gave up a place in a class; `state` is one of `EnrolmentState`."""

    name: ClassVar[str] = "core.classes.learner_left.v1"
    enrolment_id: int
    person_id: int
    class_id: int
    state: str


@declare
@dataclass(frozen=True)
class TeacherAssigned(Event):
    """A teacher has a duty in a class: a subject, or homeroom (`subject_id` None)."""

    name: ClassVar[str] = "core.classes.teacher_assigned.v1"
    assignment_id: int
    person_id: int
    class_id: int
    subject_id: int | None


@declare
@dataclass(frozen=True)
class TeacherReleased(Event):
    """A teacher's duty in a class ended."""

    name: ClassVar[str] = "core.classes.teacher_released.v1"
    assignment_id: int
    person_id: int
    class_id: int
