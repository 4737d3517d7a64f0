"""Why an export is not made or given."""

from typing import Any

from django.utils.translation import gettext_lazy as _

MESSAGES: dict[str, Any] = {
    "gone": _("Bản sao này đã xoá. Hãy tạo bản mới."),
    "ended": _("Bản sao này đã xong hoặc đã hủy."),
}


class ExportRefused(Exception):  # noqa: N818 (an answer)
    """Something that can't be done with an export; `str()` is a translated sentence."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    def __str__(self) -> str:
        return str(MESSAGES[self.code])


class NoLongerPermitted(Exception):  # noqa: N818 (an answer of the job to itself)
    """Who asked for an export may not have it any more: it left, or wears that hat no longer."""
