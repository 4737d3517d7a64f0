"""First sign-in: change the password before anything else."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

# URL names that work before the password has been changed.
ALLOWED = frozenset(
    {"account_change_password", "account_logout", "core:first_sign_in", "javascript-catalog", "pwa-manifest", "set_language"}
)


class FirstSignInMiddleware:
    """Sends accounts that must change their password to that page, and nowhere else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        user = request.user
        match = request.resolver_match
        if not user.is_authenticated or not user.must_change_password or (match and match.view_name in ALLOWED):
            return None
        return HttpResponseRedirect(reverse("core:first_sign_in"))
