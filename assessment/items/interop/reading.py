"""Finding out what a file is, and reading it."""

from collections.abc import Callable

from .types import ReadFile, UnreadableError
from .word.reader import read_word

MAX_BYTES = 60 * 1024 * 1024
Reader = Callable[[bytes, str], ReadFile]
READERS: dict[str, Reader] = {"word": lambda data, name: read_word(data)}


def read_file(data: bytes, name: str, form: str = "auto") -> ReadFile:
    """Return the questions of a file. `form` is a key of `READERS` or `auto`. `UnreadableError` when nothing can be read."""
    if not data:
        raise UnreadableError("file.empty")
    if len(data) > MAX_BYTES:
        raise UnreadableError("file.large", limit=MAX_BYTES // 1024 // 1024)
    chosen = form if form in READERS else "word"
    read = READERS[chosen](data, name)
    if not read.questions:
        raise UnreadableError("file.no_questions")
    return read
