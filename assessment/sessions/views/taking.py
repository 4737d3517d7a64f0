"""Sitting a test: the door, the player's page, and what the player asks for."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from assessment.hooks import SittingGuard
from core.access.errors import AccessRefused
from core.access.views import access
from core.ports.serving import answer_with_file

from .. import services
from ..enums import AttemptState, SubmitReason
from ..errors import SessionError
from ..models import AnswerFile, Attempt, Candidate, Test
from ..policies import sits_tests, takes_tests
from ..selectors import player, tests
from ..selectors.guests import own_guest
from ..selectors.packs import pack_bytes
from ..selectors.practice import practice_of
from ..types import TestSettings
from .entering import address_of, may_be_guest, seb_headers

MOST_BODY = 600_000


def _own(request: HttpRequest, attempt_uuid: UUID) -> Attempt:
    return services.attempt_at(request.actor, attempt_uuid)  # type: ignore[attr-defined]


def interface_language() -> str:
    """Return the language the page speaks."""
    return get_language() or str(settings.LANGUAGE_CODE)


def _place(request: HttpRequest, test_uuid: UUID) -> tuple[Test, Candidate, Attempt | None]:
    """Return the test, the actor's place in it and the attempt to begin or go on with; a prepared one takes a single read.

    Somebody who has come by the link and not begun has a place that isn't kept yet.
    """
    actor = request.actor  # type: ignore[attr-defined]
    ready = player.prepared_attempt(actor, test_uuid)
    if ready is not None:
        return ready.test, ready.candidate, ready
    test = tests.own_test(actor, test_uuid)
    if test is None and (linked := tests.linked_test(actor, test_uuid)) is not None:
        return linked, Candidate(test=linked, person_id=actor.person_id), None
    candidate = services.candidate_of(test=test, person_id=actor.person_id) if test is not None else None
    if test is None or candidate is None:
        raise Http404
    return test, candidate, services.attempt_for(candidate=candidate, test=test)


def _problem(request: HttpRequest, test: Test, candidate: Candidate, attempt: Attempt | None) -> SessionError | None:
    problem = services.entry_problem(
        test=test,
        candidate=candidate,
        now=timezone.now(),
        code=request.POST.get("code", ""),
        address=address_of(request),
        url=request.build_absolute_uri(),
        headers=seb_headers(request),
        knows_code=candidate.is_guest,
    )
    if problem is None and attempt is None and (candidate.pk or not test.prepared_at):
        return SessionError("entry.preparing" if not test.prepared_at else "entry.used_up")
    return problem


@require_http_methods(["GET", "POST"])
@may_be_guest
@access(sits_tests)
def door(request: HttpRequest, test_uuid: UUID) -> HttpResponse:
    """Show a candidate what the test is and let it in: POST starts the attempt and goes to the player.

    Who comes by the link becomes a candidate on starting; a look makes nobody one.
    """
    actor = request.actor  # type: ignore[attr-defined]
    test, candidate, attempt = _place(request, test_uuid)
    if attempt is not None and attempt.state == AttemptState.WORKING:
        return redirect("assessment:sit", attempt_uuid=attempt.uuid)
    problem = _problem(request, test, candidate, attempt)
    if request.method == "POST" and problem is None and candidate.pk is None:
        joined = services.join_by_link(actor=actor, test=test)
        if joined is None:
            raise Http404
        candidate, attempt = joined, services.attempt_for(candidate=joined, test=test)
    if request.method == "POST" and problem is None and attempt is not None:
        attempt.test = test
        services.start_attempt(actor=actor, attempt=attempt, candidate=candidate, device=request.POST.get("device", "")[:40])
        return redirect("assessment:sit", attempt_uuid=attempt.uuid)
    asks_code = bool(test.settings.get("access_code")) and not candidate.is_guest
    waits = problem is not None and (request.method == "POST" or problem.code != "entry.code")
    done = Attempt.objects.filter(candidate_id=candidate.pk or 0, state=AttemptState.SUBMITTED).order_by("-number")
    sections = test.settings.get("sections") or []
    whole = sum(one["minutes"] for one in sections) or test.minutes
    context = {
        "test": test,
        "candidate": candidate,
        "problem": problem.message if problem and waits else "",
        "can_start": problem is None or problem.code == "entry.code",
        "asks_code": asks_code,
        "minutes": whole + candidate.extra_minutes if whole else None,
        "done": done,
        "settings": TestSettings.read(test.settings),
        "sections": sections,
        "is_early": bool(problem and problem.code == "entry.early"),
        "guest": own_guest(candidate.person_id, test) if candidate.is_guest else None,
    }
    return render(request, "sessions/door.html", context)


@require_GET
@may_be_guest
@access(sits_tests)
def sit(request: HttpRequest, attempt_uuid: UUID) -> HttpResponse:
    """Show the player; an attempt that isn't worked on leads to its door or its end."""
    attempt = _own(request, attempt_uuid)
    if attempt.state == AttemptState.PREPARED:
        return redirect("assessment:door", test_uuid=attempt.test.uuid)
    if attempt.state != AttemptState.WORKING:
        return redirect("assessment:handed_in", attempt_uuid=attempt.uuid)
    names = {"pack": "sit_pack", "state": "sit_state", "save": "sit_save", "submit": "sit_submit", "beat": "sit_beat", "take": "sit_take"}
    names |= {"file": "sit_file", "check": "sit_check", "end": "handed_in"}
    urls = {key: reverse(f"assessment:{name}", args=[attempt.uuid]) for key, name in names.items()}
    urls["pack"] += f"?lang={interface_language()}"
    given = TestSettings.read(attempt.test.settings)
    props = {
        "attempt": str(attempt.uuid),
        "test": str(attempt.test.uuid),
        "title": attempt.test.title,
        "person": str(request.actor.person_id),  # type: ignore[attr-defined]
        "count": attempt.test.item_count,
        "mode": attempt.test.mode,
        "language": interface_language(),
        "fullscreen": given.wants_fullscreen,
        "urls": urls,
        "clock": player.clock_of(attempt),
    }
    response = render(request, "sessions/player.html", {"attempt": attempt, "props": json.dumps(props, ensure_ascii=False)})
    response["Cache-Control"] = "private, no-cache"
    return response


