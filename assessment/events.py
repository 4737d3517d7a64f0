"""Events of assessment. docs/reference/events.md lists them."""

from dataclasses import dataclass
from typing import ClassVar

from core.events.types import Event, declare


@declare
@dataclass(frozen=True)
class TestScheduled(Event):
    """A test was given to its candidates: packs and attempts are being prepared."""

    __test__: ClassVar[bool] = False
    name: ClassVar[str] = "assessment.test.scheduled.v1"
    test_id: int


@declare
@dataclass(frozen=True)
class AttemptSubmitted(Event):
    """An attempt was handed in, by the candidate, the clock, a proctor or a file; scoring follows."""

    name: ClassVar[str] = "assessment.attempt.submitted.v1"
    attempt_id: int


@declare
@dataclass(frozen=True)
class AttemptScored(Event):
    """The points of an attempt are whole, or have changed (statistics follow)."""

    name: ClassVar[str] = "assessment.attempt.scored.v1"
    attempt_id: int


@declare
@dataclass(frozen=True)
class AttemptVoided(Event):
    """An attempt does not count any more: statistics take it out."""

    name: ClassVar[str] = "assessment.attempt.voided.v1"
    attempt_id: int


@declare
@dataclass(frozen=True)
class ResultsReleased(Event):
    """The results of a test were released to candidates and guardians."""

    name: ClassVar[str] = "assessment.results.released.v1"
    test_id: int


@declare
@dataclass(frozen=True)
class ResultsWithdrawn(Event):
    """Released results of a test were hidden again."""

    name: ClassVar[str] = "assessment.results.withdrawn.v1"
    test_id: int
