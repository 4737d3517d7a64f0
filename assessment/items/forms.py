"""Forms of banks and items."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.organisations.models import Grade, Subject, Unit

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
    subject = forms.ModelChoiceField(Subject.objects.all(), label=_("Môn"), required=False, empty_label=_("Nhiều môn"))
    shared_down = forms.BooleanField(
        label=_("Cho đơn vị này và các đơn vị cấp dưới dùng"),
        required=False,
        help_text=_("Thầy cô thấy các câu đã dùng được và lấy vào đề."),
    )
    offered_up = forms.BooleanField(
        label=_("Gửi lên cấp trên"), required=False, help_text=_("Cấp trên xem được các câu đã dùng được và lấy bản sao.")
    )
    needs_review = forms.BooleanField(
        label=_("Câu hỏi phải được người khác duyệt"), required=False, help_text=_("Người soạn không tự duyệt câu của mình.")
    )
    is_archived = forms.BooleanField(
        label=_("Cất ngân hàng"), required=False, help_text=_("Chỉ còn xem được, không soạn thêm; mở lại lúc nào cũng được.")
    )


class GrantForm(forms.Form):
    """An ability for a colleague, named by username, or for everybody who writes questions in a unit."""

    person = forms.CharField(label=_("Tên đăng nhập của đồng nghiệp"), max_length=100, required=False)
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Hoặc cả đơn vị"), required=False, empty_label="—", help_text=_("Mọi thầy cô soạn câu hỏi ở đó.")
    )
    ability = forms.ChoiceField(label=_("Được làm gì"), choices=BankAbility.choices)

    def __init__(self, *args: Any, units: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if units is not None:
            self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for exactly one of the two."""
        data = super().clean() or {}
        if bool(data.get("person")) == bool(data.get("unit")):
            self.add_error("person", _("Chọn một người hoặc một đơn vị."))
        return data


