"""What the builders of statements are given, and what the services and selectors take and return."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from .enums import Scope


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


@dataclass(frozen=True, slots=True)
class Client:
    """Who talks to the store: a program with a credential, or the platform itself (`credential_id` None).

    `authority` is the agent its statements are stored under; `version` the xAPI version it speaks, `1.0.3` or `2.0.0`.
    """

    name: str
    authority: dict[str, Any]
    scopes: frozenset[Scope]
    credential_id: int | None = None
    version: str = "1.0.3"

    @property
    def speaks_2(self) -> bool:
        return self.version.startswith("2.")

    def has(self, *scopes: Scope) -> bool:
        """Say whether the client holds one of `scopes`."""
        return not self.scopes.isdisjoint(scopes)


@dataclass(frozen=True, slots=True)
class StatementFilter:
    """What statements are asked for. Agents are JSON objects, `limit` is how many at most (already bounded)."""

    agent: dict[str, Any] | None = None
    verb: str | None = None
    activity: str | None = None
    registration: UUID | None = None
    related_agents: bool = False
    related_activities: bool = False
    since: datetime | None = None
    until: datetime | None = None
    ascending: bool = False
    limit: int = 100
    after: tuple[datetime, int] | None = None


@dataclass(frozen=True, slots=True)
class StatementPage:
    """A page of statements as stored JSON texts, with the place (time of storing, row) of each, and whether more follow."""

    places: list[tuple[datetime, int]]
    texts: list[str]
    has_more: bool = False

    @property
    def ids(self) -> list[int]:
        return [row_id for _, row_id in self.places]

    def first(self, count: int) -> "StatementPage":
        """Return the page cut to `count` statements."""
        return StatementPage(self.places[:count], self.texts[:count], self.has_more or count < len(self.places))


@dataclass(frozen=True, slots=True)
class Stored:
    """What storing a batch did: the ids in the order sent, and how many of them were new."""

    ids: list[str] = field(default_factory=list)
    new_count: int = 0


@dataclass(frozen=True, slots=True)
class DocumentAddress:
    """Which document, or with an empty `key` which documents: a state, an activity's or an agent's profile.

    `agent` is a JSON object; `key` the stateId or profileId. With `any_registration` the registration isn't looked at.
    """

    kind: str
    activity: str = ""
    agent: dict[str, Any] | None = None
    registration: UUID | None = None
    key: str = ""
    any_registration: bool = False


@dataclass(frozen=True, slots=True)
class DocumentContent:
    """The octets of a document, what they are, and when they were last changed."""

    content: bytes
    content_type: str
    etag: str
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Conditions:
    """The conditions of a request on a document: If-Match and If-None-Match as sent, "" when not sent.

    `are_forgiven` when the client is known not to send them (the tincan libraries): it may then create profiles without.
    """

    if_match: str = ""
    if_none_match: str = ""
    are_forgiven: bool = False

    @property
    def are_given(self) -> bool:
        return bool(self.if_match or self.if_none_match)
