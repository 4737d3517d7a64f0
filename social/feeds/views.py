"""The feed, one space, one post, and writing."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import linebreaks
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access.errors import AccessRefused
from core.access.policies import with_hat
from core.access.types import Actor
from core.access.views import access
from social.files.errors import AttachmentRefused
from social.files.services import take
from social.groups.enums import Ability, Side
from social.groups.policies import Seat
from social.groups.selectors import find_space
from social.groups.services import my_seats
from social.groups.types import Standing

from . import services
from .enums import PostKind
from .errors import PostRefused
from .models import Comment, Post
from .policies import can_see_post, may_write
from .selectors import home
from .selectors.views import comments_page, entry_for, post_views
from .types import PostInput, PostView


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 19 else None


def _page(request: HttpRequest, seats: list[Seat]) -> dict[str, Any]:
    """Return a page of the feed of some seats: on the first one what waits and what is pinned, then the newest."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    before, from_school = _number(request.GET.get("truoc")), request.GET.get("nha-truong") == "1"
    ids = home.entry_ids(actor, seats, before=before, from_school=from_school, limit=home.PAGE + 1)
    shown = ids[: home.PAGE]
    pinned = [] if before or from_school else home.pinned_ids(actor, seats)
    rows = {entry.pk: entry for entry in home.entries_by_id({*shown, *pinned})}
    order = [*pinned, *(pk for pk in shown if pk not in set(pinned))]
    waiting = [] if before else home.waiting_posts(actor, seats)
    pairs = [(post, None) for post in waiting] + [(rows[pk].post, rows[pk]) for pk in order if pk in rows]
    views = post_views(actor, pairs, {seat.space.pk: seat.standing for seat in seats})
    more = f"?truoc={shown[-1]}{'&nha-truong=1' if from_school else ''}" if len(ids) > home.PAGE else ""
    return {"posts": views, "next_url": more, "from_school": from_school, "newest": max(ids, default=0), "is_first": before is None}


@require_safe
@access(with_hat)
def feed(request: HttpRequest) -> HttpResponse:
    """The newest of all spaces one belongs to."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    seats = my_seats(actor)
    context = {"seats": seats, "unread": home.unread_spaces(actor, seats), "write_seat": _write_seat(seats), **_page(request, seats)}
    return render(request, "social/feeds/feed.html", context)


def _write_seat(seats: list[Seat]) -> Seat | None:
    return next((seat for seat in seats if seat.standing.may(Ability.POST)), None)


@require_safe
@access(with_hat)
def space(request: HttpRequest, space_uuid: UUID) -> HttpResponse:
    """The feed of one space."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    place, standing = find_space(actor, space_uuid)
    page = _page(request, [Seat(place, standing)])
    if page["is_first"] and page["newest"]:
        services.mark_seen(actor=actor, space=place, entry_id=page["newest"])
    seats = my_seats(actor)
    context = {"seats": seats, "unread": home.unread_spaces(actor, seats), "space": place, "standing": standing, **page}
    context["write_seat"] = _write_seat([Seat(place, standing)])
    return render(request, "social/feeds/feed.html", context)


