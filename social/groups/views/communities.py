"""Pages of communities and circles."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access.views import ActorRequest, access
from core.people.models import Person

from ..errors import SpaceRefused
from ..forms import CommunityForm, InviteForm
from ..models import Space
from ..policies import can_found_community, uses_social
from ..selectors.communities import communities, community_page, pupils_to_bring, staff_by_login
from ..services.communities import (
    archive_space,
    bring_pupils,
    change_space,
    decide_member,
    decline_invitation,
    found_community,
    invite_staff,
    join_space,
    leave_space,
)

HANDLES = require_http_methods(["GET", "HEAD", "POST"])
Change = Callable[[ActorRequest, Space], str]


@require_safe
@access(uses_social)
def community_list(request: ActorRequest) -> HttpResponse:
    """The communities one is in and those one may find."""
    text = request.GET.get("q", "")[:100]
    mine, others = communities(request.actor, text)
    context = {"mine": mine, "others": others, "text": text, "may_found": can_found_community(request.actor)}
    return render(request, "groups/list.html", context)


@HANDLES
@access(can_found_community)
def community_new(request: ActorRequest) -> HttpResponse:
    """Found a community or circle."""
    form = CommunityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            space = found_community(actor=request.actor, **form.cleaned_data)
        except SpaceRefused as refusal:
            form.refuse(refusal)
        else:
            return HttpResponseRedirect(reverse("social:community", args=[space.uuid]))
    return render(request, "groups/new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@access(uses_social)
def community(request: ActorRequest, uuid: UUID) -> HttpResponse:
    """A community: what it is for, who is in it, who asks to join."""
    return render(request, "groups/community.html", {"page": community_page(request.actor, uuid), "invite": InviteForm()})


@HANDLES
@access(can_found_community)
def community_edit(request: ActorRequest, uuid: UUID) -> HttpResponse:
    """Change the words of a community and how one joins."""
    page = community_page(request.actor, uuid)
    space = page.space
    initial = {"name": space.name, "about": space.about, "join_rule": space.join_rule}
    form = CommunityForm(request.POST or None, initial=initial, with_kind=False)
    if request.method == "POST" and form.is_valid():
        try:
            change_space(actor=request.actor, space=space, **form.cleaned_data)
        except SpaceRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("Đã lưu."))
            return HttpResponseRedirect(reverse("social:community", args=[uuid]))
    if not page.is_owner:
        return HttpResponseRedirect(reverse("social:community", args=[uuid]))
    return render(request, "groups/edit.html", {"form": form, "space": space}, status=422 if form.errors else 200)


def change(act: Change) -> Callable[..., HttpResponse]:
    """Turn a change of a community into a view: what it says is shown above the page one comes back to."""

    @require_POST
    @access(uses_social)
    @wraps(act)
    def view(request: ActorRequest, uuid: UUID) -> HttpResponse:
        space = get_object_or_404(Space, uuid=uuid)
        try:
            messages.success(request, act(request, space))
        except SpaceRefused as refusal:
            messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("social:community", args=[uuid]))

    return view


@require_POST
@access(uses_social)
def community_leave(request: ActorRequest, uuid: UUID) -> HttpResponse:
    """Leave; afterwards one is back at the list."""
    try:
        leave_space(actor=request.actor, space=get_object_or_404(Space, uuid=uuid))
    except SpaceRefused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(reverse("social:community", args=[uuid]))
    messages.success(request, _("Bạn đã rời nhóm."))
    return HttpResponseRedirect(reverse("social:communities"))


@require_POST
@access(can_found_community)
def community_decline(request: ActorRequest, uuid: UUID) -> HttpResponse:
    """Decline an invitation, or take back what one asked; afterwards one is back at the list."""
    decline_invitation(actor=request.actor, space=get_object_or_404(Space, uuid=uuid))
    messages.success(request, _("Đã lưu."))
    return HttpResponseRedirect(reverse("social:communities"))


def _join(request: ActorRequest, space: Space) -> str:
    row = join_space(actor=request.actor, space=space, note=request.POST.get("note", ""))
    return _("Bạn đã vào nhóm.") if row.state == "running" else _("Đã gửi lời xin vào. Quản trị nhóm sẽ trả lời.")


def _decide(request: ActorRequest, space: Space) -> str:
    person = get_object_or_404(Person, uuid=_uuid(request.POST.get("person", "")))
    decide_member(actor=request.actor, space=space, person=person, decision=request.POST.get("decision", ""))
    return _("Đã lưu.")


def _invite(request: ActorRequest, space: Space) -> str:
    row = invite_staff(actor=request.actor, space=space, person=staff_by_login(request.POST.get("who", "")))
    return _("Đã mời %(name)s.") % {"name": row.person.full_name}


def _archive(request: ActorRequest, space: Space) -> str:
    archive_space(actor=request.actor, space=space, is_archived=space.archived_at is None)
    return _("Đã đóng nhóm. Mọi người vẫn đọc được bài cũ.") if space.archived_at else _("Đã mở lại nhóm.")


community_join, community_decide, community_invite, community_archive = (change(act) for act in (_join, _decide, _invite, _archive))


@HANDLES
@access(can_found_community)
def community_pupils(request: ActorRequest, uuid: UUID, class_id: int) -> HttpResponse:
    """Bring pupils of a class one teaches into a circle one is a member of."""
    page = community_page(request.actor, uuid)
    if request.method == "POST":
        chosen = [int(value) for value in request.POST.getlist("pupil") if value.isdigit() and len(value) < 19]
        try:
            added = bring_pupils(actor=request.actor, space=page.space, class_id=class_id, person_ids=chosen)
        except SpaceRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Đã đưa %(number)d em vào câu lạc bộ.") % {"number": added})
        return HttpResponseRedirect(reverse("social:community", args=[uuid]))
    group = next((group for group in page.classes if group.pk == class_id), None)
    if group is None:
        return HttpResponseRedirect(reverse("social:community", args=[uuid]))
    pupils = pupils_to_bring(request.actor, page.space, class_id)
    return render(request, "groups/pupils.html", {"space": page.space, "group": group, "pupils": pupils})


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
