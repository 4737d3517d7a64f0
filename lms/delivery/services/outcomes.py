"""What follows from new facts: the event of a completion, statements, study days, boards."""

from collections.abc import Iterable, Sequence
from uuid import UUID, uuid5

from django.conf import settings
from django.utils import timezone

from core.events.services import publish
from core.people.models import Person
from lms.courses.enums import CompletionRule
from lms.delivery.models import StudyDay
from lms.delivery.types import Change
from lms.events import ActivityCompleted
from lms.records.interop import statements
from lms.records.services import queue_statements
from lms.records.types import Answer, LearningObject, Outcome, Study

from .live import tell_boards
from .store import OpenRow, moment

_STATEMENTS = UUID("6f1f5c64-3c0e-5d54-9a77-0b6a1d2c7e10")
STUDIED = {"seen", "answer", "finish", "time"}
Told = tuple[OpenRow, Sequence[Change]]


def announce(*, person_id: int, told: Sequence[Told], classes_of: dict[int, list[int]]) -> None:
    """Publish completions, queue statements, mark study days and tell the boards, in the caller's transaction."""
    for opened, _changes in told:
        if opened.is_newly_completed:
            publish(ActivityCompleted(person_id=person_id, activity_id=opened.activity.pk, score_ratio=opened.facts.score_ratio))
        tell_boards(opened, classes_of.get(opened.activity.course_id, []))
    queue_statements(_statements(person_id, told))


def mark_days(*, person_id: int, changes: Iterable[Change]) -> None:
    """Remember the days, in the platform's time zone, on which the person studied."""
    days = {timezone.localtime(moment(change.at)).date() for change in changes if change.kind in STUDIED}
    StudyDay.objects.bulk_create([StudyDay(person_id=person_id, day=day) for day in sorted(days)], ignore_conflicts=True)


def _statements(person_id: int, told: Sequence[Told]) -> list[dict[str, object]]:
    if not any(_says_something(opened, changes) for opened, changes in told):
        return []
    person_uuid = Person.objects.values_list("uuid", flat=True).get(pk=person_id)
    return [statement for opened, changes in told for statement in _of_one(person_uuid, opened, changes)]


def _says_something(opened: OpenRow, changes: Sequence[Change]) -> bool:
    return opened.is_new or opened.is_newly_completed or any(change.kind == "answer" for change in changes)


def _study(person_uuid: UUID, opened: OpenRow, at: int, name: str) -> Study:
    activity = opened.activity
    return Study(
        base_url=settings.BASE_URL,
        person_uuid=person_uuid,
        activity=LearningObject(activity.uuid, activity.kind, activity.title),
        course=LearningObject(activity.course.uuid, "course", activity.course.title),
        at=moment(at),
        statement_id=uuid5(_STATEMENTS, f"{person_uuid}/{activity.uuid}/{name}"),
    )


def _of_one(person_uuid: UUID, opened: OpenRow, changes: Sequence[Change]) -> list[dict[str, object]]:
    facts, said = opened.facts, []
    if opened.is_new and facts.started_at is not None:
        said.append(statements.initialized(_study(person_uuid, opened, facts.started_at, "initialized")))
    titles = {step.id: step.title for step in opened.completion.steps}
    for change in changes:
        if change.kind == "answer":
            study = _study(person_uuid, opened, change.at, f"answered/{change.id}")
            response = change.data.get("answer")
            answer = Answer(
                step_id=change.block_id,
                question=titles.get(change.block_id) or opened.activity.title,
                interaction_type="other",
                response=response if isinstance(response, str) else str(response),
                is_correct=change.is_right,
            )
            said.append(statements.answered(study, answer))
    if opened.is_newly_completed and facts.completed_at is not None:
        outcome = Outcome(score_ratio=facts.score_ratio, seconds=facts.seconds or None)
        said.append(statements.completed(_study(person_uuid, opened, facts.completed_at, "completed"), outcome))
        if opened.activity.completion == CompletionRule.SCORE:
            said.append(statements.passed(_study(person_uuid, opened, facts.completed_at, "passed"), outcome))
    return said
