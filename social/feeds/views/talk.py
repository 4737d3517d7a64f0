"""Comments, reactions, and what is done to posts and comments."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.access.errors import AccessRefused
from core.access.policies import with_hat
from core.access.types import Actor
from core.access.views import access
from social.moderation.services.crisis import care_url

from .. import services
from ..errors import PostRefused
from ..models import Comment
from ..policies import can_see_post
from .shared import back_to, client_id_of, found_post, number, post_page, view_of


@require_POST
@access(with_hat)
def comment(request: HttpRequest, post_uuid: UUID) -> HttpResponse:
    """Write a comment."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = found_post(actor, post_uuid)
    parent = number(request.POST.get("parent"))
    head = Comment.objects.select_related("parent").filter(pk=parent, post=row).first() if parent else None
    body = request.POST.get("body", "")
    try:
        services.write_comment(actor=actor, post=row, body=body, client_id=client_id_of(request), parent=head)
    except PostRefused as refused:
        return post_page(request, view_of(actor, row), str(refused))
    if care := care_url(actor.person_id):
        return HttpResponseRedirect(care)
    return back_to(request, row)


@require_POST
@access(with_hat)
def react(request: HttpRequest, post_uuid: UUID) -> HttpResponse:
    """React to a post, or take it back."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = found_post(actor, post_uuid)
    try:
        services.react(actor=actor, post=row, kind=request.POST.get("kind", ""))
    except PostRefused as refused:
        messages.error(request, str(refused))
    return back_to(request, row)


@require_POST
@access(with_hat)
def post_act(request: HttpRequest, post_uuid: UUID) -> HttpResponse:
    """Approve, reject, remove, pin or unpin a post."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = found_post(actor, post_uuid)
    act = request.POST.get("act", "")
    if act == "approve":
        services.approve_post(actor=actor, post=row)
    elif act == "reject":
        services.reject_post(actor=actor, post=row, reason=request.POST.get("reason", ""))
    elif act == "remove":
        services.remove_post(actor=actor, post=row)
        messages.success(request, _("Đã gỡ bài."))
        return HttpResponseRedirect(reverse("social:feed"))
    elif act in {"pin", "unpin"}:
        entry = row.entries.select_related("space__unit", "post").filter(pk=number(request.POST.get("entry")) or 0).first()
        if entry is None:
            raise Http404
        services.set_pinned(actor=actor, entry=entry, is_pinned=act == "pin")
    else:
        raise Http404
    return back_to(request, row)


@require_POST
@access(with_hat)
def comment_act(request: HttpRequest, comment_uuid: UUID) -> HttpResponse:
    """Approve or remove a comment."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = Comment.objects.select_related("post__space__unit", "post__space__class_group").filter(uuid=comment_uuid).first()
    if row is None or not can_see_post(actor, row.post):
        raise AccessRefused("comment")
    act = {"approve": services.approve_comment, "remove": services.remove_comment}.get(request.POST.get("act", ""))
    if act is None:
        raise Http404
    act(actor=actor, comment=row)
    return back_to(request, row.post)
