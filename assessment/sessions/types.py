"""Settings of tests, and shapes of what players send and get."""

from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any

MOMENTS = ("during", "after", "closed", "released")
SHOWN = ("answer", "mark", "right", "feedback", "solution")


def _default_review() -> dict[str, list[str]]:
    return {"during": [], "after": ["answer"], "closed": ["answer"], "released": ["answer", "mark", "right", "feedback", "solution"]}


@dataclass(frozen=True, slots=True)
class Terms:
    """Other terms of a candidate: minutes and attempts on top, entry times in place of the test's, support (`enums.Allowance` values)."""

    extra_minutes: int = 0
    extra_attempts: int = 0
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    allowances: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TestSettings:
    """How a test is taken. `review` says what a candidate sees when: moment -> some of `SHOWN`.

    `device_rule` `free` (another device takes over by itself) or `proctor` (a proctor unlocks). `networks` are CIDR ranges, empty:
    anywhere. `access_code` is a salted hash, empty: none. `tries` (0: any number) and `hint_cost_ratio` (the share of what a question
    reached that each hint takes) count in practice. `mastery_run`: right answers in a row that end mastery practice. `solid_ratio`,
    `forming_ratio`, `points_step`: the unit's `Grading` when the test was given; `most_guests`, `guest_days` its `Openness`. `late_minutes`: changes made before the deadline that
    arrive so much later count.
    """

    __test__ = False

    shuffles: bool = True
    no_back: bool = False
    access_code: str = ""
    networks: tuple[str, ...] = ()
    review: dict[str, list[str]] = field(default_factory=_default_review)
    calculator: bool = False
    wants_fullscreen: bool = False
    device_rule: str = "free"
    seb_required: bool = False
    seb_config_keys: tuple[str, ...] = ()
    seb_exam_keys: tuple[str, ...] = ()
    instant_feedback: bool = False
    shows_hints: bool = False
    hint_cost_ratio: float = 0.0
    tries: int = 0
    mastery_run: int = 5
    late_minutes: int = 30
    anonymous_marking: bool = False
    double_marking: bool = False
    marking_gap: float = 0.5
    appeal_days: int = 7
    mark_step: float = 0.0
    most_guests: int = 200
    guest_days: int = 30
    solid_ratio: float = 0.8
    forming_ratio: float = 0.5
    points_step: float = 0.25

    @classmethod
    def read(cls, data: Any) -> "TestSettings":
        """Return the settings of stored JSON; unknown names are left out, missing ones are the defaults."""
        known = {one.name for one in fields(cls)}
        given = {name: value for name, value in data.items() if name in known} if isinstance(data, dict) else {}
        for name in ("networks", "seb_config_keys", "seb_exam_keys"):
            if name in given:
                given[name] = tuple(given[name])
        return cls(**given)

    def write(self) -> dict[str, Any]:
        """Return the settings as JSON."""
        return {
            **asdict(self),
            "networks": list(self.networks),
            "seb_config_keys": list(self.seb_config_keys),
            "seb_exam_keys": list(self.seb_exam_keys),
        }


@dataclass(frozen=True, slots=True)
class Change:
    """A set of answers as a device made it, for folding. `order` is the row's id: the order of arrival. `is_file`: brought by hand."""

    answers: dict[str, Any]
    made_at_ms: int
    order: int
    number: int = 0
    is_late: bool = False
    received_ms: int = 0
    is_file: bool = False


@dataclass(frozen=True, slots=True)
class Ack:
    """What a player is told after a commit: the number it may forget, the clock, and whether something changed around it.

    `refused`: positions whose section was closed when they were answered; they are kept in the log and don't count.
    """

    number: int
    state: str
    revision: int
    deadline: str | None
    is_mine: bool
    is_paused: bool
    is_locked: bool
    refused: tuple[int, ...] = ()

    def json(self) -> dict[str, Any]:
        """Return the acknowledgement as the player reads it."""
        return {
            "number": self.number,
            "state": self.state,
            "revision": self.revision,
            "deadline": self.deadline,
            "mine": self.is_mine,
            "paused": self.is_paused,
            "locked": self.is_locked,
            "refused": list(self.refused),
        }


@dataclass(frozen=True, slots=True)
class TestFacts:
    """What a test says of itself when it is made or changed."""

    __test__ = False

    title: str
    note: str = ""
    mode: str = "exam"
    paper_id: int | None = None
    opens_at: Any = None
    closes_at: Any = None
    ends_at: Any = None
    minutes: int | None = None
    attempts_allowed: int = 1
    grade_by: str = "best"
    class_ids: tuple[int, ...] = ()
    audience: str = "classes"
