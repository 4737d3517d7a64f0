"""What people fill in about data."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from .enums import RequestKind
from .errors import RequestRefused


class AskForm(forms.Form):
    """A new request: about whom, what, and in words."""

    subject = forms.ChoiceField(label=_("Về ai"))
    kind = forms.ChoiceField(label=_("Mong muốn"), choices=RequestKind.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Nội dung"),
        max_length=2000,
        required=False,
        help_text=_("Ví dụ: thông tin nào sai, sửa thành gì; muốn xoá những gì."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, subjects: list[tuple[UUID, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["subject"].choices = [(str(uuid), name) for uuid, name in subjects]  # type: ignore[attr-defined]

    def refuse(self, refusal: RequestRefused) -> None:
        """Show a refusal at its field."""
        self.add_error("words" if refusal.code == "words_missing" else None, str(refusal))


class AnswerForm(forms.Form):
    """What who answers says."""

    answer = forms.CharField(label=_("Lời trả lời"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class RetentionForm(forms.Form):
    """Days of one kind of rows."""

    key = forms.CharField(max_length=40, widget=forms.HiddenInput)
    days = forms.IntegerField(label=_("Số ngày"), min_value=0, max_value=36500)
