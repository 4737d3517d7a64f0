"""Voting, answering events, calendar files."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from core.access.policies import with_hat
from core.access.types import Actor
from core.access.views import access

from ..enums import PostKind
from ..errors import PostRefused
from ..interop.calendar import calendar_of
from ..models import Post
from ..selectors.events import calendar_event
from ..selectors.polls import voters_by_option
from ..services.choices import attend, vote
from .shared import back_to, found_post, number, view_of


def _chosen(request: HttpRequest, row: Post, template: str, choose: Callable[[], Any]) -> HttpResponse:
    """Do what was chosen, and answer with the part of the page or go back to the post."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    error = ""
    try:
        choose()
    except PostRefused as refused:
        error = str(refused)
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, template, {"post": view_of(actor, row), "error": error}, status=422 if error else 200)
    if error:
        messages.error(request, error)
    return back_to(request, row)


@require_POST
@access(with_hat)
def poll_vote(request: HttpRequest, post_uuid: UUID) -> HttpResponse:
    """Vote in a poll; the options chosen replace those of before."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = found_post(actor, post_uuid)
    options = [-1 if (key := number(text)) is None else key for text in request.POST.getlist("option")]
    hides = True if request.POST.get("hidden") == "1" else None
    return _chosen(request, row, "social/feeds/_poll.html", lambda: vote(actor=actor, post=row, options=options, hides_names=hides))


@require_POST
@access(with_hat)
def event_answer(request: HttpRequest, post_uuid: UUID) -> HttpResponse:
    """Say whether one comes."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = found_post(actor, post_uuid)
    answer = request.POST.get("answer", "")
    return _chosen(request, row, "social/feeds/_event.html", lambda: attend(actor=actor, post=row, answer=answer))


@require_safe
@access(with_hat)
def event_file(request: HttpRequest, post_uuid: UUID) -> HttpResponse:
    """An event for the calendar of the phone."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = found_post(actor, post_uuid)
    if row.kind != PostKind.EVENT:
        raise Http404
    response = HttpResponse(calendar_of(calendar_event(row)), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="su-kien.ics"'
    return response


@require_safe
@access(with_hat)
def poll_voters(request: HttpRequest, post_uuid: UUID) -> HttpResponse:
    """Who chose what, where the poll shows names."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    row = found_post(actor, post_uuid)
    if row.kind != PostKind.POLL or row.data.get("is_anonymous"):
        raise Http404
    shown = view_of(actor, row)
    options = voters_by_option(actor, row, shown.space, shown.standing)
    return render(request, "social/feeds/voters.html", {"post": row, "options": options})
