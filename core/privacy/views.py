"""Pages of requests about data: one's own, and those of the unit for who answers."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.access.policies import platform_staff, signed_in
from core.access.views import ActorRequest, access
from core.hooks import PersonalData

from .enums import RequestKind, RequestState
from .errors import RequestRefused
from .forms import AnswerForm, AskForm, RetentionForm
from .models import DataRequest
from .policies import can_handle, handles_requests, is_askers
from .selectors import find_request, requests_of, requests_page, retention_lines, subjects_of
from .services import acknowledge, ask, extend, open_package, refuse, set_retention, start, withdraw
from .types import RequestFilter

HANDLES = require_http_methods(["GET", "POST"])


@require_GET
@access(signed_in)
def mine(request: ActorRequest) -> HttpResponse:
    """One's requests, for oneself and for children."""
    return render(request, "privacy/mine.html", {"rows": requests_of(request.actor), "shared": request.actor.is_shared_device})


@HANDLES
@access(signed_in)
def ask_page(request: ActorRequest) -> HttpResponse:
    """A new request."""
    people = subjects_of(request.actor)
    known = {str(one.uuid): one for one in people}
    names = [(one.uuid, _("Tôi") if one.pk == request.actor.person_id else one.full_name) for one in people]
    form = AskForm(request.POST or None, subjects=names, initial={"subject": request.GET.get("em", ""), "kind": RequestKind.EXPORT})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            row = ask(actor=request.actor, subject=known[said["subject"]], kind=said["kind"], words=said["words"])
        except RequestRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã gửi. Bạn sẽ được báo ở từng bước."))
            return HttpResponseRedirect(reverse("core:data_request", args=[row.uuid]))
    return render(request, "privacy/ask.html", {"form": form}, status=422 if form.errors else 200)


def _after(text: str) -> tuple[date, int] | None:
    day, _sep, pk = text.partition("_")
    try:
        return date.fromisoformat(day), int(pk)
    except ValueError:
        return None


@require_GET
@access(handles_requests)
def unit_requests(request: ActorRequest) -> HttpResponse:
    """What the unit has to answer, the most pressing first."""
    tab = request.GET.get("loc", "open")
    wanted = RequestFilter(tab if tab in ("open", "late", "ended") else "open", _after(request.GET.get("sau", "")))
    rows = requests_page(request.actor, wanted)
    last = rows[wanted.size - 1] if len(rows) > wanted.size else None
    tabs = [
        {"label": label, "url": f"?loc={key}", "current": key == wanted.tab}
        for key, label in (("open", _("Đang chờ")), ("late", _("Quá hạn")), ("ended", _("Đã trả lời")))
    ]
    next_url = f"?loc={wanted.tab}&sau={last.due_on}_{last.pk}" if last else ""
    return render(request, "privacy/unit.html", {"rows": rows[: wanted.size], "tabs": tabs, "next_url": next_url})


def _day(at: datetime | None) -> str:
    return date_format(timezone.localtime(at), "d/m/Y") if at else ""


def _steps(row: DataRequest) -> list[dict[str, Any]]:
    taken = row.acknowledged_at is not None
    ended = row.state in (RequestState.DONE, RequestState.REFUSED, RequestState.WITHDRAWN)
    last = "bad" if row.state == RequestState.REFUSED else "done" if ended else "now" if taken else "next"
    steps = [{"label": _("Đã gửi"), "state": "done", "detail": _day(row.created_at)}]
    if row.state != RequestState.WITHDRAWN:
        steps.append(
            {
                "label": _("Đã tiếp nhận") if taken else _("Tiếp nhận"),
                "state": "done" if taken else "now",
                "detail": _day(row.acknowledged_at),
            }
        )
    steps.append({"label": row.get_state_display() if ended else _("Trả lời"), "state": last, "detail": _day(row.ended_at)})
    return steps


def _page(request: ActorRequest, row: DataRequest, problem: str = "") -> HttpResponse:
    handles = can_handle(request.actor, row)
    parts = list(PersonalData.all()) if row.kind == RequestKind.ERASE else []
    outcome = [(part.label, row.outcome[part.key], part.kept_because) for part in parts if part.key in row.outcome]
    context = {
        "row": row,
        "steps": _steps(row),
        "handles": handles and row.is_open,
        "asks": is_askers(request.actor, row),
        "parts": parts,
        "outcome": outcome,
        "form": AnswerForm(request.POST or None),
        "problem": problem,
    }
    return render(request, "privacy/request.html", context, status=422 if problem else 200)


@require_GET
@access(signed_in)
def show(request: ActorRequest, uuid: UUID) -> HttpResponse:
    """One request: to who made it, and to who answers."""
    return _page(request, find_request(request.actor, uuid))


VERBS: dict[str, tuple[str, Callable[..., Any], Any]] = {
    "rut": ("", withdraw, gettext_lazy("Đã rút yêu cầu.")),
    "tiep-nhan": ("", acknowledge, gettext_lazy("Đã tiếp nhận.")),
    "gia-han": ("reason", extend, gettext_lazy("Đã kéo dài thời hạn.")),
    "tu-choi": ("answer", refuse, gettext_lazy("Đã trả lời.")),
    "lam": ("answer", start, gettext_lazy("Đang thực hiện. Người gửi sẽ được báo khi xong.")),
}


@require_POST
@access(signed_in)
def step(request: ActorRequest, uuid: UUID, verb: str) -> HttpResponse:
    """Take a step; the service asks who may."""
    row = find_request(request.actor, uuid)
    if verb not in VERBS:
        raise Http404
    field, service, said = VERBS[verb]
    words = {field: request.POST.get("answer", "")} if field else {}
    try:
        service(actor=request.actor, request=row, **words)
    except RequestRefused as refusal:
        return _page(request, row, str(refusal))
    messages.success(request, said)
    return HttpResponseRedirect(reverse("core:data_request", args=[row.uuid]))


@require_GET
@access(signed_in)
def package(request: ActorRequest, uuid: UUID) -> HttpResponse | FileResponse:
    """The package, to who asked for it."""
    row = find_request(request.actor, uuid)
    try:
        file = open_package(actor=request.actor, request=row)
    except RequestRefused as refusal:
        return _page(request, row, str(refusal))
    return FileResponse(file, as_attachment=True, filename=f"du-lieu-{row.created_at:%Y-%m-%d}.zip", content_type="application/zip")


@HANDLES
@access(platform_staff)
def retention(request: ActorRequest) -> HttpResponse:
    """How long things are kept, for who runs the platform."""
    form = RetentionForm(request.POST or None)
    problem = ""
    if request.method == "POST":
        if form.is_valid():
            try:
                set_retention(actor=request.actor, **form.cleaned_data)
            except LookupError:
                raise Http404 from None
            except RequestRefused as refusal:
                problem = str(refusal)
            else:
                messages.success(request, _("Đã lưu."))
                return HttpResponseRedirect(reverse("core:retention"))
        else:
            problem = str(next(iter(form.errors.values()))[0])
    lines = retention_lines()
    return render(request, "privacy/retention.html", {"lines": lines, "problem": problem}, status=422 if problem else 200)
