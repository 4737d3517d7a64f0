"""Why a test can't be held by an activity, with a stable code and words."""

from typing import Any

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "test_missing": _("Không tìm thấy bài kiểm tra này, hoặc bạn không phụ trách nó."),
    "test_taken": _("Bài kiểm tra này đã nằm ở hoạt động “%(title)s” của khoá học."),
}


class QuizRefused(Exception):  # noqa: N818
    """`code` is a key of `MESSAGES`; `params` fill its words."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code, self.params = code, params

    def __str__(self) -> str:
        return str(MESSAGES[self.code]) % self.params
