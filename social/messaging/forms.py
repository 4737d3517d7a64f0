"""Forms of messages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .enums import WEEKDAYS, Session
from .errors import MessageRefused
from .types import AbsenceInput, QuietInput

DAYS = [(str(number), name) for number, name in enumerate(WEEKDAYS)]


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


class AbsenceForm(RefusedForm):
    """From when to when a child is away, and why."""

    first_day = forms.DateField(label=_("Nghỉ từ ngày"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    first_session = forms.ChoiceField(label=_("Từ buổi"), choices=Session.choices, initial=Session.MORNING)
    last_day = forms.DateField(label=_("Đến hết ngày"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    last_session = forms.ChoiceField(label=_("Hết buổi"), choices=Session.choices, initial=Session.AFTERNOON)
    reason = forms.CharField(
        label=_("Lí do"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("Ví dụ: Khám răng ở bệnh viện")
    )
    client_id = forms.UUIDField(widget=forms.HiddenInput)

    def given(self) -> AbsenceInput:
        """Return what was asked."""
        return AbsenceInput(**self.cleaned_data)


class GroupForm(RefusedForm):
    """A group of colleagues: its name, and who is taken in."""

    title = forms.CharField(label=_("Tên nhóm"), max_length=120, help_text=_("Ví dụ: Tổ Toán Tin, Ban tổ chức hội thi"))
    people = forms.TypedMultipleChoiceField(label=_("Thêm đồng nghiệp"), coerce=int, widget=forms.CheckboxSelectMultiple, required=False)
    client_id = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, people: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["people"].choices = people  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        """Return the name and the ids of the people."""
        return {"title": self.cleaned_data["title"], "person_ids": set(self.cleaned_data["people"])}
