"""What can go wrong with a lesson."""

from typing import Any


class LessonError(Exception):
    """Base of the errors of lessons. `code` is stable; `params` fill the message of that code."""

    code = "lessons.error"

    def __init__(self, code: str = "", **params: Any) -> None:
        self.code = code or self.code
        self.params = params
        super().__init__(self.code)


class ContentRefused(LessonError):  # noqa: N818
    """The content sent is not a lesson body (wrong shape, too many blocks, too long)."""

    code = "lessons.content"


class DraftConflict(LessonError):  # noqa: N818
    """Somebody else (or another tab) saved since: `number` is the draft's present number."""

    code = "lessons.conflict"


class NotPublishable(LessonError):  # noqa: N818
    """The draft can't be published yet; `code` says why."""

    code = "lessons.not_publishable"


class DocumentRefused(LessonError):  # noqa: N818
    """A Word file can't be read; `code` says why and nothing was kept."""

    code = "lessons.document"
