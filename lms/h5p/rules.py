"""Links to the frame and to its files: how they are signed and how long they live. Results of statements. Pure."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

_PROVINCE = timedelta(hours=7)  # a link changes at midnight in Vietnam
_GRACE_HOURS = 12
_WEEK = 7
_FINISHING = frozenset({"completed", "answered", "passed", "failed", "mastered"})
_VERB_ROOT = "http://adlnet.gov/expapi/verbs/"


@dataclass(frozen=True, slots=True)
class FrameLink:
    """What a link to the frame says: which package, where it stands, whose it is (a hash), in which language."""

    package: UUID
    activity_id: int
    person: str
    language: str


def link_day(now: datetime) -> int:
    """Return the number of the day a link is made on; links of one day are alike, so that caches and offline copies fit."""
    return (now + _PROVINCE).date().toordinal()


def is_alive(day: int, now: datetime) -> bool:
    """Say whether a link of `day` still opens: all that day and until noon of the next, so 12 to 36 hours."""
    today = link_day(now)
    return day == today or (day == today - 1 and (now + _PROVINCE).hour < _GRACE_HOURS)


def sign_frame(key: bytes, link: FrameLink, now: datetime) -> str:
    """Return the token of a frame link: its parts and a signature, safe in a path."""
    parts = f"{link.package.hex}.{link.activity_id}.{link.person}.{link.language}.{link_day(now)}"
    return f"{parts}.{_mac(key, 'frame:' + parts)}"


def read_frame(key: bytes, token: str, now: datetime) -> FrameLink | None:
    """Return what a token says, None when it is forged, broken or too old."""
    parts, _dot, mac = token.rpartition(".")
    if not hmac.compare_digest(_mac(key, "frame:" + parts).encode(), mac.encode()):
        return None
    package, activity, person, language, day = parts.split(".")
    return FrameLink(UUID(package), int(activity), person, language) if is_alive(int(day), now) else None


def sign_content(key: bytes, sha256_hex: str, now: datetime) -> str:
    """Return the token that opens the files of one content, alike for a week so that phones keep what they fetched."""
    week = link_day(now) // _WEEK
    return f"{sha256_hex}.{week}.{_mac(key, f'content:{sha256_hex}.{week}')}"


def read_content(key: bytes, token: str, now: datetime) -> str | None:
    """Return the SHA-256 of the content a token opens; None when forged or older than the week before."""
    parts, _dot, mac = token.rpartition(".")
    if not hmac.compare_digest(_mac(key, "content:" + parts).encode(), mac.encode()):
        return None
    sha256_hex, _dot, week = parts.partition(".")
    return sha256_hex if link_day(now) // _WEEK - int(week) in (0, 1) else None


def person_hash(key: bytes, person_id: int) -> str:
    """Return a short name for a person that says nothing outside this platform."""
    return _mac(key, f"person:{person_id}")[:12]


def _mac(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), sha256).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Reached:
    """What a finishing statement of the whole content says. `ratio` is 0-1, None without a score; `seconds` 0 when unsaid."""

    ratio: float | None
    points: float | None
    most: float | None
    seconds: int


def reached(statement: dict[str, Any]) -> Reached | None:
    """Return what a statement says of the whole content (not of a part of it) being finished, or None.

    Finishing verbs: completed, answered, passed, failed, mastered. Parts are known by a parent activity or `subContentId`.
    """
    said = statement.get("verb")
    verb = str(said.get("id", "")) if isinstance(said, dict) else ""
    if not verb.startswith(_VERB_ROOT) or verb.removeprefix(_VERB_ROOT) not in _FINISHING or _is_part(statement):
        return None
    result = statement.get("result")
    if not isinstance(result, dict):
        return Reached(None, None, None, 0) if verb.endswith("completed") else None
    score = result.get("score")
    points, most, scaled = (
        (_number(score.get(name)) for name in ("raw", "max", "scaled")) if isinstance(score, dict) else (None, None, None)
    )
    ratio = scaled if scaled is not None else (points / most if points is not None and most else None)
    return Reached(None if ratio is None else min(max(ratio, 0.0), 1.0), points, most, seconds_of(result.get("duration")))


def _is_part(statement: dict[str, Any]) -> bool:
    context = statement.get("context")
    around = context.get("contextActivities") if isinstance(context, dict) else None
    target = statement.get("object")
    identifier = str(target.get("id", "")) if isinstance(target, dict) else ""
    return bool(isinstance(around, dict) and around.get("parent")) or "subContentId=" in identifier


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e9 else None


def seconds_of(duration: Any) -> int:
    """Return the seconds of an ISO 8601 duration as H5P writes it, `PT12.3S`; 0 for anything else; at most a day."""
    if not isinstance(duration, str) or not duration.startswith("PT") or not duration.endswith("S"):
        return 0
    try:
        return int(min(max(float(duration[2:-1]), 0), 86400))
    except ValueError:
        return 0
