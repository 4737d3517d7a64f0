"""Forms of blueprints, papers, codes and prints."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.organisations.models import Grade, Subject
from frontend.templatetags.vn import vn_number

from .enums import LevelScale
from .rules.presets import PRESETS


class BlueprintForm(forms.Form):
    """Begin a blueprint."""

    name = forms.CharField(label=_("Tên ma trận"), max_length=200)
    subject = forms.ModelChoiceField(Subject.objects.all(), label=_("Môn"), required=False, empty_label=_("Chưa chọn"))
    grade = forms.ModelChoiceField(Grade.objects.all(), label=_("Khối"), required=False, empty_label=_("Chưa chọn"))
    preset = forms.ChoiceField(label=_("Theo mẫu"), required=False)
    scale = forms.ChoiceField(label=_("Thang mức độ"), choices=LevelScale.choices, initial=LevelScale.THREE)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.key, f"{one.name} · {one.minutes}′ · {one.source}") for one in PRESETS]
        self.fields["preset"].choices = [("", _("Không theo mẫu")), *choices]  # type: ignore[attr-defined]


class PaperForm(forms.Form):
    """What a paper says of itself."""

    title = forms.CharField(label=_("Tên đề"), max_length=200, widget=forms.TextInput(attrs={"placeholder": _("Kiểm tra giữa kì I")}))
    subject = forms.ModelChoiceField(Subject.objects.all(), label=_("Môn"), required=False, empty_label=_("Chưa chọn"))
    grade = forms.ModelChoiceField(Grade.objects.all(), label=_("Khối"), required=False, empty_label=_("Chưa chọn"))
    minutes = forms.IntegerField(label=_("Thời gian làm bài (phút)"), min_value=1, max_value=600, initial=45)
    above = forms.CharField(label=_("Cơ quan chủ quản (in trên đầu đề)"), max_length=120, required=False)
    school = forms.CharField(label=_("Tên trường in trên đề"), max_length=120, required=False)
    exam = forms.CharField(label=_("Kì thi, năm học"), max_length=120, required=False)
    notes = forms.CharField(label=_("Dặn dò in trên đề"), max_length=300, required=False)


class PaperPartForm(forms.Form):
    """What a part of a paper says and asks. Points are typed as people type them; empty leaves those of its questions alone."""

    title = forms.CharField(label=_("Tên phần"), max_length=200)
    instruction = forms.CharField(
        label=_("Lời dẫn in dưới tên phần"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    item_points = forms.CharField(
        label=_("Điểm mọi câu"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text=_("Để trống thì điểm từng câu giữ nguyên."),
    )
    answer_count = forms.IntegerField(
        label=_("Số câu phải làm"), required=False, min_value=1, help_text=_("Khi thí sinh được chọn câu để làm; để trống là làm hết.")
    )
    minutes = forms.IntegerField(label=_("Thời gian (phút)"), required=False, min_value=1, max_value=600)
    shuffles_items = forms.BooleanField(label=_("Trộn thứ tự câu khi tạo mã đề"), required=False)
    shuffles_options = forms.BooleanField(label=_("Trộn phương án trong câu"), required=False)


def part_initial(part: dict[str, Any]) -> dict[str, Any]:
    """Return a part as the form shows it; points only where all its questions have the same."""
    names = ("title", "instruction", "answer_count", "minutes", "shuffles_items", "shuffles_options")
    return {name: part[name] for name in names} | {"item_points": points_text(part["item_points"])}


def points_text(points: Any) -> str:
    """Return points as people type them, all three decimals kept."""
    if points in (None, ""):
        return ""
    value = Decimal(str(points)).quantize(Decimal("0.001")).normalize()
    return vn_number(value, max(0, -int(value.as_tuple().exponent)))


class CodesForm(forms.Form):
    """How many shuffled codes, and how they are numbered."""

    count = forms.IntegerField(label=_("Số mã đề"), min_value=1, max_value=48, initial=4)
    style = forms.ChoiceField(
        label=_("Đánh mã"), choices=[("101", "101, 102, 103, …"), ("0101", "0101, 0102, 0103, …"), ("mcmix", "132, 209, 357, …")]
    )
    typed = forms.CharField(
        label=_("Hoặc tự gõ các mã"), required=False, max_length=300, help_text=_("Cách nhau bằng dấu phẩy, đủ số mã ở trên.")
    )
    seed = forms.IntegerField(
        label=_("Số gieo"),
        required=False,
        min_value=0,
        max_value=2**53,
        help_text=_("Cùng số gieo thì trộn ra đúng các đề như cũ. Để trống cũng được."),
    )