def body_of(request: HttpRequest) -> dict[str, Any]:
    """Return the JSON a player sent. `SessionError`: `change.large`, `change.bad`."""
    if len(request.body) > MOST_BODY:
        raise SessionError("change.large")
    try:
        body = json.loads(request.body or b"{}")
    except ValueError:
        raise SessionError("change.bad") from None
    if not isinstance(body, dict):
        raise SessionError("change.bad")
    return body


def door_of_player(handler: Callable[[HttpRequest, Attempt, dict[str, Any]], dict[str, Any]]) -> Any:
    """Make a JSON door of the player: POST, the own attempt, domain errors as 422 with their words."""

    @require_POST
    @may_be_guest
    @access(sits_tests)
    def view(request: HttpRequest, attempt_uuid: UUID) -> JsonResponse:
        try:
            return JsonResponse(handler(request, _own(request, attempt_uuid), body_of(request)))
        except SessionError as error:
            return JsonResponse({"code": error.code, "message": error.message}, status=422)

    view.__doc__ = handler.__doc__
    return view


@require_GET
@may_be_guest
@access(sits_tests)
def pack(request: HttpRequest, attempt_uuid: UUID) -> HttpResponse:
    """Answer the frozen pack of an attempt that has begun; it never changes, so phones ask once for each language (`lang`)."""
    attempt = _own(request, attempt_uuid)
    asked = request.GET.get("lang", "")
    language = asked if asked in dict(settings.LANGUAGES) else interface_language()
    found = pack_bytes(attempt.pack_id, language) if attempt.pack_id and attempt.state != AttemptState.PREPARED else None
    if found is None:
        raise Http404
    digest, body = found
    etag = f'"{digest}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers={"ETag": etag})
    headers = {"ETag": etag, "Cache-Control": "private, max-age=86400, immutable", "Content-Encoding": "gzip"}
    return HttpResponse(body, content_type="application/json", headers=headers)


def _state(request: HttpRequest, attempt: Attempt, body: dict[str, Any]) -> dict[str, Any]:
    """Answer where an attempt stands for a device that opens it. The first device to ask of a fresh attempt holds the pen."""
    device = str(body.get("device", ""))[:40]
    if not attempt.device and device and attempt.state == AttemptState.WORKING:
        Attempt.objects.filter(pk=attempt.pk, device="").update(device=device)
        attempt.device = device
    return player.state_of(request.actor, attempt, device)  # type: ignore[attr-defined]


def _save(request: HttpRequest, attempt: Attempt, body: dict[str, Any]) -> dict[str, Any]:
    """Keep changes; the answer comes after the commit."""
    changes = body.get("changes")
    if not isinstance(changes, list) or not 0 < len(changes) <= 500:
        raise SessionError("change.bad")
    device = str(body.get("device", ""))
    return services.record_changes(actor=request.actor, attempt=attempt, device=device, changes=changes).json()  # type: ignore[attr-defined]


def _submit(request: HttpRequest, attempt: Attempt, body: dict[str, Any]) -> dict[str, Any]:
    """Hand in, with what hadn't been sent."""
    changes = body.get("changes", [])
    if not isinstance(changes, list) or len(changes) > 500 or not all(isinstance(one, dict) for one in changes):
        raise SessionError("change.bad")
    device = str(body.get("device", ""))
    reason = SubmitReason.TIME if body.get("reason") == "time" else SubmitReason.CANDIDATE
    done = services.submit_attempt(actor=request.actor, attempt=attempt, reason=reason, device=device, changes=changes)  # type: ignore[attr-defined]
    return {"state": str(done.state), "answered": done.answered_count, "end": reverse("assessment:handed_in", args=[done.uuid])}


