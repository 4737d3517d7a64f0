"""Forms of communities."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .enums import Ability, JoinRule, Side, SpaceKind, VisitReason
from .errors import SpaceRefused
from .models import Space
from .rules import SWITCHES, allowed_at_most
from .types import SpaceRules

SIDES_OF = {
    SpaceKind.CLASS: (Side.LEARNER, Side.GUARDIAN, Side.STAFF),
    SpaceKind.UNIT: (Side.LEARNER, Side.GUARDIAN, Side.STAFF),
    SpaceKind.TEAM: (Side.STAFF,),
    SpaceKind.COURSE: (Side.LEARNER, Side.STAFF),
    SpaceKind.COMMUNITY: (Side.STAFF,),
    SpaceKind.CIRCLE: (Side.LEARNER, Side.STAFF),
}
ABILITY_WORDS = {
    Ability.REACT: _("Bày tỏ cảm xúc"),
    Ability.COMMENT: _("Bình luận"),
    Ability.POST: _("Viết bài"),
    Ability.EDIT: _("Sửa bài và bình luận đã hiện của mình"),
    Ability.WORKS: _("Xem tác phẩm của nhau"),
}


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


class VisitForm(forms.Form):
    """Why a head looks into a space it does not belong to."""

    why = forms.ChoiceField(label=_("Vì sao bạn xem nhóm này?"), choices=VisitReason.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Ghi thêm"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=300,
        help_text=_("Ví dụ: phụ huynh gọi điện sáng nay về một bình luận. Với “Việc khác”, hãy ghi rõ việc gì."),
    )

    def clean(self) -> dict[str, Any] | None:
        """Ask for words where the reason says nothing."""
        given = super().clean() or {}
        if given.get("why") == VisitReason.OTHER and not given.get("note"):
            self.add_error("note", _("Hãy ghi rõ việc gì."))
        return given


class SettingsForm(forms.Form):
    """What each side may do and what waits, for one space; only what the rules give a side can be chosen."""

    about = forms.CharField(label=_("Giới thiệu"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=1000)
    topics = forms.CharField(
        label=_("Chủ đề"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=600,
        help_text=_("Mỗi dòng một chủ đề, nhiều nhất 12. Người viết chọn một chủ đề cho bài, người đọc lọc theo chủ đề."),
    )

    def __init__(self, *args: Any, space: Space, **options: Any) -> None:
        super().__init__(*args, **options)
        self.space, self.sides, settings = space, SIDES_OF[SpaceKind(space.kind)], space.settings
        self.fields["about"].initial = space.about
        self.fields["topics"].initial = "\n".join(settings.get("topics", ()))
        if space.kind not in {SpaceKind.COMMUNITY, SpaceKind.CIRCLE}:
            del self.fields["topics"]
        for side in self.sides:
            most = [ability for ability in ABILITY_WORDS if ability in SWITCHES & allowed_at_most(space.kind, side)]
            off = {name for name, value in settings.get("switches", {}).get(side, {}).items() if value is False}
            label = _("%(side)s được làm gì") % {"side": side.label}
            self.fields[f"may_{side}"] = _choices(label, most, [one for one in most if one not in off])
            written = [ability for ability in (Ability.POST, Ability.COMMENT) if ability in most]
            if written:
                label = _("%(side)s: những gì chờ duyệt trước khi hiện") % {"side": side.label}
                self.fields[f"wait_{side}"] = _choices(label, written, settings.get("approve", {}).get(side, ()))
        self.fields["comments_closed"] = forms.BooleanField(
            label=_("Tạm khoá bình luận"),
            required=False,
            initial=bool(settings.get("comments_closed")),
            help_text=_("Chỉ người phụ trách nhóm còn bình luận được."),
        )

    def given(self) -> SpaceRules:
        """Return what was chosen; call it when the form is valid."""
        cleaned = self.cleaned_data
        return SpaceRules(
            may={side.value: frozenset(cleaned[f"may_{side}"]) for side in self.sides},
            waits={side.value: frozenset(cleaned.get(f"wait_{side}", ())) for side in self.sides},
            comments_closed=cleaned["comments_closed"],
            topics=cleaned.get("topics", ""),
            about=cleaned["about"],
        )


def _choices(label: str, abilities: Sequence[Ability], initial: Iterable[str]) -> forms.MultipleChoiceField:
    choices = [(ability.value, ABILITY_WORDS[ability]) for ability in abilities]
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple, initial=list(initial)
    )
