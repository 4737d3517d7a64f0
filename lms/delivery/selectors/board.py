"""The class board: the seating plan with everybody's state, the help queue, the parts of the activity."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from core.access.errors import AccessRefused
from core.access.types import Actor
from core.organisations.models import ClassGroup
from core.people.models import Person
from lms.courses.models import Activity, Course, CourseClass
from lms.delivery.enums import SeatState
from lms.delivery.models import ActivityProgress, CheckpointAnswer, ClassSession, Hint, Nudge
from lms.delivery.policies import boards, class_learners, led_boards
from lms.delivery.rules import class_name, parts_done, parts_of, seat_order, stuck_part
from lms.delivery.types import Part, Step

from .seats import seat_of, state_of
from .steps import steps_of

DEFAULT_COLUMNS = 8


@dataclass(frozen=True)
class Seat:
    """A place on the plan. `person` None is an empty chair; `flags` say which parts are passed, `at` where help is needed."""

    person: Person | None
    state: SeatState = SeatState.NOT
    flags: Sequence[bool] = ()
    row: ActivityProgress | None = None
    at: int | None = None

    @property
    def name(self) -> str:
        return class_name(self.person.family_name, self.person.middle_name, self.person.given_name) if self.person else ""

    @property
    def done_count(self) -> int:
        return sum(self.flags)


@dataclass(frozen=True)
class HelpCall:
    """Somebody waiting for help, with why."""

    person: Person
    since: datetime
    kind: str
    text: str
    tries: int
    part_title: str
    block_id: str


@dataclass(frozen=True)
class PartCount:
    """A part with how many of the class have passed it; `is_hot` is where the class is held up."""

    number: int
    part: Part
    passed: int
    is_hot: bool


@dataclass(frozen=True)
class Board:
    """Everything the board shows; prepared, no query left."""

    course: Course
    activity: Activity
    class_group: ClassGroup
    session: ClassSession | None
    seats: Sequence[Seat]
    parts: Sequence[PartCount]
    calls: Sequence[HelpCall]
    columns: int
    may_lead: bool
    nudged: set[int] = field(default_factory=set)
    other_activities: Sequence[Activity] = ()

    @property
    def pupils(self) -> list[Seat]:
        return [seat for seat in self.seats if seat.person is not None]

    @property
    def counts(self) -> dict[str, int]:
        states = [seat.state for seat in self.pupils]
        return {state.value: states.count(state) for state in SeatState}

    @property
    def stack(self) -> list[tuple[int, str, str]]:
        """The counts as the bar above the plan draws them."""
        counts = self.counts
        return [(counts["done"], "done", ""), (counts["in"], "mid", ""), (counts["help"], "warn", ""), (counts["not"], "idle", "")]

    @property
    def plain_stack(self) -> list[tuple[int, str, str]]:
        """The same for the projector: nobody's call for help shows."""
        return [(count, "mid" if state == "warn" else state, word) for count, state, word in self.stack]

    @property
    def desks(self) -> list[list[list[Seat]]]:
        """Rows of desks, two seats each."""
        rows = [self.seats[at : at + self.columns] for at in range(0, len(self.seats), self.columns)]
        return [[list(row[at : at + 2]) for at in range(0, len(row), 2)] for row in rows]

    @property
    def hot(self) -> PartCount | None:
        return next((part for part in self.parts if part.is_hot), None)

    @property
    def to_nudge(self) -> int:
        """How many have not begun and were not reminded within the hour."""
        return sum(1 for seat in self.pupils if seat.state == SeatState.NOT and seat.person and seat.person.pk not in self.nudged)


def course_class_of(actor: Actor, course_uuid: UUID, class_uuid: UUID) -> CourseClass:
    """Return the class in the course whose board the actor may watch; `AccessRefused` otherwise."""
    rows = boards(actor).select_related("course__subject", "class_group__unit")
    row = rows.filter(course__uuid=course_uuid, class_group__uuid=class_uuid).first()
    if row is None:
        raise AccessRefused("can_watch_board")
    return row


