"""What reading a question file gives, and what writing one takes."""

import hashlib
import uuid
from dataclasses import dataclass, field
from typing import Any

from assessment.types import Content

_MEDIA = uuid.UUID("6f0d7c1e-3f55-4c39-9a68-0d5d8f0a1b11")


class UnreadableError(ValueError):
    """A file that can't be read as questions. `code` is a key of `items.errors.UNREADABLE`; `params` fill its words."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a file: what is known of part, question, line, row, column, file."""

    part: str = ""
    question: str = ""
    line: int = 0
    row: int = 0
    column: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """Something to look at: `code` is a key of `items.errors.ISSUES`. `level`: `bad` (can't be asked so), `look` (doubtful), `note`."""

    code: str
    place: Place = Place()
    level: str = "look"
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class ReadQuestion:
    """One question as a file has it. `content` is in the kind's shape, its files named by keys of `ReadFile.media`.

    `meta` may hold `level`, `difficulty`, `points`, `source`, `tags`, `subject`, `grade`, `topic`, `outcome` (words as written) and
    `folder` (names from the top). `stimulus` is the index of its passage in the list.
    """

    kind: str
    content: Content
    place: Place = Place()
    meta: dict[str, Any] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    stimulus: int | None = None

    def doubt(self, code: str, level: str = "look", **params: Any) -> None:
        """Add an issue at the question's place."""
        self.issues.append(Issue(code, self.place, level, params))


@dataclass(frozen=True, slots=True)
class Media:
    """A picture or recording of a file."""

    name: str
    data: bytes


@dataclass(slots=True)
class ReadFile:
    """Everything a file gave: `format` as found, questions in order, media by key, notes about the file as a whole."""

    format: str
    questions: list[ReadQuestion] = field(default_factory=list)
    media: dict[str, Media] = field(default_factory=dict)
    notes: list[Issue] = field(default_factory=list)

    def keep(self, name: str, data: bytes) -> str:
        """Keep the bytes of a picture or recording and return the key content names them by (the text of a uuid)."""
        name = name.replace("\\", "/").rsplit("/", 1)[-1] or "hinh"
        key = media_key(name, data)
        self.media[key] = Media(name, data)
        return key


def media_key(name: str, data: bytes) -> str:
    """Return the key of some bytes under a name: the same each time."""
    return str(uuid.uuid5(_MEDIA, f"{name}\0{hashlib.sha256(data).hexdigest()}"))


@dataclass(frozen=True, slots=True)
class OutQuestion:
    """One question to be written: content as stored, `key` of the item, `meta` in words, `stimulus` the key of its passage."""

    key: str
    kind: str
    content: Content
    meta: dict[str, Any] = field(default_factory=dict)
    stimulus: str = ""


@dataclass(slots=True)
class Written:
    """A written file, and what it could not hold, each with the key of its question."""

    data: bytes
    suffix: str
    content_type: str
    lost: list[tuple[str, str]] = field(default_factory=list)
