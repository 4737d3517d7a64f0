"""Comments, reactions, and what is done to posts and comments."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access.errors import AccessRefused
from core.access.policies import require, with_hat
from core.access.types import Actor
from core.access.views import access
from social.files.views import is_other_person
from social.moderation.services.crisis import care_url
from social.moderation.services.queue import judge_held

from .. import services
from ..enums import PostState
from ..errors import PostRefused
from ..models import Comment, Post
from ..policies import can_comment, can_edit_comment, can_see_comment
from ..selectors.people import find_people
from ..selectors.views import comments_after, one_comment
from ..types import CommentView, PostView
from .shared import back_to, client_id_of, found_post, number, people_json, post_page, view_of, wants_json


@require_http_methods(["GET", "POST"])
@access(with_hat)
def comment(request: HttpRequest, post_uuid: UUID) -> HttpResponse:
    """Write a comment (201 new, 200 the same again, 422 with a sentence); GET answers those after `?sau=`, or `?mot=` alone."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = found_post(actor, post_uuid)
    shown = view_of(actor, row, request.GET.get("o", ""))
    if request.method == "GET":
        return _listed(request, shown)
    if is_other_person(request):
        return JsonResponse({}, status=409)
    head = _answered(actor, shown, number(request.POST.get("parent")))
    body, hints, key = request.POST.get("body", ""), request.POST.getlist("hint")[:20], client_id_of(request)
    before = timezone.now()
    try:
        written = services.write_comment(actor=actor, post=row, body=body, client_id=key, parent=head, space=shown.space, hints=hints)
    except PostRefused as refused:
        if wants_json(request):
            return JsonResponse({"code": refused.code, "message": str(refused)}, status=429 if refused.code == "flood" else 422)
        return post_page(request, shown, str(refused))
    care = care_url(actor.person_id)
    if wants_json(request):
        view = one_comment(actor, row, shown.standing, written.pk, space=shown.space)
        said = (_piece(request, row, view) if view else {}) | ({"care": care} if care else {})
        return JsonResponse(said, status=201 if written.created_at >= before else 200)
    return HttpResponseRedirect(care or written.url)


def _answered(actor: Actor, shown: PostView, key: int | None) -> Comment | None:
    """Return the comment that is answered, one the actor hears where the post is read; a key of any other is refused."""
    if not key:
        return None
    if one_comment(actor, shown.post, shown.standing, key, space=shown.space) is None:
        raise AccessRefused("comment")
    return Comment.objects.select_related("parent", "space__unit", "space__class_group").get(pk=key)


def _listed(request: HttpRequest, shown: PostView) -> HttpResponse:
    """Answer comments as pieces of the page; one that is not seen any more is named as gone."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row, single = shown.post, number(request.GET.get("mot"))
    if single is not None:
        one = one_comment(actor, row, shown.standing, single, space=shown.space)
        found, gone = ([one] if one else []), ([] if one else [single])
    else:
        found, gone = comments_after(actor, row, shown.standing, number(request.GET.get("sau")) or 0, space=shown.space), []
    pieces = [_piece(request, row, view) for view in found]
    return JsonResponse({"comments": pieces, "gone": gone, "count": shown.comment_count})


def _piece(request: HttpRequest, row: Post, view: CommentView) -> dict[str, Any]:
    html = render_to_string("social/feeds/_comment.html", {"view": view, "post_uuid": row.uuid}, request)
    return {"id": view.comment.pk, "parent": view.comment.parent_id, "client_id": str(view.comment.client_id), "html": html}


@require_safe
@access(with_hat)
def people(request: HttpRequest, post_uuid: UUID) -> JsonResponse:
    """Answer whom one may name at a post by the letters typed so far (`?q=`)."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = found_post(actor, post_uuid)
    require(can_comment, actor, row)
    shown = view_of(actor, row, request.GET.get("o", ""))
    return people_json(find_people(actor, row, shown.standing, request.GET.get("q", "")[:60], space=shown.space))


