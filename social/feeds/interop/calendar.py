"""One event as an iCalendar file (RFC 5545), for the calendars of phones."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Event:
    """What a calendar is told; `starts_at`, `ends_at` and `stamped_at` are aware, an event without an end lasts an hour."""

    uid: str
    title: str
    starts_at: datetime
    stamped_at: datetime
    ends_at: datetime | None = None
    place: str = ""
    text: str = ""
    url: str = ""
    is_cancelled: bool = False


def calendar_of(event: Event) -> bytes:
    """Return the file: lines of at most 75 octets ended by CRLF (3.1), text escaped (3.3.11), times in UTC (3.3.5)."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Cay Da//Events//VI",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{_moment(event.stamped_at)}",
        f"DTSTART:{_moment(event.starts_at)}",
        f"DTEND:{_moment(event.ends_at or event.starts_at + timedelta(hours=1))}",
        f"SUMMARY:{_text(event.title)}",
    ]
    lines += [f"LOCATION:{_text(event.place)}"] if event.place else []
    lines += [f"DESCRIPTION:{_text(event.text)}"] if event.text else []
    lines += [f"URL:{event.url}"] if event.url else []
    lines += ["STATUS:CANCELLED"] if event.is_cancelled else []
    lines += ["END:VEVENT", "END:VCALENDAR"]
    return b"".join(_folded(line) + b"\r\n" for line in lines)


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    for sign, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n")):
        text = text.replace(sign, written)
    return "".join(letter for letter in text if letter >= " ")


def _folded(line: str) -> bytes:
    """Return a line folded so that no letter is cut in two."""
    parts: list[bytes] = []
    now = b""
    for letter in line:
        data = letter.encode()
        if len(now) + len(data) > (75 if not parts else 74):
            parts.append(now)
            now = b""
        now += data
    return b"\r\n ".join([*parts, now])
