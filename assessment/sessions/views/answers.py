"""What the player asks and sends while a test is taken: JSON, small, the hot path."""

import json
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.middleware.csrf import get_token
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET, require_POST

from assessment.hooks import SittingGuard
from core.access.views import access

from .. import services
from ..enums import AttemptState
from ..errors import SessionError
from ..models import Attempt
from ..policies import takes_tests
from ..selectors.attempts import entry_attempt, kept_state, messages_for, standing
from ..selectors.packs import pack_bytes

MOST_BYTES = 2_000_000
MOST_CHANGES = 500


def refused(error: SessionError) -> JsonResponse:
    """Answer a refusal in words."""
    return JsonResponse({"code": error.code, "message": error.message, "field": error.field}, status=422)


def body_of(request: HttpRequest) -> dict[str, Any]:
    """Return the JSON object of a request; `change.bad` for anything else."""
    if len(request.body) > MOST_BYTES:
        raise SessionError("change.large")
    try:
        data = json.loads(request.body)
    except (ValueError, RecursionError):
        raise SessionError("change.bad") from None
    if not isinstance(data, dict):
        raise SessionError("change.bad")
    return data


def _device(data: dict[str, Any]) -> str:
    device = data.get("device")
    return device[:40] if isinstance(device, str) else ""


def _changes(data: dict[str, Any]) -> list[dict[str, Any]]:
    changes = data.get("changes", [])
    if not isinstance(changes, list) or len(changes) > MOST_CHANGES or not all(isinstance(one, dict) for one in changes):
        raise SessionError("change.bad")
    return changes


def headers_of(request: HttpRequest) -> dict[str, str]:
    """Return the headers a guard may want to see."""
    return {name: value for name, value in request.headers.items() if name.lower().startswith("x-safeexambrowser")}


@require_POST
@access(takes_tests)
def start(request: HttpRequest, attempt_uuid: UUID) -> HttpResponse:
    """Start a prepared attempt: one read, one small write. Answers where the pack lies, and the clock."""
    actor = request.actor  # type: ignore[attr-defined]
    try:
        data = body_of(request)
        attempt = entry_attempt(actor, attempt_uuid)
        if attempt is None:
            raise Http404
        if attempt.state == AttemptState.PREPARED:
            problem = services.door_problem(
                attempt=attempt,
                code=str(data.get("code", "")),
                address=request.META.get("REMOTE_ADDR", ""),
                url=request.build_absolute_uri(),
                headers=headers_of(request),
            )
            if problem is not None:
                raise problem
            services.start_attempt(actor=actor, attempt=attempt, candidate=attempt.candidate, device=_device(data))
    except SessionError as error:
        return refused(error)
    return JsonResponse(standing(attempt, _device(data)))


@require_GET
@access(takes_tests)
def pack(request: HttpRequest, attempt_uuid: UUID, digest: str) -> HttpResponse:
    """Answer the questions of a begun attempt: a body that never changes, named by its digest."""
    attempt = services.attempt_at(request.actor, attempt_uuid)  # type: ignore[attr-defined]
    if attempt.state == AttemptState.PREPARED:
        raise Http404
    if request.headers.get("If-None-Match") == f'"{digest}"':
        return HttpResponseNotModified()
    body = pack_bytes(attempt, digest)
    if body is None:
        raise Http404
    response = HttpResponse(body, content_type="application/json")
    response["Content-Encoding"] = "gzip"
    response["ETag"] = f'"{digest}"'
    patch_cache_control(response, private=True, max_age=604800, immutable=True)
    return response


@require_GET
@access(takes_tests)
def state(request: HttpRequest, attempt_uuid: UUID) -> JsonResponse:
    """Answer everything a player begins with: standing, answers, notes, messages, a fresh CSRF token."""
    attempt = services.attempt_at(request.actor, attempt_uuid)  # type: ignore[attr-defined]
    device = request.GET.get("may", "")[:40]
    answers = attempt.answers if attempt.answers is not None else services.folded_answers(attempt.pk)
    response = JsonResponse({**kept_state(attempt, device, answers), "csrf": get_token(request)})
    patch_cache_control(response, no_store=True, private=True)
    return response


@require_POST
@access(takes_tests)
def save(request: HttpRequest, attempt_uuid: UUID) -> JsonResponse:
    """Keep changes: one read, one insert; what is acknowledged is committed."""
    actor = request.actor  # type: ignore[attr-defined]
    try:
        data = body_of(request)
        attempt = services.attempt_at(actor, attempt_uuid)
        ack = services.record_changes(actor=actor, attempt=attempt, device=_device(data), changes=_changes(data))
    except SessionError as error:
        return refused(error)
    return JsonResponse(ack.json())


@require_POST
@access(takes_tests)
def beat(request: HttpRequest, attempt_uuid: UUID) -> JsonResponse:
    """Answer the player's heartbeat: clock, pause, lock, new messages; keep notes and what the player noticed."""
    actor = request.actor  # type: ignore[attr-defined]
    try:
        data = body_of(request)
    except SessionError as error:
        return refused(error)
    attempt = services.attempt_at(actor, attempt_uuid)
    device = _device(data)
    answer = standing(attempt, device)
    if data.get("revision") != answer["revision"]:
        answer["messages"] = messages_for(attempt)
    if answer["mine"]:
        services.note_seen(attempt=attempt, answered=data.get("answered"))
        if "kept" in data:
            services.keep_notes(actor=actor, attempt=attempt, data=data["kept"])
    _signals(attempt, data.get("signals"))
    return JsonResponse(answer)


def _signals(attempt: Attempt, signals: Any) -> None:
    wanted = [one for one in signals if isinstance(one, dict)][:100] if isinstance(signals, list) else []
    for guard in SittingGuard.all() if wanted else ():
        guard.signals(attempt_id=attempt.pk, person_id=attempt.person_id, signals=wanted)


@require_POST
@access(takes_tests)
def submit(request: HttpRequest, attempt_uuid: UUID) -> JsonResponse:
    """Hand in, with the changes that hadn't been sent, in one commit."""
    actor = request.actor  # type: ignore[attr-defined]
    try:
        data = body_of(request)
        attempt = services.attempt_at(actor, attempt_uuid)
        reason = "time" if data.get("reason") == "time" else "candidate"
        done = services.submit_attempt(actor=actor, attempt=attempt, reason=reason, device=_device(data), changes=_changes(data))
    except SessionError as error:
        return refused(error)
    return JsonResponse(standing(done, _device(data)))


@require_POST
@access(takes_tests)
def take_over(request: HttpRequest, attempt_uuid: UUID) -> JsonResponse:
    """Go on with the attempt on this device."""
    actor = request.actor  # type: ignore[attr-defined]
    try:
        data = body_of(request)
        attempt = services.take_over(actor=actor, attempt=services.attempt_at(actor, attempt_uuid), device=_device(data))
    except SessionError as error:
        return refused(error)
    return JsonResponse(standing(attempt, _device(data)))


@require_POST
@access(takes_tests)
def upload(request: HttpRequest, attempt_uuid: UUID, position: int) -> JsonResponse:
    """Keep a photo, a recording or a file as (a part of) an answer."""
    actor = request.actor  # type: ignore[attr-defined]
    given = request.FILES.get("file")
    if given is None:
        return refused(SessionError("change.bad"))
    try:
        attempt = services.attempt_at(actor, attempt_uuid)
        kept = services.keep_answer_file(actor=actor, attempt=attempt, position=position, upload=given)
    except SessionError as error:
        return refused(error)
    return JsonResponse({"uuid": str(kept.uuid), "name": kept.name})
