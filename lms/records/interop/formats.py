"""The string formats of xAPI: IRIs, UUIDs, mail addresses, language tags, timestamps, durations, media types, hashes."""

import re
from datetime import UTC, datetime, timedelta, timezone

_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s\x00-\x20\x7f-\x9f<>\"{}|\\^`]+\Z")
_WITH_AUTHORITY = re.compile(r"(?:https?|ftp)://[^/?#]+", re.IGNORECASE)
_UUID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\Z")
_MBOX = re.compile(r"mailto:[^\s@<>\"(),:;\\\[\]\x00-\x1f]+@[^\s@<>\"(),:;\\\[\]\x00-\x1f]+\Z")
_SHA1 = re.compile(r"[0-9a-fA-F]{40}\Z")
_SHA2 = re.compile(r"(?:[0-9a-fA-F]{56}|[0-9a-fA-F]{64}|[0-9a-fA-F]{96}|[0-9a-fA-F]{128})\Z")
_ATOM = r"[A-Za-z0-9!#$&^_.+%*'`|~\-]+"
_MEDIA_TYPE = re.compile(rf"{_ATOM}/{_ATOM}(?:\s*;\s*{_ATOM}=(?:{_ATOM}|\"[^\"\\\r\n]*\"))*\s*;?\s*\Z")
_VERSION_1 = re.compile(r"1\.0(?:\.\d+)?\Z")
_VERSION_2 = re.compile(r"2\.0(?:\.\d+)?\Z")
_LANGUAGE = re.compile(
    r"(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4}|[a-z]{5,8})"
    r"(?:-[a-z]{4})?"
    r"(?:-(?:[a-z]{2}|\d{3}))?"
    r"(?P<variants>(?:-(?:[a-z0-9]{5,8}|\d[a-z0-9]{3}))*)"
    r"(?P<extensions>(?:-[0-9a-wy-z](?:-[a-z0-9]{2,8})+)*)"
    r"(?:-x(?:-[a-z0-9]{1,8})+)?\Z"
)
_PRIVATE_LANGUAGE = re.compile(r"x(?:-[a-z0-9]{1,8})+\Z")
_OLD_LANGUAGES = frozenset(
    [
        "en-gb-oed",
        "i-ami",
        "i-bnn",
        "i-default",
        "i-enochian",
        "i-hak",
        "i-klingon",
        "i-lux",
        "i-mingo",
        "i-navajo",
        "i-pwn",
        "i-tao",
        "i-tay",
        "i-tsu",
        "sgn-be-fr",
        "sgn-be-nl",
        "sgn-ch-de",
        "art-lojban",
        "cel-gaulish",
        "no-bok",
        "no-nyn",
        "zh-guoyu",
        "zh-hakka",
        "zh-min",
        "zh-min-nan",
        "zh-xiang",
    ]
)
_TIMESTAMP = re.compile(
    r"(?P<year>\d{4})(?P<dash>-?)(?P<month>\d{2})(?P=dash)(?P<day>\d{2})[Tt ]"
    r"(?P<hour>\d{2})(?P<colon>:?)(?P<minute>\d{2})(?:(?P=colon)(?P<second>\d{2})(?:[.,](?P<fraction>\d+))?)?"
    r"(?:(?P<zulu>[Zz])|(?P<sign>[+\-])(?P<zone_hour>\d{2})(?::?(?P<zone_minute>\d{2}))?)?\Z"
)
_NUMBER = r"\d+(?:[.,]\d+)?"
_DURATION = re.compile(
    rf"P(?:(?P<weeks>{_NUMBER})W|(?P<years>{_NUMBER}Y)?(?P<months>{_NUMBER}M)?(?P<days>{_NUMBER}D)?"
    rf"(?P<time>T(?P<hours>{_NUMBER}H)?(?P<minutes>{_NUMBER}M)?(?P<seconds>{_NUMBER}S)?)?)\Z"
)
_DURATION_PARTS = ("years", "months", "days", "hours", "minutes", "seconds")


def is_iri(text: str) -> bool:
    """Say whether `text` is an IRI with a scheme (RFC 3987), and with a host where the scheme needs one."""
    if not _IRI.match(text):
        return False
    return not text.lower().startswith(("http:", "https:", "ftp:")) or bool(_WITH_AUTHORITY.match(text))


def is_uuid(text: str) -> bool:
    """Say whether `text` is a UUID in its standard form with four hyphens (RFC 4122)."""
    return bool(_UUID.match(text))


def is_mbox(text: str) -> bool:
    """Say whether `text` is `mailto:` and a mail address."""
    return bool(_MBOX.match(text))


def is_sha1(text: str) -> bool:
    """Say whether `text` is a hexadecimal SHA-1."""
    return bool(_SHA1.match(text))


def is_sha2(text: str) -> bool:
    """Say whether `text` is a hexadecimal SHA-224, 256, 384 or 512."""
    return bool(_SHA2.match(text))


def is_media_type(text: str) -> bool:
    """Say whether `text` is a media type, with or without parameters (RFC 2045)."""
    return bool(_MEDIA_TYPE.match(text))


def is_version_1(text: str) -> bool:
    """Say whether `text` is `1.0` or `1.0.x`."""
    return bool(_VERSION_1.match(text))


def is_version_2(text: str) -> bool:
    """Say whether `text` is `2.0` or `2.0.x`."""
    return bool(_VERSION_2.match(text))


def is_language_tag(text: str) -> bool:
    """Say whether `text` is well-formed by RFC 5646, no variant or extension singleton given twice."""
    tag = text.lower()
    match = _LANGUAGE.match(tag)
    if match is None:
        return bool(_PRIVATE_LANGUAGE.match(tag)) or tag in _OLD_LANGUAGES
    variants = match["variants"].split("-")[1:]
    singletons = [part for part in match["extensions"].split("-")[1:] if len(part) == 1]
    return len(set(variants)) == len(variants) and len(set(singletons)) == len(singletons)


def parse_timestamp(text: str) -> datetime | None:
    """Return the moment an ISO 8601 date and time names, or None when it isn't one.

    Extended and basic form; a time without an offset is UTC; an offset of minus zero is refused (xAPI 1.0.3 Data 4.5).
    Digits beyond microseconds are cut.
    """
    match = _TIMESTAMP.match(text)
    if match is None:
        return None
    part = match.groupdict()
    offset = timedelta(hours=int(part["zone_hour"] or 0), minutes=int(part["zone_minute"] or 0))
    if (part["sign"] == "-" and not offset) or offset >= timedelta(hours=24) or int(part["zone_minute"] or 0) > 59:
        return None
    second = int(part["second"] or 0)
    try:
        moment = datetime(
            int(part["year"]), int(part["month"]), int(part["day"]), int(part["hour"]), int(part["minute"]), min(second, 59),
            int((part["fraction"] or "")[:6].ljust(6, "0")), timezone(-offset if part["sign"] == "-" else offset),
        )  # fmt: skip
        return moment.astimezone(UTC) if second <= 60 else None
    except (ValueError, OverflowError):
        return None


def utc_text(moment: datetime) -> str:
    """Return a moment as xAPI writes it: UTC, `2026-09-07T01:30:00.000000Z`."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def is_duration(text: str) -> bool:
    """Say whether `text` is an ISO 8601 duration with designators; only its smallest part may have a fraction."""
    match = _DURATION.match(text)
    if match is None:
        return False
    if match["weeks"]:
        return True
    given = [match[name] for name in _DURATION_PARTS if match[name]]
    if not given or (match["time"] is not None and len(match["time"]) == 1):
        return False
    return not any("." in one or "," in one for one in given[:-1])
