"""Forms of signing in: the entrance, the profile, class codes and slips."""

from .entrance import (
    ActivateTOTPForm,
    AddWebAuthnForm,
    AuthenticateForm,
    ChangePasswordForm,
    EditWebAuthnForm,
    FirstPasswordForm,
    LoginForm,
    ReauthenticateCodeForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    SetPasswordForm,
)
from .printing import ClassCodeForm, ResetAccountForm, SlipForm
from .profile import EmailForm, FirstContactForm, PhoneForm, TasteForm

__all__ = [
    "ActivateTOTPForm",
    "AddWebAuthnForm",
    "AuthenticateForm",
    "ChangePasswordForm",
    "ClassCodeForm",
    "EditWebAuthnForm",
    "EmailForm",
    "FirstContactForm",
    "FirstPasswordForm",
    "LoginForm",
    "PhoneForm",
    "ReauthenticateCodeForm",
    "ReauthenticateForm",
    "ResetAccountForm",
    "ResetPasswordForm",
    "ResetPasswordKeyForm",
    "SetPasswordForm",
    "SlipForm",
    "TasteForm",
]
