"""Uploading a roster and choosing its columns."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.organisations.models import SchoolYear

from .enums import RosterKind
from .interop.columns import COLUMNS
from .models import RosterImport


class UploadForm(forms.Form):
    """The file, what it holds, and for which school year."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("roster", "Danh sách"), choices=RosterKind.choices, widget=forms.RadioSelect, initial=RosterKind.STUDENTS
    )
    school_year = forms.ModelChoiceField(label=_("Năm học"), queryset=SchoolYear.objects.all(), to_field_name="key", empty_label=None)
    file = forms.FileField(label=_("Tệp Excel hoặc CSV"), help_text=_("Tệp .xlsx của phần mềm khác cũng được, miễn có dòng tiêu đề."))


class MappingForm(forms.Form):
    """Which column of the file means what, and what the import may do."""

    create_classes = forms.BooleanField(
        label=_("Tạo lớp còn thiếu"), required=False, initial=True, help_text=_("Khối lấy từ số đầu của tên lớp.")
    )
    accept_transfers = forms.BooleanField(
        label=_("Nhận học sinh chuyển đến"), required=False, help_text=_("Học sinh đang học trường khác sẽ được chuyển về đơn vị này.")
    )
    mark_leavers = forms.BooleanField(
        label=_("Cho thôi học những em không còn trong tệp"),
        required=False,
        help_text=_("Chỉ tính các lớp có trong tệp. Xem danh sách bên dưới trước khi chọn."),
    )

    def __init__(self, *args: Any, roster: RosterImport, **kwargs: Any) -> None:
        initial = {"create_classes": True, **{key: value for key, value in roster.options.items() if isinstance(value, bool)}}
        initial.update({f"column-{index}": key for index, key in roster.mapping.items()})
        super().__init__(*args, **{"initial": initial, **kwargs})
        choices = [("", _("— bỏ qua —")), *((column.key, column.title) for column in COLUMNS[roster.kind])]
        self.columns = []
        for index, heading in enumerate(roster.headers):
            if heading:
                name = f"column-{index}"
                self.fields[name] = forms.ChoiceField(label=heading, choices=choices, required=False)
                self.columns.append(name)
        if roster.kind != RosterKind.STUDENTS:
            for name in ("create_classes", "accept_transfers", "mark_leavers"):
                del self.fields[name]

    def column_fields(self) -> list[forms.BoundField]:
        """Return the bound fields of the columns."""
        return [self[name] for name in self.columns]

    def option_fields(self) -> list[forms.BoundField]:
        """Return the bound fields of the options."""
        return [self[name] for name in ("create_classes", "accept_transfers", "mark_leavers") if name in self.fields]

    def mapping(self) -> dict[str, str]:
        """Return column index to key, chosen ones only."""
        return {name.removeprefix("column-"): self.cleaned_data[name] for name in self.columns if self.cleaned_data[name]}

    def options(self) -> dict[str, bool]:
        """Return the ticked options."""
        return {name: bool(self.cleaned_data.get(name)) for name in ("create_classes", "accept_transfers", "mark_leavers")}
