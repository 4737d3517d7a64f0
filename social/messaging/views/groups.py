"""Pages of groups of staff, and taking one's conversations along."""

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from core.access.errors import AccessRefused
from core.access.views import access
from core.lib.vietnamese import fold

from .. import selectors, services
from ..enums import ConversationKind
from ..errors import MessageRefused
from ..forms import GroupForm
from ..policies import colleagues_of, keeps_quiet_hours, uses_messages

SHOWN = 20
SEARCH = "find"


def _form(request: HttpRequest, **options: Any) -> tuple[GroupForm, dict[str, Any]]:
    """Return the form and what its list of colleagues shows: who is chosen, and who is found by the words of `q`.

    A search (`act=find`) keeps what was filled in and refuses nothing.
    """
    rows = colleagues_of(request.actor).select_related("person__account").order_by("sort_key")  # type: ignore[attr-defined]
    without = set(options.pop("without", ()))
    people = {row.person_id: row for row in rows if row.person_id not in without}
    names = [(pk, row.person.full_name) for pk, row in people.items()]
    is_search = request.POST.get("act") == SEARCH
    if is_search:
        given = {"title": request.POST.get("title", ""), "people": request.POST.getlist("people")}
        options["initial"] = {
            **options["initial"],
            **given,
            "client_id": request.POST.get("client_id") or options["initial"].get("client_id"),
        }
    form = GroupForm(None if is_search else request.POST or None, people=names, **options)
    chosen = {int(one) for one in form["people"].value() or () if str(one).isdecimal()}
    text = request.POST.get("q", "")[:80]
    words = fold(text).split()
    found = [row for pk, row in people.items() if pk not in chosen and all(word in fold(row.person.full_name) for word in words)]
    shown = {"chosen": [people[pk] for pk in people if pk in chosen], "found": found[:SHOWN], "more": len(found[SHOWN:]), "q": text}
    return form, shown


@require_http_methods(["GET", "POST"])
@access(keeps_quiet_hours)
def new_group(request: HttpRequest) -> HttpResponse:
    """Found a group with colleagues."""
    form, shown = _form(request, initial={"client_id": uuid4()})
    if form.is_bound and form.is_valid():
        try:
            row = services.found_group(actor=request.actor, client_id=form.cleaned_data["client_id"], **form.given())  # type: ignore[attr-defined]
        except MessageRefused as refused:
            form.refuse(refused)
        else:
            return HttpResponseRedirect(row.url)
    return render(request, "messaging/group.html", {"form": form, **shown}, status=422 if form.is_bound else 200)


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
    form, shown = _form(request, initial={"title": row.title}, without=[one.person_id for one in people])
    if form.is_bound and form.is_valid():
        try:
            services.change_group(actor=actor, conversation=row, **form.given())
        except MessageRefused as refused:
            form.refuse(refused)
        else:
            return HttpResponseRedirect(row.url)
    names = [(one.person, selectors.name_of(one.person, one.side)) for one in people]
    return render(
        request, "messaging/group.html", {"form": form, "chat": row, "names": names, **shown}, status=422 if form.is_bound else 200
    )


@require_POST
@access(uses_messages)
def export(request: HttpRequest) -> HttpResponse:
    """Answer one's own conversations as a zip."""
    content = services.export_chats(actor=request.actor)  # type: ignore[attr-defined]
    return HttpResponse(content, "application/zip", headers={"Content-Disposition": 'attachment; filename="tin-nhan.zip"'})
