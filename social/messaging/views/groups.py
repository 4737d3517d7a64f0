"""Pages of groups of staff, and taking one's conversations along."""

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core.access.errors import AccessRefused
from core.access.views import access

from .. import selectors, services
from ..enums import ConversationKind
from ..errors import MessageRefused
from ..forms import GroupForm
from ..policies import colleagues_of, keeps_quiet_hours, uses_messages


def _form(request: HttpRequest, **options: Any) -> GroupForm:
    actor = request.actor  # type: ignore[attr-defined]
    rows = colleagues_of(actor).select_related("person").order_by("sort_key")
    people = {row.person_id: row.person.full_name for row in rows}
    for person_id in options.pop("without", ()):
        people.pop(person_id, None)
    return GroupForm(request.POST or None, people=list(people.items()), **options)


@require_http_methods(["GET", "POST"])
@access(keeps_quiet_hours)
def new_group(request: HttpRequest) -> HttpResponse:
    """Found a group with colleagues."""
    form = _form(request, initial={"client_id": uuid4()})
    if request.method == "POST" and form.is_valid():
        try:
            row = services.found_group(actor=request.actor, client_id=form.cleaned_data["client_id"], **form.given())  # type: ignore[attr-defined]
        except MessageRefused as refused:
            form.refuse(refused)
        else:
            return HttpResponseRedirect(row.url)
    return render(request, "messaging/group.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@access(uses_messages)
def group(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show who is in a group; rename it, take in more, or leave it (`act=leave`)."""
    actor = request.actor  # type: ignore[attr-defined]
    row = selectors.find_conversation(actor, uuid)
    if row.kind != ConversationKind.GROUP:
        raise AccessRefused("group")
    if request.POST.get("act") == "leave":
        services.leave_group(actor=actor, conversation=row)
        return redirect("social:chats")
    people = selectors.Headings(actor, [row]).people.get(row.pk, [])
    form = _form(request, initial={"title": row.title}, without=[one.person_id for one in people])
    if request.method == "POST" and form.is_valid():
        try:
            services.change_group(actor=actor, conversation=row, **form.given())
        except MessageRefused as refused:
            form.refuse(refused)
        else:
            return HttpResponseRedirect(row.url)
    names = [(one.person, selectors.name_of(one.person, one.side)) for one in people]
    return render(request, "messaging/group.html", {"form": form, "chat": row, "names": names}, status=422 if form.is_bound else 200)


@require_POST
@access(uses_messages)
def export(request: HttpRequest) -> HttpResponse:
    """Answer one's own conversations as a zip."""
    content = services.export_chats(actor=request.actor)  # type: ignore[attr-defined]
    return HttpResponse(content, "application/zip", headers={"Content-Disposition": 'attachment; filename="tin-nhan.zip"'})
