"""What the auditor narrows the trail to."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .selectors import MOST_CALLED, people_called, units_called, verb_choices
from .types import AuditFilter


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, input_formats=["%Y-%m-%d", "%d/%m/%Y"], widget=widget)


class AuditForm(forms.Form):
    """Person, verb, unit, days."""

    nguoi = forms.CharField(label=pgettext_lazy("one", "Người"), required=False, max_length=100)
    don_vi = forms.CharField(label=_("Đơn vị"), required=False, max_length=100)
    viec = forms.ChoiceField(label=_("Việc"), required=False)
    tu = _day(_("Từ ngày"))
    den = _day(_("Đến ngày"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["viec"].choices = [("", _("Mọi việc")), *verb_choices()]  # type: ignore[attr-defined]

    def clean_nguoi(self) -> tuple[int, ...] | None:
        """Return the people called so; refuse a name too many share, as a part of them would be half a trail."""
        ids = people_called(self.cleaned_data["nguoi"]) if self.cleaned_data["nguoi"] else None
        if ids is not None and len(ids) > MOST_CALLED:
            raise forms.ValidationError(_("Hơn 100 người có tên này. Gõ thêm họ, tên đệm hoặc mã định danh."))
        return ids

    def clean_don_vi(self) -> tuple[int, ...] | None:
        """Return the units called so; refuse words too many share."""
        ids = units_called(self.cleaned_data["don_vi"]) if self.cleaned_data["don_vi"] else None
        if ids is not None and len(ids) > MOST_CALLED:
            raise forms.ValidationError(_("Hơn 100 đơn vị có tên này. Gõ thêm tên xã, phường hoặc mã đơn vị."))
        return ids

    def wanted(self, after_id: int | None) -> AuditFilter:
        """Return the filter that was typed."""
        data = self.cleaned_data if self.is_valid() else {}
        until = data.get("den")
        return AuditFilter(
            verb=data.get("viec", ""),
            person_ids=data.get("nguoi"),
            unit_ids=data.get("don_vi"),
            from_at=_midnight(data.get("tu")),
            until_at=_midnight(until + timedelta(days=1)) if until else None,
            after_id=after_id,
        )


def _midnight(day: Any) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None
