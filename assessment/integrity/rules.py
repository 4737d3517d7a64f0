"""Pure rules of supervision: Safe Exam Browser keys, who counts as disconnected, rooms and candidate numbers."""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

LOST_AFTER = timedelta(seconds=75)  # two heartbeats of 30 s missed, and a moment
BURST = timedelta(seconds=3)
NUMBER_DIGITS = (3, 8)  # national numbers have 8 digits, schools mostly 6
MAX_ROOMS = 400


def seb_hash(url: str, key: str) -> str:
    """Return the hash Safe Exam Browser sends for a request: SHA-256 of the address without its fragment, followed by the key.

    Source: SEB developer documentation, Config Key and Browser Exam Key; headers `X-SafeExamBrowser-ConfigKeyHash` and
    `X-SafeExamBrowser-RequestHash`.
    """
    return hashlib.sha256((url.split("#", 1)[0] + key.strip().lower()).encode()).hexdigest()


def seb_admits(*, url: str, given: str, keys: Iterable[str]) -> bool:
    """Say whether the hash a browser sent belongs to one of the keys."""
    sent = given.strip().lower()
    return bool(sent) and any(hmac.compare_digest(seb_hash(url, key), sent) for key in keys if key.strip())


def is_lost(last_seen_at: datetime | None, started_at: datetime | None, now: datetime) -> bool:
    """Say whether a working candidate hasn't been heard of for more than `LOST_AFTER`."""
    last = max((moment for moment in (last_seen_at, started_at) if moment), default=None)
    return last is None or now - last > LOST_AFTER


@dataclass(frozen=True, slots=True)
class Moment:
    """A line of a timeline: the same kind several times within seconds of each other is one line with a count."""

    kind: str
    at: datetime
    until: datetime
    count: int = 1
    seconds: int = 0
    position: int | None = None


def timeline(signals: Sequence[Moment]) -> list[Moment]:
    """Return the signals in order, bursts of one kind joined (their seconds added)."""
    lines: list[Moment] = []
    for signal in sorted(signals, key=lambda entry: entry.at):
        last = lines[-1] if lines else None
        if last and last.kind == signal.kind and last.position == signal.position and signal.at - last.until <= BURST:
            lines[-1] = Moment(
                last.kind, last.at, max(last.until, signal.until), last.count + signal.count, last.seconds + signal.seconds, last.position
            )
        else:
            lines.append(signal)
    return lines


@dataclass(frozen=True, slots=True)
class Room:
    """An examination room with its seats."""

    name: str
    seats: int


class RoomProblem(ValueError):  # noqa: N818
    """A line of the room list that can't be read: `code` of `errors.MESSAGES` with the line (from 1)."""

    def __init__(self, code: str, line: int, text: str) -> None:
        super().__init__(code)
        self.code, self.line, self.text = code, line, text


def read_rooms(text: str) -> list[Room]:
    """Return the rooms of a list, one a line: `Phòng 1, 24`. Empty lines don't count. Raises `RoomProblem`."""
    rooms: list[Room] = []
    for line, raw in enumerate(text.splitlines(), 1):
        if not raw.strip():
            continue
        name, _comma, seats = raw.rpartition(",")
        name, seats = " ".join(name.split()), seats.strip()
        if not name or not seats.isdigit() or not 0 < int(seats) <= 1000 or len(name) > 40 or len(rooms) >= MAX_ROOMS:
            raise RoomProblem("rooms.bad", line, raw.strip()[:60])
        if any(room.name.casefold() == name.casefold() for room in rooms):
            raise RoomProblem("rooms.twice", line, name)
        rooms.append(Room(name, int(seats)))
    return rooms


def seat(count: int, rooms: Sequence[Room], *, evenly: bool = False) -> list[tuple[str, int]]:
    """Return (room, seat from 1) for `count` candidates in their order: rooms are filled one after another, or evenly.

    The seats must suffice. Evenly: rooms get shares in proportion to their seats, the rest to the first rooms with a free seat.
    """
    total = sum(room.seats for room in rooms)
    if count > total:
        raise ValueError("too few seats")
    if evenly and total:
        shares = [min(room.seats, count * room.seats // total) for room in rooms]
        left = count - sum(shares)
        while left:
            for place, room in enumerate(rooms):
                if left and shares[place] < room.seats:
                    shares[place] += 1
                    left -= 1
    else:
        shares, left = [], count
        for room in rooms:
            shares.append(min(room.seats, left))
            left -= shares[-1]
    return [(room.name, number) for room, share in zip(rooms, shares, strict=True) for number in range(1, share + 1)]


def numbers(first: str, count: int) -> list[str]:
    """Return `count` candidate numbers from `first` on, each as wide as `first`: `000001`, `000002`, … Raises ValueError when they don't fit."""
    if not first.isdigit() or not NUMBER_DIGITS[0] <= len(first) <= NUMBER_DIGITS[1] or int(first) + count - 1 >= 10 ** len(first):
        raise ValueError("bad number")
    return [str(int(first) + place).zfill(len(first)) for place in range(count)]
