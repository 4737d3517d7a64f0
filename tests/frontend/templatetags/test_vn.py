"""Dates and numbers in Vietnamese."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from frontend.templatetags import vn

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture(autouse=True)
def _vietnamese():
    with translation.override("vi"):
        yield


@pytest.fixture
def noon(monkeypatch):
    """It is Tuesday 24/11/2026, 12:00 in Hà Nội."""
    now = datetime(2026, 11, 24, 12, 0, tzinfo=HANOI)
    monkeypatch.setattr(timezone, "now", lambda: now)
    return now


def test_dates_are_written_in_local_time():
    evening_utc = datetime(2026, 11, 23, 18, 30, tzinfo=ZoneInfo("UTC"))
    assert vn.vn_date(evening_utc) == "24/11/2026"
    assert vn.vn_day(evening_utc) == "Thứ Ba, 24/11"
    assert vn.vn_time(evening_utc) == "01:30"
    assert vn.vn_datetime(evening_utc) == "01:30 24/11/2026"
    assert vn.vn_weekday_short(date(2026, 11, 29)) == "CN"
    assert vn.vn_weekday(date(2026, 11, 29)) == "Chủ nhật"
    assert vn.vn_time(time(7, 5)) == "07:05"


@pytest.mark.parametrize(
    "name", ["vn_date", "vn_day", "vn_time", "vn_when", "vn_due", "vn_number", "vn_mark", "vn_size", "vn_minutes", "vn_clock", "vn_percent"]
)
def test_nothing_stays_nothing(name):
    assert getattr(vn, name)(None) == ""


@pytest.mark.parametrize(
    ("shift", "words"),
    [
        (timedelta(hours=-2), "10:00"),
        (timedelta(days=-1), "Hôm qua 12:00"),
        (timedelta(days=1), "Ngày mai 12:00"),
        (timedelta(days=-20), "4/11"),
        (timedelta(days=-365), "24/11/2025"),
    ],
)
def test_vn_when_shortest_clear_form(noon, shift, words):
    assert vn.vn_when(noon + shift) == words


def test_vn_when_of_a_plain_day(noon):
    assert vn.vn_when(noon.date()) == "Hôm nay"
    assert vn.vn_when(noon.date() - timedelta(days=1)) == "Hôm qua"


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ((24, 21, 0), "21:00 tối nay"),
        ((24, 14, 30), "14:30 chiều nay"),
        ((25, 7, 0), "Mai, 25/11"),
        ((27, 7, 0), "Thứ Sáu, 27/11"),
        ((24, 9, 0), "Quá hạn 09:00"),
        ((22, 9, 0), "Quá hạn 2 ngày"),
    ],
)
def test_vn_due(noon, at, words):
    day, hour, minute = at
    assert vn.vn_due(datetime(2026, 11, day, hour, minute, tzinfo=HANOI)) == words


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ((24, 21, 0), "Hạn 21:00 tối nay"),
        ((25, 7, 0), "Hạn mai, 25/11"),
        ((27, 7, 0), "Hạn Thứ Sáu, 27/11"),
        ((24, 9, 0), "Đã hết hạn 09:00"),
        ((23, 9, 0), "Đã hết hạn hôm qua 09:00"),
        ((22, 9, 0), "Đã hết hạn 22/11"),
    ],
)
def test_vn_deadline_names_itself(noon, at, words):
    day, hour, minute = at
    assert vn.vn_deadline(datetime(2026, 11, day, hour, minute, tzinfo=HANOI)) == words
    assert vn.vn_deadline(None) == ""


def test_dates_in_english(noon):
    with translation.override("en"):
        assert [vn.vn_date(noon), vn.vn_day(noon), vn.vn_datetime(noon)] == ["24 Nov 2026", "Tuesday, 24 Nov", f"24 Nov 2026, {noon:%H:%M}"]
        assert vn.vn_when(noon.date() - timedelta(days=1)) == "Yesterday"
        assert vn.vn_when_within(noon.date() - timedelta(days=1)) == "yesterday"
        assert [vn.vn_when(noon - timedelta(days=9)), vn.vn_when(noon - timedelta(days=400))] == ["15 Nov", "20 Oct 2025"]
        assert vn.vn_due(noon + timedelta(days=1)) == "Tomorrow, 25 Nov"
        assert vn.vn_due(noon - timedelta(days=1)) == "1 day overdue"
        assert vn.vn_deadline(noon - timedelta(days=2)) == "Was due 22 Nov"
        assert [vn.vn_minutes(86400), vn.vn_minutes(5400), vn.vn_number(1234.5)] == ["1 day", "1 hr 30 min", "1,234.5"]


@pytest.mark.parametrize(
    ("value", "words"), [(1234.5, "1.234,5"), (7, "7"), ("8.25", "8,25"), (1000000, "1.000.000"), (6.666, "6,67"), ("abc", "abc")]
)
def test_vn_number(value, words):
    assert vn.vn_number(value) == words


@pytest.mark.parametrize(("value", "words"), [(8, "8,0"), (8.5, "8,5"), (10, "10"), (8.25, "8,25"), ("", ""), ("Đ", "Đ"), (0, "0,0")])
def test_vn_mark(value, words):
    assert vn.vn_mark(value) == words


@pytest.mark.parametrize(
    ("value", "words"), [(640, "640 B"), (86016, "84 KB"), (11849 * 1024, "11,6 MB"), (250 * 1024**2, "250 MB"), (3 * 1024**4, "3.072 GB")]
)
def test_vn_size(value, words):
    assert vn.vn_size(value) == words


@pytest.mark.parametrize(
    ("seconds", "words"), [(45, "45 giây"), (480, "8 phút"), (3600, "1 giờ"), (5400, "1 giờ 30 phút"), (435480, "5 ngày")]
)
def test_vn_minutes(seconds, words):
    assert vn.vn_minutes(seconds) == words


@pytest.mark.parametrize(("seconds", "words"), [(402, "6:42"), (3909, "1:05:09"), (9, "0:09")])
def test_vn_clock(seconds, words):
    assert vn.vn_clock(seconds) == words


def test_vn_percent_of_a_ratio():
    assert vn.vn_percent(0.834) == "83%"