@require_POST
@access(with_hat)
def react(request: HttpRequest, post_uuid: UUID) -> HttpResponse:
    """React to a post, or take it back; `wanted` (1, 0) says how it shall be in the end."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = found_post(actor, post_uuid)
    if is_other_person(request):
        return JsonResponse({}, status=409)
    said = request.POST.get("wanted", "")
    try:
        stands = services.react(
            actor=actor, post=row, kind=request.POST.get("kind", ""), wanted=said == "1" if said in {"0", "1"} else None
        )
    except PostRefused as refused:
        if wants_json(request):
            return JsonResponse({"code": refused.code, "message": str(refused)}, status=422)
        messages.error(request, str(refused))
        return back_to(request, row)
    if wants_json(request):
        counts = Post.objects.values_list("reaction_counts", flat=True).get(pk=row.pk)
        return JsonResponse({"kind": stands, "count": sum(counts.values())})
    return back_to(request, row)


@require_POST
@access(with_hat)
def keep(request: HttpRequest, post_uuid: UUID) -> HttpResponse:
    """Keep a post (`kept=1`) or let it go."""
    row = found_post(request.actor, post_uuid)  # type: ignore[attr-defined]
    is_kept = request.POST.get("kept") == "1"
    services.set_bookmark(actor=request.actor, post=row, is_kept=is_kept)  # type: ignore[attr-defined]
    messages.success(request, _("Đã lưu. Xem lại ở “Đã lưu”.") if is_kept else _("Đã bỏ lưu."))
    return back_to(request, row)


@require_http_methods(["GET", "POST"])
@access(with_hat)
def comment_edit(request: HttpRequest, comment_uuid: UUID) -> HttpResponse:
    """Change one's own comment."""
    row = _found_comment(request, comment_uuid)
    require(can_edit_comment, request.actor, row)  # type: ignore[attr-defined]
    error, body = "", request.POST.get("body", row.body)
    if request.method == "POST":
        try:
            services.edit_comment(actor=request.actor, comment=row, body=body, hints=request.POST.getlist("hint")[:20])  # type: ignore[attr-defined]
            return HttpResponseRedirect(row.url)
        except PostRefused as refused:
            error = str(refused)
    context = {"comment": row, "post": row.post, "body": body, "error": error}
    return render(request, "social/feeds/comment_edit.html", context, status=422 if error else 200)


def _found_comment(request: HttpRequest, comment_uuid: UUID) -> Comment:
    rows = Comment.objects.select_related("post__space__unit", "post__space__class_group", "space__unit", "space__class_group", "author")
    row = rows.filter(uuid=comment_uuid).first()
    if row is None or not can_see_comment(request.actor, row):  # type: ignore[attr-defined]
        raise AccessRefused("comment")
    return row


def _approve(request: HttpRequest, kind: str, row: Post | Comment) -> None:
    """Approve what the page showed (`stamp`); what says something else by now stays, and the page says so."""
    key = f"{kind}:{row.uuid}:{request.POST.get('stamp', '')[:16]}"
    if row.state == PostState.HELD and not judge_held(actor=request.actor, keys=[key], approve=True):  # type: ignore[attr-defined]
        messages.warning(request, _("Bài vừa được sửa hoặc đã được xử lí. Hãy đọc lại."))


@require_POST
@access(with_hat)
def post_act(request: HttpRequest, post_uuid: UUID) -> HttpResponse:
    """Approve, reject, remove, pin or unpin a post."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = found_post(actor, post_uuid)
    act = request.POST.get("act", "")
    if act == "approve":
        _approve(request, "post", row)
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
    """Approve, give back or remove a comment."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = _found_comment(request, comment_uuid)
    act = request.POST.get("act", "")
    if act == "approve":
        _approve(request, "comment", row)
    elif act == "reject":
        services.reject_comment(actor=actor, comment=row, reason=request.POST.get("reason", ""))
    elif act == "remove":
        services.remove_comment(actor=actor, comment=row)
    else:
        raise Http404
    if wants_json(request):
        return JsonResponse({"done": act})
    return HttpResponseRedirect(f"{row.url.partition('#')[0]}#binh-luan")
