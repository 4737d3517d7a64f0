"""Appeals as who marks them sees them."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from core.access.views import access

from .. import services
from ..enums import MarkRound
from ..errors import ScoringError
from ..models import Appeal, ItemScore, Mark
from ..policies import can_decide_appeal, can_manage_test, gives_tests, is_anonymous, visible_appeals
from ..selectors import marking as queues
from ..selectors import tests
from ..selectors.counting import items_of
from .marking import marked_test


@require_GET
@access(gives_tests)
def index(request: HttpRequest, test_uuid: UUID) -> HttpResponse:
    """Show the appeals of a test; names only to who manages it."""
    test = marked_test(request, test_uuid)
    rows = tests.appeals_of(test)
    manages = can_manage_test(request.actor, test)  # type: ignore[attr-defined]
    return render(request, "scoring/appeals.html", {"test": test, "rows": rows, "manages": manages})


@require_http_methods(["GET", "POST"])
@access(gives_tests)
def appeal(request: HttpRequest, test_uuid: UUID, appeal_uuid: UUID) -> HttpResponse:
    """Mark the answers of an appeal without seeing the earlier marks, then answer it."""
    actor = request.actor  # type: ignore[attr-defined]
    test = marked_test(request, test_uuid)
    found = visible_appeals(actor).filter(attempt__test=test, uuid=appeal_uuid).select_related("attempt__person", "marker").first()
    if found is None:
        raise Http404
    if request.method == "POST":
        try:
            if request.POST.get("verb") == "nhan":
                services.take_appeal(actor=actor, appeal=found)
            else:
                services.close_appeal(actor=actor, appeal=found, answer=request.POST.get("answer", ""))
                messages.success(request, _("Đã trả lời phúc khảo. Em và phụ huynh được báo."))
            return redirect("assessment:appeal", test_uuid=test.uuid, appeal_uuid=found.uuid)
        except ScoringError as error:
            messages.error(request, error.message)
            found.answer = request.POST.get("answer", "")
    decides = found.state in ("open", "marking") and can_decide_appeal(actor, found)
    scripts = []
    if decides and found.state == "marking":
        rows = ItemScore.objects.filter(attempt=found.attempt, position__in=found.positions).order_by("position")
        items = items_of(test)
        scripts = [
            queues.script(actor, test, row, MarkRound.APPEAL, items) for row in rows.select_related("attempt__candidate__class_group")
        ]
    context = {
        "test": test,
        "appeal": found,
        "decides": decides,
        "scripts": scripts,
        "history": _history(found) if found.state in ("kept", "changed") else [],
        "names": can_manage_test(actor, test) and not is_anonymous(test),
        "here": request.path,
    }
    return render(request, "scoring/appeal.html", context)


def _history(appeal: Appeal) -> list[Mark]:
    """Return all marks of the appealed answers, once the appeal is over."""
    rows = Mark.objects.filter(score__attempt_id=appeal.attempt_id, score__position__in=appeal.positions, is_final=True)
    return list(rows.select_related("marker", "score").order_by("score__position", "pk"))
