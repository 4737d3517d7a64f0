"""Exporting questions, and the Excel template."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from core.access.views import access

from .. import services
from ..errors import ItemError
from ..forms import ExportForm
from ..interop.excel import template
from ..policies import authors
from ..selectors import banks
from .bank import bank_of, may_edit, number

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
@access(authors)
def import_template(request: HttpRequest, bank_uuid: UUID) -> HttpResponse:
    """Download the Excel template of questions."""
    bank = bank_of(request, bank_uuid)
    may_edit(request, bank)
    response = HttpResponse(template(), content_type=EXCEL)
    response["Content-Disposition"] = 'attachment; filename="mau-cau-hoi.xlsx"'
    return response


@require_http_methods(["GET", "POST"])
@access(authors)
def new(request: HttpRequest, bank_uuid: UUID) -> HttpResponse:
    """Choose a format and what to export; the answer is the file, or with `xem` what the format would not hold."""
    bank = bank_of(request, bank_uuid)
    nodes = banks.folder_nodes(bank)
    given = (request.POST,) if request.method == "POST" else ()
    folder = number(request.GET.get("thu-muc"))
    form = ExportForm(*given, folders=banks.folder_choices(bank), initial={"folder": folder})
    lost: dict[str, list[str]] | None = None
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["folder"]
        within = next((node.within for node in nodes if node.folder.pk == chosen), ())
        actor = request.actor  # type: ignore[attr-defined]
        try:
            items = services.items_to_export(actor=actor, bank=bank, folder_ids=within)
            made = services.export_items(actor=actor, bank=bank, items=items, form=form.cleaned_data["form"])
        except ItemError as error:
            form.add_error(None, error.message)
        else:
            if "xem" not in request.POST:
                response = HttpResponse(made.data, content_type=made.content_type)
                response["Content-Disposition"] = f'attachment; filename="{made.name}"'
                return response
            lost = made.lost
    context = {"bank": bank, "form": form, "lost": None if lost is None else list(lost.items())[:200], "lost_count": len(lost or {})}
    return render(request, "items/import_export.html", context, status=422 if form.errors else 200)
