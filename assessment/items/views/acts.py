"""The way of one question: into use, to review and back, out of use; stars, seals and copies."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.access.views import access

from .. import services
from ..enums import ReviewDecision
from ..errors import ItemError
from ..models import Item
from ..policies import authors
from .bank import number
from .item import item_of

Act = Callable[[HttpRequest, Item], str]


def _ready(request: HttpRequest, found: Item) -> str:
    services.make_ready(actor=request.actor, items=[found])  # type: ignore[attr-defined]
    return _("Câu hỏi đã dùng được.")


def _send(request: HttpRequest, found: Item) -> str:
    services.send_to_review(actor=request.actor, items=[found])  # type: ignore[attr-defined]
    return _("Đã gửi duyệt.")


def _withdraw(request: HttpRequest, found: Item) -> str:
    services.withdraw_from_review(actor=request.actor, item=found)  # type: ignore[attr-defined]
    return _("Đã rút về nháp.")


def _decide(decision: str) -> Act:
    def act(request: HttpRequest, found: Item) -> str:
        services.review_item(
            actor=request.actor,  # type: ignore[attr-defined]
            item=found,
            decision=decision,
            remark=request.POST.get("remark", ""),
            revision=number(request.POST.get("revision")),
        )
        return _("Đã duyệt; câu hỏi dùng được từ bây giờ.") if decision == ReviewDecision.APPROVED else _("Đã trả lại cho người soạn.")

    return act


def _retire(request: HttpRequest, found: Item) -> str:
    services.retire_items(actor=request.actor, items=[found])  # type: ignore[attr-defined]
    return _("Câu hỏi đã ngừng dùng. Đề đã ra không đổi.")


def _reinstate(request: HttpRequest, found: Item) -> str:
    services.retire_items(actor=request.actor, items=[found], is_retired=False)  # type: ignore[attr-defined]
    return _("Đã lấy lại câu hỏi.")


def _star(request: HttpRequest, found: Item) -> str:
    services.star_item(actor=request.actor, item=found, is_on=request.POST.get("on") == "1")  # type: ignore[attr-defined]
    return ""


def _seal(request: HttpRequest, found: Item) -> str:
    until = moment(request.POST.get("until", ""))
    services.seal_items(actor=request.actor, items=[found], until=until)  # type: ignore[attr-defined]
    return _("Đã niêm phong.") if until else _("Đã bỏ niêm phong.")


def moment(text: str) -> datetime | None:
    """Return the moment of a date-time field in the school's time; None for an empty one."""
    if not text.strip():
        return None
    try:
        naive = parse_datetime(text)
    except ValueError:
        naive = None
    if naive is None:
        raise ItemError("item.seal_past", field="until")
    return timezone.make_aware(naive) if timezone.is_naive(naive) else naive


ACTS: dict[str, Act] = {
    "dung-duoc": _ready,
    "gui-duyet": _send,
    "rut-ve": _withdraw,
    "duyet": _decide(ReviewDecision.APPROVED),
    "tra-lai": _decide(ReviewDecision.RETURNED),
    "ngung": _retire,
    "dung-lai": _reinstate,
    "danh-dau": _star,
    "niem-phong": _seal,
}


@require_POST
@access(authors)
def act(request: HttpRequest, item_uuid: UUID, verb: str) -> HttpResponse:
    """Move a question along; says what was done or what stands in the way."""
    found = item_of(request, item_uuid)
    try:
        said = ACTS[verb](request, found)
    except ItemError as error:
        messages.error(request, error.message)
    else:
        if said:
            messages.success(request, said)
    return redirect("assessment:item", item_uuid=found.uuid)


@require_POST
@access(authors)
def duplicate(request: HttpRequest, item_uuid: UUID) -> HttpResponse:
    """Copy a question beside itself and open the copy."""
    found = item_of(request, item_uuid)
    try:
        made = services.copy_items(actor=request.actor, items=[found], bank=found.bank, folder=found.folder)  # type: ignore[attr-defined]
    except ItemError as error:
        messages.error(request, error.message)
        return redirect("assessment:item", item_uuid=found.uuid)
    messages.success(request, _("Đây là bản sao; thầy cô sửa thoải mái."))
    return redirect("assessment:item", item_uuid=made[0].uuid)


@require_POST
@access(authors)
def delete(request: HttpRequest, item_uuid: UUID) -> HttpResponse:
    """Remove a question that nobody used."""
    found = item_of(request, item_uuid)
    try:
        services.delete_items(actor=request.actor, items=[found])  # type: ignore[attr-defined]
    except ItemError as error:
        messages.error(request, error.message)
        return redirect("assessment:item", item_uuid=found.uuid)
    messages.success(request, _("Đã xoá câu %(key)s.") % {"key": found.key})
    return redirect("assessment:bank", bank_uuid=found.bank.uuid)