def _beat(request: HttpRequest, attempt: Attempt, body: dict[str, Any]) -> dict[str, Any]:
    """Hear that a player is there; answer the clock and what proctors said. Keeps signals, flags, scratch notes, finished sections."""
    services.note_seen(attempt=attempt, answered=body.get("answered"))
    signals, kept, last = body.get("signals"), body.get("kept"), body.get("last", 0)
    if isinstance(signals, list) and signals:
        for guard in SittingGuard.all():
            guard.signals(
                attempt_id=attempt.pk, person_id=attempt.person_id, signals=[one for one in signals[:100] if isinstance(one, dict)]
            )
    if kept:
        services.keep_notes(actor=request.actor, attempt=attempt, data=kept)  # type: ignore[attr-defined]
    for move in moves[:20] if isinstance(moves := body.get("moves"), list) else ():
        if isinstance(move, dict):
            key, at_ms = str(move.get("key", "")), move.get("at_ms")
            moved = services.finish_section(actor=request.actor, attempt=attempt, key=key, at_ms=at_ms)  # type: ignore[attr-defined]
            attempt.sections, attempt.deadline_at = moved.sections, moved.deadline_at
    device = str(body.get("device", ""))[:40]
    clock = player.clock_of(attempt)
    messages = player.messages_after(attempt, last if isinstance(last, int) else 0)
    return {**clock, "mine": not attempt.device or attempt.device == device, "messages": messages}


def _take(request: HttpRequest, attempt: Attempt, body: dict[str, Any]) -> dict[str, Any]:
    """Let this device go on; the other one turns read-only."""
    device = str(body.get("device", ""))[:40]
    taken = services.take_over(actor=request.actor, attempt=attempt, device=device)  # type: ignore[attr-defined]
    return player.state_of(request.actor, taken, device)  # type: ignore[attr-defined]


def _check(request: HttpRequest, attempt: Attempt, body: dict[str, Any]) -> dict[str, Any]:
    """In practice: say at once whether an answer is right, show the explanation, or give a hint."""
    said = services.check_practice(
        actor=request.actor,  # type: ignore[attr-defined]
        attempt=attempt,
        position=body.get("position"),
        response=body.get("response"),
        hint=body.get("hint"),
    )
    return {**said, "end": reverse("assessment:handed_in", args=[attempt.uuid])} if said["mastered"] else said


save, submit, beat, take, check, state = (door_of_player(handler) for handler in (_save, _submit, _beat, _take, _check, _state))


@require_POST
@may_be_guest
@access(sits_tests)
def file(request: HttpRequest, attempt_uuid: UUID) -> JsonResponse:
    """Take a file handed in as an answer."""
    attempt = _own(request, attempt_uuid)
    upload, position = request.FILES.get("file"), request.POST.get("position", "")
    if upload is None or not position.isdecimal():
        return JsonResponse({"message": _("Chưa chọn tệp.")}, status=422)
    try:
        kept = services.keep_answer_file(actor=request.actor, attempt=attempt, position=int(position), upload=upload)  # type: ignore[attr-defined]
    except SessionError as error:
        return JsonResponse({"code": error.code, "message": error.message}, status=422)
    return JsonResponse({"uuid": str(kept.uuid), "name": kept.name}, status=201)


@require_safe
@may_be_guest
@access(sits_tests)
def own_file(request: HttpRequest, file_uuid: UUID) -> HttpResponseBase:
    """Show a candidate a file it handed in."""
    found = AnswerFile.objects.filter(uuid=file_uuid, attempt__person_id=request.actor.person_id).first()  # type: ignore[attr-defined]
    if found is None:
        raise AccessRefused("own_file")
    response = answer_with_file(request, str(found.file.name), found.content_type, found.size_bytes)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, max-age=3600"
    return response


@require_GET
@may_be_guest
@access(sits_tests)
def handed_in(request: HttpRequest, attempt_uuid: UUID) -> HttpResponse:
    """Say that an attempt was handed in, when, and what comes next."""
    attempt = _own(request, attempt_uuid)
    if attempt.state == AttemptState.WORKING:
        return redirect("assessment:sit", attempt_uuid=attempt.uuid)
    if attempt.state == AttemptState.PREPARED:
        return redirect("assessment:door", test_uuid=attempt.test.uuid)
    practised = practice_of(attempt) if attempt.submit_reason == SubmitReason.MASTERED else None
    run = practised["wanted"] if practised else 0
    return render(request, "sessions/handed_in.html", {"attempt": attempt, "test": attempt.test, "run": run})


@require_GET
@access(takes_tests)
def rehearsal(request: HttpRequest) -> HttpResponse:
    """Show whether this device and browser can take a test: storage, clock, network, sound, screen."""
    now = int(timezone.now().timestamp() * 1000)
    return render(request, "sessions/rehearsal.html", {"now": now})
