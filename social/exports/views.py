"""Pages of taking a space or a school out."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access.views import ActorRequest, access
from core.ports.serving import answer_with_file, disposition
from social.groups.policies import standing_in
from social.groups.selectors.heads import space_head

from .errors import ExportRefused
from .forms import UnitExportForm
from .models import SpaceExport
from .policies import can_export_space, can_export_unit, may_ask
from .rules import slug
from .selectors import exports_of, find_export, find_part, find_space_to_export, find_unit_to_export, shown, url_of, what_it_holds
from .services import ask_space, ask_unit, cancel_export, note_taken

TAKING_SECONDS = 6 * 3600
HANDLES = require_http_methods(["GET", "HEAD", "POST"])


def _back(export: SpaceExport) -> HttpResponseRedirect:
    return HttpResponseRedirect(url_of(export))


def _told(request: ActorRequest, export: SpaceExport) -> HttpResponseRedirect:
    if export.asked_by_id == request.actor.person_id:
        messages.success(request, _("Đang chuẩn bị bản sao. Bạn rời trang này được, khi xong sẽ có thông báo."))
    else:
        messages.info(
            request, _("%(name)s đang lấy bản sao của nơi này. Khi xong, bạn lấy được bản của mình.") % {"name": export.asked_by.full_name}
        )
    return _back(export)


@HANDLES
@access(may_ask)
def space_export(request: ActorRequest, space_uuid: UUID) -> HttpResponse:
    """What a copy of a space holds, the button to ask for one, and those there are."""
    space = find_space_to_export(request.actor, space_uuid)
    if request.method == "POST":
        return _told(request, ask_space(actor=request.actor, space=space))
    standing: Any = standing_in(request.actor, space)
    rows = exports_of(request.actor, space)
    context = {
        "head": space_head(request.actor, space, standing), "space": space, "rows": rows, "holds": what_it_holds(request.actor, space),
        "is_busy": any(row.is_open for row in rows), "is_there": any(row.may_take for row in rows), "shared": request.actor.is_shared_device, "is_unit": False,
        "may_unit": space.kind == "unit" and can_export_unit(request.actor, space.unit),
    }  # fmt: skip
    return render(request, "exports/space.html", context)


@HANDLES
@access(may_ask)
def unit_export(request: ActorRequest, space_uuid: UUID) -> HttpResponse:
    """All spaces of a school, with a reason, for its heads."""
    unit, space = find_unit_to_export(request.actor, space_uuid)
    form = UnitExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _told(request, ask_unit(actor=request.actor, unit=unit, why=form.cleaned_data["why"], note=form.cleaned_data["note"]))
    rows = exports_of(request.actor, unit)
    context = {
        "unit": unit, "space": space, "rows": rows, "form": form, "is_busy": any(row.is_open for row in rows), "shared": request.actor.is_shared_device,
        "may_space": can_export_space(request.actor, space), "is_unit": True,
    }  # fmt: skip
    return render(request, "exports/unit.html", context, status=422 if form.errors else 200)


@require_safe
@access(may_ask)
def export_progress(request: ActorRequest, export_uuid: UUID) -> HttpResponse:
    """How far an export is; asked again while it is on its way."""
    export = find_export(request.actor, export_uuid)
    context = {"row": shown(request.actor, export), "is_unit": export.unit_id is not None, "again_url": url_of(export)}
    return render(request, "exports/_export.html", context)


@require_POST
@access(may_ask)
def export_cancel(request: ActorRequest, export_uuid: UUID) -> HttpResponse:
    """Cancel what is on its way; delete what is done."""
    export = find_export(request.actor, export_uuid)
    try:
        cancel_export(actor=request.actor, export=export)
    except ExportRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Đã xoá bản sao.") if export.state == "done" else _("Đã hủy."))
    return _back(export)


@require_safe
@access(may_ask)
def export_part(request: ActorRequest, export_uuid: UUID, part_id: int) -> HttpResponseBase:
    """One ZIP, to who asked for it; in pieces where a phone asks for pieces."""
    export = find_export(request.actor, export_uuid)
    part = find_part(request.actor, export, part_id)
    if not export.has_files:
        messages.error(request, str(ExportRefused("gone")))
        return _back(export)
    day = timezone.localtime(export.created_at)
    name = f"{slug(part.label)}-{day:%Y-%m-%d}{f'-{part.number}' if part.number > 1 else ''}.zip"
    response = answer_with_file(request, part.file_name, "application/zip", part.size_bytes, etag=f'"{export.uuid.hex}-{part.pk}"')
    response["Content-Disposition"] = disposition(name, is_inline=False)
    response["ETag"] = f'"{export.uuid.hex}-{part.pk}"'
    response["Cache-Control"] = "no-store"
    if request.method == "GET" and _is_taken(request, response):
        note_taken(actor=request.actor, export=export, part=part)
    return response


def _is_taken(request: ActorRequest, response: HttpResponseBase) -> bool:
    """Say whether an answer begins a taking: the first bytes, or any others by who took none before. Further pieces of one are not told."""
    if response.status_code not in (200, 206):
        return False
    is_first = cache.add(f"export-taken:{response['ETag']}:{request.actor.person_id}", 1, TAKING_SECONDS)
    return is_first or response.get("Content-Range", "bytes 0-").startswith("bytes 0-")
