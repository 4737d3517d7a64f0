"""Importing a roster, step by step: file, columns and check, run with progress, result."""

import contextlib
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.access.policies import require, with_hat
from core.access.types import Actor
from core.access.views import ActorRequest, access
from core.organisations.models import SchoolYear, Unit
from core.organisations.policies import can_manage_accounts

from .enums import EntryAction, RosterState
from .errors import RosterFileError, message_of
from .forms import MappingForm, UploadForm
from .interop.columns import missing_columns
from .models import RosterImport
from .policies import can_import_roster
from .selectors import get_import, recent_imports
from .services import check_import, launch_import, set_mapping, start_import, undo_import
from .tables import error_file, template_file
from .types import Problem

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _unit(request: ActorRequest, unit_uuid: uuid.UUID) -> Unit:
    unit: Unit | None = Unit.objects.filter(uuid=unit_uuid).first()
    if unit is None:
        raise Http404
    require(can_import_roster, request.actor, unit)
    return unit


def _roster(request: ActorRequest, import_uuid: uuid.UUID) -> RosterImport:
    roster = get_import(request.actor, import_uuid)
    if roster is None:
        raise Http404
    return roster


def _to(roster: RosterImport) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("core:roster_import", args=[roster.uuid]))


@require_http_methods(["GET", "POST"])
@access(with_hat)
def start(request: ActorRequest, unit_uuid: uuid.UUID) -> HttpResponse:
    """Choose a file for a unit."""
    unit = _unit(request, unit_uuid)
    today = timezone.localdate()
    year = SchoolYear.objects.filter(starts_on__lte=today).first()
    form = UploadForm(request.POST or None, request.FILES or None, initial={"school_year": year.key if year else None})
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            roster = start_import(
                actor=request.actor,
                unit=unit,
                kind=form.cleaned_data["kind"],
                stream=upload,
                file_name=upload.name,
                school_year=form.cleaned_data["school_year"],
            )
            check_if_complete(request.actor, roster)
            return _to(roster)
        except RosterFileError as problem:
            form.add_error("file", str(problem))
    context = {"unit": unit, "form": form, "recent": recent_imports(request.actor, unit.pk)}
    return render(request, "roster/start.html", context, status=422 if form.is_bound and form.errors else 200)


def check_if_complete(actor: Actor, roster: RosterImport) -> None:
    """Check at once when the guessed columns suffice; otherwise the next page asks for them."""
    with contextlib.suppress(RosterFileError):
        check_import(actor=actor, roster=roster)


def _missing(roster: RosterImport) -> str:
    """Say which required columns nobody has pointed out yet; nothing once the file could be checked."""
    titles = missing_columns(roster.kind, {int(index): key for index, key in roster.mapping.items()})
    if roster.state != RosterState.UPLOADED or not titles:
        return ""
    return str(RosterFileError("column.missing", "”, “".join(titles)))


@require_GET
@access(with_hat)
def template(request: ActorRequest, unit_uuid: uuid.UUID, kind: str) -> HttpResponse:
    """Download the empty template."""
    unit = _unit(request, unit_uuid)
    if kind not in {"students", "staff"}:
        raise Http404
    response = HttpResponse(template_file(kind, unit), content_type=EXCEL)
    response["Content-Disposition"] = f'attachment; filename="mau-{"hoc-sinh" if kind == "students" else "can-bo"}.xlsx"'
    return response


@require_http_methods(["GET", "POST"])
@access(with_hat)
def show(request: ActorRequest, import_uuid: uuid.UUID) -> HttpResponse:
    """Columns and dry run before, progress during, result after."""
    roster = _roster(request, import_uuid)
    form = MappingForm(request.POST or None, roster=roster)
    if request.method == "POST" and roster.state in {RosterState.UPLOADED, RosterState.CHECKED} and form.is_valid():
        try:
            set_mapping(actor=request.actor, roster=roster, mapping=form.mapping(), options=form.options())
            check_import(actor=request.actor, roster=roster)
            return _to(roster)
        except RosterFileError as problem:
            form.add_error(None, str(problem))
    return render(request, "roster/show.html", _context(request.actor, roster, form), status=422 if form.is_bound and form.errors else 200)


def _context(actor: Actor, roster: RosterImport, form: MappingForm | None = None) -> dict[str, Any]:
    problems = [
        {**item, "message": message_of(Problem(item["row"], item["column"], item["code"], item["value"]))} for item in roster.problems[:200]
    ]
    actions = dict(EntryAction.choices) | {"absent": _("Không có trong tệp")}
    preview = [{**item, "action_label": actions.get(item["action"], item["action"])} for item in roster.preview]
    return {
        "roster": roster, "form": form, "missing": _missing(roster), "problems": problems, "problem_count": len(roster.problems),
        "preview": preview, "may_print": can_manage_accounts(actor, roster.unit),
        "can_run": roster.state == RosterState.CHECKED and roster.totals.get("rows", 0) > roster.totals.get("refused", 0),
        "absent_count": sum(item["action"] == "absent" for item in preview),
    }  # fmt: skip


@require_POST
@access(with_hat)
def run(request: ActorRequest, import_uuid: uuid.UUID) -> HttpResponse:
    """Start the run."""
    return _to(launch_import(actor=request.actor, roster=_roster(request, import_uuid)))


@require_GET
@access(with_hat)
def progress(request: ActorRequest, import_uuid: uuid.UUID) -> HttpResponse:
    """The progress part of the page, asked again each second while the job runs."""
    roster = _roster(request, import_uuid)
    response = render(request, "roster/_progress.html", {"roster": roster})
    if roster.state != RosterState.RUNNING:
        response["HX-Refresh"] = "true"
    return response


@require_GET
@access(with_hat)
def errors(request: ActorRequest, import_uuid: uuid.UUID) -> HttpResponse:
    """Download the rows to correct, with the reasons."""
    roster = _roster(request, import_uuid)
    response = HttpResponse(error_file(roster), content_type=EXCEL)
    response["Content-Disposition"] = 'attachment; filename="dong-can-sua.xlsx"'
    return response


@require_POST
@access(with_hat)
def undo(request: ActorRequest, import_uuid: uuid.UUID) -> HttpResponse:
    """Take the whole import back."""
    roster = _roster(request, import_uuid)
    counts = undo_import(actor=request.actor, roster=roster)
    messages.success(request, _("Đã hoàn tác %(undone)s dòng; giữ lại %(kept)s dòng đã có thay đổi khác.") % counts)
    return _to(roster)
