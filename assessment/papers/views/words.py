"""Words of levels and forms on pages of papers."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..enums import PartForm

LEVEL_WORDS: dict[str, Any] = {
    "nb": _("NB"),
    "th": _("TH"),
    "vd": _("VD"),
    "vdc": _("VDC"),
    "biet": _("Biết"),
    "hieu": _("Hiểu"),
    "van_dung": pgettext_lazy("three levels", "Vận dụng"),
}


def part_form_words() -> list[tuple[str, Any]]:
    """Return the forms of parts with their words, in the official order."""
    return [(form.value, form.label) for form in PartForm]
