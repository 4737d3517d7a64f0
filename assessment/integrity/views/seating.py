"""Rooms, candidate numbers, lists for doors and for signing, the protocol."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from core.access.views import access

from .. import selectors, services
from ..errors import IntegrityError
from ..forms import SeatingForm
from ..policies import supervises
from .console import wanted_test


@require_http_methods(["GET", "POST"])
@access(supervises)
def seating(request: HttpRequest, test_uuid: UUID) -> HttpResponse:
    """Make the seat plan, or show it."""
    test = wanted_test(request, test_uuid)
    actor = request.actor  # type: ignore[attr-defined]
    form = SeatingForm(request.POST or None)
    if request.method == "POST":
        try:
            if "xoa" in request.POST:
                services.clear_seating(actor=actor, test=test)
                messages.success(request, _("Đã bỏ số báo danh và phòng thi."))
                return HttpResponseRedirect(reverse("assessment:seating", args=[test.uuid]))
            if form.is_valid():
                count = services.seat_candidates(actor=actor, test=test, **form.cleaned_data)
                words = ngettext("Đã xếp phòng cho %(count)s thí sinh.", "Đã xếp phòng cho %(count)s thí sinh.", count)
                messages.success(request, words % {"count": count})
                return HttpResponseRedirect(reverse("assessment:seating", args=[test.uuid]))
        except IntegrityError as error:
            if error.field in form.fields:
                form.add_error(error.field, error.message)
            else:
                messages.error(request, error.message)
    context = {"test": test, "form": form, "rooms": selectors.rooms_of(actor, test), "is_fixed": selectors.has_started(test)}
    return render(request, "integrity/seating.html", context)


@require_GET
@access(supervises)
def room(request: HttpRequest, test_uuid: UUID) -> HttpResponse:
    """Show the list of one room, made to be printed: for the door, and to be signed."""
    test = wanted_test(request, test_uuid)
    actor = request.actor  # type: ignore[attr-defined]
    name = request.GET.get("phong", "")[:40]
    rows = selectors.room_list(actor, test, name)
    return render(request, "integrity/room.html", {"test": test, "room": name, "rows": rows, "figures": selectors.figures(actor, test)})


@require_GET
@access(supervises)
def protocol(request: HttpRequest, test_uuid: UUID) -> HttpResponse:
    """Show the protocol (biên bản) of a test, made to be printed: figures, notes, messages."""
    test = wanted_test(request, test_uuid)
    actor = request.actor  # type: ignore[attr-defined]
    notes, words = selectors.protocol(actor, test)
    context = {"test": test, "notes": notes, "words": words, "figures": selectors.figures(actor, test)}
    return render(request, "integrity/protocol.html", context)
