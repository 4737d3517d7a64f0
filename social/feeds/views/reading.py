"""The feed, one space, one post."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from core.access.policies import with_hat
from core.access.types import Actor
from core.access.views import access
from social.groups.enums import Ability
from social.groups.policies import Seat, can_found_community
from social.groups.selectors import find_space
from social.groups.selectors.heads import space_head
from social.groups.services import my_seats

from .. import services
from ..policies import can_send_down
from ..selectors import home, tabs
from ..selectors.beside import beside, beside_space
from ..selectors.views import post_views
from .shared import found_post, number, post_page, view_of

NEWER_AT_ONCE = 30


def _page(request: HttpRequest, seats: list[Seat]) -> dict[str, Any]:
    """Return a page of the feed of some seats: on the first one what waits and what is pinned, then the newest."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    before, from_school = number(request.GET.get("truoc")), request.GET.get("nha-truong") == "1"
    topic = request.GET.get("chu-de", "")[:80] if len(seats) == 1 else ""
    pinned: list[int] = []
    if topic:
        ids = tabs.entry_ids(actor, seats[0], before=before, limit=home.PAGE + 1, topic=topic)
    elif before or from_school:
        ids = home.entry_ids(actor, seats, before=before, from_school=from_school, limit=home.PAGE + 1)
    else:
        ids, pinned = home.newest_and_pinned(actor, seats, limit=home.PAGE + 1)
    shown = ids[: home.PAGE]
    rows = {entry.pk: entry for entry in home.entries_by_id({*shown, *pinned}, seats)}
    order = [*pinned, *(pk for pk in shown if pk not in set(pinned))]
    waiting = [] if before or topic else home.waiting_posts(actor, seats)
    pairs = [(post, None) for post in waiting] + [(rows[pk].post, rows[pk]) for pk in order if pk in rows]
    views = post_views(actor, pairs, {seat.space.pk: seat.standing for seat in seats})
    more = (
        f"?truoc={shown[-1]}{'&nha-truong=1' if from_school else ''}{'&' + urlencode({'chu-de': topic}) if topic else ''}"
        if len(ids) > home.PAGE
        else ""
    )
    return {
        "posts": views, "next_url": more, "topic": topic, "from_school": from_school, "newest": max(ids, default=0), "is_first": before is None and not topic,
        "limit": next((seat.standing.limit for seat in seats if seat.standing.limit), ""),
    }  # fmt: skip


def _newer(request: HttpRequest, seats: list[Seat], after: int) -> HttpResponse:
    """Answer what came after an entry: how many (`dem=1`, JSON), or the posts themselves as a piece of the page."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    from_school = request.GET.get("nha-truong") == "1"
    ids = home.entry_ids(actor, seats, after=after, from_school=from_school, limit=NEWER_AT_ONCE)
    rows = home.entries_by_id(ids, seats)
    if request.GET.get("dem") == "1":
        others = [entry.pk for entry in rows if entry.post.author_id != actor.person_id]
        return JsonResponse({"count": len(others), "newest": max(ids, default=after)})
    views = post_views(actor, [(entry.post, entry) for entry in rows], {seat.space.pk: seat.standing for seat in seats})
    return render(request, "social/feeds/_posts.html", {"posts": views})


@require_safe
@access(with_hat)
def feed(request: HttpRequest) -> HttpResponse:
    """The newest of all spaces one belongs to; `?sau=` what came since."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    seats = my_seats(actor, **home.marks_of_spaces(actor))
    if (after := number(request.GET.get("sau"))) is not None:
        return _newer(request, seats, after)
    context = {
        "seats": seats,
        "unread": home.unread_spaces(seats),
        "write_seat": _write_seat(seats),
        "may_send_down": can_send_down(actor),
        "may_found": can_found_community(actor),
        **_page(request, seats),
    }
    return render(request, "social/feeds/feed.html", {**context, "shown_seats": seats})


def _write_seat(seats: list[Seat]) -> Seat | None:
    """Return where one writes by default: the space one looks after, else the first one may write in."""
    writable = [seat for seat in seats if seat.standing.may(Ability.POST)]
    return next((seat for seat in writable if seat.standing.looks_after), writable[0] if writable else None)


@require_safe
@access(with_hat)
def space(request: HttpRequest, space_uuid: UUID) -> HttpResponse:
    """The feed of one space; `?sau=` what came since."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    place, standing = find_space(actor, space_uuid)
    own = [Seat(place, standing)]
    if (after := number(request.GET.get("sau"))) is not None:
        return _newer(request, own, after)
    context = {"space": place, "standing": standing, "head": space_head(actor, place, standing, "posts"), **_page(request, own)}
    context["write_seat"] = _write_seat(own)
    return render(request, "social/feeds/feed.html", {**context, "shown_seats": own})


@require_safe
@access(with_hat)
def feed_beside(request: HttpRequest) -> HttpResponse:
    """What stands beside the feed on a wide screen; the page asks for it when there is room."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return render(request, "social/feeds/_beside.html", {"beside": beside(actor, my_seats(actor))})


@require_safe
@access(with_hat)
def space_beside(request: HttpRequest, space_uuid: UUID) -> HttpResponse:
    """The same beside the pages of one space."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    seat = Seat(*find_space(actor, space_uuid))
    return render(request, "social/feeds/_beside.html", {"beside": beside_space(actor, seat), "space": seat.space})


@require_POST
@access(with_hat)
def seen(request: HttpRequest) -> HttpResponse:
    """Note which entries were on the screen (`entry`, several)."""
    ids = [pk for text in request.POST.getlist("entry")[:60] if (pk := number(text)) is not None]
    services.mark_seen(actor=request.actor, entry_ids=ids)  # type: ignore[attr-defined]
    return HttpResponse(status=204)


@require_safe
@access(with_hat)
def kept(request: HttpRequest) -> HttpResponse:
    """The posts one keeps."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    seats = my_seats(actor)
    views = post_views(actor, home.kept_posts(actor, seats), {seat.space.pk: seat.standing for seat in seats})
    return render(request, "social/feeds/kept.html", {"posts": views})


@require_safe
@access(with_hat)
def post(request: HttpRequest, post_uuid: UUID) -> HttpResponse:
    """One post with its comments; `?o=` in which of the spaces it stands in."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = found_post(actor, post_uuid)
    return post_page(request, view_of(actor, row, request.GET.get("o", "")))
