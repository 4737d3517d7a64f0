"""Forms of banks and items."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.organisations.models import Grade, Subject

from .enums import BankAbility, CognitiveLevel
from .models import Outcome
from .types import ItemMeta


class BankForm(forms.Form):
    """A bank: its name, subject, who may use it."""

    name = forms.CharField(label=_("Tên ngân hàng"), max_length=200)
    subject = forms.ModelChoiceField(Subject.objects.all(), label=_("Môn"), required=False, empty_label=_("Nhiều môn"))
    is_personal = forms.BooleanField(label=_("Của riêng tôi"), required=False, initial=True)
    needs_review = forms.BooleanField(
        label=_("Câu hỏi phải được người khác duyệt"), required=False, help_text=_("Người soạn không tự duyệt câu của mình.")
    )


class ShareForm(forms.Form):
    """How a bank is shared."""

    name = forms.CharField(label=_("Tên ngân hàng"), max_length=200)
    shared_down = forms.BooleanField(
        label=_("Cho đơn vị này và các đơn vị cấp dưới dùng"),
        required=False,
        help_text=_("Thầy cô thấy các câu đã dùng được và lấy vào đề."),
    )
    offered_up = forms.BooleanField(label=_("Cho cấp trên xem và lấy bản sao"), required=False)
    needs_review = forms.BooleanField(label=_("Câu hỏi phải được người khác duyệt"), required=False)
    is_archived = forms.BooleanField(label=_("Cất ngân hàng (chỉ xem)"), required=False)


class GrantForm(forms.Form):
    """An ability for a colleague, named by username or e-mail."""

    person = forms.CharField(label=_("Tên đăng nhập của đồng nghiệp"), max_length=100)
    ability = forms.ChoiceField(label=_("Được"), choices=BankAbility.choices)


class MetaForm(forms.Form):
    """What is known of a question beside its content."""

    subject = forms.ModelChoiceField(Subject.objects.all(), label=_("Môn"), required=False)
    grade = forms.ModelChoiceField(Grade.objects.all(), label=_("Khối"), required=False)
    outcome = forms.ModelChoiceField(Outcome.objects.none(), label=_("Yêu cầu cần đạt"), required=False)
    level = forms.ChoiceField(label=_("Mức độ nhận thức"), choices=[("", "—"), *CognitiveLevel.choices], required=False)
    difficulty = forms.FloatField(
        label=_("Độ khó dự kiến"),
        min_value=0,
        max_value=1,
        required=False,
        help_text=_("Phần học sinh trung bình làm đúng: 0,9 là rất dễ, 0,3 là khó."),
        widget=forms.NumberInput(attrs={"step": "0.05", "min": 0, "max": 1, "inputmode": "decimal"}),
    )
    tags = forms.CharField(label=_("Nhãn"), required=False, max_length=300, help_text=_("Cách nhau bằng dấu phẩy."))
    source = forms.CharField(label=_("Nguồn"), required=False, max_length=200)
    friends = forms.CharField(
        label=_("Nhóm câu không đi cùng nhau"),
        required=False,
        max_length=40,
        help_text=_("Các câu cùng tên nhóm không bao giờ vào chung một đề."),
    )

    def __init__(self, *args: Any, outcomes: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if outcomes is not None:
            self.fields["outcome"].queryset = outcomes  # type: ignore[attr-defined]

    def meta(self) -> ItemMeta:
        """Return what was filled in; empty fields stay as they were."""
        data = self.cleaned_data
        tags = tuple(tag.strip() for tag in data["tags"].split(",") if tag.strip())
        return ItemMeta(
            subject_id=data["subject"].pk if data["subject"] else None,
            grade_id=data["grade"].pk if data["grade"] else None,
            outcome_id=data["outcome"].pk if data["outcome"] else None,
            level=data["level"] or None,
            difficulty=data["difficulty"],
            source=data["source"] or None,
            friends=data["friends"] or None,
            tags=tags or None,
        )
