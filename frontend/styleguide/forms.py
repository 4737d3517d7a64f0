"""A form with every kind of field, for the style guide."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SampleForm(forms.Form):
    """Fields of all kinds. Never saved."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=60, help_text=_("Viết như trong giấy khai sinh."))
    born_on = forms.DateField(label=_("Ngày sinh"), required=False)
    school_class = forms.ChoiceField(label=_("Lớp"), choices=[("8a", "8A"), ("8b", "8B"), ("9a2", "9A2")])
    reason = forms.CharField(label=_("Lí do"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    shift = forms.ChoiceField(
        label=_("Nghỉ buổi nào"),
        choices=[("am", _("Buổi sáng")), ("pm", _("Buổi chiều")), ("day", _("Cả ngày"))],
        widget=forms.RadioSelect,
    )
    paper = forms.FileField(label=_("Đơn hoặc giấy khám"), required=False)
    tell_all = forms.BooleanField(
        label=_("Báo cho thầy cô bộ môn"), required=False, help_text=_("Thầy cô dạy em trong ngày sẽ nhận được tin.")
    )
