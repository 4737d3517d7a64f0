"""Importing questions: a file is chosen, read by a job, looked at, saved; each decision is one press."""

import json
import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.access.views import access

from .. import services
from ..enums import ImportState
from ..errors import EditConflict, ItemError
from ..forms import ImportForm
from ..models import Bank, Folder, ItemImport, ItemImportLine
from ..policies import authors
from ..selectors import banks, imports
from ..selectors.files import signed_address
from ..selectors.kinds import kind_of, ordered_kinds
from ..selectors.rendering import question
from ..services.import_lines import ACTS, revision_of
from ..services.imports import defaults_of
from .bank import bank_of, may_edit, number
from .item import _field, problems

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
VERBS = {"dung": "right", "y": "truth", "dap-an": "answer", "duoc": "fine", "bo": "skip", "lay": "take", "de-sau": "later"}


def import_of(request: HttpRequest, import_uuid: UUID) -> ItemImport:
    """Return an import the actor may go on with, or answer 404."""
    found = imports.import_by_uuid(request.actor, import_uuid)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


def line_of(request: HttpRequest, import_uuid: UUID, position: int) -> ItemImportLine:
    """Return a line of an import the actor may go on with, or answer 404."""
    found = imports.line_at(import_of(request, import_uuid), position)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
@access(authors)
def new(request: HttpRequest, bank_uuid: UUID) -> HttpResponse:
    """Choose a file of questions for a bank; it is read in the background."""
    bank = bank_of(request, bank_uuid)
    may_edit(request, bank)
    folders = banks.folder_choices(bank)
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ImportForm(*given, folders=folders, initial={"folder": number(request.GET.get("thu-muc"))})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        folder = Folder.objects.filter(bank=bank, pk=data["folder"] or 0).first()
        try:
            run = services.start_import(
                actor=request.actor,  # type: ignore[attr-defined]
                bank=bank,
                upload=data["file"],
                folder=folder,
                defaults=defaults_of(grade=data["grade"], source=data["source"]),
            )
        except ItemError as error:
            form.add_error("file", error.message)
        else:
            return redirect("assessment:import", import_uuid=run.uuid)
    recent = imports.recent_imports(request.actor, bank)  # type: ignore[attr-defined]
    return render(request, "items/import_new.html", {"bank": bank, "form": form, "recent": recent}, status=422 if form.errors else 200)


def _panel(run: ItemImport, after: int) -> dict[str, Any]:
    counts = imports.line_counts(run)
    page = imports.open_lines(run, after)
    return {
        "run": run,
        "bank": run.bank,
        "counts": counts,
        "bar": [
            (counts["good"] + counts["saved"], "done", _("ổn")),
            (counts["look"], "warn", _("cần xem")),
            (counts["bad"], "bad", _("thiếu")),
            (counts["skipped"], "idle", _("bỏ qua")),
        ],
        "open_page": page,
        "recs": [imports.open_row(line) for line in page.items],
        "notes": imports.note_rows(run),
        "is_open": run.state in (ImportState.READ, ImportState.SAVED),
    }


@require_GET
@access(authors)
def show(request: HttpRequest, import_uuid: UUID) -> HttpResponse:
    """Show an import: its progress while it is read, then what was read, what is doubtful, and where it went."""
    run = import_of(request, import_uuid)
    if run.state in (ImportState.READING, ImportState.FAILED, ImportState.DISCARDED):
        waiting = {"run": run, "bank": run.bank, "job": imports.job_of(run), "notes": imports.note_rows(run)}
        name = "items/_import_progress.html" if request.headers.get("HX-Request") else "items/import_wait.html"
        return render(request, name, waiting)
    if request.headers.get("HX-Request"):  # it has just been read: the whole page is another one
        response = HttpResponse()
        response["HX-Redirect"] = request.path
        return response
    given = request.GET
    after, shown_after = number(given.get("can-xem")), number(given.get("sau"))
    state = given.get("loc", "") if given.get("loc", "") in ("good", "skipped", "saved") else ""
    page = imports.lines_page(run, -1 if shown_after is None else shown_after, state)
    context = {
        **_panel(run, -1 if after is None else after),
        "page": page,
        "rows": [imports.line_row(line) for line in page.items],
        "state": state,
        "sees_lines": bool(given),
        "tree": banks.bank_tree(request.actor),  # type: ignore[attr-defined]
        "counts_quick": banks.quick_counts(request.actor),  # type: ignore[attr-defined]
    }
    return render(request, "items/import_review.html", context)


@require_POST
@access(authors)
def decide(request: HttpRequest, import_uuid: UUID, position: int, verb: str) -> HttpResponse:
    """Answer what is doubtful about one line."""
    line = line_of(request, import_uuid, position)
    act = VERBS.get(verb, "")
    if act not in ACTS:
        raise Http404
    said = ""
    try:
        line = services.decide_line(actor=request.actor, line=line, act=act, value=request.POST.get("value", ""))  # type: ignore[attr-defined]
    except ItemError as error:
        said = error.message
    if not request.headers.get("HX-Request"):
        if said:
            messages.error(request, said)
        return redirect("assessment:import", import_uuid=import_uuid)
    run = import_of(request, import_uuid)
    context = {**_panel(run, -1), "said": said, "said_at": position, "changed": imports.line_row(line)}
    return render(request, "items/_import_panel.html", context)


