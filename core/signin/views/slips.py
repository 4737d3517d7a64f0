"""For those who manage log-ins: printing slips, one person's account."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.access.views import access
from core.lib.qr import qr_svg
from core.organisations.models import ClassGroup, Unit
from core.people.models import Account, Person

from ..enums import SlipKind
from ..errors import NobodyToPrintError
from ..forms import ResetAccountForm, SlipForm
from ..models import SlipBatch
from ..policies import manages_accounts
from ..selectors import account_state, my_slip_batches, slip_classes, slip_unit
from ..services.accounts import reset_password, set_locked
from ..services.slips import open_slips, request_slips


def _audiences(classes: list[ClassGroup]) -> list[tuple[str, str]]:
    return [
        ("staff", _("Giáo viên và nhân viên của đơn vị")),
        *[(str(row.uuid), _("Lớp %(class)s") % {"class": row.name}) for row in classes],
    ]


@access(manages_accounts)
@never_cache
def slips(request: HttpRequest) -> HttpResponse:
    """Order slips, and see those that can still be downloaded."""
    actor = request.actor  # type: ignore[attr-defined]
    unit = slip_unit(actor, request.GET.get("don-vi", ""))
    if unit is None:
        raise Http404
    classes = slip_classes(actor, unit)
    initial = {"audience": request.GET.get("lop", ""), "kind": request.GET.get("loai", SlipKind.PASSWORDS)}
    form = SlipForm(request.POST if request.method == "POST" else None, audiences=_audiences(classes), initial=initial)
    if request.method == "POST" and form.is_valid():
        batch = _order(request, form, unit, classes)
        if batch is not None:
            return HttpResponseRedirect(reverse("core:slip_batch", args=[batch.uuid]))
    return render(request, "signin/slips.html", {"form": form, "unit": unit, "batches": my_slip_batches(actor)})


def _order(request: HttpRequest, form: SlipForm, unit: Unit, classes: list[ClassGroup]) -> SlipBatch | None:
    data = form.cleaned_data
    class_group = next((row for row in classes if str(row.uuid) == data["audience"]), None)
    actor = request.actor  # type: ignore[attr-defined]
    try:
        return request_slips(actor=actor, kind=SlipKind(data["kind"]), unit=unit, class_group=class_group, again=data["again"])
    except NobodyToPrintError:
        form.add_error("audience", _("Không còn ai cần phiếu: mọi người đã tự đặt mật khẩu, hoặc lớp chưa có ai."))
        return None


def _my_batch(request: HttpRequest, batch_uuid: Any) -> SlipBatch:
    mine = SlipBatch.objects.filter(created_by_id=request.actor.person_id)  # type: ignore[attr-defined]
    return get_object_or_404(mine.select_related("job", "unit", "class_group"), uuid=batch_uuid)


@require_safe
@access(manages_accounts)
@never_cache
def slip_batch(request: HttpRequest, batch_uuid: Any) -> HttpResponse:
    """One printing: how far it is, and the file."""
    batch = _my_batch(request, batch_uuid)
    template = "signin/slip_batch_part.html" if request.headers.get("HX-Request") else "signin/slip_batch.html"
    return render(request, template, {"batch": batch})


@require_safe
@access(manages_accounts)
@never_cache
def download_slips(request: HttpRequest, batch_uuid: Any) -> HttpResponse:
    """The file, for its creator."""
    batch = _my_batch(request, batch_uuid)
    data = open_slips(actor=request.actor, batch=batch)  # type: ignore[attr-defined]
    kind, content_type = ("pdf", "application/pdf") if batch.is_pdf else ("html", "text/html; charset=utf-8")
    name = f"phieu-dang-nhap-{batch.created_at:%Y%m%d-%H%M}.{kind}"
    return HttpResponse(data, content_type=content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@access(manages_accounts)
@never_cache
def account_page(request: HttpRequest, person_uuid: Any) -> HttpResponse:
    """One person's log-in: its state, a new one-time password shown once."""
    try:
        person, account, has_mfa = account_state(request.actor, str(person_uuid))  # type: ignore[attr-defined]
    except Person.DoesNotExist:
        raise Http404 from None
    form = ResetAccountForm(request.POST if request.method == "POST" else None)
    issued = None
    if request.method == "POST" and form.is_valid():
        issued = reset_password(actor=request.actor, person=person, without_mfa=form.cleaned_data["without_mfa"])  # type: ignore[attr-defined]
        account = Account.objects.get(person=person)
    context: dict[str, Any] = {"person": person, "account": account, "has_mfa": has_mfa, "form": form, "issued": issued}
    if issued:
        context["qr"] = mark_safe(qr_svg(request.build_absolute_uri(f"/dang-nhap/?ten={issued.username}")))
    return render(request, "signin/account.html", context)


@require_POST
@access(manages_accounts)
def lock_account(request: HttpRequest, person_uuid: Any) -> HttpResponse:
    """Lock or open one person's log-in."""
    locked = request.POST.get("lock") == "1"
    person = get_object_or_404(Person, uuid=person_uuid, account__isnull=False)
    set_locked(actor=request.actor, person=person, locked=locked)  # type: ignore[attr-defined]
    messages.success(request, _("Đã khoá tài khoản.") if locked else _("Đã mở tài khoản."))
    return HttpResponseRedirect(reverse("core:account", args=[person_uuid]))
