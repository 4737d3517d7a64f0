"""Candidate numbers (số báo danh), rooms and seats."""

from typing import Any

from django.db import transaction

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record

from ...sessions.models import Candidate, Test
from ..errors import IntegrityError
from ..policies import can_supervise
from ..rules import NUMBER_DIGITS, RoomProblem, numbers, read_rooms, seat
from ..selectors import has_started

BATCH = 500


@transaction.atomic
def seat_candidates(*, actor: Actor, test: Test, rooms: str, first_number: str = "000001", evenly: bool = False) -> int:
    """Number all candidates by name (given name first, as lists of the sector do) and give each a room and a seat.

    `rooms` is a list, one a line: `Phòng 1, 24`. Numbers are those of the whole test. Done again, it replaces what was
    there; once somebody has entered it is refused. Returns how many. `IntegrityError` names the line that can't be read.
    """
    require(can_supervise, actor, test)
    Test.objects.select_for_update(of=("self",)).get(pk=test.pk)
    if has_started(test):
        raise IntegrityError("numbers.started")
    try:
        known = read_rooms(rooms)
    except RoomProblem as problem:
        raise IntegrityError(problem.code, field="rooms", line=problem.line, text=problem.text, name=problem.text) from problem
    if not known:
        raise IntegrityError("rooms.none", field="rooms")
    rows = list(Candidate.objects.filter(test=test, is_removed=False).order_by("person__sort_key", "pk"))
    seats = sum(room.seats for room in known)
    if seats < len(rows):
        raise IntegrityError("rooms.few_seats", field="rooms", seats=seats, candidates=len(rows))
    try:
        given = numbers(first_number.strip(), len(rows))
    except ValueError as error:
        raise IntegrityError("numbers.bad", field="first_number", least=NUMBER_DIGITS[0], most=NUMBER_DIGITS[1]) from error
    Candidate.objects.filter(test=test).exclude(number="").update(number="")
    for row, number, (room, place) in zip(rows, given, seat(len(rows), known, evenly=evenly), strict=True):
        row.number, row.room, row.seat = number, room, place
    Candidate.objects.bulk_update(rows, ["number", "room", "seat"], batch_size=BATCH)
    _record(actor, test, "assessment.seating.made", count=len(rows), rooms=len(known))
    return len(rows)


@transaction.atomic
def clear_seating(*, actor: Actor, test: Test) -> int:
    """Take numbers, rooms and seats away again; refused once somebody has entered. Returns how many candidates there were."""
    require(can_supervise, actor, test)
    if has_started(test):
        raise IntegrityError("numbers.started")
    count = Candidate.objects.filter(test=test).exclude(number="").update(number="", room="", seat=None)
    _record(actor, test, "assessment.seating.cleared", count=count)
    return count


def _record(actor: Actor, test: Test, verb: str, **changes: Any) -> None:
    record(actor=actor, verb=verb, obj=test, unit_path=test.unit.path, unit_id=test.unit_id, changes=changes)
