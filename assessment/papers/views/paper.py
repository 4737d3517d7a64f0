"""One paper: composing a draft; codes and prints of a frozen one; how it looks to pupils and on paper."""

import mimetypes
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.access.views import access
from core.ports.serving import answer_with_file, disposition

from .. import services
from ..enums import PaperState
from ..errors import PaperError
from ..forms import CodesForm, PaperForm
from ..models import Paper, PaperExport
from ..policies import can_edit_paper, can_view_blueprint, composes
from ..selectors import papers
from ..selectors.snapshots import snapshot_of
from ..types import PRINTS
from .lists import facts, number, paper_of, unit_of


def editable(request: HttpRequest, paper_uuid: UUID) -> Paper:
    """Return a paper the actor may change, or answer 404."""
    found = paper_of(request, paper_uuid)
    if not can_edit_paper(request.actor, found):  # type: ignore[attr-defined]
        raise Http404
    return found


def _initial(paper: Paper) -> dict[str, Any]:
    return {"title": paper.title, "minutes": paper.minutes, "subject": paper.subject_id, "grade": paper.grade_id, **paper.header}


@require_GET
@access(composes)
def paper(request: HttpRequest, paper_uuid: UUID) -> HttpResponse:
    """Show a paper: a draft in the composer, a frozen one with its codes and prints."""
    return _page(request, paper_of(request, paper_uuid))


def _page(
    request: HttpRequest, current: Paper, *, form: PaperForm | None = None, codes: CodesForm | None = None, status: int = 200
) -> HttpResponse:
    may_edit = can_edit_paper(request.actor, current)  # type: ignore[attr-defined]
    is_draft = current.state == PaperState.DRAFT
    context: dict[str, Any] = {
        "paper": current,
        "parts": papers.composition(current),
        "warnings": papers.warnings_of(current) if is_draft else [],
        "may_edit": may_edit,
        "is_draft": is_draft,
        "form": form or PaperForm(initial=_initial(current)),
        "codes_form": codes or CodesForm(),
        "codes": [] if is_draft else papers.forms_of(current),
        "exports": papers.exports_of(current) if may_edit else [],
        "prints": PRINTS if may_edit else (),
    }
    context["has_waiting"] = any(row.finished_at is None for row in context["exports"])
    return render(request, "papers/paper.html", context, status=status)


def _moved(request: HttpRequest, current: Paper) -> None:
    services.move_entry(
        actor=request.actor,  # type: ignore[attr-defined]
        paper=current,
        entry_id=number(request.POST.get("cau")) or 0,
        by=-1 if request.POST.get("viec") == "len" else 1,
    )


def _ordered(request: HttpRequest, current: Paper) -> None:
    ids = [pk for pk in map(number, request.POST.getlist("thu-tu")) if pk]
    services.order_entries(actor=request.actor, paper=current, part_key=request.POST.get("phan", ""), ids=ids)  # type: ignore[attr-defined]


def _removed(request: HttpRequest, current: Paper) -> None:
    services.remove_entry(actor=request.actor, paper=current, entry_id=number(request.POST.get("cau")) or 0)  # type: ignore[attr-defined]
    messages.success(request, _("Đã bỏ câu khỏi đề; câu vẫn còn trong ngân hàng."))


def _swapped(request: HttpRequest, current: Paper) -> None:
    item = services.replace_entry(actor=request.actor, paper=current, entry_id=number(request.POST.get("cau")) or 0)  # type: ignore[attr-defined]
    messages.success(request, _("Đã đổi sang câu %(key)s.") % {"key": item.key})


def _pointed(request: HttpRequest, current: Paper) -> None:
    services.set_points(
        actor=request.actor,  # type: ignore[attr-defined]
        paper=current,
        part_key=request.POST.get("phan", ""),
        points=request.POST.get("diem", ""),
        entry_id=number(request.POST.get("cau")),
    )


def _timed(request: HttpRequest, current: Paper) -> None:
    services.set_part_minutes(
        actor=request.actor,  # type: ignore[attr-defined]
        paper=current,
        part_key=request.POST.get("phan", ""),
        minutes=request.POST.get("phut", ""),
    )


def _frozen(request: HttpRequest, current: Paper) -> None:
    services.freeze_paper(actor=request.actor, paper=current)  # type: ignore[attr-defined]
    messages.success(request, _("Đã chốt đề. Giờ trộn mã và in được rồi."))


VERBS: dict[str, Callable[[HttpRequest, Paper], None]] = {
    "len": _moved,
    "xuong": _moved,
    "xep": _ordered,
    "bo": _removed,
    "doi": _swapped,
    "diem": _pointed,
    "phut": _timed,
    "chot": _frozen,
}


