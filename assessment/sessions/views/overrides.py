"""Other terms for single candidates, or for all of a class."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from core.access.views import access

from .. import services
from ..errors import SessionError
from ..forms import OverrideForm
from ..models import Candidate, Test, TestClass
from ..policies import can_manage_test, gives_tests
from .given import given_test

NAMES = ("extra_minutes", "extra_attempts", "opens_at", "closes_at", "allowances")


def _managed(request: HttpRequest, test_uuid: UUID) -> Test:
    found = given_test(request, test_uuid)
    if not can_manage_test(request.actor, found):  # type: ignore[attr-defined]
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
@access(gives_tests)
def candidate(request: HttpRequest, test_uuid: UUID, candidate_id: int) -> HttpResponse:
    """Give one candidate other terms."""
    found = _managed(request, test_uuid)
    row = get_object_or_404(Candidate.objects.select_related("person", "test__unit", "guest"), pk=candidate_id, test=found)
    form = OverrideForm(request.POST or None, initial={name: getattr(row, name) for name in NAMES})
    if request.method == "POST" and form.is_valid():
        try:
            services.override_candidate(actor=request.actor, candidate=row, terms=form.terms())  # type: ignore[attr-defined]
        except SessionError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _("Đã lưu điều kiện riêng."))
            return redirect("assessment:test", test_uuid=found.uuid)
    return _page(request, form, {"test": found, "candidate": row})


@require_http_methods(["GET", "POST"])
@access(gives_tests)
def of_class(request: HttpRequest, test_uuid: UUID, class_id: int) -> HttpResponse:
    """Give all candidates of a class the same other terms."""
    found = _managed(request, test_uuid)
    row = get_object_or_404(TestClass.objects.select_related("class_group"), class_group_id=class_id, test=found)
    form = OverrideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            count = services.override_class(actor=request.actor, test=found, class_id=class_id, terms=form.terms())  # type: ignore[attr-defined]
        except SessionError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            words = ngettext("Đã lưu điều kiện riêng của %(count)s em.", "Đã lưu điều kiện riêng của %(count)s em.", count)
            messages.success(request, words % {"count": count})
            return redirect("assessment:test", test_uuid=found.uuid)
    return _page(request, form, {"test": found, "group": row.class_group})


def _page(request: HttpRequest, form: OverrideForm, context: dict[str, Any]) -> HttpResponse:
    return render(request, "sessions/override.html", {**context, "form": form}, status=422 if form.errors else 200)
