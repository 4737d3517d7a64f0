"""Pages all spaces have: who is in them, and what their people may do there."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.access.errors import AccessRefused
from core.access.views import ActorRequest, access

from ..enums import Ability
from ..forms import SettingsForm, VisitForm
from ..policies import needs_reason, places_of, uses_social
from ..selectors import find_space, overseen_space, visits_of
from ..selectors.heads import space_head
from ..selectors.members import member_page
from ..services import my_seats
from ..services.settings import set_rules
from ..services.visits import begin_visit


@require_safe
@access(uses_social)
def space_people(request: ActorRequest, space_uuid: UUID) -> HttpResponse:
    """The people of a space, as the reader may see them."""
    space, standing = find_space(request.actor, space_uuid)
    text = request.GET.get("q", "")[:100]
    page = member_page(request.actor, space, standing, side=request.GET.get("ben", ""), text=text, after=request.GET.get("sau", ""))
    context = {"head": space_head(request.actor, space, standing, "people"), "page": page, "text": text}
    if standing.may(Ability.MODERATE):
        context["visits"] = visits_of(space)
    return render(request, "groups/people.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@access(uses_social)
def space_settings(request: ActorRequest, space_uuid: UUID) -> HttpResponse:
    """What each side may do in a space and what waits for approval, for who looks after it."""
    space, standing = find_space(request.actor, space_uuid)
    if not standing.may(Ability.MANAGE):
        raise AccessRefused("space_settings")
    form = SettingsForm(request.POST or None, space=space)
    if request.method == "POST" and form.is_valid():
        set_rules(actor=request.actor, space=space, given=form.given())
        messages.success(request, _("Đã lưu."))
        return HttpResponseRedirect(reverse("social:space", args=[space.uuid]))
    context = {"head": space_head(request.actor, space, standing), "form": form}
    return render(request, "groups/settings.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@access(uses_social)
def space_visit(request: ActorRequest, space_uuid: UUID) -> HttpResponse:
    """Ask a head why it looks into a space it does not belong to (`ve`: where it was going), for a day."""
    space = overseen_space(request.actor, space_uuid)
    back = request.POST.get("ve") or request.GET.get("ve", "")
    if not (back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)):
        back = reverse("social:space", args=[space.uuid])
    if not needs_reason(request.actor, space):
        return HttpResponseRedirect(back)
    form = VisitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        begin_visit(actor=request.actor, space=space, why=form.cleaned_data["why"], note=form.cleaned_data["note"])
        return HttpResponseRedirect(back)
    return render(request, "groups/visit.html", {"space": space, "form": form, "back": back}, status=422 if form.errors else 200)


@require_safe
@access(uses_social)
def course_space(request: ActorRequest, course_uuid: UUID) -> HttpResponse:
    """From a course to its space."""
    key = f"course:{course_uuid}"
    if all(place.key != key for place in places_of(request.actor)):
        raise AccessRefused("course_space")
    found = next(seat.space for seat in my_seats(request.actor) if seat.space.source_key == key)
    return HttpResponseRedirect(reverse("social:space", args=[found.uuid]))
