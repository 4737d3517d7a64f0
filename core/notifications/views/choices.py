"""What people choose: which kinds come how, when, and what is muted."""

from datetime import time
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.access.enums import Role
from core.access.policies import signed_in
from core.access.types import Actor
from core.access.views import access
from core.ports.webpush import application_server_key

from ..enums import DigestRhythm
from ..forms import MuteForm, RestForm
from ..selectors import (
    choice_of,
    choices_of,
    messengers_of,
    mutes_of,
    places_of,
    reachable_channels,
    roles_of,
    settings_of,
    topic_name,
    topic_url,
)
from ..services import end_mute, set_kind, set_mute, set_settings
from ..types import DIGEST, KINDS, Choice

PAGE = "core:notify_choices"


def _is_guardian(actor: Actor) -> bool:
    person_id = actor.person_id or 0
    return Role.GUARDIAN in roles_of([person_id]).get(person_id, set())


def _rest_form(actor: Actor, is_guardian: bool, data: Any = None) -> RestForm:
    stored = settings_of(actor.person_id or 0)
    has_quiet = stored.quiet_from != stored.quiet_until
    initial = {"has_quiet": has_quiet, "digest": stored.digest, "quiet_from": time(21), "quiet_until": time(6)}
    if has_quiet:
        initial |= {"quiet_from": stored.quiet_from, "quiet_until": stored.quiet_until}
    return RestForm(data, initial=initial, for_guardian=is_guardian)


Lines = list[tuple[Choice, list[tuple[str, str]], str]]


def _groups(actor: Actor, is_guardian: bool, opened: str) -> list[tuple[str, Lines, bool]]:
    """Return the choices by group, each with the channels asked about and the line below its name, and whether the group is open: the first, and
    that of the kind `opened`."""
    digest = (DIGEST, _("Trong bản tin về con"))
    channels = reachable_channels()
    more = lambda one: [*channels, digest] if is_guardian and one.may_digest else channels  # noqa: E731
    return [
        (group, [(one, more(one), places_of(one)) for one in rows], not place or any(one.key == opened for one in rows))
        for place, (group, rows) in enumerate(choices_of(actor))
    ]


def _page(request: HttpRequest, actor: Actor, is_guardian: bool, form: RestForm, status: int = 200) -> HttpResponse:
    opened = request.GET.get("loai", "")
    context = {
        "groups": _groups(actor, is_guardian, opened),
        "form": form,
        "mutes": mutes_of(actor),
        "messengers": [] if actor.is_shared_device else messengers_of(actor),
        "opened": opened,
        "push_key": "" if actor.is_shared_device else application_server_key(),
        "has_email": bool(request.user.email),  # type: ignore[union-attr]
    }
    return render(request, "notifications/choices.html", context, status=status)


@require_safe
@access(signed_in)
@never_cache
def choices(request: HttpRequest) -> HttpResponse:
    """Everything one may choose about notifications."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    is_guardian = _is_guardian(actor)
    return _page(request, actor, is_guardian, _rest_form(actor, is_guardian))


@require_POST
@access(signed_in)
def save_kind(request: HttpRequest) -> HttpResponse:
    """Store how one kind comes; a script gets the line below its name."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    kind = KINDS.get(request.POST.get("kind", ""))
    if kind is None:
        raise Http404
    asked = [channel for channel, _label in reachable_channels()] + ([DIGEST] if kind.digest and _is_guardian(actor) else [])
    set_kind(actor=actor, kind_key=kind.key, on=request.POST.getlist("on"), asked=asked)
    if request.headers.get("HX-Request"):
        return render(request, "notifications/places.html", {"places": places_of(choice_of(actor, kind)), "saved": True})
    messages.success(request, _("Đã lưu."))
    return HttpResponseRedirect(f"{reverse(PAGE)}?loai={kind.key}#{kind.key}")


@require_POST
@access(signed_in)
@never_cache
def save_rest(request: HttpRequest) -> HttpResponse:
    """Store the quiet hours and the rhythm of the digest."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    is_guardian = _is_guardian(actor)
    form = _rest_form(actor, is_guardian, request.POST)
    if not form.is_valid():
        return _page(request, actor, is_guardian, form, status=422)
    given = form.cleaned_data
    begins, ends = (given["quiet_from"], given["quiet_until"]) if given["has_quiet"] else (time(0), time(0))
    digest = DigestRhythm(given["digest"]) if is_guardian else None
    set_settings(actor=actor, quiet_from=begins, quiet_until=ends, digest=digest)
    messages.success(request, _("Đã lưu."))
    return HttpResponseRedirect(reverse(PAGE) + "#gio-nghi")


@access(signed_in)
@never_cache
def mute(request: HttpRequest) -> HttpResponse:
    """Ask how long a topic (`?chu-de=space:12`) is muted, then mute it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    topic = request.POST.get("chu-de") or request.GET.get("chu-de", "")
    name = topic_name(actor, topic)
    if not name:
        raise Http404
    form = MuteForm(request.POST if request.method == "POST" else None, initial={"span": ""})
    if request.method == "POST" and form.is_valid():
        set_mute(actor=actor, topic=topic, until=form.until())
        messages.success(request, _("Đã tắt thông báo của “%(name)s”. Tin vẫn có trong hộp.") % {"name": name})
        return HttpResponseRedirect(topic_url(topic) or reverse(PAGE) + "#dang-tat")
    return render(request, "notifications/mute.html", {"form": form, "topic": topic, "name": name})


@require_POST
@access(signed_in)
def unmute(request: HttpRequest) -> HttpResponse:
    """Hear a topic again; with `ve` one comes back to the topic's own page."""
    topic = request.POST.get("chu-de", "")
    end_mute(actor=request.actor, topic=topic)  # type: ignore[attr-defined]
    messages.success(request, _("Đã bật lại thông báo."))
    back = topic_url(topic) if request.POST.get("ve") else ""
    return HttpResponseRedirect(back or reverse(PAGE) + "#dang-tat")
