"""Guests of open tests: what a unit says of them, the names they may type, the codes they come back with. Pure.

Law on protecting personal data asks for the least that will do and for no longer than needed (91/2025/QH15): a nickname is
enough, nothing else is asked, and the name goes some days after the test. How many days is a unit's to say.
"""

import hashlib
import hmac
import re
import secrets
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from .inherited import nearest

KEY = "open_tests"
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that reads like something else
CODE_LENGTH = 6
LINK_LENGTH = 8
MOST_NAME = 40
MOST_DAYS = 365
MOST_GUESTS = 2000
_NAME_SIGNS = frozenset(" '’.-–()/,")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,60}")


@dataclass(frozen=True, slots=True)
class Openness:
    """Whether tests of a unit may be open to guests, how many a test takes, and days after its end until their names are erased."""

    is_allowed: bool = False
    most_guests: int = 200
    guest_days: int = 30

    @property
    def is_sound(self) -> bool:
        return 1 <= self.most_guests <= MOST_GUESTS and 1 <= self.guest_days <= MOST_DAYS

    def write(self) -> dict[str, Any]:
        """Return it as JSON."""
        return asdict(self)


def openness_of(stored: Iterable[Mapping[str, Any] | None]) -> Openness:
    """Return what holds for a unit from what it and the units above have stored, its own first; else nobody comes without signing in.

    What is not sound is passed over, as if the unit had stored nothing.
    """
    return nearest(stored, KEY, _read) or Openness()


def _read(given: dict[str, Any]) -> Openness | None:
    most, days = given.get("most_guests"), given.get("guest_days")
    if not isinstance(most, int) or not isinstance(days, int):
        return None
    found = Openness(given.get("is_allowed") is True, most, days)
    return found if found.is_sound else None


def clean_name(text: str) -> str:
    """Return a typed name in NFC with single spaces; "" where it is none: empty, too long, without a letter, or with signs no name has."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    fits = 0 < len(name) <= MOST_NAME and any(sign.isalpha() for sign in name)
    return name if fits and all(sign.isalnum() or sign in _NAME_SIGNS or unicodedata.combining(sign) for sign in name) else ""


def fresh_code(length: int = CODE_LENGTH) -> str:
    """Return a random code people can read out."""
    return "".join(secrets.choice(LETTERS) for _place in range(length))


def read_code(text: str) -> str:
    """Return a typed code as it is kept: capitals, without spaces and dashes; at most twelve signs."""
    return "".join(sign for sign in text.upper() if sign.isalnum())[:12]


def is_token(text: str) -> bool:
    """Say whether a cookie holds what could name a browser."""
    return bool(_TOKEN.fullmatch(text))


def browser_key(token: str, test_uuid: Any, secret: str) -> str:
    """Return the keyed hash under which a browser is known in one test; of two tests it differs."""
    return hmac.new(secret.encode(), f"guest:{test_uuid}:{token}".encode(), hashlib.sha256).hexdigest()
