"""Rows to facts and back: the only place that knows how merged facts are kept."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from core.lib.lengths import require_lengths
from lms.courses.models import Activity
from lms.delivery.enums import ProgressState
from lms.delivery.models import ActivityProgress, CheckpointAnswer
from lms.delivery.rules import needs_help, percent
from lms.delivery.selectors.steps import completion_of
from lms.delivery.types import AnswerFacts, Completion, Help, ProgressFacts, Step

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PROGRESS_COLUMNS = [
    "state", "steps_seen", "percent", "position", "position_at", "score_ratio", "seconds", "needs_help_since", "help_reason",
    "help_asked_at", "help_text", "help_block", "help_cleared_at", "finished_at", "started_at", "last_at", "completed_at",
]  # fmt: skip
ANSWER_COLUMNS = ["answer", "is_correct", "tries", "first_times", "answered_at", "last_at", "right_at"]


def to_ms(at: datetime | None) -> int | None:
    """Return a moment as epoch milliseconds."""
    if at is None:
        return None
    since = at - _EPOCH
    return (since.days * 86400 + since.seconds) * 1000 + since.microseconds // 1000


def from_ms(at: int | None) -> datetime | None:
    """Return epoch milliseconds as a moment."""
    return None if at is None else datetime.fromtimestamp(at // 1000, tz=UTC).replace(microsecond=at % 1000 * 1000)


def ms(at: datetime) -> int:
    """Return a moment that is there as epoch milliseconds."""
    return to_ms(at) or 0


def moment(at: int) -> datetime:
    """Return epoch milliseconds that are there as a moment."""
    return from_ms(at) or _EPOCH


def load_facts(row: ActivityProgress, answers: Iterable[CheckpointAnswer]) -> ProgressFacts:
    """Return the facts kept in a row and the answers beside it."""
    return ProgressFacts(
        seen=dict(row.steps_seen),
        position=row.position,
        position_at=to_ms(row.position_at) or 0,
        score_ratio=row.score_ratio,
        seconds=row.seconds,
        finished_at=to_ms(row.finished_at),
        completed_at=to_ms(row.completed_at),
        started_at=to_ms(row.started_at),
        last_at=to_ms(row.last_at),
        help_asked_at=to_ms(row.help_asked_at),
        help_text=row.help_text,
        help_block=row.help_block,
        help_cleared_at=to_ms(row.help_cleared_at) or 0,
        answers={answer.block_id: _answer_facts(answer) for answer in answers},
    )


def _answer_facts(row: CheckpointAnswer) -> AnswerFacts:
    return AnswerFacts(
        answer=row.answer,
        is_right=row.is_correct,
        answer_at=ms(row.answered_at),
        tries=row.tries,
        first_times=tuple(row.first_times),
        last_at=ms(row.last_at),
        right_at=to_ms(row.right_at),
    )


def write_facts(row: ActivityProgress, facts: ProgressFacts, steps: Sequence[Step]) -> Help | None:
    """Put facts into the columns of `row` (unsaved) and return why help is needed, if it is."""
    help_ = needs_help(facts)
    row.state = ProgressState.COMPLETED if facts.completed_at is not None else ProgressState.IN_PROGRESS
    row.steps_seen = dict(facts.seen)
    row.percent = max(row.percent, percent(facts, steps))
    row.position, row.position_at = facts.position, from_ms(facts.position_at or None)
    row.score_ratio, row.seconds = facts.score_ratio, facts.seconds
    row.needs_help_since = from_ms(help_.since) if help_ else None
    row.help_reason = {"kind": help_.kind, "block_id": help_.block_id, "text": help_.text, "tries": help_.tries} if help_ else {}
    row.help_asked_at, row.help_text, row.help_block = from_ms(facts.help_asked_at), facts.help_text, facts.help_block
    row.help_cleared_at = from_ms(facts.help_cleared_at or None)
    row.finished_at, row.completed_at = from_ms(facts.finished_at), from_ms(facts.completed_at)
    row.started_at, row.last_at = moment(facts.started_at or 0), moment(facts.last_at or 0)
    return help_


def answer_rows(row: ActivityProgress, facts: ProgressFacts, known: ProgressFacts) -> list[CheckpointAnswer]:
    """Return the answers that `facts` changed against `known`, ready for an upsert."""
    return [
        CheckpointAnswer(
            person_id=row.person_id,
            activity_id=row.activity_id,
            block_id=block_id,
            answer=answer.answer,
            is_correct=answer.is_right,
            tries=answer.tries,
            first_times=list(answer.first_times),
            answered_at=moment(answer.answer_at),
            last_at=moment(answer.last_at),
            right_at=from_ms(answer.right_at),
        )
        for block_id, answer in facts.answers.items()
        if known.answers.get(block_id) != answer
    ]


@dataclass
class OpenRow:
    """A locked row with its facts, as they were and as they become."""

    row: ActivityProgress
    activity: Activity
    completion: Completion
    before: ProgressFacts
    facts: ProgressFacts = field(default_factory=ProgressFacts)
    help: Help | None = None

    @property
    def is_newly_completed(self) -> bool:
        return self.before.completed_at is None and self.facts.completed_at is not None

    @property
    def is_new(self) -> bool:
        return self.before.started_at is None


def open_rows(*, person_id: int, activities: Sequence[Activity], class_of: dict[int, int], now: datetime) -> dict[int, OpenRow]:
    """Lock (or make) the rows of one person in `activities` and return them with their facts, by activity id.

    `class_of` maps course ids to the class the person studies them in. Runs in the caller's transaction, five queries
    whatever the number of activities; the kinds may ask more for their steps.
    """
    blank = [
        ActivityProgress(
            person_id=person_id,
            activity_id=activity.pk,
            course_id=activity.course_id,
            class_group_id=class_of.get(activity.course_id),
            started_at=now,
            last_at=_EPOCH,
        )
        for activity in activities
    ]
    ActivityProgress.objects.bulk_create(blank, ignore_conflicts=True)
    ids = [activity.pk for activity in activities]
    rows = ActivityProgress.objects.select_for_update().filter(person_id=person_id, activity_id__in=ids).order_by("id")
    locked = {row.activity_id: row for row in rows}
    answers: dict[int, list[CheckpointAnswer]] = defaultdict(list)
    for answer in CheckpointAnswer.objects.filter(person_id=person_id, activity_id__in=ids):
        answers[answer.activity_id].append(answer)
    return {activity.pk: _opened(locked[activity.pk], activity, answers[activity.pk]) for activity in activities}


def _opened(row: ActivityProgress, activity: Activity, answers: list[CheckpointAnswer]) -> OpenRow:
    facts = load_facts(row, answers)
    if row.last_at == _EPOCH:
        facts = replace(facts, started_at=None, last_at=None)
    return OpenRow(row, activity, completion_of(activity), facts, facts)


def save_rows(opened: Iterable[OpenRow]) -> None:
    """Write merged facts back: one query for progress, one for answers."""
    everything = list(opened)
    for one in everything:
        one.help = write_facts(one.row, one.facts, one.completion.steps)
    rows = [one.row for one in everything]
    require_lengths(rows, PROGRESS_COLUMNS)
    ActivityProgress.objects.bulk_update(rows, PROGRESS_COLUMNS)
    answers = [answer for one in everything for answer in answer_rows(one.row, one.facts, one.before)]
    if answers:
        CheckpointAnswer.objects.bulk_create(
            answers, update_conflicts=True, unique_fields=["person", "activity", "block_id"], update_fields=ANSWER_COLUMNS
        )


def drop_untouched(opened: Iterable[OpenRow]) -> None:
    """Delete rows that were made for changes which then turned out not to count."""
    blank = [one.row.pk for one in opened if one.is_new and one.facts.started_at is None]
    if blank:
        ActivityProgress.objects.filter(pk__in=blank).delete()
