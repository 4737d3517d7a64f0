"""Context of the shell, and changing the hat."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_POST

from core.access.policies import signed_in
from core.access.views import access
from core.notifications.selectors import unread_of
from core.organisations.middleware import HAT_SESSION_KEY
from core.people.models import Person
from core.ports.counting import CountOf
from frontend.hooks import NavPlaces

from .types import Shell, ShellPerson

COLOURS = ("math", "lit", "eng", "sci", "his", "pe")


def shell_context(request: HttpRequest) -> dict[str, Any]:
    """Give templates `shell`, built only when a template asks for it."""
    return {"shell": SimpleLazyObject(lambda: build_shell(request))}


def build_shell(request: HttpRequest) -> Shell:
    """Return the shell of this request: one query for the badges beside what the middleware knows."""
    actor = getattr(request, "actor", None)
    if actor is None or not actor.is_signed_in:
        return Shell(path=request.path)
    person = request.user.person  # type: ignore[union-attr]
    hooks = NavPlaces.all()
    counts = {key: count for hook in hooks for key, count in hook.counts(actor).items()} | {"unread": CountOf(unread_of(actor))}
    badges = dict(zip(counts, Person.objects.filter(pk=actor.person_id).values_list(*counts.values()).get(), strict=True))
    found = (replace(place, count=badges.get(place.key, place.count)) for hook in hooks for place in hook.places(actor))
    places = sorted(found, key=lambda place: place.order)
    return Shell(
        actor=actor,
        person=ShellPerson(person.full_name, person.initials, COLOURS[person.uuid.int % len(COLOURS)]),
        hat=actor.hat,
        hats=request.hats,  # type: ignore[attr-defined]
        places=[place for place in places if place.group == "main"],
        manage=[place for place in places if place.group == "manage"],
        tools=[place for place in places if place.group == "tool"],
        unread=badges["unread"],
        theme=request.user.theme,  # type: ignore[union-attr]
        path=request.path,
    )


@require_POST
@access(signed_in)
def switch_hat(request: HttpRequest) -> HttpResponse:
    """Put on another of one's own hats and go to Hôm nay."""
    key = request.POST.get("hat", "")
    if any(hat.key == key for hat in request.hats):  # type: ignore[attr-defined]
        request.session[HAT_SESSION_KEY] = key
    return HttpResponseRedirect("/")
