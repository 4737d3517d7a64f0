"""What families type: a joining code, and who they are."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.lib.vietnamese import split_name

from .enums import Relation
from .errors import PeopleError, PersonInvalid, message
from .types import PersonData

_FIELDS = {"given_name": "full_name", "phone_taken": "phone", "code_unknown": "code", "code_used_up": "code", "code_throttled": "code"}


class JoinForm(forms.Form):
    """A code from the school's slip, with the child's birth date as the second proof."""

    code = forms.CharField(
        label=_("Mã trên phiếu của nhà trường"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "placeholder": "AB7K-9QX2"}),
    )
    child_born_on = forms.DateField(
        label=_("Ngày sinh của con"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    relation = forms.ChoiceField(label=_("Bạn là"), choices=Relation.choices)

    def refuse(self, refusal: PeopleError) -> None:
        """Show a refusal beside the field it concerns."""
        if isinstance(refusal, PersonInvalid):
            for problem in refusal.problems:
                self._show(problem.field, problem.code)
        else:
            self._show("", refusal.code)

    def _show(self, field: str, code: str) -> None:
        name = _FIELDS.get(code) or _FIELDS.get(field, field)
        self.add_error(name if name in self.fields else None, message(code))


class NewcomerForm(JoinForm):
    """The same for somebody without an account: name, phone and a password of one's own."""

    full_name = forms.CharField(label=_("Họ và tên của bạn"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    phone = forms.CharField(
        label=_("Số điện thoại"),
        max_length=20,
        help_text=_("Dùng để đăng nhập lần sau."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    password = forms.CharField(
        label=_("Mật khẩu"),
        help_text=_("Ít nhất 8 kí tự."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def person_data(self) -> PersonData:
        """Return the newcomer's record."""
        family, middle, given = split_name(self.cleaned_data["full_name"])
        return PersonData(given_name=given, middle_name=middle, family_name=family, phone=self.cleaned_data["phone"])

    def joining(self) -> dict[str, Any]:
        """Return the part about the code."""
        return {key: self.cleaned_data[key] for key in ("code", "child_born_on", "relation")}
