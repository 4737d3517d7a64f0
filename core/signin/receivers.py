"""Signs of allauth and Django become audit records and notifications; the kinds of notification."""

from typing import Any

from allauth.account.signals import user_logged_in
from allauth.mfa.signals import authentication_failed, authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from core.audit.types import register_verbs
from core.notifications.enums import KindGroup
from core.notifications.types import NotificationKind, register_kind
from core.organisations.middleware import SHARED_SESSION_KEY
from core.people.models import Account

from .rules import device_label
from .services.accounts import PASSWORD_CHANGED
from .services.devices import NEW_DEVICE, remember_device
from .services.sessions import note_factor, note_failure, note_sign_in, note_sign_out

register_verbs(
    {
        "signin.session.started": _("đã đăng nhập"),
        "signin.session.ended": _("đã đăng xuất"),
        "signin.session.refused": _("đăng nhập không thành công"),
        "signin.session.closed": _("đã đăng xuất một máy khác của mình"),
        "signin.accounts.created": _("đã tạo tài khoản"),
        "signin.account.locked": _("đã khoá tài khoản của %(subject)s"),
        "signin.account.unlocked": _("đã mở tài khoản của %(subject)s"),
        "signin.password.issued": _("đã cấp mật khẩu dùng một lần cho %(subject)s"),
        "signin.password.chosen": _("đã đặt mật khẩu mới"),
        "signin.mfa.added": _("đã thêm xác thực hai lớp cho %(subject)s"),
        "signin.mfa.removed": _("đã gỡ xác thực hai lớp của %(subject)s"),
        "signin.pictures.chosen": _("đã nhận hình bí mật của %(subject)s"),
        "signin.pictures.reset": _("đã xoá hình bí mật của %(subject)s"),
        "signin.class_code.made": _("đã tạo mã vào lớp %(label)s"),
        "signin.class_code.revoked": _("đã huỷ mã vào lớp %(label)s"),
        "signin.class_code.choosing_opened": _("đã cho chọn hình ở lớp %(label)s"),
        "signin.slips.ordered": _("đã tạo phiếu đăng nhập: %(label)s"),
        "signin.slips.downloaded": _("đã tải phiếu đăng nhập: %(label)s"),
        "signin.phone.changed": _("đã đổi số điện thoại đăng nhập"),
        "signin.email.changed": _("đã đổi e-mail đăng nhập"),
        "signin.data.exported": _("đã tải dữ liệu của mình"),
    }
)

DEVICE_COOKIE = "thiet_bi"
METHODS = {"socialaccount": "oidc"}  # allauth's word, and ours
YEAR_SECONDS = 365 * 86400

register_kind(
    NotificationKind(
        key=NEW_DEVICE,
        title=_("Tài khoản của bạn vừa đăng nhập trên một máy mới"),
        body=_("%(device)s, lúc %(at)s. Nếu không phải bạn, xin đổi mật khẩu ngay."),
        icon="shield",
        email=True,
        ott=True,
        essential=True,
        group=KindGroup.ACCOUNT,
        about=_("Khi tài khoản mở trên một máy chưa từng thấy."),
    )
)
register_kind(
    NotificationKind(
        key=PASSWORD_CHANGED,
        title=_("Mật khẩu của bạn vừa được đổi"),
        body=_("Lúc %(at)s. Nếu không phải bạn, xin báo ngay cho quản trị của trường."),
        icon="key",
        email=True,
        ott=True,
        essential=True,
        group=KindGroup.ACCOUNT,
        about=_("Khi mật khẩu đổi, dù là bạn hay ai khác đổi."),
    )
)


@receiver(user_logged_in, dispatch_uid="signin.note_sign_in")
def on_sign_in(request: HttpRequest, user: Account, response: HttpResponse | None = None, **kwargs: Any) -> None:
    """Record the sign-in and remember the browser, if it is the person's own."""
    shared = bool(request.session.get(SHARED_SESSION_KEY))
    records = request.session.get("account_authentication_methods") or []
    method = str(records[-1].get("method", "")) if records else "picture"
    note_sign_in(account=user, method=METHODS.get(method, method), shared=shared)
    if shared or response is None:
        return
    key = request.get_signed_cookie(DEVICE_COOKIE, default="") or get_random_string(32)
    remember_device(account=user, key=key, label=device_label(request.headers.get("User-Agent", "")))
    response.set_signed_cookie(DEVICE_COOKIE, key, max_age=YEAR_SECONDS, httponly=True, samesite="Lax", secure=request.is_secure())


@receiver(user_logged_out, dispatch_uid="signin.note_sign_out")
def on_sign_out(request: HttpRequest, user: Account | None, **kwargs: Any) -> None:
    """Record the sign-out."""
    if user is not None:
        note_sign_out(account=user, session_key=request.session.session_key)


@receiver(authentication_failed, dispatch_uid="signin.note_second_factor")
def on_wrong_code(user: Account, **kwargs: Any) -> None:
    """Record a wrong second factor."""
    note_failure(account=user, reason="second factor")


@receiver(authenticator_added, dispatch_uid="signin.note_added")
def on_factor_added(user: Account, authenticator: Any, **kwargs: Any) -> None:
    """Record a new passkey or authenticator app."""
    note_factor(account=user, verb="signin.mfa.added", kind=str(authenticator.type))


@receiver(authenticator_removed, dispatch_uid="signin.note_removed")
def on_factor_removed(user: Account, authenticator: Any, **kwargs: Any) -> None:
    """Record a passkey or authenticator app that is gone."""
    note_factor(account=user, verb="signin.mfa.removed", kind=str(authenticator.type))
