"""What is announced about people."""

from dataclasses import dataclass
from typing import ClassVar

from core.events.types import Event, declare


@declare
@dataclass(frozen=True)
class PersonsMerged(Event):
    """Two records of one human became one. Whoever keeps rows by person moves those of `duplicate_id` to `person_id`."""

    name: ClassVar[str] = "core.people.merged.v1"
    person_id: int
    duplicate_id: int


@declare
@dataclass(frozen=True)
class GuardianJoined(Event):
    """A guardianship began to show something: it was verified, by a school's code or by hand."""

    name: ClassVar[str] = "core.people.guardian_joined.v1"
    guardianship_id: int
    guardian_id: int
    child_id: int


@declare
@dataclass(frozen=True)
class GuardianshipEnded(Event):
    """A guardian no longer sees the child."""

    name: ClassVar[str] = "core.people.guardianship_ended.v1"
    guardianship_id: int
    guardian_id: int
    child_id: int


@declare
@dataclass(frozen=True)
class ConsentRecorded(Event):
    """A word was added to the consent ledger; `is_permitted` is what now follows for the purpose."""

    name: ClassVar[str] = "core.people.consent_recorded.v1"
    subject_id: int
    purpose: str
    is_permitted: bool
