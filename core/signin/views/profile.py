"""One's own profile."""

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from core.access.policies import signed_in
from core.access.views import access
from core.ports.webpush import application_server_key

from ..errors import ContactProblemError
from ..forms import EmailForm, PhoneForm, TasteForm
from ..policies import own_device
from ..selectors import has_second_factor
from ..services.profile import ask_for_email, confirm_email, export_own_data, set_phone, update_taste
from ..services.sessions import end_session
from .words import contact_problem

PROFILE = "core:profile"


@require_safe
@access(signed_in)
@never_cache
def profile(request: HttpRequest) -> HttpResponse:
    """Everything about oneself on one page."""
    actor, account = request.actor, request.user  # type: ignore[attr-defined]
    context = {
        "account": account,
        "person": account.person,  # type: ignore[union-attr]
        "taste": TasteForm(initial={"language": account.language or "vi", "theme": account.theme}),  # type: ignore[union-attr]
        "push_key": "" if actor.is_shared_device else application_server_key(),
        "has_mfa": has_second_factor(actor),
        "recommend_mfa": bool(actor.rights) or actor.is_platform_staff,
    }
    return render(request, "signin/profile.html", context)


@require_POST
@access(signed_in)
def save_taste(request: HttpRequest) -> HttpResponse:
    """Language and colours."""
    form = TasteForm(request.POST)
    if form.is_valid():
        update_taste(actor=request.actor, **form.cleaned_data)  # type: ignore[attr-defined]
        with translation.override(form.cleaned_data["language"]):
            messages.success(request, _("Đã lưu."))
    response = HttpResponseRedirect(reverse(PROFILE) + "#giao-dien")
    if form.is_valid():
        response.set_cookie("theme", form.cleaned_data["theme"], max_age=31536000, samesite="Lax")
    return response


@access(own_device)
@never_cache
@sensitive_post_parameters("password")
def phone(request: HttpRequest) -> HttpResponse:
    """Change the phone number, with the password."""
    account = request.user
    form = PhoneForm(request.POST if request.method == "POST" else None, account=account, initial={"phone": account.phone or ""})  # type: ignore[union-attr, arg-type]
    if request.method == "POST" and form.is_valid():
        try:
            set_phone(actor=request.actor, phone=form.cleaned_data["phone"])  # type: ignore[attr-defined]
            messages.success(request, _("Đã lưu số điện thoại."))
            return HttpResponseRedirect(reverse(PROFILE))
        except ContactProblemError as problem:
            form.add_error("phone", contact_problem(problem))
    return render(request, "signin/contact.html", {"form": form, "title": _("Đổi số điện thoại")})


@access(own_device)
@never_cache
@sensitive_post_parameters("password")
def email(request: HttpRequest) -> HttpResponse:
    """Change the e-mail: the password now, a link in the new mailbox after."""
    account = request.user
    form = EmailForm(request.POST if request.method == "POST" else None, account=account, initial={"email": account.email or ""})  # type: ignore[union-attr, arg-type]
    if request.method == "POST" and form.is_valid():
        address = form.cleaned_data["email"]
        ask_for_email(actor=request.actor, email=address)  # type: ignore[attr-defined]
        said = _("Xin mở liên kết trong thư vừa gửi tới %(email)s để xác nhận.") % {"email": address}
        messages.success(request, said if address else _("Đã bỏ e-mail."))
        return HttpResponseRedirect(reverse(PROFILE))
    return render(request, "signin/contact.html", {"form": form, "title": _("Đổi e-mail")})


@require_safe
@access(own_device)
@never_cache
def email_link(request: HttpRequest, token: str) -> HttpResponse:
    """The link in the new mailbox."""
    try:
        confirm_email(actor=request.actor, token=token)  # type: ignore[attr-defined]
        messages.success(request, _("Đã xác nhận e-mail."))
    except ContactProblemError as problem:
        messages.error(request, contact_problem(problem))
    return HttpResponseRedirect(reverse(PROFILE))


@require_safe
@access(own_device)
def old_email_page(request: HttpRequest) -> HttpResponse:
    """allauth's page of addresses leads to the profile: one address, confirmed by link."""
    return HttpResponseRedirect(reverse("core:profile_email"))


@require_POST
@access(own_device)
def close_session(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign one of one's other devices out."""
    if end_session(actor=request.actor, session_id=pk):  # type: ignore[attr-defined]
        messages.success(request, _("Đã đăng xuất máy đó."))
    return HttpResponseRedirect(reverse("usersessions_list"))


@require_POST
@access(own_device)
@never_cache
def export(request: HttpRequest) -> HttpResponse:
    """One's own data as a file."""
    data = json.dumps(export_own_data(actor=request.actor), ensure_ascii=False, indent=2)  # type: ignore[attr-defined]
    name = f"cay-da-du-lieu-cua-toi-{timezone.localdate():%Y%m%d}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(data, content_type="application/json; charset=utf-8", headers=headers)
