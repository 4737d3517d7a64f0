"""What the doors of tests share: the browser's address, Safe Exam Browser's words, and the cookie guests are known by."""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.safestring import mark_safe

from core.access.types import Actor
from core.lib.qr import qr_svg

from ..enums import Audience
from ..models import Test
from ..rules.guests import is_token
from ..selectors.guests import guest_in, open_test, person_at

SEB_HEADERS = ("X-SafeExamBrowser-ConfigKeyHash", "X-SafeExamBrowser-RequestHash")
COOKIE = "khach"
COOKIE_DAYS = 60


def address_of(request: HttpRequest) -> str:
    """Return the network address of the browser."""
    return str(request.META.get("REMOTE_ADDR", ""))


def seb_headers(request: HttpRequest) -> dict[str, str]:
    """Return what Safe Exam Browser says of itself."""
    return {name: request.headers.get(name, "") for name in SEB_HEADERS}


def token_of(request: HttpRequest) -> str:
    """Return what names the browser among guests, "" where it has no such name yet."""
    token = request.COOKIES.get(COOKIE, "")
    return token if is_token(token) else ""


def name_browser(request: HttpRequest, response: HttpResponseBase) -> None:
    """Give a browser a name, only for the pages of tests; one that has a name keeps it."""
    response.set_cookie(
        COOKIE,
        token_of(request) or secrets.token_urlsafe(24),
        max_age=COOKIE_DAYS * 86_400,
        path=reverse("assessment:tests"),
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )


def may_be_guest(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let a visitor act as the guest its browser is known as where it asks: one test's door, one attempt, one file.

    A visitor at the door of an open test whom nobody knows yet is asked for a name. For whoever has signed in nothing changes.
    """

    @wraps(view)
    def entered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.actor.is_signed_in:  # type: ignore[attr-defined]
            token = token_of(request)
            test_uuid = kwargs.get("test_uuid")
            if test_uuid is not None:
                guest = guest_in(token, test_uuid)
                person_id = guest.candidate.person_id if guest and not guest.candidate.is_removed else 0
                if not person_id and open_test(test_uuid) is not None:
                    return redirect("assessment:guest", test_uuid=test_uuid)
            else:
                person_id = person_at(token, attempt_uuid=kwargs.get("attempt_uuid"), file_uuid=kwargs.get("file_uuid"))
            if person_id:
                request.actor = Actor.guest(person_id)  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return entered


def link_of(request: HttpRequest, test: Test) -> dict[str, Any] | None:
    """Return the short address of a test as it is opened, in two pieces as it is read, and as a QR; None where only classes take it."""
    code = test.link_code
    if not code or test.audience == Audience.CLASSES:
        return None
    url = request.build_absolute_uri(reverse("short_link", args=[code]))
    place = url.split("://", 1)[1].removesuffix(f"{code}/")
    return {"url": url, "place": place, "code": f"{code[:4]}-{code[4:]}", "qr": mark_safe(qr_svg(url))}
