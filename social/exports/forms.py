"""Why a whole school is taken out."""

from django import forms
from django.utils.translation import gettext_lazy as _

from social.groups.enums import VisitReason
from social.groups.forms import VisitForm


class UnitExportForm(VisitForm):
    """The same reasons as for looking into one space."""

    why = forms.ChoiceField(label=_("Vì sao cần bản sao cả trường?"), choices=VisitReason.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Ghi thêm"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=250,
        help_text=_("Ví dụ: lưu hồ sơ cuối năm học. Với “Việc khác”, hãy ghi rõ việc gì."),
    )
