"""The short address of the entrance, the first sign-in, changing the person on a shared device."""

from allauth.account.signals import password_set
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from core.access.policies import anyone, signed_in
from core.access.views import access, too_many_tries

from ..errors import ContactProblemError
from ..forms import FirstContactForm, FirstPasswordForm
from ..services.profile import ask_for_email, set_phone, update_taste
from ..services.sessions import CLASS_TOKEN_KEY
from .words import contact_problem


@require_safe
@access(anyone)
def entrance(request: HttpRequest) -> HttpResponse:
    """The address that stands on slips."""
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect(reverse("account_login") + (f"?{query}" if query else ""))


@access(signed_in)
@never_cache
@sensitive_post_parameters("password1", "password2")
def first_sign_in(request: HttpRequest) -> HttpResponse:
    """Choose one's own password before anything else."""
    account = request.user
    if not account.must_change_password:  # type: ignore[union-attr]
        return HttpResponseRedirect("/")
    form = FirstPasswordForm(data=request.POST if request.method == "POST" else None, user=account)
    if request.method == "POST" and form.is_valid():
        form.save()
        update_session_auth_hash(request, account)  # type: ignore[arg-type]
        password_set.send(sender=type(account), request=request, user=account)
        return HttpResponseRedirect(reverse("core:first_contact"))
    return render(request, "signin/first_password.html", {"form": form})


@access(signed_in)
@never_cache
def first_contact(request: HttpRequest) -> HttpResponse:
    """Language, and how to be reached; everything here may be left out."""
    account = request.user
    initial = {"language": account.language or "vi", "phone": account.phone or "", "email": account.email or ""}  # type: ignore[union-attr]
    form = FirstContactForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid() and _store_contact(request, form):
        with translation.override(form.cleaned_data["language"]):
            messages.success(request, _("Xong rồi. Chào mừng bạn đến với Cây Đa."))
        return HttpResponseRedirect("/")
    return render(request, "signin/first_contact.html", {"form": form})


def _store_contact(request: HttpRequest, form: FirstContactForm) -> bool:
    actor, data, account = request.actor, form.cleaned_data, request.user  # type: ignore[attr-defined]
    update_taste(actor=actor, language=data["language"], theme=account.theme)  # type: ignore[union-attr]
    if actor.is_shared_device:
        return True
    try:
        if data["phone"] != (account.phone or ""):  # type: ignore[union-attr]
            set_phone(actor=actor, phone=data["phone"])
        if data["email"] and data["email"] != account.email:  # type: ignore[union-attr]
            ask_for_email(actor=actor, email=data["email"])
            messages.info(request, _("Xin mở liên kết trong thư vừa gửi tới %(email)s để xác nhận.") % {"email": data["email"]})
    except ContactProblemError as problem:
        form.add_error(problem.field, contact_problem(problem))
        return False
    return True


@require_POST
@access(anyone)
def switch_person(request: HttpRequest) -> HttpResponse:
    """Leave a shared device to the next child: back to the class's names, or to the entrance."""
    token = request.session.get(CLASS_TOKEN_KEY, "")
    logout(request)
    return HttpResponseRedirect(reverse("core:class_door", args=[token]) if token else reverse("account_login"))


def handler429(request: HttpRequest) -> HttpResponse:
    """Answer allauth's limits in plain words; most of them last a minute."""
    return too_many_tries(request, 60)