@require_http_methods(["GET", "POST"])
@access(with_hat)
def write(request: HttpRequest, space_uuid: UUID) -> HttpResponse:
    """Write a post in a space."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    place, standing = find_space(actor, space_uuid)
    kinds = [kind for kind in (PostKind.POST, PostKind.ANNOUNCEMENT) if may_write(standing, kind)]
    if not kinds:
        raise AccessRefused("post")
    error = field = ""
    if request.method == "POST":
        try:
            post = services.save_post(actor=actor, space=place, given=_given(request, standing), client_id=_client_id(request))
        except PostRefused as refused:
            error, field = str(refused), refused.field
        except AttachmentRefused as refused:
            error, field = str(refused), "pictures"
        else:
            messages.success(request, _("Đã đăng.") if post.published_at else _("Bài đã gửi, đang chờ duyệt."))
            return HttpResponseRedirect(reverse("social:space", args=[place.uuid]))
    context = {
        "space": place, "standing": standing, "kinds": kinds, "error": error, "field": field, "given": request.POST, "sides": Side.choices,
        "client_id": request.POST.get("client_id") or uuid4(),
    }  # fmt: skip
    return render(request, "social/feeds/write.html", context, status=422 if error else 200)


def _client_id(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("client_id", ""))
    except ValueError:
        return uuid4()


def _given(request: HttpRequest, standing: Standing) -> PostInput:
    """Read what was written; plain words become paragraphs. Pictures are taken now, and given to the post when it is kept."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    alt = request.POST.get("alt", "")
    files = [str(take(actor=actor, upload=one, alt=alt).uuid) for one in request.FILES.getlist("pictures")[:20]]
    sides = request.POST.getlist("sides") if standing.side == Side.STAFF else []
    return PostInput(
        kind=request.POST.get("kind", PostKind.POST) if request.POST.get("kind", "") in PostKind.values else PostKind.POST,
        title=request.POST.get("title", ""),
        body=linebreaks(request.POST.get("body", "").strip(), autoescape=True),
        sides=tuple(side for side in sides if side in Side.values),
        speaks_for_unit=request.POST.get("speaks_for_unit") == "1",
        attachments=tuple(files),
    )


def _found(actor: Actor, post_uuid: UUID) -> Post:
    row = Post.objects.select_related("author", "space__unit", "space__class_group").filter(uuid=post_uuid).first()
    if row is None or not can_see_post(actor, row):
        raise AccessRefused("post")
    return row


def _view(actor: Actor, row: Post) -> PostView:
    standings = {seat.space.pk: seat.standing for seat in my_seats(actor)}
    entry = entry_for(actor, row, standings)
    if entry is None and row.space_id not in standings:
        standings[row.space_id] = find_space(actor, row.space.uuid)[1]
        entry = entry_for(actor, row, standings)
    return post_views(actor, [(row, entry)], standings)[0]


@require_safe
@access(with_hat)
def post(request: HttpRequest, post_uuid: UUID) -> HttpResponse:
    """One post with its comments."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = _found(actor, post_uuid)
    return _post_page(request, _view(actor, row))


def _post_page(request: HttpRequest, view: PostView, error: str = "") -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    comments, older = comments_page(actor, view.post, view.standing, before=_number(request.GET.get("truoc")))
    context = {
        "post": view, "comments": comments, "older": older, "error": error, "given": request.POST,
        "client_id": request.POST.get("client_id") or uuid4(),
    }  # fmt: skip
    return render(request, "social/feeds/post_page.html", context, status=422 if error else 200)


def _back(request: HttpRequest, row: Post) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("social:post", args=[row.uuid]))


@require_POST
@access(with_hat)
def comment(request: HttpRequest, post_uuid: UUID) -> HttpResponse:
    """Write a comment."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = _found(actor, post_uuid)
    parent = _number(request.POST.get("parent"))
    head = Comment.objects.select_related("parent").filter(pk=parent, post=row).first() if parent else None
    body = request.POST.get("body", "")
    try:
        services.write_comment(actor=actor, post=row, body=body, client_id=_client_id(request), parent=head)
    except PostRefused as refused:
        return _post_page(request, _view(actor, row), str(refused))
    return _back(request, row)


@require_POST
@access(with_hat)
def react(request: HttpRequest, post_uuid: UUID) -> HttpResponse:
    """React to a post, or take it back."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = _found(actor, post_uuid)
    try:
        services.react(actor=actor, post=row, kind=request.POST.get("kind", ""))
    except PostRefused as refused:
        messages.error(request, str(refused))
    return _back(request, row)


@require_POST
@access(with_hat)
def post_act(request: HttpRequest, post_uuid: UUID) -> HttpResponse:
    """Approve, reject, remove, pin or unpin a post."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = _found(actor, post_uuid)
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
        entry = row.entries.select_related("space__unit", "post").filter(pk=_number(request.POST.get("entry")) or 0).first()
        if entry is None:
            raise Http404
        services.set_pinned(actor=actor, entry=entry, is_pinned=act == "pin")
    else:
        raise Http404
    return _back(request, row)


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
    return _back(request, row.post)
