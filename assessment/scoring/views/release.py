"""Releasing results: what is missing, now or later, taking them back."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from core.access.views import access

from ...sessions.models import Test
from ...sessions.types import TestSettings
from .. import services
from ..errors import ScoringError
from ..policies import can_mark, gives_tests
from ..selectors import tests


def managed_test(request: HttpRequest, test_uuid: UUID) -> Test:
    """Return a test the actor releases and answers for, or answer 404."""
    found = tests.managed_test(request.actor, test_uuid)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
@access(gives_tests)
def release(request: HttpRequest, test_uuid: UUID) -> HttpResponse:
    """Show what a release would show to whom; release, plan, or take back."""
    test = managed_test(request, test_uuid)
    reason = ""
    if request.method == "POST":
        try:
            _act(request, test)
            return redirect("assessment:release", test_uuid=test.uuid)
        except ScoringError as error:
            messages.error(request, error.message)
            reason = request.POST.get("reason", "")
            test.refresh_from_db()
    settings = TestSettings.read(test.settings)
    context = {
        "test": test,
        "counts": tests.release_counts(test),
        "is_open": services.is_open(test),
        "sees": settings.review.get("released", []),
        "settings": settings,
        "reason": reason,
        "marks": can_mark(request.actor, test),  # type: ignore[attr-defined]
    }
    return render(request, "scoring/release.html", context)


def _moment(text: str) -> datetime | None:
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    return timezone.make_aware(found) if found is not None and timezone.is_naive(found) else found


def _act(request: HttpRequest, test: Test) -> None:
    actor, given = request.actor, request.POST  # type: ignore[attr-defined]
    verb = given.get("verb", "")
    if verb == "tra":
        count = services.release_results(actor=actor, test=test, allow_unmarked="unmarked" in given)
        words = ngettext(
            "Đã trả %(count)s bài. Các em và phụ huynh nhận được thông báo.",
            "Đã trả %(count)s bài. Các em và phụ huynh nhận được thông báo.",
            count,
        )
        messages.success(request, words % {"count": count})
    elif verb == "hen":
        at = _moment(given.get("at", ""))
        if at is None:
            raise ScoringError("release.when", field="at")
        services.plan_release(actor=actor, test=test, at=at)
        messages.success(request, _("Đã hẹn giờ trả bài."))
    elif verb == "bo-hen":
        services.plan_release(actor=actor, test=test, at=None)
        messages.success(request, _("Đã bỏ hẹn."))
    elif verb == "rut":
        services.withdraw_results(actor=actor, test=test, reason=given.get("reason", ""))
        messages.success(request, _("Đã rút lại kết quả. Các em và phụ huynh được báo kèm lí do."))
