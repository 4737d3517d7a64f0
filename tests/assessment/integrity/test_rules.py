"""Rules of supervision."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from assessment.integrity.rules import (
    LOST_AFTER,
    Moment,
    Room,
    RoomProblem,
    is_lost,
    numbers,
    read_rooms,
    seat,
    seb_admits,
    seb_hash,
    timeline,
)

NOW = datetime(2026, 11, 28, 8, 0, tzinfo=UTC)
KEY = "5b3e8e5a6c7d" * 5
URL = "https://cayda.example/kiem-tra/1/lam/"


def test_a_seb_hash_is_of_the_address_and_the_key():
    assert seb_hash(URL, KEY) == hashlib.sha256((URL + KEY).encode()).hexdigest()
    assert seb_hash(URL + "#cau-3", KEY) == seb_hash(URL, KEY)


def test_seb_admits_known_keys_only():
    assert seb_admits(url=URL, given=seb_hash(URL, KEY).upper(), keys=["0" * 64, KEY])
    assert not seb_admits(url=URL, given=seb_hash(URL + "?x=1", KEY), keys=[KEY])
    assert not seb_admits(url=URL, given="", keys=[KEY])
    assert not seb_admits(url=URL, given=seb_hash(URL, ""), keys=["", "  "])


@pytest.mark.parametrize(
    ("seen", "started", "lost"),
    [
        (NOW, NOW, False),
        (NOW - LOST_AFTER, NOW - timedelta(hours=1), False),
        (NOW - LOST_AFTER - timedelta(seconds=1), NOW - timedelta(hours=1), True),
        (None, NOW - timedelta(seconds=10), False),
        (None, None, True),
    ],
)
def test_who_is_lost(seen, started, lost):
    assert is_lost(seen, started, NOW) is lost


def moment(kind: str, second: int, **extra: int) -> Moment:
    at = NOW + timedelta(seconds=second)
    return Moment(kind, at, at, **extra)


def test_bursts_become_one_line():
    lines = timeline([moment("paste", 9), moment("blur", 0, seconds=2), moment("blur", 2, seconds=3), moment("blur", 20, seconds=1)])
    assert [(line.kind, line.count, line.seconds) for line in lines] == [("blur", 2, 5), ("paste", 1, 0), ("blur", 1, 1)]


def test_rooms_are_read_line_by_line():
    assert read_rooms("Phòng 1, 24\n\n  Phòng  2 ,20 ") == [Room("Phòng 1", 24), Room("Phòng 2", 20)]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("Phòng 1", "rooms.bad", 1),
        ("Phòng 1, 24\nPhòng 2, nhiều", "rooms.bad", 2),
        ("Phòng 1, 24\n\nphòng 1, 20", "rooms.twice", 3),
        (", 24", "rooms.bad", 1),
        ("P, 0", "rooms.bad", 1),
    ],
)
def test_a_bad_room_is_named_by_its_line(text, code, line):
    with pytest.raises(RoomProblem) as caught:
        read_rooms(text)
    assert (caught.value.code, caught.value.line) == (code, line)


def test_rooms_fill_one_after_another_or_evenly():
    rooms = [Room("A", 3), Room("B", 2)]
    assert seat(4, rooms) == [("A", 1), ("A", 2), ("A", 3), ("B", 1)]
    assert seat(3, rooms, evenly=True) == [("A", 1), ("A", 2), ("B", 1)]
    assert seat(5, rooms, evenly=True) == seat(5, rooms)
    assert seat(0, rooms) == []
    with pytest.raises(ValueError, match="seats"):
        seat(6, rooms)


def test_numbers_keep_their_width():
    assert numbers("000099", 2) == ["000099", "000100"]
    for first, count in (("12", 1), ("123456789", 1), ("a123", 1), ("999", 2)):
        with pytest.raises(ValueError, match="bad"):
            numbers(first, count)
