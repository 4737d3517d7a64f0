"""Forms of class codes, slips and single accounts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..enums import SlipKind
from ..services.class_codes import ClassCodeTerms

LIVES = ((1, pgettext_lazy("duration", "Hôm nay")), (30, _("Một tháng")), (280, _("Cả năm học")))


class ClassCodeForm(forms.Form):
    """When a class code works."""

    days = forms.TypedChoiceField(label=_("Dùng được trong"), choices=LIVES, coerce=int, initial=280)
    from_time = forms.TimeField(label=_("Từ giờ"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    to_time = forms.TimeField(label=_("Đến giờ"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    choosing = forms.BooleanField(
        label=_("Cho các em chọn hình bí mật trong 60 phút tới"),
        help_text=_("Chỉ em chưa có hình mới chọn được. Làm cùng cả lớp, khi thầy cô ở đó."),
        required=False,
        initial=True,
    )

    def clean(self) -> dict[str, Any]:
        """Hours in order."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("from_time") and data.get("to_time") and data["from_time"] >= data["to_time"]:
            self.add_error("to_time", _("Giờ kết thúc phải sau giờ bắt đầu."))
        return data

    def terms(self) -> ClassCodeTerms:
        """Return what was chosen."""
        data = self.cleaned_data
        return ClassCodeTerms(data["days"], data["from_time"], data["to_time"], data["choosing"])


class SlipForm(forms.Form):
    """Which slips to print: for the staff of the unit, or a class; what kind."""

    audience = forms.ChoiceField(label=_("In cho"))
    kind = forms.ChoiceField(label=_("Loại phiếu"), choices=SlipKind.choices, widget=forms.RadioSelect, initial=SlipKind.PASSWORDS)
    again = forms.BooleanField(
        label=_("Cấp lại cho cả người đã tự đặt mật khẩu"),
        help_text=_("Mật khẩu họ đang dùng sẽ không còn dùng được, các máy đang đăng nhập bị đăng xuất."),
        required=False,
    )

    def __init__(self, *args: Any, audiences: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audience"].choices = audiences  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Only classes have pictures and guardians."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("audience") == "staff" and data.get("kind") in {SlipKind.PICTURES, SlipKind.GUARDIANS}:
            self.add_error("kind", _("Loại phiếu này chỉ in cho một lớp."))
        return data


class ResetAccountForm(forms.Form):
    """A new one-time password for one person."""

    without_mfa = forms.BooleanField(
        label=_("Gỡ luôn xác thực hai lớp"), help_text=_("Khi người đó đã mất điện thoại hoặc khoá."), required=False
    )
