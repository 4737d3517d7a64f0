"""One paper: composing a draft; codes and prints of a frozen one; how it looks to pupils and on paper."""

import mimetypes
from collections.abc import Mapping
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
from ..forms import CodesForm, PaperForm, PaperPartForm, part_initial, points_text
from ..models import Paper, PaperExport
from ..policies import can_edit_paper, can_view_blueprint, composes
from ..selectors import papers
from ..selectors.snapshots import snapshot_of
from ..types import PRINTS
from .lists import facts, number, paper_of
from .words import part_form_words


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
    return paper_page(request, paper_of(request, paper_uuid))


def paper_page(
    request: HttpRequest,
    current: Paper,
    *,
    form: PaperForm | None = None,
    codes: CodesForm | None = None,
    part_forms: Mapping[str, PaperPartForm] | None = None,
    typed: Mapping[int, dict[str, Any]] | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """Show a paper. A form that was refused comes with what was typed; `typed` are settings of questions, `refusal` words on top."""
    may_edit = can_edit_paper(request.actor, current)  # type: ignore[attr-defined]
    is_draft = current.state == PaperState.DRAFT
    parts = papers.composition(current)
    if may_edit and is_draft:
        _with_settings(parts, part_forms or {}, typed or {})
    context: dict[str, Any] = {
        "paper": current,
        "parts": parts,
        "part_forms": part_form_words(),
        "refusal": refusal,
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


def _with_settings(parts: list[dict[str, Any]], forms: Mapping[str, PaperPartForm], typed: Mapping[int, dict[str, Any]]) -> None:
    """Put into each part its form, into each question its settings and the parts that take it."""
    for part in parts:
        part["form_set"] = forms.get(part["key"]) or PaperPartForm(initial=part_initial(part), auto_id=f"p{part['key']}-%s")
        part["is_open"] = part["key"] in forms
        for row in part["items"]:
            row["set"] = typed.get(row["entry_id"]) or {
                "points": points_text(row["item"]["points"]),
                "is_pinned": row["item"]["is_pinned"],
                "keeps_options": row["item"]["keeps_options"],
                "part_key": part["key"],
            }
            row["takers"] = [other for other in parts if other["form"] in ("mixed", row["kind"].form) or other is part]
            row["has_options"] = bool(row["kind"].orders(row["item"]["content"]))


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
    return paper_page(request, current, form=form, status=status)


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
    return paper_page(request, current, codes=form, status=422)


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
