"""How allauth behaves here: no free sign-up, accounts come from school records."""

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import RATE_LIMITS
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.access.views import too_many_tries
from core.people.models import Account

from .selectors import account_by_identifier
from .services.accounts import choose_password
from .services.secrets import seal, unseal
from .services.sessions import SHARED_WANTED_KEY, begin_shared, note_failure

WRONG = _("Tên đăng nhập hoặc mật khẩu chưa đúng. Xin kiểm tra lại, chú ý chữ hoa và bộ gõ tiếng Việt.")
WRONG_CODE = _("Mã chưa đúng. Xin nhập lại mã mới nhất.")
SLOW_DOWN = _("Bạn đã thử nhiều lần. Xin đợi ít phút rồi thử lại.")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Closed sign-up; one answer for unknown and wrong; a wait in plain words after too many tries."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("Tài khoản này đang bị khoá. Xin liên hệ quản trị của trường."),
        "username_password_mismatch": WRONG,
        "email_password_mismatch": WRONG,
        "phone_password_mismatch": WRONG,
        "invalid_login": WRONG,
        "incorrect_password": _("Mật khẩu chưa đúng."),
        "enter_current_password": _("Mật khẩu đang dùng chưa đúng."),
        "incorrect_code": WRONG_CODE,
        "too_many_login_attempts": SLOW_DOWN,
        "rate_limited": SLOW_DOWN,
        "invalid_password_reset": _("Liên kết đặt lại mật khẩu không còn dùng được."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return "/"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return "/ho-so/"

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count by account, however its name, number or address is written."""
        typed = str(credentials.get("username") or credentials.get("email") or "")
        account = account_by_identifier(typed)
        return f"account:{account.pk}" if account else f"typed:{typed.strip().lower()}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Refuse with the remaining time when the account or the address has failed too often."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as refused:
            key = self._get_login_attempts_cache_key(request, **credentials)
            raise ImmediateHttpResponse(too_many_tries(request, seconds_to_wait(request, "login_failed", key))) from refused

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Record the failure, without what was typed."""
        note_failure(account=account_by_identifier(str(credentials.get("username") or "")))

    def set_password(self, user: Account, password: str) -> None:
        """Store a password its owner has chosen."""
        choose_password(account=user, password=password)

    def post_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponse:
        """Make the session short where the device was said to be shared."""
        if request.session.pop(SHARED_WANTED_KEY, False):
            begin_shared(request.session)
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response


def seconds_to_wait(request: HttpRequest, action: str, key: str = "") -> int:
    """Return after how many seconds a limit that is used up lets the next try through."""
    now, waits = time.time(), [1.0]
    for rate in ratelimit.parse_rates(RATE_LIMITS.get(action)):
        if rate.per == "user" and not request.user.is_authenticated:
            continue
        name = ratelimit.get_cache_key(request, app="allauth.account", action=action, rate=rate, key=key)
        history = cache.get(name, [])
        if len(history) >= rate.amount:
            waits.append(history[-1] + rate.duration - now)
    return int(max(waits)) + 1


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Our words and names; the keys of authenticator apps are sealed at rest."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
        "cannot_delete_authenticator": _("Chưa tắt được xác thực hai lớp."),
        "cannot_generate_recovery_codes": _("Cần bật xác thực hai lớp trước khi tạo mã dự phòng."),
    }

    def encrypt(self, text: str) -> str:
        return seal("mfa", text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal("mfa", encrypted_text.encode()).decode()

    def _get_site_name(self) -> str:
        return "Cây Đa"

    def generate_authenticator_name(self, user: Account, type: Authenticator.Type) -> str:
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Khoá của tôi") if number == 1 else gettext("Khoá số %(number)s") % {"number": number}


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """OIDC sign-in connects to accounts that exist; it never makes one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False
