"""The feed, one space, one post."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.access.policies import with_hat
from core.access.types import Actor
from core.access.views import access
from social.groups.enums import Ability
from social.groups.policies import Seat
from social.groups.selectors import find_space
from social.groups.selectors.heads import space_head
from social.groups.services import my_seats

from .. import services
from ..policies import can_send_down
from ..selectors import home, tabs
from ..selectors.views import post_views
from .shared import found_post, number, post_page, view_of


def _page(request: HttpRequest, seats: list[Seat]) -> dict[str, Any]:
    """Return a page of the feed of some seats: on the first one what waits and what is pinned, then the newest."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    before, from_school = number(request.GET.get("truoc")), request.GET.get("nha-truong") == "1"
    topic = request.GET.get("chu-de", "")[:80] if len(seats) == 1 else ""
    if topic:
        ids = tabs.entry_ids(actor, seats[0], before=before, limit=home.PAGE + 1, topic=topic)
    else:
        ids = home.entry_ids(actor, seats, before=before, from_school=from_school, limit=home.PAGE + 1)
    shown = ids[: home.PAGE]
    pinned = [] if before or from_school or topic else home.pinned_ids(actor, seats)
    rows = {entry.pk: entry for entry in home.entries_by_id({*shown, *pinned})}
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
    }  # fmt: skip


@require_safe
@access(with_hat)
def feed(request: HttpRequest) -> HttpResponse:
    """The newest of all spaces one belongs to."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    seats = my_seats(actor)
    context = {
        "seats": seats,
        "unread": home.unread_spaces(actor, seats),
        "write_seat": _write_seat(seats),
        "may_send_down": can_send_down(actor),
        **_page(request, seats),
    }
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
    context = {"space": place, "standing": standing, "head": space_head(actor, place, standing, "posts"), **page}
    context["write_seat"] = _write_seat([Seat(place, standing)])
    return render(request, "social/feeds/feed.html", context)


@require_safe
@access(with_hat)
def post(request: HttpRequest, post_uuid: UUID) -> HttpResponse:
    """One post with its comments."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = found_post(actor, post_uuid)
    return post_page(request, view_of(actor, row))
