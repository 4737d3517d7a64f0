"""Rules of signing in: usernames, one-time passwords, pictures. Pure."""

import re
import secrets
from collections.abc import Collection, Sequence

from core.lib.vietnamese import fold

# Read from paper and typed with a Vietnamese keyboard on: no 0 o, 1 l i, 5 s, 2 z, u v; no vowel, d or w, which Telex and
# VNI would turn into something else. Without vowels no word comes out by accident either.
PASSWORD_SYMBOLS = "bcfghjkmnpqrtx346789"  # noqa: S105 (an alphabet)
PASSWORD_LENGTH = 10

PICTURES = ("mango", "banana", "melon", "pineapple", "buffalo", "cat", "chicken", "fish", "elephant")
PICTURE_TAPS = 4
TRIES_BEFORE_WAIT = 5
TRIES_BEFORE_CLOSED = 10
WAIT_SECONDS = 600

_NOT_PLAIN = re.compile(r"[^a-z0-9]")


def username_base(family: str, middle: str, given: str, birth_year: int | None = None) -> str:
    """Return the username of a name: given name, initials of the rest, two digits of the year of birth.

    Nông Minh Khuê, 2012, is `khuenm12`. Plain lower-case letters and digits only; `nguoidung` when nothing is left.
    """
    words = [_NOT_PLAIN.sub("", fold(word)) for word in f"{family} {middle}".split()]
    base = "".join(_NOT_PLAIN.sub("", fold(word)) for word in given.split()) + "".join(word[:1] for word in words)
    year = f"{birth_year % 100:02d}" if birth_year else ""
    return f"{base[:40] or 'nguoidung'}{year}"


def next_username(base: str, taken: Collection[str]) -> str:
    """Return `base`, or `base-2`, `base-3`, …: the first number above all that are taken."""
    highest = max((1 if name == base else _number(base, name) for name in taken), default=0)
    return f"{base}-{highest + 1}" if highest else base


def _number(base: str, name: str) -> int:
    tail = name[len(base) + 1 :]
    return int(tail) if name.startswith(f"{base}-") and tail.isdigit() else 0


def new_one_time_password() -> str:
    """Return a random password people can copy from paper: 10 of 20 symbols, 43 bits."""
    return "".join(secrets.choice(PASSWORD_SYMBOLS) for _ in range(PASSWORD_LENGTH))


def grouped(password: str) -> str:
    """Return the password as it is printed, in two groups: `bcfgh 34678`. The space need not be typed."""
    half = len(password) // 2
    return f"{password[:half]} {password[half:]}"


def ungrouped(typed: str) -> str:
    """Return what was typed from a slip without spaces and capitals."""
    return "".join(typed.split()).lower()


def uses_pictures(grade_key: str, level: str) -> bool:
    """Say whether children of a grade sign in by pictures: nursery and grades 1 to 3."""
    return level == "preschool" or (grade_key.isdigit() and int(grade_key) <= 3)


def picture_problem(taps: Sequence[str]) -> str | None:
    """Return what is wrong with a new picture code, or None. Codes: `length`, `unknown`, `same` (one picture four times)."""
    if len(taps) != PICTURE_TAPS:
        return "length"
    if any(tap not in PICTURES for tap in taps):
        return "unknown"
    return "same" if len(set(taps)) == 1 else None


_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("coc_coc", "Cốc Cốc"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"))
_BROWSERS_LAST = (("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("CrOS", "Chromebook"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
)


def device_label(user_agent: str) -> str:
    """Return a browser and a system people recognise, `Chrome, Android`; "" when neither is known."""
    browser = next((name for mark, name in (*_BROWSERS, *_BROWSERS_LAST) if mark in user_agent), "")
    system = next((name for mark, name in (*_SYSTEMS, ("Linux", "Linux")) if mark in user_agent), "")
    return ", ".join(part for part in (browser, system) if part)


def tries_left(failures: int) -> int:
    """Return how many wrong picture codes are left before a wait or the end, after `failures` in a row."""
    limit = TRIES_BEFORE_WAIT if failures < TRIES_BEFORE_WAIT else TRIES_BEFORE_CLOSED
    return max(0, limit - failures)
