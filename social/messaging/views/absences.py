"""Pages of absence requests: the list, the form in a conversation, the answer."""

from datetime import timedelta
from uuid import UUID, uuid4

from django.contrib import messages as notes
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.access.policies import require
from core.access.views import access

from .. import selectors, services
from ..errors import MessageRefused
from ..forms import AbsenceForm
from ..policies import can_ask_absence, has_absences, uses_messages, visible_absences


@require_GET
@access(has_absences)
def absences(request: HttpRequest) -> HttpResponse:
    """List the requests one reads, those that wait first; a guardian begins a new one here for each child."""
    actor = request.actor  # type: ignore[attr-defined]
    context = {"cards": selectors.absences_of(actor), "ways": selectors.ways_to_ask(actor)}
    return render(request, "messaging/absences.html", context)


@require_http_methods(["GET", "POST"])
@access(uses_messages)
def absence_new(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the form of a request in a conversation with the homeroom teacher; POST sends it."""
    actor = request.actor  # type: ignore[attr-defined]
    row = selectors.find_conversation(actor, uuid)
    require(can_ask_absence, actor, row)
    tomorrow = timezone.localdate() + timedelta(days=1)
    form = AbsenceForm(request.POST or None, initial={"first_day": tomorrow, "last_day": tomorrow, "client_id": uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            services.ask_absence(actor=actor, conversation=row, given=form.given())
        except MessageRefused as refused:
            form.refuse(refused)
        else:
            return HttpResponseRedirect(row.url)
    context = {"form": form, "chat": row, "heading": selectors.Headings(actor, [row]).of(row)}
    return render(request, "messaging/absence_new.html", context, status=422 if form.is_bound else 200)


@require_POST
@access(uses_messages)
def absence_act(request: HttpRequest, absence_uuid: UUID) -> HttpResponse:
    """Answer a request (`act`: confirm, refuse) or withdraw it, and go back to where it was done."""
    actor = request.actor  # type: ignore[attr-defined]
    row = get_object_or_404(visible_absences(actor).select_related("message__conversation"), uuid=absence_uuid)
    act = request.POST.get("act", "")
    try:
        if act == "withdraw":
            services.withdraw_absence(actor=actor, request=row)
        else:
            services.decide_absence(actor=actor, request=row, confirms=act == "confirm", answer=request.POST.get("answer", ""))
    except MessageRefused as refused:
        notes.warning(request, refused.message)
    return redirect("social:absences") if request.POST.get("from") == "list" else HttpResponseRedirect(row.message.conversation.url)
