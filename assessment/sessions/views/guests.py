"""The short address of a test, and the door of who takes an open test without signing in."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from allauth.core import ratelimit
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.access.policies import anyone
from core.access.views import access, too_many_tries

from .. import services
from ..enums import TestState
from ..errors import SessionError
from ..forms import BackForm, GuestForm
from ..models import Candidate, Test
from ..policies import can_manage_test, gives_tests
from ..rules.guests import read_code
from ..selectors.guests import guest_in, open_test, openness_in, test_by_link
from ..types import TestSettings
from .entering import address_of, link_of, name_browser, seb_headers, token_of
from .given import given_test


@require_GET
@access(anyone)
def link(request: HttpRequest, code: str) -> HttpResponse:
    """Lead from the short address of a test to its door; a wrong one leads nowhere, and trying many is slow."""
    if not ratelimit.consume(request, action="test_link"):
        return too_many_tries(request, 60)
    found = test_by_link(read_code(code))
    if found is None:
        return render(request, "sessions/no_link.html", {"code": code[:20]}, status=404)
    return redirect("assessment:door", test_uuid=found.uuid)


@require_http_methods(["GET", "POST"])
@access(anyone)
@never_cache
def guest(request: HttpRequest, test_uuid: UUID) -> HttpResponse:
    """Ask who comes to an open test without signing in for a name, and let it in; or back in, by its code."""
    test = open_test(test_uuid)
    if test is None:
        raise Http404
    if request.actor.is_signed_in:  # type: ignore[attr-defined]
        return redirect("assessment:door", test_uuid=test.uuid)
    token = token_of(request)
    known = guest_in(token, test.uuid)
    if known is not None and not known.candidate.is_removed:
        return redirect("assessment:door", test_uuid=test.uuid)
    form = GuestForm(None, asks_code=bool(test.settings.get("access_code")))
    context: dict[str, Any] = {"form": form, "back": BackForm(None), "problem": _problem(test)}
    if known is not None:
        context["problem"] = SessionError("guest.removed")
    if request.method == "POST" and context["problem"] is None:
        answer = _entered(request, test, token, context)
        if answer is not None:
            return answer
    return _page(request, test, context)


def _entered(request: HttpRequest, test: Test, token: str, context: dict[str, Any]) -> HttpResponse | None:
    """Let a guest in or back in; None with what is wrong in the forms of `context`."""
    is_back = "quay-lai" in request.POST
    if not token:
        context["problem"] = SessionError("guest.cookies")
        return None
    if not ratelimit.consume(request, action="guest_back" if is_back else "guest_join"):
        return too_many_tries(request, 600)
    if is_back:
        context["back"] = BackForm(request.POST)
        is_in = context["back"].is_valid() and _came_back(test, token, context["back"])
    else:
        context["form"] = GuestForm(request.POST, asks_code=bool(test.settings.get("access_code")))
        is_in = context["form"].is_valid() and _joined(request, test, token, context["form"])
    return redirect("assessment:door", test_uuid=test.uuid) if is_in else None


def _problem(test: Test) -> SessionError | None:
    """Return why nobody comes in as a guest now, whatever is typed; without a code, so that the form can ask for it."""
    if not openness_in(test.unit).is_allowed:
        return SessionError("guest.off")
    if test.state != TestState.SCHEDULED:
        return SessionError("entry.closed")
    return None


def _joined(request: HttpRequest, test: Test, token: str, form: GuestForm) -> bool:
    try:
        services.join_as_guest(
            test=test,
            token=token,
            **form.cleaned_data,
            address=address_of(request),
            url=request.build_absolute_uri(),
            headers=seb_headers(request),
        )
    except SessionError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return False
    return True


def _came_back(test: Test, token: str, back: BackForm) -> bool:
    try:
        services.come_back(test=test, token=token, code=back.cleaned_data["back"])
    except SessionError as error:
        back.add_error("back", error.message)
        return False
    return True


def _page(request: HttpRequest, test: Test, context: dict[str, Any]) -> HttpResponse:
    given = TestSettings.read(test.settings)
    sections = test.settings.get("sections") or []
    sign_in = f"{reverse('account_login')}?{urlencode({'next': reverse('assessment:door', args=[test.uuid])})}"
    refused = context["problem"] is not None or context["form"].errors or context["back"].errors
    response = render(
        request,
        "sessions/guest.html",
        {
            **context,
            "test": test,
            "days": given.guest_days,
            "minutes": sum(one["minutes"] for one in sections) or test.minutes,
            "sign_in": sign_in,
        },
        status=422 if request.method == "POST" and refused else 200,
    )
    name_browser(request, response)
    return response


@require_POST
@access(gives_tests)
def remove(request: HttpRequest, test_uuid: UUID, candidate_id: int) -> HttpResponse:
    """Take a guest out of a test."""
    actor = request.actor  # type: ignore[attr-defined]
    test = given_test(request, test_uuid)
    if not can_manage_test(actor, test):
        raise Http404
    row = get_object_or_404(Candidate.objects.select_related("test__unit", "person"), pk=candidate_id, test=test)
    try:
        services.remove_guest(actor=actor, candidate=row)
    except SessionError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Đã gỡ khách; bài của khách không tính nữa."))
    return redirect("assessment:test", test_uuid=test.uuid)


@require_GET
@access(gives_tests)
def board(request: HttpRequest, test_uuid: UUID) -> HttpResponse:
    """Show the short address of a test large, with its QR, to be seen by a whole room."""
    test = given_test(request, test_uuid)
    address = link_of(request, test)
    if address is None:
        raise Http404
    return render(request, "sessions/board.html", {"test": test, "link": address})
