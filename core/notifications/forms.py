"""What people fill in about their notifications."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .enums import DigestRhythm
from .rules import next_morning

CLOCK = {"attrs": {"type": "time"}, "format": "%H:%M"}
MUTES: dict[str, tuple[Any, Callable[[datetime], datetime | None]]] = {
    "1h": (_("Một giờ"), lambda now: now + timedelta(hours=1)),
    "7am": (_("Tới 7 giờ sáng"), next_morning),
    "7d": (_("Một tuần"), lambda now: now + timedelta(days=7)),
    "": (_("Tới khi bật lại"), lambda now: None),
}
MUTE_CHOICES = tuple((key, label) for key, (label, _end) in MUTES.items())


class RestForm(forms.Form):
    """Quiet hours, and for guardians how often the digest comes."""

    has_quiet = forms.BooleanField(label=_("Không báo trong giờ nghỉ"), required=False)
    quiet_from = forms.TimeField(label=_("Từ"), required=False, widget=forms.TimeInput(**CLOCK))  # type: ignore[arg-type]
    quiet_until = forms.TimeField(label=_("Đến"), required=False, widget=forms.TimeInput(**CLOCK))  # type: ignore[arg-type]
    digest = forms.ChoiceField(label=_("Bản tin về con"), choices=DigestRhythm.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, for_guardian: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not for_guardian:
            del self.fields["digest"]

    def clean(self) -> dict[str, Any]:
        """Both times are there and differ, unless there are no quiet hours."""
        given = super().clean() or {}
        if not given.get("has_quiet"):
            return given
        for name in ("quiet_from", "quiet_until"):
            if not given.get(name) and name not in self.errors:
                self.add_error(name, _("Xin chọn giờ."))
        if not self.errors and given["quiet_from"] == given["quiet_until"]:
            self.add_error("quiet_until", _("Giờ hết phải khác giờ bắt đầu."))
        return given


class MuteForm(forms.Form):
    """How long a topic is muted."""

    span = forms.ChoiceField(
        label=_("Tắt trong bao lâu?"),
        choices=MUTE_CHOICES,
        widget=forms.RadioSelect,
        required=False,
        initial="",
    )

    def until(self) -> datetime | None:
        """Return when it ends; None for never."""
        return MUTES[self.cleaned_data["span"]][1](timezone.localtime())
