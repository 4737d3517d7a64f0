"""Where notifications went: one's own, and all of them for who runs the platform."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.access.policies import platform_staff, signed_in
from core.access.views import access
from core.jobs.selectors import troubles

from ..enums import OUTSIDE, Channel, DeliveryState
from ..selectors import deliveries_page, delivery_figures, trouble_reasons
from ..services import retry_dead
from .inbox import PAGE, Page, key_of

SPANS = {"1": _("24 giờ"), "7": _("7 ngày"), "30": _("30 ngày")}


@dataclass(frozen=True, slots=True)
class Line:
    """One channel of the operator's table."""

    name: str
    cells: list[tuple[str, int]]
    total: int


@require_safe
@access(signed_in)
@never_cache
def sent(request: HttpRequest) -> HttpResponse:
    """How far each of one's notifications got."""
    before = key_of(request)
    rows = deliveries_page(request.actor, before_id=before, size=PAGE)  # type: ignore[attr-defined]
    page = Page(str(rows[PAGE - 1][0].pk) if len(rows) > PAGE else "")
    return render(request, "notifications/sent.html", {"rows": rows[:PAGE], "page": page, "later": before is not None})


@require_safe
@access(platform_staff)
@never_cache
def operator(request: HttpRequest) -> HttpResponse:
    """Counts by channel and state, and what went wrong."""
    days = request.GET.get("ngay", "7")
    days = days if days in SPANS else "7"
    since = timezone.now() - timedelta(days=int(days))
    figures = delivery_figures(since)
    lines = []
    for channel in OUTSIDE:
        cells = [(str(state.label), figures["counts"].get((channel.value, state.value), 0)) for state in DeliveryState]
        lines.append(Line(str(channel.label), cells, sum(count for _label, count in cells)))
    spans = [{"label": label, "url": f"?ngay={key}", "current": key == days} for key, label in SPANS.items()]
    context = {
        "lines": lines,
        "states": DeliveryState.labels,
        "oldest": figures["oldest"],
        "reasons": trouble_reasons(since),
        "spans": spans,
        "troubles": troubles(),
    }
    return render(request, "notifications/operator.html", context)


@require_POST
@access(platform_staff)
def retry(request: HttpRequest) -> HttpResponse:
    """Queue what went wrong for one reason once more."""
    channel = request.POST.get("kenh", "")
    if channel in Channel.values:
        count = retry_dead(actor=request.actor, channel=channel, error=request.POST.get("ly-do", ""))  # type: ignore[attr-defined]
        said = ngettext("Đã xếp lại %(count)s tin để gửi.", "Đã xếp lại %(count)s tin để gửi.", count)
        messages.success(request, said % {"count": count})
    return HttpResponseRedirect(reverse("core:notify_operator"))
