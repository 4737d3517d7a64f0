"""What services of signing in hand back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class IssuedPassword:
    """A new one-time password, in clear for the only time."""

    person_id: int
    name: str
    username: str
    password: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Slip:
    """One printed slip: whose it is, lines of label and value, the address of its QR, and a word of advice."""

    name: str
    detail: str
    lines: tuple[tuple[str, str], ...]
    url: str
    note: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A printed file: its bytes, and whether they are `pdf` or `html`."""

    kind: str
    data: bytes


@dataclass(frozen=True, slots=True)
class ClassChild:
    """A child as the class's list shows it: a reference, the given name, whether there is a picture code, a colour."""

    ref: str
    name: str
    has_pictures: bool
    tone: int
    initials: str


@dataclass(frozen=True, slots=True)
class ClassPupil:
    """A child as the class's teacher sees it: whether there is an account and pictures, whether it must wait or is locked."""

    ref: str
    name: str
    has_account: bool
    has_pictures: bool
    waits: bool
    is_closed: bool
