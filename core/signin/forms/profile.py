"""Forms of the profile."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.people.models import Account

LANGUAGES = (("vi", _("Tiếng Việt")), ("en", "English"))
THEMES = (("auto", _("Theo máy")), ("light", _("Sáng")), ("dark", _("Tối")))
PHONE_ATTRS = {"inputmode": "tel", "autocomplete": "tel"}


class TasteForm(forms.Form):
    """Language and colours."""

    language = forms.ChoiceField(label=_("Ngôn ngữ"), choices=LANGUAGES)
    theme = forms.ChoiceField(label=_("Màu nền"), choices=THEMES)


class PasswordConfirmed(forms.Form):
    """Asks for the password, since what follows changes how one signs in."""

    password = forms.CharField(
        label=_("Mật khẩu của bạn"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account
        if not account.has_usable_password():
            del self.fields["password"]

    def clean_password(self) -> str:
        """Check it."""
        password: str = self.cleaned_data["password"]
        if not self.account.check_password(password):
            raise forms.ValidationError(_("Mật khẩu chưa đúng."))
        return password


class PhoneForm(PasswordConfirmed):
    """The phone number one signs in with."""

    phone = forms.CharField(
        label=_("Số điện thoại"),
        max_length=20,
        required=False,
        help_text=_("Dùng để đăng nhập. Để trống nếu không muốn dùng."),
        widget=forms.TextInput(attrs=PHONE_ATTRS),
    )
    field_order = ["phone", "password"]


class EmailForm(PasswordConfirmed):
    """The e-mail one signs in with and gets mail at."""

    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("Dùng để đăng nhập, nhận thông báo và đặt lại mật khẩu. Chúng tôi gửi một liên kết xác nhận tới địa chỉ mới."),
    )
    field_order = ["email", "password"]


class FirstContactForm(forms.Form):
    """The second step of the first sign-in: language, and how to be reached."""

    language = forms.ChoiceField(label=_("Ngôn ngữ"), choices=LANGUAGES, widget=forms.RadioSelect)
    phone = forms.CharField(label=_("Số điện thoại"), max_length=20, required=False, widget=forms.TextInput(attrs=PHONE_ATTRS))
    email = forms.EmailField(label=_("E-mail"), required=False, help_text=_("Để tự đặt lại mật khẩu khi quên."))
