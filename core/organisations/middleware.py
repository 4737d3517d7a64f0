"""Every request gets its actor: the signed-in person under the current hat."""

from collections.abc import Callable
from contextlib import nullcontext

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from core.access.types import Actor, Hat
from core.lib.once import reading_once

from .selectors import actor_for

HAT_SESSION_KEY = "hat"
SHARED_SESSION_KEY = "shared_device"
SHARED_UNTIL_KEY = "shared_until"
PICTURE_SESSION_KEY = "by_picture"


class ActorMiddleware:
    """Sets `request.actor` and `request.hats`; expired hats and closed units fall away by themselves. A page asks rosters once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with reading_once() if request.method in {"GET", "HEAD"} else nullcontext():
            return self._answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        actor: Actor = Actor.visitor()
        hats: list[Hat] = []
        if request.user.is_authenticated:
            session = request.session
            actor, hats = actor_for(request.user, session.get(HAT_SESSION_KEY), is_shared_device=bool(session.get(SHARED_SESSION_KEY)))
            if request.user.language and request.user.language != translation.get_language():
                translation.activate(request.user.language)
        request.actor, request.hats = actor, hats  # type: ignore[attr-defined]
        return self.get_response(request)
