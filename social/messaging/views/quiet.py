"""The page of a teacher's quiet hours."""

from django.contrib import messages as notes
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.access.views import access

from ..errors import MessageRefused
from ..forms import QuietForm
from ..policies import keeps_quiet_hours
from ..selectors import quiet_hours_of
from ..services import save_quiet_hours


@require_http_methods(["GET", "POST"])
@access(keeps_quiet_hours)
def quiet_hours(request: HttpRequest) -> HttpResponse:
    """Show and keep when one wants quiet and what families are answered meanwhile."""
    actor = request.actor  # type: ignore[attr-defined]
    row = quiet_hours_of(actor)
    first = {name: getattr(row, name) for name in ("is_on", "starts", "ends", "auto_answer")}
    form = QuietForm(request.POST or None, initial={**first, "days": list(row.days), "rest_days": list(row.rest_days)})
    if request.method == "POST" and form.is_valid():
        try:
            save_quiet_hours(actor=actor, given=form.given())
        except MessageRefused as refused:
            form.refuse(refused)
        else:
            notes.success(request, _("Đã lưu giờ yên tĩnh."))
            return redirect("social:chats")
    return render(request, "messaging/quiet.html", {"form": form}, status=422 if form.is_bound else 200)