@require_POST
@access(composes)
def act(request: HttpRequest, paper_uuid: UUID) -> HttpResponse:
    """Do one thing with a paper; what is refused says why and leaves it as it was."""
    verb = request.POST.get("viec", "")
    if verb == "chep":
        made = services.copy_paper(actor=request.actor, paper=paper_of(request, paper_uuid), unit=unit_of(request))  # type: ignore[attr-defined]
        messages.success(request, _("Đã tạo bản sao để sửa."))
        return redirect("assessment:paper", paper_uuid=made.uuid)
    current = editable(request, paper_uuid)
    try:
        if verb == "xoa":
            services.remove_paper(actor=request.actor, paper=current)  # type: ignore[attr-defined]
            messages.success(request, _("Đã xoá đề."))
            return redirect("assessment:papers")
        if verb not in VERBS:
            raise Http404
        VERBS[verb](request, current)
    except PaperError as error:
        messages.error(request, error.message)
    place = request.POST.get("cau", "") if verb in ("len", "xuong", "doi", "diem") else ""
    return redirect(reverse("assessment:paper", args=[current.uuid]) + (f"#c{place}" if place.isdecimal() else ""))


@require_http_methods(["POST"])
@access(composes)
def facts_saved(request: HttpRequest, paper_uuid: UUID) -> HttpResponse:
    """Save what a draft says of itself; what was typed stays when it can't be."""
    current = editable(request, paper_uuid)
    form = PaperForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            services.update_paper(
                actor=request.actor,  # type: ignore[attr-defined]
                paper=current,
                facts=facts(form),
                revision=number(request.POST.get("revision")),
            )
        except PaperError as error:
            form.add_error(error.field or None, error.message)
            status = 409 if error.code == "paper.changed" else 422
        else:
            messages.success(request, _("Đã lưu."))
            return redirect("assessment:paper", paper_uuid=current.uuid)
    return _page(request, current, form=form, status=status)


@require_POST
@access(composes)
def codes_made(request: HttpRequest, paper_uuid: UUID) -> HttpResponse:
    """Shuffle codes of a frozen paper."""
    current = editable(request, paper_uuid)
    form = CodesForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            made = services.make_forms(
                actor=request.actor,  # type: ignore[attr-defined]
                paper=current,
                count=data["count"],
                style=data["style"],
                typed=data["typed"],
                seed=data["seed"] or 0,
            )
        except PaperError as error:
            form.add_error(error.field or None, error.message)
        else:
            messages.success(request, _("Đã trộn mã đề: %(codes)s.") % {"codes": ", ".join(row.code for row in made)})
            return redirect("assessment:paper", paper_uuid=current.uuid)
    return _page(request, current, codes=form, status=422)


@require_GET
@access(composes)
def preview(request: HttpRequest, paper_uuid: UUID) -> HttpResponse:
    """Show a paper as pupils see it on a screen (`kieu=lam`), or as it is printed, in the order of a code (`ma`)."""
    current = paper_of(request, paper_uuid)
    code = request.GET.get("ma", "")
    form = get_object_or_404(current.forms, code=code) if code else None
    is_taking = request.GET.get("kieu") == "lam"
    snapshot = snapshot_of(current)
    context = {
        "paper": current,
        "code": code,
        "codes": papers.forms_of(current) if current.state == PaperState.FROZEN else [],
        "is_taking": is_taking,
        "parts": papers.questions_of(snapshot, form.order if form else None, mode="take" if is_taking else "print", draws_passages=True),
    }
    return render(request, "papers/preview.html", context)


@require_POST
@access(composes)
def print_asked(request: HttpRequest, paper_uuid: UUID) -> HttpResponse:
    """Ask for a printed product; a job makes it."""
    current = editable(request, paper_uuid)
    kind, _dot, chosen = request.POST.get("ban", "").partition(".")
    try:
        services.request_export(
            actor=request.actor,  # type: ignore[attr-defined]
            paper=current,
            kind=kind,
            format=chosen,
            options={
                "codes": request.POST.getlist("ma")[:48],
                "number_digits": number(request.POST.get("sbd")) or 6,
                "code_digits": number(request.POST.get("cs-ma")) or 3,
            },
        )
    except PaperError as error:
        messages.error(request, error.message)
    return redirect(reverse("assessment:paper", args=[current.uuid]) + "#ban-in")


@require_GET
@access(composes)
def prints(request: HttpRequest, paper_uuid: UUID) -> HttpResponse:
    """Show what is being printed (asked for again while something is waiting)."""
    current = editable(request, paper_uuid)
    rows = papers.exports_of(current)
    return render(
        request, "papers/_exports.html", {"paper": current, "exports": rows, "has_waiting": any(row.finished_at is None for row in rows)}
    )


@require_GET
@access(composes)
def print_file(request: HttpRequest, export_uuid: UUID) -> HttpResponseBase:
    """Hand out a printed product to who may print the paper or use the blueprint."""
    row = get_object_or_404(PaperExport.objects.select_related("paper", "blueprint__unit"), uuid=export_uuid)
    actor = request.actor  # type: ignore[attr-defined]
    permitted = can_edit_paper(actor, row.paper) if row.paper else row.blueprint is not None and can_view_blueprint(actor, row.blueprint)
    if not permitted or not row.file:
        raise Http404
    name = services.exports.file_name(row)
    content_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    response = answer_with_file(request, str(row.file.name), content_type, row.file.size)
    response["Content-Disposition"] = disposition(name, is_inline=False)
    response["Cache-Control"] = "private, no-store"
    return response
