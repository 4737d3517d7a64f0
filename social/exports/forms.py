"""Why a whole school is taken out."""

from django import forms
from django.utils.translation import gettext_lazy as _

from social.groups.forms import VisitForm


class UnitExportForm(VisitForm):
    """The same reasons as for looking into one space."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        self.fields["why"].label = _("Vì sao cần bản sao cả trường?")
        self.fields["note"].help_text = _("Ví dụ: lưu hồ sơ cuối năm học. Với “Việc khác”, hãy ghi rõ việc gì.")
        self.fields["note"] = forms.CharField(
            label=_("Ghi thêm"),
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
            max_length=250,
            help_text=self.fields["note"].help_text,
        )
