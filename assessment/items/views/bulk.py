"""What is done to several questions at once."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from core.access.views import access

from .. import services
from ..errors import ItemError
from ..forms import MetaForm
from ..models import Bank, Folder, Item
from ..policies import authors
from ..selectors import banks, items
from ..types import ItemMeta
from .acts import moment
from .bank import bank_of, number

MOST = 200

Done = Callable[[HttpRequest, Bank, list[Item]], str]


def _ready(request: HttpRequest, current: Bank, chosen: list[Item]) -> str:
    count = services.make_ready(actor=request.actor, items=chosen)  # type: ignore[attr-defined]
    return ngettext("%(count)s câu đã dùng được.", "%(count)s câu đã dùng được.", count) % {"count": count}


def _review(request: HttpRequest, current: Bank, chosen: list[Item]) -> str:
    count = services.send_to_review(actor=request.actor, items=chosen)  # type: ignore[attr-defined]
    return ngettext("Đã gửi duyệt %(count)s câu.", "Đã gửi duyệt %(count)s câu.", count) % {"count": count}


def _retire(request: HttpRequest, current: Bank, chosen: list[Item]) -> str:
    count = services.retire_items(actor=request.actor, items=chosen)  # type: ignore[attr-defined]
    return ngettext("%(count)s câu đã ngừng dùng.", "%(count)s câu đã ngừng dùng.", count) % {"count": count}


def _reinstate(request: HttpRequest, current: Bank, chosen: list[Item]) -> str:
    count = services.retire_items(actor=request.actor, items=chosen, is_retired=False)  # type: ignore[attr-defined]
    return ngettext("Đã lấy lại %(count)s câu.", "Đã lấy lại %(count)s câu.", count) % {"count": count}


def _delete(request: HttpRequest, current: Bank, chosen: list[Item]) -> str:
    count = services.delete_items(actor=request.actor, items=chosen)  # type: ignore[attr-defined]
    return ngettext("Đã xoá %(count)s câu chưa dùng.", "Đã xoá %(count)s câu chưa dùng.", count) % {"count": count}


def _move(request: HttpRequest, current: Bank, chosen: list[Item]) -> str:
    wanted = number(request.POST.get("thu-muc"))
    target = Folder.objects.filter(bank=current, pk=wanted or 0).first()
    if wanted and target is None:
        raise Http404
    count = services.move_items(actor=request.actor, items=chosen, folder=target)  # type: ignore[attr-defined]
    return ngettext("Đã chuyển %(count)s câu.", "Đã chuyển %(count)s câu.", count) % {"count": count}


def _copy(request: HttpRequest, current: Bank, chosen: list[Item]) -> str:
    target = banks.bank_by_uuid(request.actor, request.POST["den"]) if request.POST.get("den") else None  # type: ignore[attr-defined]
    if target is None:
        target = services.own_bank(actor=request.actor)  # type: ignore[attr-defined]
    made = services.copy_items(actor=request.actor, items=chosen, bank=target)  # type: ignore[attr-defined]
    words = ngettext("Đã chép %(count)s câu vào “%(bank)s”.", "Đã chép %(count)s câu vào “%(bank)s”.", len(made))
    return words % {"count": len(made), "bank": target.name}


def _describe(request: HttpRequest, current: Bank, chosen: list[Item]) -> str:
    form = MetaForm(request.POST, outcomes=items.outcomes_for(request.actor, current.subject_id, None))  # type: ignore[attr-defined]
    if not form.is_valid():
        field, errors = next(iter(form.errors.items()))
        label = form.fields[field].label if field in form.fields else ""
        raise ItemError("meta.field", name=label, why=errors[0])
    meta = form.meta(empties=False)
    if meta == ItemMeta():
        raise ItemError("meta.empty")
    count = services.save_meta(actor=request.actor, items=chosen, meta=meta, adds_tags=True)  # type: ignore[attr-defined]
    return ngettext("Đã ghi thông tin cho %(count)s câu.", "Đã ghi thông tin cho %(count)s câu.", count) % {"count": count}


def _seal(request: HttpRequest, current: Bank, chosen: list[Item]) -> str:
    until = moment(request.POST.get("until", "")) if request.POST.get("viec") == "niem-phong" else None
    if until is None and request.POST.get("viec") == "niem-phong":
        raise ItemError("item.seal_past", field="until")
    count = services.seal_items(actor=request.actor, items=chosen, until=until)  # type: ignore[attr-defined]
    if until is None:
        return ngettext("Đã bỏ niêm phong %(count)s câu.", "Đã bỏ niêm phong %(count)s câu.", count) % {"count": count}
    return ngettext("Đã niêm phong %(count)s câu.", "Đã niêm phong %(count)s câu.", count) % {"count": count}


VERBS: dict[str, Done] = {
    "dung-duoc": _ready,
    "gui-duyet": _review,
    "ngung": _retire,
    "dung-lai": _reinstate,
    "xoa": _delete,
    "chuyen": _move,
    "chep": _copy,
    "thong-tin": _describe,
    "niem-phong": _seal,
    "bo-niem-phong": _seal,
}


def chosen_items(request: HttpRequest, current: Bank) -> list[Item]:
    """Return the ticked questions of a bank that the actor may see; others are as if they weren't there."""
    ids = [int(pk) for pk in request.POST.getlist("cau")[:MOST] if number(pk)]
    return [item for item in items.items_by_ids(request.actor, ids) if item.bank_id == current.pk]  # type: ignore[attr-defined]


@require_POST
@access(authors)
def bulk(request: HttpRequest, bank_uuid: UUID) -> HttpResponse:
    """Do one thing to the chosen questions; says what was done or what stands in the way."""
    current = bank_of(request, bank_uuid)
    verb = VERBS.get(request.POST.get("viec", ""))
    if verb is None:
        raise Http404
    chosen = chosen_items(request, current)
    if not chosen:
        messages.error(request, _("Chưa chọn câu nào."))
    else:
        try:
            messages.success(request, verb(request, current, chosen))
        except ItemError as error:
            messages.error(request, error.message)
    return HttpResponseRedirect(_back(request, current))


def _back(request: HttpRequest, current: Bank) -> str:
    where, query = reverse("assessment:bank", args=[current.uuid]), request.POST.get("ve", "")
    is_plain = len(query) < 600 and all(part.isprintable() and part not in "#\\" for part in query)
    return f"{where}?{query}" if query and is_plain else where
