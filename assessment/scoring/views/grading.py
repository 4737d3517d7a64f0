"""What one's unit says of tests: how they are marked, and whether they may be open to guests."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.access.views import access
from core.organisations.models import Unit

from ...sessions.errors import SessionError
from ...sessions.policies import sets_grading
from ...sessions.rules.grading import KEY as GRADING
from ...sessions.rules.guests import KEY as OPEN_TESTS
from ...sessions.selectors.grading import grading_in, rule_source
from ...sessions.selectors.guests import openness_in
from ...sessions.services import set_grading, set_openness
from ..forms import GradingForm, OpennessForm


@require_http_methods(["GET", "POST"])
@access(sets_grading)
def grading(request: HttpRequest) -> HttpResponse:
    """Show the two rules of the hat's unit and whose they are; set one, or go back to that of the unit above."""
    actor = request.actor  # type: ignore[attr-defined]
    unit = Unit.objects.filter(pk=actor.unit_id or 0).first()
    if unit is None:
        raise Http404
    verb = request.POST.get("verb", "")
    is_open = verb.startswith("bai-mo")
    form = GradingForm(None if is_open else request.POST or None, grading=grading_in(unit))
    doors = OpennessForm(request.POST if is_open else None, openness=openness_in(unit))
    if request.method == "POST":
        inherits = verb.endswith("theo-tren")
        if is_open:
            saved = _saved(doors, inherits, lambda: set_openness(actor=actor, unit=unit, openness=None if inherits else doors.openness()))
        else:
            saved = _saved(form, inherits, lambda: set_grading(actor=actor, unit=unit, grading=None if inherits else form.grading()))
        if saved:
            messages.success(request, _("Đã lưu. Áp dụng cho những bài giao từ bây giờ."))
            return redirect("assessment:grading")
    source, door_source = rule_source(unit, GRADING), rule_source(unit, OPEN_TESTS)
    context = {"form": form, "unit": unit, "source": source, "is_own": source == unit}
    return render(
        request, "scoring/grading.html", {**context, "doors": doors, "door_source": door_source, "is_own_door": door_source == unit}
    )


def _saved(form: Any, inherits: bool, save: Callable[[], None]) -> bool:
    if not inherits and not form.is_valid():
        return False
    try:
        save()
    except SessionError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return False
    return True
