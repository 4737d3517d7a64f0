"""What a child types of a work, and a teacher says to it."""

from django import forms
from django.utils.translation import gettext_lazy as _


class WorkForm(forms.Form):
    """A work: its name, some words, and whether the class may see it once a teacher has approved it."""

    title = forms.CharField(label=_("Tên tác phẩm"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    body = forms.CharField(
        label=_("Em viết về tác phẩm"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Em làm gì, làm thế nào, thích nhất điều gì?"),
    )
    alt = forms.CharField(label=_("Ảnh có gì? (cho người không nhìn thấy ảnh)"), max_length=300, required=False)
    wants_class = forms.BooleanField(
        label=_("Em muốn cho cả lớp xem"), required=False, help_text=_("Thầy cô duyệt rồi mới hiện. Em đổi ý lúc nào cũng được.")
    )


class WordForm(forms.Form):
    """A kind word to the child."""

    word = forms.CharField(
        label=_("Lời nhắn cho em"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Khi nhắn sửa thì cần một lời: điều gì đã tốt, cần sửa gì."),
    )  # fmt: skip
