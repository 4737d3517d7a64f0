"""Forms of signing in, with our words; the work behind them is allauth's."""

from typing import Any

from allauth.account import forms as account_forms
from allauth.account.internal import flows
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from core.people.models import Account

from ..rules import ungrouped
from ..selectors import DemoLogin, account_by_identifier, demo_logins
from ..services.sessions import SHARED_WANTED_KEY, keep_shared_expiry

IDENTIFIER_LABEL = _("Tên đăng nhập, số điện thoại hoặc e-mail")
NEW_PASSWORD_HELP = _("Ít nhất 8 kí tự, không quá dễ đoán và không giống tên của bạn. Một câu ngắn dễ nhớ là tốt nhất.")
IDENTIFIER_ATTRS = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}


def _say(field: forms.Field, label: Any, help_text: Any = "") -> None:
    field.label, field.help_text = label, help_text
    field.widget.attrs.pop("placeholder", None)


def _say_new_password(form: forms.Form) -> None:
    _say(form.fields["password1"], _("Mật khẩu mới"), NEW_PASSWORD_HELP)
    _say(form.fields["password2"], _("Nhập lại mật khẩu mới"))


class LoginForm(account_forms.LoginForm):  # type: ignore[misc]
    """One field for whatever people remember, the password, and whether the device is shared."""

    shared = forms.BooleanField(
        label=_("Máy dùng chung"),
        help_text=_("Tự đăng xuất sau một thời gian ngắn và không giữ lại gì trên máy này."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["login"], IDENTIFIER_LABEL)
        self.fields["login"].max_length = 254
        self.fields["login"].widget.attrs.update(IDENTIFIER_ATTRS)
        _say(self.fields["password"], _("Mật khẩu"))
        if self.request is not None and self.request.method == "GET":
            self.initial.setdefault("login", self.request.GET.get("ten", "")[:60])

    @property
    def demo_logins(self) -> list[DemoLogin]:
        """Log-ins of the demo, shown under the form."""
        return demo_logins()

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """Sign in; on a shared device the session stays short."""
        if self.cleaned_data["shared"]:
            request.session[SHARED_WANTED_KEY] = True
        else:
            request.session.pop(SHARED_WANTED_KEY, None)
        response: HttpResponse = super().login(request, redirect_url)
        keep_shared_expiry(request.session)
        return response


class ChangePasswordForm(account_forms.ChangePasswordForm):  # type: ignore[misc]
    """Old password, new password twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["oldpassword"], _("Mật khẩu đang dùng"))
        _say_new_password(self)


class SetPasswordForm(account_forms.SetPasswordForm):  # type: ignore[misc]
    """New password twice, for accounts that had none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_new_password(self)


class FirstPasswordForm(SetPasswordForm):
    """The first password of one's own, after signing in with the printed one."""

    def clean_password1(self) -> str:
        """Refuse the printed password itself."""
        password: str = self.cleaned_data["password1"]
        if self.user.check_password(password) or self.user.check_password(ungrouped(password)):
            raise forms.ValidationError(_("Đây là mật khẩu in trên phiếu. Xin chọn một mật khẩu mới của riêng bạn."))
        return password


class ResetPasswordKeyForm(account_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    """New password twice, from the link in the e-mail."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_new_password(self)


class ReauthenticateForm(account_forms.ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something important."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["password"], _("Mật khẩu"))


class ResetPasswordForm(forms.Form):
    """Asks for a link by e-mail. The answer is the same whether the account exists or not."""

    email = forms.CharField(label=IDENTIFIER_LABEL, max_length=254, widget=forms.TextInput(attrs=IDENTIFIER_ATTRS))
    users: list[Account]

    def clean_email(self) -> str:
        """Find the account and whether a link can be sent."""
        typed: str = self.cleaned_data["email"].strip()
        account = account_by_identifier(typed)
        self.users = [account] if account and account.is_active and account.email else []
        return typed

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """Send the link when there is an account with an address; nothing otherwise."""
        for account in self.users:
            flows.password_reset.request_password_reset(request, str(account.email), [account], account_forms.default_token_generator)
        return str(self.cleaned_data["email"])


def _say_code(form: forms.Form, help_text: Any) -> None:
    _say(form.fields["code"], _("Mã xác thực"), help_text)
    form.fields["code"].widget.attrs.update({"inputmode": "numeric", "autocomplete": "one-time-code"})


class AuthenticateForm(mfa_forms.AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_code(self, _("6 chữ số trong ứng dụng xác thực, hoặc một mã dự phòng."))
        del self.fields["code"].widget.attrs["inputmode"]


class ReauthenticateCodeForm(mfa_forms.ReauthenticateForm):  # type: ignore[misc]
    """A code once more, before something important."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_code(self, _("6 chữ số trong ứng dụng xác thực, hoặc một mã dự phòng."))
        del self.fields["code"].widget.attrs["inputmode"]


class ActivateTOTPForm(totp_forms.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of the app proves that it was set up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say_code(self, _("6 chữ số đang hiện trong ứng dụng."))


class AddWebAuthnForm(webauthn_forms.AddWebAuthnForm):  # type: ignore[misc]
    """A passkey with a name; every key may sign in without a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["name"], _("Tên gợi nhớ"), _("Ví dụ: Điện thoại của tôi"))
        _say(
            self.fields["passwordless"],
            _("Dùng để đăng nhập thay mật khẩu"),
            _("Máy sẽ hỏi vân tay, khuôn mặt hoặc mã PIN của máy. Bỏ chọn nếu khoá chỉ dùng làm lớp bảo vệ thứ hai."),
        )
        self.fields["passwordless"].initial = True


class EditWebAuthnForm(webauthn_forms.EditWebAuthnForm):  # type: ignore[misc]
    """A new name for a key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self.fields["name"], _("Tên gợi nhớ"))