def board_activity(course_class: CourseClass, activity_uuid: UUID) -> Activity:
    """Return a published activity of the course; `AccessRefused` when there is none."""
    activity = Activity.objects.filter(course=course_class.course_id, uuid=activity_uuid, is_published=True, is_removed=False).first()
    if activity is None:
        raise AccessRefused("can_watch_board")
    activity.course = course_class.course
    return activity


def running_session(activity_id: int, class_group_id: int) -> ClassSession | None:
    """Return the session that runs now, past its time or not."""
    return ClassSession.objects.filter(activity_id=activity_id, class_group_id=class_group_id, ended_at=None).first()


def class_board(actor: Actor, course_uuid: UUID, activity_uuid: UUID, class_uuid: UUID) -> Board:
    """Return the board of a class in an activity; `AccessRefused` for who may not watch it. Constant queries."""
    course_class = course_class_of(actor, course_uuid, class_uuid)
    activity = board_activity(course_class, activity_uuid)
    class_group = course_class.class_group
    people = [row.person for row in class_learners(class_group.pk)]
    rows = {row.person_id: row for row in ActivityProgress.objects.filter(activity=activity, person_id__in=[one.pk for one in people])}
    steps = steps_of(activity)
    parts = parts_of(steps, split_checkpoints=True)
    by_id = {person.pk: person for person in people}
    columns = columns_of(class_group)
    order = seat_order(class_group.seating.get("order", []), [person.pk for person in people], columns)
    seats = [_seat(by_id.get(key) if key is not None else None, rows, parts) for key in order]
    hour_ago = timezone.now() - timedelta(hours=1)
    nudged = Nudge.objects.filter(activity=activity, person_id__in=by_id, at__gt=hour_ago).values_list("person_id", flat=True)
    others = Activity.objects.filter(course=course_class.course_id, is_published=True, is_removed=False).order_by("position", "id")
    return Board(
        course=course_class.course,
        activity=activity,
        class_group=class_group,
        session=running_session(activity.pk, class_group.pk),
        seats=seats,
        parts=_part_counts(seats, parts),
        calls=_calls(seats, parts, steps),
        columns=columns,
        may_lead=led_boards(actor).filter(pk=course_class.pk).exists(),
        nudged=set(nudged),
        other_activities=list(others[:60]),
    )


def columns_of(class_group: ClassGroup) -> int:
    """Return how many seats a row of the class has."""
    columns = class_group.seating.get("columns", DEFAULT_COLUMNS)
    return columns if isinstance(columns, int) and 2 <= columns <= 12 else DEFAULT_COLUMNS


def _seat(person: Person | None, rows: Mapping[int, ActivityProgress], parts: Sequence[Part]) -> Seat:
    if person is None:
        return Seat(None)
    row = rows.get(person.pk)
    if row is None:
        return Seat(person, SeatState.NOT, [False] * len(parts))
    flags = [True] * len(parts) if row.state == "completed" else parts_done(row.steps_seen, parts)
    block = row.help_reason.get("block_id") if row.needs_help_since else None
    at = next((index for index, part in enumerate(parts) if block in part.step_ids), None)
    return Seat(person, state_of(row), flags, row, at)


def _part_counts(seats: Sequence[Seat], parts: Sequence[Part]) -> list[PartCount]:
    passed = [sum(1 for seat in seats if seat.flags and seat.flags[index]) for index in range(len(parts))]
    hot = stuck_part(passed)
    return [PartCount(index + 1, part, passed[index], index == hot) for index, part in enumerate(parts)]


