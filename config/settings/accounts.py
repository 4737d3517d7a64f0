"""Sign-in: django-allauth over our own Account."""

from typing import Any

from .env import read

AUTH_USER_MODEL = "core.Account"
# allauth's own backend is left out on purpose: it would find one-time passwords that have run out.
AUTHENTICATION_BACKENDS = ["core.signin.backends.IdentifierBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "core.signin.backends.OneTimePasswordHasher",
]
ONE_TIME_PASSWORD_ALGORITHM = "scrypt1"  # noqa: S105 (the name of a hasher)
ONE_TIME_PASSWORD_DAYS = 90
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_ADAPTER = "core.signin.adapters.AccountAdapter"
ACCOUNT_RATE_LIMITS: dict[str, Any] = {
    # A school is one address: many classes sign in at once. What locks is the account (key), not the school.
    "login": "600/m/ip",
    "login_failed": "200/m/ip,5/5m/key,40/1d/key",
    "reauthenticate": "10/m/user",
    "change_password": "10/m/user",
    "reset_password": "60/m/ip,5/h/key",
    "reset_password_from_key": "60/m/ip",
    "class_picture": "300/m/ip",
    # Tests by a short address: a class behind one address gets in, whoever tries addresses, names or codes by the thousand does not.
    "test_link": "300/m/ip",
    "guest_join": "400/10m/ip",
    "guest_back": "30/10m/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = read("TRUSTED_PROXIES")
ACCOUNT_FORMS = {
    "login": "core.signin.forms.LoginForm",
    "change_password": "core.signin.forms.ChangePasswordForm",
    "set_password": "core.signin.forms.SetPasswordForm",
    "reset_password": "core.signin.forms.ResetPasswordForm",
    "reset_password_from_key": "core.signin.forms.ResetPasswordKeyForm",
    "reauthenticate": "core.signin.forms.ReauthenticateForm",
}
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
USERSESSIONS_TRACK_ACTIVITY = False

MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Cây Đa"
MFA_TOTP_TOLERANCE = 1  # cheap phones run half a minute off
MFA_RATE_LIMITS = {"webauthn_login": "200/m/ip"}
MFA_ADAPTER = "core.signin.adapters.MFAAdapter"
MFA_FORMS = {
    "authenticate": "core.signin.forms.AuthenticateForm",
    "reauthenticate": "core.signin.forms.ReauthenticateCodeForm",
    "activate_totp": "core.signin.forms.ActivateTOTPForm",
    "add_webauthn": "core.signin.forms.AddWebAuthnForm",
    "edit_webauthn": "core.signin.forms.EditWebAuthnForm",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = read("BASE_URL").startswith("http://localhost")

SOCIALACCOUNT_ADAPTER = "core.signin.adapters.SocialAccountAdapter"
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
if read("OIDC_SERVER_URL"):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "APPS": [
            {
                "provider_id": "oidc",
                "name": read("OIDC_NAME"),
                "client_id": read("OIDC_CLIENT_ID"),
                "secret": read("OIDC_CLIENT_SECRET"),
                "settings": {"server_url": read("OIDC_SERVER_URL")},
            }
        ]
    }
