"""What the views of feeds share."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse

from core.access.errors import AccessRefused
from core.access.types import Actor
from social.groups.selectors import find_space, require_reason
from social.groups.services import my_seats
from social.groups.types import Standing

from ..models import Post
from ..policies import can_see_post
from ..selectors.views import comments_page, entry_for, post_views
from ..types import PersonView, PostView


def number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 19 else None


def found_post(actor: Actor, post_uuid: UUID) -> Post:
    row = Post.objects.select_related("author", "space__unit", "space__class_group").filter(uuid=post_uuid).first()
    if row is None or not can_see_post(actor, row):
        raise AccessRefused("post")
    require_reason(actor, row.space)
    return row


def view_of(actor: Actor, row: Post, asked: str = "") -> PostView:
    """Return a post as it is read in the space `asked` for (its uuid), else in the first of the reader's; raises `AccessRefused` where
    the post is not shown to it there."""
    seats = my_seats(actor)
    standings = {seat.space.pk: seat.standing for seat in seats}
    if asked:
        return _view_in(actor, row, asked, standings, {str(seat.space.uuid): seat.space.pk for seat in seats})
    entry = entry_for(actor, row, standings)
    if entry is None and row.space_id not in standings:
        standings[row.space_id] = find_space(actor, row.space.uuid)[1]
        entry = entry_for(actor, row, standings)
    return post_views(actor, [(row, entry)], standings)[0]


def _view_in(actor: Actor, row: Post, asked: str, standings: dict[int, Standing], own: Mapping[str, int]) -> PostView:
    space_id = own.get(asked)
    if space_id is None and (key := uuid_of(asked)) is not None:
        space, standing = find_space(actor, key)
        space_id, standings[space.pk] = space.pk, standing
    entry = entry_for(actor, row, standings, space_id)
    if entry is None or entry.space_id != space_id:
        raise AccessRefused("post")
    return post_views(actor, [(row, entry)], standings)[0]


def uuid_of(text: str) -> UUID | None:
    """Return an address's uuid; None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None


def post_page(request: HttpRequest, view: PostView, error: str = "") -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    comments, older = comments_page(
        actor, view.post, view.standing, before=number(request.GET.get("truoc")), around=number(request.GET.get("tu")), space=view.space
    )
    last = max((one.comment.pk for head in comments for one in (head, *head.replies)), default=0)
    context = {
        "post": view, "comments": comments, "last": last, "older": older, "error": error, "given": request.POST,
        "answering": number(request.POST.get("parent") or request.GET.get("tra-loi")),
        "client_id": request.POST.get("client_id") or uuid4(),
    }  # fmt: skip
    return render(request, "social/feeds/post_page.html", context, status=422 if error else 200)


def back_to(request: HttpRequest, row: Post) -> HttpResponseRedirect:
    """Lead back to the post on the page it was pressed on, so that nobody loses the place in a feed; to the post's own page from anywhere else."""
    came = urlsplit(request.headers.get("Referer", ""))
    if came.netloc == request.get_host() and _shows_posts(came.path):
        return HttpResponseRedirect(f"{came.path}{'?' + came.query if came.query else ''}#bai-{row.uuid}")
    return HttpResponseRedirect(reverse("social:post", args=[row.uuid]))


def _shows_posts(path: str) -> bool:
    try:
        found = resolve(path)
    except Resolver404:
        return False
    return found.namespace == "social" and found.url_name in {"feed", "space", "space_events", "kept_posts", "own_posts", "post"}


def client_id_of(request: HttpRequest) -> UUID:
    """Return the id a device gave to what it sends; a new one when it gave none."""
    return uuid_of(request.POST.get("client_id", "")) or uuid4()


def wants_json(request: HttpRequest) -> bool:
    """Say whether a script asks, which shows the answer itself."""
    return "application/json" in request.headers.get("Accept", "")


def people_json(found: Sequence[PersonView]) -> JsonResponse:
    """Answer people as the picker behind `@` knows them."""
    return JsonResponse(
        {"people": [{"uuid": str(one.uuid), "name": one.bare_name, "shown": one.full_name, "label": one.label} for one in found]}
    )
