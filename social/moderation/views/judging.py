"""What those who look after others have: the queue, the cases."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from core.access.views import ActorRequest, access
from core.ports.serving import answer_with_file, disposition
from social.files.models import Attachment
from social.groups.enums import Side

from ..errors import SafetyRefused
from ..models import Case
from ..policies import works_for_safety
from ..selectors.cases import case_page, cases_for, evidence_file, find_case
from ..selectors.queue import SHOWN, QueueFilter, queue
from ..selectors.queue import held_file as found_held_file
from ..services import appeals, cases
from ..services.measures import proposed
from ..services.queue import judge_held

HANDLES = require_http_methods(["GET", "HEAD", "POST"])


@HANDLES
@access(works_for_safety)
def waiting(request: ActorRequest) -> HttpResponse:
    """What waits for approval: one or several are approved, or given back with a reason."""
    error, keys = "", request.POST.getlist("keys") + request.POST.getlist("one")
    if request.method == "POST":
        approves = request.POST.get("act") == "approve"
        try:
            count = judge_held(actor=request.actor, keys=keys, approve=approves, reason=request.POST.get("reason", ""))
        except SafetyRefused as refused:
            error = str(refused)
        else:
            _say_judged(request, approves=approves, count=count, late=len(set(keys)) - count)
            return HttpResponseRedirect(_without_choice(request))
    wanted = QueueFilter(*(request.GET.get(name, "")[:120] for name in ("loai", "vai", "tuoi", "noi")))
    everything = queue(request.actor)
    rows = queue(request.actor, wanted) if wanted != QueueFilter() else everything
    places = sorted({row.thing.place for row in everything})
    context = {
        "rows": rows,
        "wanted": wanted,
        "places": places,
        "sides": Side.choices,
        "error": error,
        "given": request.POST,
        "chosen": {row.key for row in rows} if "chon" in request.GET and not keys else set(keys),
        "is_cut": len(rows) >= SHOWN,
    }
    return render(request, "safety/queue.html", context, status=422 if error else 200)


def _without_choice(request: ActorRequest) -> str:
    """Return the address with its filters: what came meanwhile is not chosen before somebody read it."""
    asked = request.GET.copy()
    asked.pop("chon", None)
    return f"{request.path}?{asked.urlencode()}" if asked else request.path


def _say_judged(request: ActorRequest, *, approves: bool, count: int, late: int) -> None:
    said = (
        ngettext("Đã duyệt %(count)d mục.", "Đã duyệt %(count)d mục.", count)
        if approves
        else ngettext("Đã trả lại %(count)d mục kèm lí do.", "Đã trả lại %(count)d mục kèm lí do.", count)
    )
    if count:
        messages.success(request, said % {"count": count})
    if late > 0:
        words = ngettext(
            "%(count)d mục vừa được sửa hoặc đã được xử lí trước đó.", "%(count)d mục vừa được sửa hoặc đã được xử lí trước đó.", late
        )
        messages.warning(request, words % {"count": late})


@require_safe
@access(works_for_safety)
def case_list(request: ActorRequest) -> HttpResponse:
    """The cases one is asked to judge, or has judged."""
    is_done = request.GET.get("xong") == "1"
    context = {"cases": cases_for(request.actor, is_done=is_done), "is_done": is_done, "now": timezone.now()}
    return render(request, "safety/cases.html", context)


@HANDLES
@access(works_for_safety)
def case(request: ActorRequest, case_uuid: UUID) -> HttpResponse:
    """A case with its evidence; judging it, or the appeal against what was decided."""
    row = find_case(request.actor, case_uuid)
    error = field = ""
    if request.method == "POST":
        try:
            _judged(request, row)
        except SafetyRefused as refused:
            error, field = str(refused), refused.field
            if refused.code == "changed":
                messages.warning(request, error)
                return HttpResponseRedirect(reverse("social:case", args=[case_uuid]))
        else:
            messages.success(request, _("Đã lưu quyết định. Những người liên quan được báo."))
            return HttpResponseRedirect(reverse("social:cases"))
    page = case_page(request.actor, row, proposed(row.author_id, timezone.now()))
    context = {"page": page, "case": row, "error": error, "field": field, "given": request.POST, "now": timezone.now()}
    return render(request, "safety/case.html", context, status=422 if error else 200)


def _judged(request: ActorRequest, row: Case) -> None:
    version, reason = _number(request.POST.get("version")), request.POST.get("reason", "")
    if "outcome" in request.POST:
        appeals.judge_appeal(actor=request.actor, case=row, version=version, outcome=request.POST["outcome"], reason=reason)
        return
    if request.POST.get("act") == "lift":
        cases.lift_measure(actor=request.actor, case=row, version=version, reason=reason)
        return
    decision, days = request.POST.get("decision", ""), _number(request.POST.get("days"))
    cases.decide(
        actor=request.actor, case=row, version=version, decision=decision, reason=reason, days=days, bans_pictures="bans" in request.POST
    )


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else 0


@require_safe
@access(works_for_safety)
def case_file(request: ActorRequest, case_uuid: UUID, file_uuid: UUID, name: str) -> HttpResponseBase:
    """A picture or file of the evidence."""
    return _shown(request, evidence_file(request.actor, case_uuid, file_uuid))


@require_safe
@access(works_for_safety)
def held_file(request: ActorRequest, kind: str, key: str, file_uuid: UUID, name: str) -> HttpResponseBase:
    """A picture or file of something that waits, as it will be shown; `v=640` is the small picture."""
    return _shown(request, found_held_file(request.actor, kind, key, file_uuid))


def _shown(request: ActorRequest, row: Attachment) -> HttpResponseBase:
    """Answer a file to who judges, clear; no browser keeps it."""
    small = row.variants.get("640", {}) if request.GET.get("v") == "640" else {}
    stored, size_bytes = small.get("name", str(row.file.name)), small.get("size_bytes", row.size_bytes)
    response = answer_with_file(request, stored, row.content_type, size_bytes)
    response["Content-Disposition"] = disposition(row.name, is_inline=row.kind != "file")
    response["Content-Security-Policy"] = "default-src 'none'; img-src 'self'; media-src 'self'"
    response["Cache-Control"] = "private, no-store"
    return response
