"""How a bank is shared: with the units around it, with colleagues, with other units."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.access.views import access

from .. import services
from ..errors import ItemError
from ..forms import GrantForm, ShareForm
from ..models import Bank, BankGrant
from ..policies import authors, can_manage_bank
from ..selectors import banks
from .bank import bank_of, number


@require_http_methods(["GET", "POST"])
@access(authors)
def share(request: HttpRequest, bank_uuid: UUID) -> HttpResponse:
    """Rename, share and archive a bank; hand out and take back abilities."""
    actor = request.actor  # type: ignore[attr-defined]
    current = bank_of(request, bank_uuid)
    if not can_manage_bank(actor, current):
        raise Http404
    what = request.POST.get("viec", "")
    initial: dict[str, Any] = {
        name: getattr(current, name) for name in ("shared_down", "offered_up", "needs_review", "is_archived", "name")
    }
    form = ShareForm(request.POST if what == "chung" else None, initial={**initial, "subject": current.subject_id})
    grant = GrantForm(request.POST if what == "quyen" else None, units=banks.units_to_grant(actor, current))
    if request.method == "POST":
        try:
            if _done(request, current, form, grant):
                return redirect("assessment:bank_share", bank_uuid=current.uuid)
        except ItemError as error:
            messages.error(request, error.message)
            current.refresh_from_db()
    context = {"bank": current, "form": form, "grant_form": grant, "grants": banks.grants_of(current)}
    return render(request, "items/share.html", context)


def _done(request: HttpRequest, current: Bank, form: ShareForm, grant: GrantForm) -> bool:
    """Do what was asked; False when the form says what is wrong."""
    what = request.POST.get("viec")
    if what == "chung":
        return form.is_valid() and _shared(request, current, form)
    if what == "quyen":
        return grant.is_valid() and _granted(request, current, grant)
    if what == "thu-hoi":
        row = get_object_or_404(BankGrant, pk=number(request.POST.get("id")) or 0, bank=current)
        services.revoke_ability(actor=request.actor, grant=row)  # type: ignore[attr-defined]
        messages.success(request, _("Đã thu hồi quyền."))
        return True
    raise Http404


def _shared(request: HttpRequest, current: Bank, form: ShareForm) -> bool:
    data = dict(form.cleaned_data)
    subject = data.pop("subject")
    services.update_bank(actor=request.actor, bank=current, subject_id=subject.pk if subject else None, **data)  # type: ignore[attr-defined]
    messages.success(request, _("Đã lưu."))
    return True


def _granted(request: HttpRequest, current: Bank, grant: GrantForm) -> bool:
    data = grant.cleaned_data
    person = banks.colleague(request.actor, data["person"]) if data["person"] else None  # type: ignore[attr-defined]
    if data["person"] and person is None:
        grant.add_error("person", _("Không có thầy cô nào dùng tên đăng nhập này."))
        return False
    services.grant_ability(
        actor=request.actor,  # type: ignore[attr-defined]
        bank=current,
        ability=data["ability"],
        person=person,
        unit=data["unit"],
    )
    messages.success(request, _("Đã trao quyền."))
    return True
