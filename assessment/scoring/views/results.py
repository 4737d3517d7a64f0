"""Results for candidates and guardians; the trail of answers for an appeal."""

from collections.abc import AsyncIterator, Iterator
from itertools import islice
from typing import Any
from uuid import UUID

from asgiref.sync import sync_to_async
from django.contrib import messages
from django.core.handlers.asgi import ASGIRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.access.enums import Role
from core.access.views import access
from core.audit.services import record

from ...sessions.models import AnswerFile, Attempt, Test
from ...sessions.views.entering import may_be_guest
from .. import services, tables
from ..errors import ScoringError
from ..forms import AppealForm
from ..policies import can_name_script, gives_tests, sees_own_result, sees_results
from ..selectors import results, tests
from ..selectors.counting import items_of
from .marking import answer_file
from .release import managed_test

LINES = 200


def _attempt(request: HttpRequest, attempt_uuid: UUID) -> Attempt:
    found = results.result_of(request.actor, attempt_uuid)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


@require_GET
@access(sees_results)
def own(request: HttpRequest) -> HttpResponse:
    """Show the released results of oneself, or of a guardian's children."""
    actor = request.actor  # type: ignore[attr-defined]
    after = request.GET.get("sau", "")
    page = results.released_page(actor, int(after) if after.isdecimal() and len(after) < 15 else 0)
    has_mastery = actor.has_role(Role.STUDENT, Role.LEARNER, Role.GUARDIAN)
    context = {"page": page, "is_guardian": results.is_for_guardian(actor), "has_mastery": has_mastery}
    return render(request, "scoring/own.html", context)


@require_GET
@may_be_guest
@access(sees_own_result)
def result(request: HttpRequest, attempt_uuid: UUID) -> HttpResponse:
    """Show one result as far as the review policy goes; a guardian's look is in the trail."""
    actor = request.actor  # type: ignore[attr-defined]
    attempt = _attempt(request, attempt_uuid)
    page = results.result_page(actor, attempt)
    page.may_appeal = page.may_appeal and not actor.is_guest
    if not page.is_own:
        test = attempt.test
        record(
            actor=actor,
            verb="assessment.result.viewed",
            obj=test,
            subject_person_id=attempt.person_id,
            unit_path=test.unit.path,
            unit_id=test.unit_id,
        )
    return render(request, "scoring/result.html", {"page": page, "test": attempt.test, "is_guardian": not page.is_own})


@require_GET
@may_be_guest
@access(sees_own_result)
def file(request: HttpRequest, attempt_uuid: UUID, file_uuid: UUID) -> HttpResponseBase:
    """Answer a file of an answer to whoever may see the answers of the result."""
    attempt = _attempt(request, attempt_uuid)
    if "answer" not in results.sees_of(attempt):
        raise Http404
    found = get_object_or_404(AnswerFile, attempt=attempt, uuid=file_uuid)
    return answer_file(request, found, found.name)


def _script(request: HttpRequest, test_uuid: UUID, attempt_uuid: UUID) -> Attempt:
    test = tests.reviewed_test(request.actor, test_uuid)  # type: ignore[attr-defined]
    found = results.script_of(test, attempt_uuid) if test is not None else None
    if found is None:
        raise Http404
    return found


def _kept_back(request: HttpRequest, test: Test) -> HttpResponse:
    messages.warning(request, ScoringError("script.anonymous").message)
    return redirect("assessment:results_people", test_uuid=test.uuid)


@require_GET
@access(gives_tests)
def script(request: HttpRequest, test_uuid: UUID, attempt_uuid: UUID) -> HttpResponse:
    """Show one candidate's paper with marks, to who reviews the test; the look is in the trail."""
    actor = request.actor  # type: ignore[attr-defined]
    attempt = _script(request, test_uuid, attempt_uuid)
    test = attempt.test
    if not can_name_script(actor, test):
        return _kept_back(request, test)
    record(
        actor=actor,
        verb="assessment.result.viewed",
        obj=test,
        subject_person_id=attempt.person_id,
        unit_path=test.unit.path,
        unit_id=test.unit_id,
    )
    page = results.result_page(actor, attempt, for_staff=True)
    page.may_appeal = False
    return render(request, "scoring/result.html", {"page": page, "test": test, "is_guardian": True, "is_staff_view": True})


@require_GET
@access(gives_tests)
def script_file(request: HttpRequest, test_uuid: UUID, attempt_uuid: UUID, file_uuid: UUID) -> HttpResponseBase:
    """Answer a file of an answer to who reviews the test."""
    attempt = _script(request, test_uuid, attempt_uuid)
    if not can_name_script(request.actor, attempt.test):  # type: ignore[attr-defined]
        raise Http404
    found = get_object_or_404(AnswerFile, attempt=attempt, uuid=file_uuid)
    return answer_file(request, found, found.name)


