"""Forms of messages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .errors import MessageRefused
from .types import QuietInput

DAYS = [
    ("0", _("Thứ Hai")),
    ("1", _("Thứ Ba")),
    ("2", _("Thứ Tư")),
    ("3", _("Thứ Năm")),
    ("4", _("Thứ Sáu")),
    ("5", _("Thứ Bảy")),
    ("6", _("Chủ nhật")),
]


class RefusedForm(forms.Form):
    """A form that shows a refusal at the field its code names."""

    def refuse(self, refused: MessageRefused) -> None:
        """Put a refusal at its field, or above the form."""
        self.add_error(refused.code if refused.code in self.fields else None, refused.message)


class QuietForm(RefusedForm):
    """When a teacher wants quiet and what families are answered meanwhile."""

    is_on = forms.BooleanField(
        label=_("Giữ giờ yên tĩnh"), required=False, help_text=_("Tin gửi trong giờ này chờ tới khi hết giờ mới tới bạn.")
    )
    starts = forms.TimeField(label=_("Từ"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    ends = forms.TimeField(label=_("Đến"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    days = forms.MultipleChoiceField(label=_("Các tối"), choices=DAYS, widget=forms.CheckboxSelectMultiple, required=False)
    rest_days = forms.MultipleChoiceField(label=_("Nghỉ cả ngày"), choices=DAYS, widget=forms.CheckboxSelectMultiple, required=False)
    auto_answer = forms.CharField(
        label=_("Trả lời tự động"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Gửi một lần khi có tin đến trong giờ yên tĩnh. Ví dụ: Tôi sẽ trả lời vào sáng mai. Việc gấp, hãy gọi nhà trường."),
    )

    def given(self) -> QuietInput:
        """Return what was chosen."""
        data: dict[str, Any] = dict(self.cleaned_data)
        return QuietInput(**{**data, "days": "".join(data["days"]), "rest_days": "".join(data["rest_days"])})
