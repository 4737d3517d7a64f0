"""The composer of a draft: one verb a request, plain forms. What was changed elsewhere meanwhile is answered 409, with what was typed kept."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.access.views import access

from .. import services
from ..enums import PaperState
from ..errors import PaperError
from ..forms import PaperPartForm
from ..models import Paper
from ..policies import composes
from ..selectors.replacements import place_of, replacements
from ..types import PaperPartFacts
from .lists import number, paper_of, unit_of
from .paper import editable, paper_page


def _common(request: HttpRequest, current: Paper) -> dict[str, Any]:
    return {"actor": request.actor, "paper": current, "revision": number(request.POST.get("revision"))}  # type: ignore[attr-defined]


def _entry_id(request: HttpRequest) -> int:
    return number(request.POST.get("cau")) or 0


def _by(request: HttpRequest) -> int:
    return -1 if request.POST.get("viec", "").startswith("len") else 1


def _moved(request: HttpRequest, current: Paper) -> None:
    services.move_entry(**_common(request, current), entry_id=_entry_id(request), by=_by(request))


def _ordered(request: HttpRequest, current: Paper) -> None:
    ids = [pk for pk in map(number, request.POST.getlist("thu-tu")) if pk]
    services.order_entries(**_common(request, current), part_key=request.POST.get("phan", ""), ids=ids)


def _removed(request: HttpRequest, current: Paper) -> None:
    services.remove_entry(**_common(request, current), entry_id=_entry_id(request))
    messages.success(request, _("Đã bỏ câu khỏi đề; câu vẫn còn trong ngân hàng."))


def _swapped(request: HttpRequest, current: Paper) -> None:
    chosen = number(request.POST.get("sang"))
    item = services.replace_entry(**_common(request, current), entry_id=_entry_id(request), item_id=chosen)
    messages.success(request, _("Đã đổi sang câu %(key)s.") % {"key": item.key})


def _pointed(request: HttpRequest, current: Paper) -> None:
    services.set_points(
        **_common(request, current),
        part_key=request.POST.get("phan", ""),
        points=request.POST.get("diem", ""),
        entry_id=number(request.POST.get("cau")),
    )


def _part_added(request: HttpRequest, current: Paper) -> None:
    made = services.add_part(**_common(request, current), form=request.POST.get("dang", ""))
    messages.success(request, _("Đã thêm phần %(key)s. Kéo câu vào đó, hoặc chọn phần trong mục Sửa của từng câu.") % {"key": made.key})


def _part_moved(request: HttpRequest, current: Paper) -> None:
    services.move_part(**_common(request, current), part_key=request.POST.get("phan", ""), by=_by(request))


def _part_removed(request: HttpRequest, current: Paper) -> None:
    services.remove_part(**_common(request, current), part_key=request.POST.get("phan", ""))


def _frozen(request: HttpRequest, current: Paper) -> None:
    services.freeze_paper(**_common(request, current))
    messages.success(request, _("Đã chốt đề. Giờ trộn mã và in được rồi."))


VERBS: dict[str, Callable[[HttpRequest, Paper], None]] = {
    "len": _moved,
    "xuong": _moved,
    "xep": _ordered,
    "bo": _removed,
    "doi": _swapped,
    "diem": _pointed,
    "them-phan": _part_added,
    "len-phan": _part_moved,
    "xuong-phan": _part_moved,
    "bo-phan": _part_removed,
    "chot": _frozen,
}


def _back(current: Paper, entry: str = "") -> HttpResponse:
    return redirect(reverse("assessment:paper", args=[current.uuid]) + (f"#c{entry}" if entry.isdecimal() else ""))


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
        if error.code == "paper.changed":
            return paper_page(request, paper_of(request, paper_uuid), refusal=error.message, status=409)
        messages.error(request, error.message)
    return _back(current, request.POST.get("cau", "") if verb in ("len", "xuong", "doi", "diem") else "")


@require_POST
@access(composes)
def part_saved(request: HttpRequest, paper_uuid: UUID) -> HttpResponse:
    """Save what a part says and asks; what was typed stays when it can't be."""
    current = editable(request, paper_uuid)
    key = request.POST.get("phan", "")
    form = PaperPartForm(request.POST, auto_id=f"p{key}-%s")
    error = None
    if form.is_valid():
        data = form.cleaned_data
        facts = PaperPartFacts(
            data["title"],
            data["instruction"],
            data["item_points"] or None,
            data["minutes"],
            data["answer_count"],
            data["shuffles_items"],
            data["shuffles_options"],
        )
        try:
            services.update_part(**_common(request, current), part_key=key, facts=facts)
        except PaperError as caught:
            error = caught
            named = {"points": "item_points"}.get(caught.field, caught.field)
            form.add_error(named if named in form.fields else None, caught.message)
        else:
            messages.success(request, _("Đã lưu phần %(key)s.") % {"key": key})
            return _back(current)
    changed = error is not None and error.code == "paper.changed"
    refusal = error.message if error is not None and changed else ""
    return paper_page(request, paper_of(request, paper_uuid), part_forms={key: form}, refusal=refusal, status=409 if changed else 422)


@require_POST
@access(composes)
def entry_saved(request: HttpRequest, paper_uuid: UUID) -> HttpResponse:
    """Save the points, the part and the fixed places of one question; what was typed stays when it can't be."""
    current = editable(request, paper_uuid)
    typed: dict[str, Any] = {
        "points": request.POST.get("diem", "")[:20],
        "is_pinned": "ghim" in request.POST,
        "keeps_options": "giu" in request.POST,
        "part_key": request.POST.get("phan", "")[:20],
    }
    try:
        services.update_entry(**_common(request, current), entry_id=_entry_id(request), **typed)
    except PaperError as error:
        changed = error.code == "paper.changed"
        kept = {_entry_id(request): {**typed, "error": error.message, "field": error.field}}
        refusal = error.message if changed or error.code == "entry.unknown" else ""
        return paper_page(request, paper_of(request, paper_uuid), typed=kept, refusal=refusal, status=409 if changed else 422)
    return _back(current, request.POST.get("cau", ""))


@require_GET
@access(composes)
def replacing(request: HttpRequest, paper_uuid: UUID, entry_id: int) -> HttpResponse:
    """Show what may take the place of a question, to choose one."""
    current = editable(request, paper_uuid)
    place = place_of(current, entry_id)
    if place is None or current.state != PaperState.DRAFT:
        raise Http404
    actor, text = request.actor, request.GET.get("q", "")[:200]  # type: ignore[attr-defined]
    context = {
        "paper": current,
        "text": text,
        "page": replacements(actor, current, place["entry"], text=text, after=request.GET.get("sau", "")),
        **place,
    }
    return render(request, "papers/replace.html", context)
