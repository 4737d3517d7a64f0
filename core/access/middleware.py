"""Deny by default: a view without a declared policy answers 403."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import resolve
from django.views.generic import RedirectView

# Views of libraries, by URL namespace or name prefix or module, and the rule that they enforce themselves.
LIBRARY_RULES: dict[str, str] = {
    "allauth.": "sign-in pages: open or own account only, enforced by allauth",
    "wagtail.": "platform staff only, enforced by PolicyMiddleware",
    "django.views.static": "files of the build",
    "django.views.i18n": "language switch and catalogue",
}


def rule_of(view: Callable[..., Any]) -> str | None:
    """Return the name of the policy a view declares, or the rule of the library it comes from, or None."""
    policy = getattr(view, "access_policy", None)
    if policy is not None:
        return policy if isinstance(policy, str) else str(policy.__name__)
    inner = getattr(view, "view_class", None) or getattr(view, "cls", None) or view
    if inner is RedirectView:
        return "a redirect: its target has a policy"
    module = getattr(inner, "__module__", "")
    return next((rule for prefix, rule in LIBRARY_RULES.items() if module.startswith(prefix)), None)


class PolicyMiddleware:
    """Refuses undeclared views, and everybody but platform staff from Wagtail's admin."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> None:
        match = request.resolver_match or resolve(request.path_info)
        if match.route.startswith(settings.WAGTAIL_ADMIN_PATH):
            if not request.actor.is_platform_staff:  # type: ignore[attr-defined]
                raise PermissionDenied
            return
        if rule_of(view) is None:
            raise PermissionDenied