def _calls(seats: Sequence[Seat], parts: Sequence[Part], steps: Sequence[Step]) -> list[HelpCall]:
    titles = {step.id: step.title for step in steps}
    calls = []
    for seat in seats:
        if seat.person is None or seat.row is None or seat.row.needs_help_since is None:
            continue
        reason = seat.row.help_reason
        block = reason.get("block_id", "")
        title = titles.get(block) or (parts[seat.at].title if seat.at is not None else "")
        kind, text, tries = reason.get("kind", "asked"), reason.get("text", ""), reason.get("tries", 0)
        calls.append(HelpCall(seat.person, seat.row.needs_help_since, kind, text, tries, title, block))
    return sorted(calls, key=lambda call: (call.since, call.person.pk))


def board_data(board: Board) -> dict[str, Any]:
    """Return the board as its script takes it: the seats as diffs, the pause. Used when the socket is down."""
    seats = [
        seat_of(seat.row, [count.part for count in board.parts])
        if seat.row
        else {"p": seat.person.pk, "s": "not", "m": "0" * len(board.parts), "h": None}
        for seat in board.pupils
        if seat.person
    ]
    return {"type": "board", "seats": seats, "paused": bool(board.session and board.session.paused_at)}


@dataclass(frozen=True)
class GivenAnswer:
    """An answer of a pupil with the question it belongs to."""

    title: str
    row: CheckpointAnswer
    text: str


@dataclass(frozen=True)
class Work:
    """What one pupil has done in an activity, for those who lead or oversee the class."""

    person: Person
    activity: Activity
    class_group: ClassGroup
    progress: ActivityProgress | None
    parts: Sequence[tuple[Part, bool]]
    answers: Sequence[GivenAnswer]
    hints: Sequence[Hint]
    call: HelpCall | None
    may_lead: bool


def pupil_work(actor: Actor, course_uuid: UUID, activity_uuid: UUID, class_uuid: UUID, person_uuid: UUID) -> Work:
    """Return a pupil's work; `AccessRefused` unless the pupil is in a class whose board the actor may watch."""
    course_class = course_class_of(actor, course_uuid, class_uuid)
    activity = board_activity(course_class, activity_uuid)
    enrolment = class_learners(course_class.class_group_id).filter(person__uuid=person_uuid).first()
    if enrolment is None:
        raise AccessRefused("can_watch_board")
    person = enrolment.person
    progress = ActivityProgress.objects.filter(activity=activity, person=person).first()
    steps = steps_of(activity)
    parts = parts_of(steps, split_checkpoints=True)
    titles = {step.id: step.title for step in steps}
    rows = CheckpointAnswer.objects.filter(activity=activity, person=person)
    order = {step.id: index for index, step in enumerate(steps)}
    answers = [GivenAnswer(titles.get(row.block_id, ""), row, answer_text(activity, row)) for row in rows]
    seat = _seat(person, {person.pk: progress} if progress else {}, parts)
    return Work(
        person=person,
        activity=activity,
        class_group=course_class.class_group,
        progress=progress,
        parts=list(zip(parts, seat.flags, strict=False)),
        answers=sorted(answers, key=lambda one: order.get(one.row.block_id, 999)),
        hints=list(Hint.objects.filter(activity=activity, person=person).select_related("author").order_by("-id")[:10]),
        call=next(iter(_calls([seat], parts, steps)), None),
        may_lead=led_boards(actor).filter(pk=course_class.pk).exists(),
    )


def answer_text(activity: Activity, row: CheckpointAnswer) -> str:
    """Return an answer as text a teacher can read; options are named by their words where the kind gives them."""
    options = {}
    for block in getattr(getattr(activity, "lesson", None), "raw_body", None) or []:
        if block.get("id") == row.block_id:
            options = {item["id"]: item["value"]["text"] for item in block["value"].get("options", [])}
    answer = row.answer
    if isinstance(answer, dict):
        return "; ".join(f"{options.get(key, key)}: {'Đ' if value else 'S'}" for key, value in answer.items())
    listed = answer if isinstance(answer, list) else [answer]
    return ", ".join(str(options.get(key, key)) if isinstance(key, str) else str(key) for key in listed)
