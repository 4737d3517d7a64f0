"""Forms of courses."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.lib.filetypes import TYPES
from core.organisations.models import Grade, Subject

from .enums import CompletionRule
from .errors import COURSE_MESSAGES
from .services import ActivitySettings, CourseFacts


class CourseForm(forms.Form):
    """What a course says of itself."""

    title = forms.CharField(label=_("Tên khoá học"), max_length=200, help_text=_("Ví dụ: Toán 9, học kì I"))
    subject = forms.ModelChoiceField(Subject.objects.all(), label=_("Môn học"), required=False, empty_label=_("Không theo môn"))
    grade = forms.ModelChoiceField(Grade.objects.all(), label=_("Khối lớp"), required=False, empty_label=_("Không theo khối"))
    summary = forms.CharField(label=_("Giới thiệu"), required=False, widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)
    is_template = forms.BooleanField(
        label=_("Đây là khoá học mẫu"),
        required=False,
        help_text=_("Khoá học mẫu không giao cho lớp. Khi mở, đồng nghiệp trong đơn vị và các đơn vị cấp dưới tạo bản sao được."),
    )

    def facts(self) -> CourseFacts:
        """Return the cleaned fields as the service takes them."""
        return CourseFacts(**self.cleaned_data)


class AddActivityForm(forms.Form):
    """A new activity: its kind and title."""

    kind = forms.CharField(max_length=30)
    title = forms.CharField(label=_("Tên hoạt động"), max_length=200)


class PercentField(forms.FloatField):
    """A share that people write in percent and services take as 0-1."""

    def __init__(self, **options: Any) -> None:
        widget = forms.NumberInput(attrs={"min": 0, "max": 100, "step": 1, "inputmode": "numeric"})
        said = COURSE_MESSAGES["score_range"]
        messages = {"min_value": said, "max_value": said, "invalid": said}
        super().__init__(min_value=0, max_value=100, required=False, widget=widget, error_messages=messages, **options)

    def clean(self, value: Any) -> float | None:
        percent = super().clean(value)
        return None if percent is None else percent / 100


class MomentField(forms.DateTimeField):
    """A day and time, in the browser's own picker."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(required=False, widget=widget, input_formats=["%Y-%m-%dT%H:%M"], **options)


class SettingsForm(forms.Form):
    """How an activity is studied."""

    minutes = forms.IntegerField(
        label=_("Thời lượng (phút)"),
        min_value=1,
        max_value=600,
        error_messages=dict.fromkeys(("min_value", "max_value", "invalid", "required"), COURSE_MESSAGES["minutes_range"]),
    )
    is_required = forms.BooleanField(label=_("Bắt buộc"), required=False, help_text=_("Tính vào tiến độ của khoá học."))
    completion = forms.ChoiceField(label=_("Coi là xong khi"))
    completion_score_ratio = PercentField(label=_("Điểm tối thiểu (%)"), help_text=_("Chỉ dùng khi chọn “Đạt điểm tối thiểu”."))
    available_from = MomentField(label=_("Mở từ"), help_text=_("Để trống: mở ngay."))
    due_at = MomentField(label=_("Hạn làm"), help_text=_("Để trống: không có hạn."))
    after_id = forms.TypedChoiceField(label=_("Chờ xong hoạt động"), required=False, coerce=int, empty_value=None)
    after_score_ratio = PercentField(label=_("và đạt ít nhất (%)"), help_text=_("Để trống: chỉ cần xong."))

    def __init__(self, *args: Any, choices: list[tuple[str, str]], rules: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["completion"].choices = [(rule, CompletionRule(rule).label) for rule in rules]  # type: ignore[attr-defined]
        self.fields["after_id"].choices = [("", _("Không chờ hoạt động nào")), *choices]  # type: ignore[attr-defined]

    def settings(self) -> ActivitySettings:
        """Return the cleaned fields as the service takes them."""
        return ActivitySettings(**self.cleaned_data)


class LinkForm(forms.Form):
    """The content of a link."""

    url = forms.CharField(
        label=_("Địa chỉ trang"),
        max_length=2000,
        widget=forms.TextInput(attrs={"inputmode": "url", "placeholder": "https://"}),
        help_text=_("Trang mở ở thẻ mới. Chỉ nhận địa chỉ bắt đầu bằng https://"),
    )
    note = forms.CharField(label=_("Lời dặn"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class FileForm(forms.Form):
    """The content of a file activity: a new upload, or the file that is there already."""

    upload = forms.FileField(
        label=_("Tệp"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ",".join(f".{suffix}" for suffix in TYPES)}),
        help_text=_("Ảnh, âm thanh, video, PDF, Word, Excel, PowerPoint."),
    )
    file = forms.CharField(required=False, widget=forms.HiddenInput)
    note = forms.CharField(label=_("Lời dặn"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class PageForm(forms.Form):
    """The content of a page."""

    html = forms.CharField(label=_("Nội dung"), max_length=60_000, strip=True, widget=forms.Textarea(attrs={"rows": 14}))


CONTENT_FORMS: dict[str, type[forms.Form]] = {"link": LinkForm, "file": FileForm, "page": PageForm}


class PublishForm(forms.Form):
    """A note for the history, and whether unfinished activities go along."""

    note = forms.CharField(label=_("Ghi chú cho lần mở này"), required=False, max_length=200)
    publish_drafts = forms.BooleanField(label=_("Mở luôn các hoạt động còn là bản nháp"), required=False, initial=True)


class CopyForm(forms.Form):
    """A copy: its title and what goes along."""

    title = forms.CharField(label=_("Tên bản sao"), max_length=200)
    is_template = forms.BooleanField(label=_("Bản sao cũng là khoá học mẫu"), required=False)
    activities = forms.MultipleChoiceField(required=False)

    def __init__(self, *args: Any, ids: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["activities"].choices = [(str(pk), str(pk)) for pk in ids]  # type: ignore[attr-defined]

    def chosen(self) -> set[int]:
        """Return the ids of the activities to copy."""
        return {int(pk) for pk in self.cleaned_data["activities"]}


def add_refusal(form: forms.Form, refused: Any) -> None:
    """Put what a service refused beside the field it names, or above the form."""
    form.add_error(refused.field if refused.field in form.fields else None, str(refused))
