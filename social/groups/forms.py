"""Forms of communities."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .enums import JoinRule, SpaceKind
from .errors import SpaceRefused


class CommunityForm(forms.Form):
    """What a community says of itself and how one joins it."""

    kind = forms.ChoiceField(
        label=_("Loại nhóm"),
        choices=[(SpaceKind.COMMUNITY, SpaceKind.COMMUNITY.label), (SpaceKind.CIRCLE, SpaceKind.CIRCLE.label)],
        help_text=_("Cộng đồng chuyên môn dành cho thầy cô và cán bộ. Câu lạc bộ có cả học sinh, do thầy cô dạy các em đưa vào."),
    )
    name = forms.CharField(label=_("Tên nhóm"), max_length=200, help_text=_("Ví dụ: Giáo viên Toán THCS vùng Sơn Dương"))
    about = forms.CharField(label=_("Giới thiệu"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)
    join_rule = forms.ChoiceField(
        label=_("Ai vào được"), choices=[(rule.value, rule.label) for rule in JoinRule if rule != JoinRule.ROSTER], initial=JoinRule.REQUEST
    )

    def __init__(self, *args: Any, with_kind: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        if not with_kind:
            del self.fields["kind"]

    def refuse(self, refusal: SpaceRefused) -> None:
        """Put a refusal at its field."""
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))


class InviteForm(forms.Form):
    """Whom to invite, by an exact log-in name, phone number or e-mail."""

    who = forms.CharField(label=_("Mời thầy cô, cán bộ"), max_length=120, help_text=_("Tên đăng nhập, số điện thoại hoặc thư điện tử"))
