"""The own fields of an announcement: when, where, what to bring, and what it asks for."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..enums import AnswerKind
from ..models import Post
from ..selectors.announcements import LINES
from ..selectors.answers import is_answered
from .base import KindForm, MomentField


class AnnouncementForm(KindForm):
    """Short facts with their signs, and the answer wanted."""

    asks = forms.ChoiceField(label=gettext_lazy("Cần trả lời gì?"), choices=AnswerKind.choices, initial=AnswerKind.SEEN, required=False)
    answer_by = MomentField(label=gettext_lazy("Trả lời trước"), help_text=gettext_lazy("Đến lúc đó vẫn đổi được câu trả lời."))
    clock = forms.CharField(label=gettext_lazy("Thời gian"), max_length=200, required=False)
    place = forms.CharField(label=gettext_lazy("Địa điểm"), max_length=200, required=False)
    bag = forms.CharField(label=gettext_lazy("Mang theo"), max_length=200, required=False)

    asks_again = forms.BooleanField(
        label=gettext_lazy("Hỏi lại những người đã trả lời"), required=False,
        help_text=gettext_lazy("Khi nội dung đổi nhiều. Câu trả lời cũ vẫn được giữ."),
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "asks_again" not in self.initial:
            del self.fields["asks_again"]

    def clean_asks(self) -> str:
        return self.cleaned_data["asks"] or AnswerKind.NONE

    def clean_answer_by(self) -> Any:
        """Refuse a time that has passed, unless it stood there before."""
        moment = self.cleaned_data["answer_by"]
        if moment and moment <= timezone.now() and "answer_by" in self.changed_data:
            raise forms.ValidationError(_("Hạn trả lời phải sau lúc này."))
        return moment

    def given(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        asks = cleaned["asks"]
        return {
            "data": {icon: cleaned[icon] for icon in LINES},
            "asks": asks,
            "asks_again": cleaned.get("asks_again", False) and asks != AnswerKind.NONE,
            "answer_by": cleaned["answer_by"] if asks != AnswerKind.NONE else None,
        }

    @classmethod
    def initial_of(cls, post: Post) -> dict[str, Any]:
        lines = {line["icon"]: line["text"] for line in post.data.get("lines", [])}
        again = {"asks_again": post.asks == AnswerKind.CONSENT} if is_answered(post) else {}
        return {"asks": post.asks, "answer_by": post.answer_by, **again, **lines}
