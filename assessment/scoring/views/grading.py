"""How the tests of one's unit are marked."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.access.views import access
from core.organisations.models import Unit

from ...sessions.errors import SessionError
from ...sessions.policies import sets_grading
from ...sessions.selectors.grading import grading_in, grading_source
from ...sessions.services import set_grading
from ..forms import GradingForm


@require_http_methods(["GET", "POST"])
@access(sets_grading)
def grading(request: HttpRequest) -> HttpResponse:
    """Show how tests of the hat's unit are marked, whose rule that is; set it, or go back to the unit above."""
    actor = request.actor  # type: ignore[attr-defined]
    unit = Unit.objects.filter(pk=actor.unit_id or 0).first()
    if unit is None:
        raise Http404
    form = GradingForm(request.POST or None, grading=grading_in(unit))
    if request.method == "POST":
        inherits = request.POST.get("verb") == "theo-tren"
        if inherits or form.is_valid():
            try:
                set_grading(actor=actor, unit=unit, grading=None if inherits else form.grading())
            except SessionError as error:
                form.add_error(error.field if error.field in form.fields else None, error.message)
            else:
                messages.success(request, _("Đã lưu. Áp dụng cho những bài giao từ bây giờ."))
                return redirect("assessment:grading")
    source = grading_source(unit)
    return render(request, "scoring/grading.html", {"form": form, "unit": unit, "source": source, "is_own": source == unit})
