"""Forms of the supervision."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SeatingForm(forms.Form):
    """Rooms, the first candidate number, how rooms are filled."""

    rooms = forms.CharField(
        label=_("Các phòng"),
        widget=forms.Textarea(attrs={"rows": 6, "placeholder": _("Phòng 1, 24")}),
        help_text=_("Mỗi dòng một phòng: tên phòng, dấu phẩy, số chỗ."),
        max_length=20_000,
    )
    first_number = forms.CharField(
        label=_("Số báo danh đầu tiên"), initial="000001", max_length=8, help_text=_("Các số sau nối tiếp, xếp theo tên từ A đến Z.")
    )
    evenly = forms.BooleanField(label=_("Chia đều các phòng"), required=False)