@require_http_methods(["GET", "POST"])
@access(sees_results)
def ask_appeal(request: HttpRequest, attempt_uuid: UUID) -> HttpResponse:
    """Ask for an appeal, or take it back."""
    actor = request.actor  # type: ignore[attr-defined]
    attempt = _attempt(request, attempt_uuid)
    page = results.result_page(actor, attempt)
    if request.method == "POST" and request.POST.get("verb") == "rut":
        try:
            if page.appeal is None:
                raise Http404
            services.withdraw_appeal(actor=actor, appeal=page.appeal)
            messages.success(request, _("Đã rút đơn phúc khảo."))
        except ScoringError as error:
            messages.error(request, error.message)
        return redirect("assessment:result", attempt_uuid=attempt.uuid)
    if not page.may_appeal and request.method == "GET":
        if page.appeal is not None:  # the browser's way back from an appeal just made
            return redirect("assessment:result", attempt_uuid=attempt.uuid)
        raise Http404
    items: Any = page.rows or [{"position": position, "number": position} for position in items_of(attempt.test)]
    numbers = [(row["position"], row["number"]) if isinstance(row, dict) else (row.position, row.number) for row in items]
    form = AppealForm(request.POST or None, numbers=numbers)
    if request.method == "POST" and form.is_valid():
        try:
            services.make_appeal(actor=actor, attempt=attempt, **form.cleaned_data)
        except ScoringError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _("Đã gửi đơn phúc khảo. Thầy cô khác sẽ chấm lại, có kết quả là được báo."))
            return redirect("assessment:result", attempt_uuid=attempt.uuid)
    return render(request, "scoring/appeal_ask.html", {"page": page, "test": attempt.test, "form": form})


@require_GET
@access(gives_tests)
def trail(request: HttpRequest, test_uuid: UUID, attempt_uuid: UUID) -> HttpResponse:
    """Answer the trail of an attempt's answers as Excel, or as CSV with `?dang=csv`; the look is in the audit trail."""
    test = managed_test(request, test_uuid)
    if not can_name_script(request.actor, test):  # type: ignore[attr-defined]
        return _kept_back(request, test)
    attempt = get_object_or_404(Attempt.objects.select_related("person", "pack__form"), test=test, uuid=attempt_uuid)
    changes = results.trail_of(attempt)
    record(
        actor=request.actor,  # type: ignore[attr-defined]
        verb="assessment.answers.exported",
        obj=test,
        subject_person_id=attempt.person_id,
        unit_path=test.unit.path,
        unit_id=test.unit_id,
    )
    if request.GET.get("dang") == "csv":
        return tables.download(tables.trail_csv(test, attempt, changes), "nhat-ki-bai-lam.csv")
    return tables.download(tables.trail_sheet(test, attempt, changes, results.trail_marks(attempt)), "nhat-ki-bai-lam.xlsx")


@require_GET
@access(gives_tests)
def whole_trail(request: HttpRequest, test_uuid: UUID) -> HttpResponseBase:
    """Answer the trail of all answers of a test as CSV, sent while it is read; the look is in the audit trail."""
    test = managed_test(request, test_uuid)
    actor = request.actor  # type: ignore[attr-defined]
    if not can_name_script(actor, test):
        return _kept_back(request, test)
    record(actor=actor, verb="assessment.trails.exported", obj=test, unit_path=test.unit.path, unit_id=test.unit_id)
    lines = _spoken(tables.whole_trail(test, results.whole_trail_of(test)), translation.get_language() or "vi")
    body = _pulled(lines) if isinstance(request, ASGIRequest) else lines
    response = StreamingHttpResponse(body, content_type=tables.TYPES["csv"], headers={"Cache-Control": "no-store"})
    response["Content-Disposition"] = 'attachment; filename="nhat-ki-ca-bai.csv"'
    return response


def _spoken(lines: Iterator[str], language: str) -> Iterator[str]:
    """Yield lines in pieces, each made in the language of the request, which has ended by then."""
    while True:
        with translation.override(language):
            piece = "".join(islice(lines, LINES))
        if not piece:
            return
        yield piece


async def _pulled(pieces: Iterator[str]) -> AsyncIterator[str]:
    step = sync_to_async(lambda: next(pieces, ""))  # one thread: the cursor stays with its connection
    while piece := await step():
        yield piece