class LocalFloat(forms.FloatField):
    """A number with a decimal comma or point."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.update({"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Any:
        """Read `0,7` and `0.7`."""
        return super().to_python(str(value).strip().replace(",", ".") if value not in (None, "") else value)

    def prepare_value(self, value: Any) -> Any:
        """Write `0,7`."""
        return str(value).rstrip("0").rstrip(".").replace(".", ",") if isinstance(value, float) else value


class OutcomeChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """An outcome, indented under its topic."""

    def label_from_instance(self, obj: Any) -> str:
        """Show what stands below a topic as below it."""
        return ("\u2003" if obj.parent_id else "") + obj.name


class OwnOutcomeForm(forms.Form):
    """What a unit adds to the curriculum of a subject."""

    grade = forms.ModelChoiceField(Grade.objects.all(), label=_("Khối"), required=False, empty_label=_("Mọi khối"))
    parent = forms.ModelChoiceField(
        Outcome.objects.none(),
        label=_("Thuộc chủ đề"),
        required=False,
        empty_label=_("Là một chủ đề mới"),
    )
    name = forms.CharField(label=_("Tên"), max_length=500)

    def __init__(self, *args: Any, parents: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = parents  # type: ignore[attr-defined]


TAG_LIMIT = 20


class MetaForm(forms.Form):
    """What is known of a question beside its content. `seen` tells what the page showed, so that nobody overwrites another unseen."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    subject = forms.ModelChoiceField(Subject.objects.all(), label=_("Môn"), required=False, empty_label="—")
    grade = forms.ModelChoiceField(Grade.objects.all(), label=_("Khối"), required=False, empty_label="—")
    outcome = OutcomeChoice(Outcome.objects.none(), label=_("Yêu cầu cần đạt"), required=False, empty_label="—")
    level = forms.ChoiceField(label=_("Mức độ nhận thức"), choices=[("", "—"), *CognitiveLevel.choices], required=False)
    difficulty = LocalFloat(
        label=_("Độ khó dự kiến"),
        min_value=0,
        max_value=1,
        required=False,
        help_text=_("Phần học sinh trung bình làm đúng: 0,9 là rất dễ, 0,3 là khó."),
        error_messages={
            "min_value": _("Độ khó từ 0 đến 1."),
            "max_value": _("Độ khó từ 0 đến 1."),
            "invalid": _("Hãy ghi một số, ví dụ 0,7."),
        },
    )
    points = LocalFloat(label=_("Điểm khi đưa vào đề"), min_value=0, max_value=100, required=False)
    tags = forms.CharField(label=_("Nhãn"), required=False, max_length=300, help_text=_("Cách nhau bằng dấu phẩy."))
    source = forms.CharField(label=_("Nguồn"), required=False, max_length=200)
    friends = forms.CharField(
        label=_("Nhóm câu không đi cùng nhau"),
        required=False,
        max_length=40,
        help_text=_("Các câu cùng tên nhóm không bao giờ vào chung một đề."),
    )

    def __init__(self, *args: Any, outcomes: Any = None, is_question: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if outcomes is not None:
            self.fields["outcome"].queryset = outcomes  # type: ignore[attr-defined]
        if not is_question:  # a passage: its questions have these
            for name in ("level", "difficulty", "points", "friends"):
                del self.fields[name]

    def clean_tags(self) -> tuple[str, ...]:
        """Return the tags, each once."""
        return tags_from(self.cleaned_data["tags"])

    def meta(self, *, empties: bool = True) -> ItemMeta:
        """Return what was filled in; what was left empty is emptied, or with `empties=False` (several questions) stays."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        given = {f"{name}_id": data[name].pk for name in ("subject", "grade", "outcome") if data.get(name)}
        given |= {name: data[name] for name in ("difficulty", "points") if data.get(name) is not None}
        given |= {name: data[name] for name in ("level", "source", "friends", "tags") if data.get(name)}
        clears = tuple(name for name, value in data.items() if value in (None, "", ())) if empties else ()
        return ItemMeta(**given, clears=clears)


def tags_from(text: str) -> tuple[str, ...]:
    """Return the words of a list with commas, each once, in their order."""
    return tuple(dict.fromkeys(tag.strip() for tag in text.split(",") if tag.strip()))[:TAG_LIMIT]


class ImportForm(forms.Form):
    """A file of questions, and what its questions get when they don't say it themselves."""

    file = forms.FileField(
        label=_("Tệp câu hỏi"),
        help_text=_("Word, PDF có chữ, Excel theo mẫu, GIFT, Aiken, Moodle XML, QTI, Common Cartridge hoặc H5P; nhiều nhất 60 MB."),
        widget=forms.FileInput(attrs={"accept": ".docx,.pdf,.xlsx,.txt,.gift,.xml,.zip,.imscc,.h5p"}),
    )
    folder = forms.TypedChoiceField(label=_("Vào thư mục"), required=False, coerce=int, empty_value=None)
    grade = forms.ModelChoiceField(Grade.objects.all(), label=_("Khối"), required=False, empty_label=_("Theo từng câu"))
    source = forms.CharField(label=_("Nguồn"), max_length=200, required=False)

    def __init__(self, *args: Any, folders: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["folder"].choices = [("", _("Ngoài thư mục")), *folders]  # type: ignore[attr-defined]
        self.fields["source"].widget.attrs["placeholder"] = _("Đề giữa học kì I, 2026–2027")


FORMATS = [
    ("word", _("Word (.docx)")),
    ("excel", _("Excel (.xlsx)")),
    ("moodle", _("Moodle XML")),
    ("qti22", _("QTI 2.2")),
    ("qti30", _("QTI 3.0")),
    ("gift", _("GIFT")),
]


class ExportForm(forms.Form):
    """A format, and which folder."""

    form = forms.ChoiceField(label=_("Định dạng"), choices=FORMATS)
    folder = forms.TypedChoiceField(label=_("Thư mục"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, folders: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["folder"].choices = [("", _("Cả ngân hàng")), *folders]  # type: ignore[attr-defined]
