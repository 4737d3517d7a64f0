"""Forms of units and classes."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..enums import SCHOOL_KINDS, UnitKind
from ..models import Grade, SchoolYear, Unit
from ..rules import children_kinds
from ..types import NewUnit
from .base import DayField


class DatedForm(forms.Form):
    """A change with the day it takes effect and the paper that orders it."""

    on = DayField(label=_("Có hiệu lực từ ngày"), initial=timezone.localdate)
    decision = forms.CharField(
        label=_("Quyết định"),
        required=False,
        max_length=200,
        help_text=_("Số, ngày và cơ quan ban hành, ví dụ: 15/QĐ-UBND ngày 20/8/2026."),
    )


class UnitForm(forms.Form):
    """A unit to be opened below another."""

    name = forms.CharField(label=_("Tên đơn vị"), max_length=200)
    short_name = forms.CharField(label=_("Tên gọi tắt"), max_length=100, required=False)
    kind = forms.ChoiceField(label=_("Loại đơn vị"))
    key = forms.CharField(label=_("Mã đơn vị"), max_length=40, help_text=_("Mã trong cơ sở dữ liệu ngành, nếu có."))
    address = forms.CharField(label=_("Địa chỉ"), max_length=300, required=False)
    phone = forms.CharField(label=_("Điện thoại"), max_length=20, required=False)
    on = DayField(label=_("Hoạt động từ ngày"), initial=timezone.localdate)
    decision = forms.CharField(label=_("Quyết định thành lập"), required=False, max_length=200)

    def __init__(self, *args: Any, parent: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = children_kinds(parent.kind)
        self.fields["kind"].choices = [(kind, UnitKind(kind).label) for kind in kinds]  # type: ignore[attr-defined]

    def new_unit(self) -> NewUnit:
        """Return what was typed."""
        data = self.cleaned_data
        return NewUnit(**{key: data[key] for key in ("kind", "name", "key", "short_name", "address", "phone")})


class RenameForm(DatedForm):
    """A new name."""

    name = forms.CharField(label=_("Tên mới"), max_length=200)
    short_name = forms.CharField(label=_("Tên gọi tắt"), max_length=100, required=False)
    field_order = ("name", "short_name", "on", "decision")


class ContactForm(forms.Form):
    """Where a unit is."""

    address = forms.CharField(label=_("Địa chỉ"), max_length=300, required=False)
    phone = forms.CharField(label=_("Điện thoại"), max_length=20, required=False)


class MoveForm(DatedForm):
    """A move; where to is chosen before."""


class CloseForm(DatedForm):
    """An end."""


class MergeForm(DatedForm):
    """A merger of several units into one of them, or into a new one."""

    others = forms.ModelMultipleChoiceField(
        label=_("Các đơn vị cùng sáp nhập"), queryset=Unit.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )
    target = forms.ChoiceField(label=_("Sau khi sáp nhập"), widget=forms.RadioSelect)
    new_name = forms.CharField(label=_("Tên trường mới"), max_length=200, required=False)
    new_key = forms.CharField(label=_("Mã trường mới"), max_length=40, required=False)
    new_kind = forms.ChoiceField(label=_("Loại trường mới"), required=False)
    move_staff = forms.BooleanField(label=_("Chuyển vai của cán bộ, giáo viên sang đơn vị mới"), required=False, initial=True)
    move_classes = forms.BooleanField(label=_("Chuyển các lớp và học sinh năm học này"), required=False, initial=True)
    field_order = ("others", "target", "new_name", "new_key", "new_kind", "move_staff", "move_classes", "on", "decision")

    def __init__(self, *args: Any, unit: Unit, candidates: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = list(candidates)
        self.units = {str(row.pk): row for row in (unit, *rows)}
        choices = [(str(row.pk), row.name) for row in rows]
        self.fields["others"] = forms.MultipleChoiceField(
            label=_("Các đơn vị cùng sáp nhập"), choices=choices, required=False, widget=forms.CheckboxSelectMultiple
        )
        targets = [(key, row.name) for key, row in self.units.items()]
        self.fields["target"].choices = [("new", _("Thành một trường mới")), *targets]  # type: ignore[attr-defined]
        kinds = [kind for kind in UnitKind.values if kind in SCHOOL_KINDS] if unit.kind in SCHOOL_KINDS else [unit.kind]
        self.fields["new_kind"].choices = [(kind, UnitKind(kind).label) for kind in kinds]  # type: ignore[attr-defined]
        self.order_fields(self.field_order)
        self.unit = unit

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("target") == "new":
            for name in ("new_name", "new_key", "new_kind"):
                if not data.get(name):
                    self.add_error(name, _("Cần điền mục này."))
        elif not self.sources(data):
            self.add_error("others", _("Cần chọn ít nhất một đơn vị khác đơn vị tiếp nhận."))
        return data

    def sources(self, data: dict[str, Any] | None = None) -> list[Unit]:
        """Return the units that end: the chosen ones, the successor not among them."""
        data = self.cleaned_data if data is None else data
        keys = [str(self.unit.pk), *data.get("others", [])]
        return [self.units[key] for key in keys if key != data.get("target")]

    def into(self) -> Unit | None:
        """Return the existing successor, or None for a new one."""
        return self.units.get(self.cleaned_data["target"])

    def new_unit(self) -> NewUnit | None:
        """Return the new successor to open, or None."""
        data = self.cleaned_data
        if data["target"] != "new":
            return None
        return NewUnit(kind=data["new_kind"], name=data["new_name"], key=data["new_key"], commune_code=self.unit.commune_code)


class ClassForm(forms.Form):
    """A class to be opened."""

    name = forms.CharField(label=_("Tên lớp"), max_length=60, help_text=_("Ví dụ: 9A2."))
    grade = forms.ModelChoiceField(label=_("Khối"), queryset=Grade.objects.all())
    school_year = forms.ModelChoiceField(label=_("Năm học"), queryset=SchoolYear.objects.all())
    key = forms.CharField(label=_("Mã lớp"), max_length=30, required=False, help_text=_("Bỏ trống thì lấy tên lớp."))
    site = forms.ModelChoiceField(label=_("Điểm trường"), queryset=Unit.objects.none(), required=False, empty_label=_("Điểm trường chính"))

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sites = Unit.objects.filter(path__startswith=unit.path, kind=UnitKind.SITE, closed_on=None).order_by("sort_key")
        self.fields["site"].queryset = sites  # type: ignore[attr-defined]
