"""Hooks of learning. docs/reference/hooks.md lists them."""

from abc import abstractmethod
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from core.access.types import Actor
from core.hooks import Hook

if TYPE_CHECKING:
    from lms.courses.models import Activity


class ActivityType(Hook):
    """A kind of activity in a course: lesson, h5p, file, link, page; quizzes and videos come from other domains.

    `key` is stored in `Activity.kind`. Calls are made after the caller's own policy has passed.
    """

    registry: ClassVar[list["ActivityType"]] = []
    key: ClassVar[str]
    label: ClassVar[Any]
    icon: ClassVar[str]
    completion_rules: ClassVar[tuple[str, ...]] = ("seen", "self")
    order: ClassVar[int] = 50
    shows_end: ClassVar[bool] = True  # False: the content says by itself how far the learner is

    @classmethod
    def of(cls, key: str) -> "ActivityType":
        """Return the type called `key`; `LookupError` when the app that brings it is gone."""
        for implementation in cls.registry:
            if implementation.key == key:
                return implementation
        raise LookupError(key)

    @abstractmethod
    def create(self, *, actor: Actor, activity: "Activity", data: dict[str, Any]) -> None:
        """Make the content of a new activity, in the caller's transaction. `data` holds cleaned form fields."""

    @abstractmethod
    def edit_url(self, activity: "Activity") -> str:
        """Return where an author edits the content."""

    @abstractmethod
    def template(self) -> str:
        """Return the template that shows the activity to learners, inside the reader (`lms/delivery`)."""

    @abstractmethod
    def context(self, *, actor: Actor, activity: "Activity", preview: bool) -> dict[str, Any]:
        """Return the data of that template. With `preview`, the draft as its author sees it."""

    @abstractmethod
    def steps(self, activity: "Activity", *, preview: bool = False) -> list[dict[str, Any]]:
        """Return the published steps (the draft's in a `preview`), `{id, title, kind, is_checkpoint}` each; at least one."""

    def publish_problem(self, activity: "Activity") -> str | None:
        """Return why the content can't be published yet (translated), or None."""
        return None

    def publish(self, *, actor: Actor, activity: "Activity") -> None:
        """Publish the draft content, in the caller's transaction."""

    @abstractmethod
    def copy(self, *, actor: Actor, source: "Activity", target: "Activity") -> None:
        """Copy the content of `source` (draft and published state as a new draft) to `target`."""

    def grade_checkpoint(self, *, activity: "Activity", block_id: str, answer: Any) -> dict[str, Any] | None:
        """Return `{is_correct, feedback, explanation}` for an answer to a checkpoint of the published content, or None."""
        return None

    def offline_urls(self, *, actor: Actor, activity: "Activity") -> list[str]:
        """Return what a phone must keep to show the activity without a network, beside its page."""
        return []


class ResultSink(Hook):
    """Who wants to know what learners reached in embedded content (H5P, tests); delivery turns it into progress."""

    registry: ClassVar[list["ResultSink"]] = []

    @abstractmethod
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
        is_final: bool = False,
    ) -> None:
        """Take one result of `actor.person_id`, in the caller's transaction; called once for each, in order of arrival.

        `block_id` is the lesson block the content stands in, "" when it is the whole activity. `score_ratio` 0-1, None
        without scoring. `is_finished`: the content was worked to its end. `happened_at` is clamped to the server's now.
        `is_final`: the score takes the place of an earlier one (a released or mended mark); otherwise the best stays.
        """


@dataclass(frozen=True, slots=True)
class LearnerProgress:
    """How far a learner is in a course: required activities done of all, and where to go on (empty when nothing is left)."""

    done: int
    total: int
    next_title: str = ""
    next_url: str = ""

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0


class ProgressSource(Hook):
    """Who knows how far people are; delivery. The lists of courses ask it, constant queries for any number of courses."""

    registry: ClassVar[list["ProgressSource"]] = []

    @abstractmethod
    def of_learner(self, person_id: int, course_ids: list[int]) -> dict[int, LearnerProgress]:
        """Return the progress of one learner by course id; courses without activities may be left out."""

    @abstractmethod
    def of_classes(self, course_ids: list[int]) -> dict[tuple[int, int], float]:
        """Return the mean share (0-1) of required activities done by (course id, class id); classes without learners may be left out."""
