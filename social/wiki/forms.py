"""What is typed into the page of a space."""

from django import forms
from django.utils.translation import gettext_lazy as _


class PageForm(forms.Form):
    """The page as plain text, and the number of the revision the writer began with."""

    base = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=1_000_000)
    title = forms.CharField(label=_("Tên trang"), max_length=200)
    text = forms.CharField(
        label=_("Nội dung"), required=False, max_length=40_000, widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_("*chữ đậm*, _chữ nghiêng_; dòng bắt đầu bằng “- ” thành danh sách."),
    )  # fmt: skip
    note = forms.CharField(label=_("Bạn sửa gì?"), required=False, max_length=200)
