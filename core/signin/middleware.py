"""First sign-in and shared devices: what a session may reach."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from core.access.types import Actor
from core.organisations.middleware import PICTURE_SESSION_KEY, SHARED_SESSION_KEY

from .services.sessions import shared_is_over

# URL names that work before the password has been changed.
ALLOWED = frozenset({"account_logout", "core:first_sign_in", "core:switch_person", "javascript-catalog", "pwa-manifest", "set_language"})

# What of allauth works on a shared device: signing in and out, nothing that changes a credential.
SHARED_ALLOWED = frozenset({"account_login", "account_logout", "account_inactive", "mfa_authenticate"})
SHARED_REFUSED_PREFIXES = (
    "account_",
    "mfa_",
    "usersessions_",
    "socialaccount_",
    "openid_connect_",
    "core:guardian",
    "core:family",
    "core:own_consents",
    "core:child_consents",
)


class FirstSignInMiddleware:
    """Sends accounts that must change their password to that page, and nowhere else.

    A child that came in by pictures has no password to change.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        user = request.user
        if not user.is_authenticated or not user.must_change_password or request.session.get(PICTURE_SESSION_KEY):
            return None
        match = request.resolver_match
        if match and match.view_name in ALLOWED:
            return None
        return HttpResponseRedirect(reverse("core:first_sign_in"))


class ProviderRedirectMiddleware:
    """Sends the browser on to the OIDC provider by a page instead of a redirect.

    Our policy (`form-action 'self'`) covers where a form's answer leads, so that a browser would stop at a plain redirect. Which
    origins a provider uses is its own affair and changes; a page of ours that moves on needs none of them named.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        if request.method != "POST" or not match or match.view_name != "openid_connect_login" or response.status_code != HTTPStatus.FOUND:
            return response
        page = render(request, "socialaccount/login_redirect.html", {"provider": "", "redirect_to": response["Location"]})
        page.cookies = response.cookies
        page["Cache-Control"] = "no-store"
        page["Referrer-Policy"] = "no-referrer"
        return page


class SharedDeviceMiddleware:
    """Ends shared sessions in time, keeps credentials out of their reach, and clears the device when anybody leaves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        was_shared = bool(request.session.get(SHARED_SESSION_KEY))
        was_signed_in = request.user.is_authenticated
        if was_signed_in and shared_is_over(request.session):
            logout(request)
            request.actor, request.hats = Actor.visitor(), []  # type: ignore[attr-defined]
        response = self.get_response(request)
        if was_signed_in and not request.user.is_authenticated:
            # The page says whether everything studied has been sent; before that, wiping would lose a child's work.
            may_wipe = was_shared and request.POST.get("sent") == "all"
            response["Clear-Site-Data"] = '"cache", "storage"' if may_wipe else '"cache"'
        if was_shared:
            response["Cache-Control"] = "no-store"
        return response

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        match = request.resolver_match
        if not match or not request.session.get(SHARED_SESSION_KEY) or match.view_name in SHARED_ALLOWED:
            return None
        if match.view_name.startswith(SHARED_REFUSED_PREFIXES) or match.route.startswith(settings.WAGTAIL_ADMIN_PATH):
            return render(request, "signin/shared_refused.html", status=403)
        return None
