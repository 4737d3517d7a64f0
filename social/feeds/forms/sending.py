"""What an office fills in to send an announcement down."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.access.types import Actor
from social.groups.enums import Side

from ..enums import AnswerKind, PostKind
from ..rules import html_of
from ..selectors.sending import kinds_below, places_to_send
from ..types import Audience, PostInput
from .base import MomentField


class SendDownForm(forms.Form):
    """The words, whom they are for, and the answer wanted."""

    title = forms.CharField(label=gettext_lazy("Tiêu đề"), max_length=200)
    body = forms.CharField(label=gettext_lazy("Nội dung"), widget=forms.Textarea(attrs={"rows": 6}))
    alt = forms.CharField(label=gettext_lazy("Ảnh có gì? (cho người không nhìn thấy ảnh)"), max_length=300, required=False)
    under = forms.TypedChoiceField(label=gettext_lazy("Các trường ở"), coerce=int)
    kinds = forms.MultipleChoiceField(label=gettext_lazy("Loại trường"), widget=forms.CheckboxSelectMultiple)
    sides = forms.MultipleChoiceField(
        label=gettext_lazy("Gửi tới"), choices=Side.choices, widget=forms.CheckboxSelectMultiple, initial=[Side.STAFF, Side.GUARDIAN]
    )
    asks = forms.ChoiceField(
        label=gettext_lazy("Cần trả lời gì?"),
        choices=[one for one in AnswerKind.choices if one[0] != AnswerKind.CONSENT],
        initial=AnswerKind.NONE,
    )
    answer_by = MomentField(label=gettext_lazy("Trả lời trước"))
    is_pinned = forms.BooleanField(label=gettext_lazy("Ghim ở đầu bảng tin của trường"), required=False)

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = [(kind.value, kind.label) for kind in kinds_below(actor)]
        self.fields["kinds"].choices = kinds  # type: ignore[attr-defined]
        self.fields["kinds"].initial = [key for key, _label in kinds]
        self.fields["under"].choices = [(unit.pk, unit.label) for unit in places_to_send(actor)]  # type: ignore[attr-defined]

    def clean_answer_by(self) -> Any:
        moment = self.cleaned_data["answer_by"]
        if moment and moment <= timezone.now():
            raise forms.ValidationError(_("Hạn trả lời phải sau lúc này."))
        return moment

    def given(self) -> PostInput:
        """Return the post; call it when the form is valid."""
        cleaned = self.cleaned_data
        return PostInput(
            kind=PostKind.ANNOUNCEMENT,
            title=cleaned["title"],
            body=html_of(cleaned["body"]),
            sides=tuple(cleaned["sides"]),
            asks=cleaned["asks"],
            answer_by=cleaned["answer_by"] if cleaned["asks"] != AnswerKind.NONE else None,
            speaks_for_unit=True,
        )

    def audience(self) -> Audience:
        """Return whom it goes to."""
        return Audience(self.cleaned_data["under"], tuple(self.cleaned_data["kinds"]), self.cleaned_data["is_pinned"])