def _editor(line: ItemImportLine) -> dict[str, Any]:
    every = {kind.key: kind for kind in ordered_kinds()}
    wanted = {line.kind} | ({*every} - {"composite", "stimulus"} if line.kind == "composite" else set())
    at = [line.run.uuid, line.position]
    return {
        "kind": line.kind,
        "kinds": {
            key: {"fields": [_field(field) for field in every[key].fields()], "blank": every[key].clean(every[key].blank())}
            for key in sorted(wanted)
        },
        "content": line.content,
        "revision": revision_of(line),
        "saveUrl": reverse("assessment:import_line_save", args=at),
        "uploadUrl": reverse("assessment:import_line_file", args=at),
        "files": {uuid: signed_address(uuid) for uuid in dict.fromkeys(_UUID.findall(json.dumps(line.content)))},
        "problems": problems(line.kind, line.content),
    }


def _preview(line: ItemImportLine) -> str:
    kind = kind_of(line.kind)
    made = question(kind=kind, content=line.content, number=0, position=1, mode="take")
    return render_to_string(kind.template, {"question": made})


@require_GET
@access(authors)
def edit(request: HttpRequest, import_uuid: UUID, position: int) -> HttpResponse:
    """Edit one line before it is saved, in the same editor as questions."""
    line = line_of(request, import_uuid, position)
    if line.item is not None:
        return redirect("assessment:item", item_uuid=line.item.uuid)
    context = {
        "run": line.run,
        "bank": line.run.bank,
        "line": line,
        "kind": kind_of(line.kind),
        "editor": json.dumps(_editor(line), ensure_ascii=False),
        "preview": _preview(line),
        "rec": imports.open_row(line),
    }
    return render(request, "items/import_line.html", context)


@require_POST
@access(authors)
def save_line(request: HttpRequest, import_uuid: UUID, position: int) -> JsonResponse:
    """Keep what the editor holds. 409 with what is stored when somebody else changed the line in between."""
    line = line_of(request, import_uuid, position)
    try:
        body = json.loads(request.body)
        content, revision = body["content"], int(body["revision"])
        if not isinstance(content, dict):
            raise TypeError
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"message": _("Không đọc được dữ liệu gửi lên.")}, status=400)
    try:
        line = services.change_line(actor=request.actor, line=line, content=content, revision=revision)  # type: ignore[attr-defined]
    except EditConflict as conflict:
        said = _("Có người vừa sửa câu này. Cả hai bản đều được giữ; hãy xem rồi chọn.")
        return JsonResponse({"message": said, "revision": conflict.revision, "content": conflict.content, "by": ""}, status=409)
    except ItemError as error:
        return JsonResponse({"message": error.message}, status=422)
    lacking = render_to_string("items/_import_reasons.html", {"rec": imports.open_row(line)})
    return JsonResponse(
        {
            "revision": revision_of(line),
            "saved_at": timezone.localtime().strftime("%H:%M"),
            "content": line.content,
            "problems": problems(line.kind, line.content),
            "lacking": lacking,
            "preview": _preview(line),
            "alike": "",
        }
    )


@require_POST
@access(authors)
def upload(request: HttpRequest, import_uuid: UUID, position: int) -> JsonResponse:
    """Take a picture or recording for a line into its bank."""
    line = line_of(request, import_uuid, position)
    file = request.FILES.get("file")
    if file is None:
        return JsonResponse({"message": _("Chưa chọn tệp.")}, status=400)
    try:
        kept = services.store_file(actor=request.actor, bank=line.run.bank, upload=file)  # type: ignore[attr-defined]
    except ItemError as error:
        return JsonResponse({"message": error.message}, status=422)
    facts = {"uuid": str(kept.uuid), "url": signed_address(str(kept.uuid)), "type": kept.content_type}
    return JsonResponse({**facts, "width": kept.width, "height": kept.height, "name": kept.name})


def _to_bank(bank: Bank, folder: Folder | None) -> HttpResponse:
    where = redirect("assessment:bank", bank_uuid=bank.uuid)
    if folder is not None:
        where["Location"] += f"?thu-muc={folder.pk}"
    return where


@require_POST
@access(authors)
def save(request: HttpRequest, import_uuid: UUID) -> HttpResponse:
    """Put what is ready into the bank; what is not stays here."""
    run = import_of(request, import_uuid)
    try:
        made = services.save_import(actor=request.actor, run=run)  # type: ignore[attr-defined]
    except ItemError as error:
        messages.error(request, error.message)
        return redirect("assessment:import", import_uuid=run.uuid)
    counts = imports.line_counts(run)
    waiting = counts["look"] + counts["bad"]
    if made:
        said = ngettext("Đã đưa %(count)s câu vào ngân hàng.", "Đã đưa %(count)s câu vào ngân hàng.", len(made)) % {"count": len(made)}
        messages.success(request, said)
    elif not counts["saved"]:
        messages.warning(request, ItemError("import.nothing").message)
    if waiting or not (made or counts["saved"]):
        return redirect("assessment:import", import_uuid=run.uuid)
    return _to_bank(run.bank, run.folder)


@require_POST
@access(authors)
def discard(request: HttpRequest, import_uuid: UUID) -> HttpResponse:
    """Give an import up."""
    run = import_of(request, import_uuid)
    services.discard_import(actor=request.actor, run=run)  # type: ignore[attr-defined]
    messages.success(request, _("Đã bỏ lần nhập này. Ngân hàng không thay đổi."))
    return _to_bank(run.bank, run.folder)


@require_POST
@access(authors)
def undo(request: HttpRequest, import_uuid: UUID) -> HttpResponse:
    """Take back what an import saved."""
    run = import_of(request, import_uuid)
    try:
        count = services.undo_import(actor=request.actor, run=run)  # type: ignore[attr-defined]
        messages.success(request, _("Đã lấy %(count)s câu ra khỏi ngân hàng; có thể xem lại rồi đưa vào lần nữa.") % {"count": count})
    except ItemError as error:
        messages.error(request, error.message)
    return redirect("assessment:import", import_uuid=run.uuid)
