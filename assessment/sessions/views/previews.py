"""A test as its candidates will meet it, for who manages it: the player over doors that keep nothing."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.access.views import access

from .. import services
from ..errors import SessionError
from ..models import Test
from ..policies import can_manage_test, gives_tests
from ..services.previews import Preview
from ..types import TestSettings
from .given import given_test
from .taking import body_of, interface_language

DOORS = ("dang", "luu", "nop", "nhip", "may", "tep", "thu")


def _managed(request: HttpRequest, test_uuid: UUID) -> Test:
    found = given_test(request, test_uuid)
    if not can_manage_test(request.actor, found):  # type: ignore[attr-defined]
        raise Http404
    return found


def _preview(request: HttpRequest, test: Test, started: int) -> Preview:
    found = services.preview_at(request.actor, test, started)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


@require_POST
@access(gives_tests)
def begin(request: HttpRequest, test_uuid: UUID) -> HttpResponse:
    """Begin a preview."""
    test = _managed(request, test_uuid)
    try:
        made = services.begin_preview(actor=request.actor, test=test)  # type: ignore[attr-defined]
    except SessionError as error:
        messages.error(request, error.message)
        return redirect("assessment:test", test_uuid=test.uuid)
    return redirect("assessment:preview", test_uuid=test.uuid, started=made.started_ms)


@require_GET
@access(gives_tests)
def sit(request: HttpRequest, test_uuid: UUID, started: int) -> HttpResponse:
    """Show the player; a preview that is over, or forgotten, leads to its end or to the test."""
    test = _managed(request, test_uuid)
    preview = services.preview_at(request.actor, test, started)  # type: ignore[attr-defined]
    if preview is None:
        return redirect("assessment:test", test_uuid=test.uuid)
    end = reverse("assessment:preview_end", args=[test.uuid, started])
    if preview.is_done:
        return redirect(end)
    names = {"state": "dang", "save": "luu", "submit": "nop", "beat": "nhip", "take": "may", "file": "tep", "check": "thu"}
    urls = {name: reverse("assessment:preview_door", args=[test.uuid, started, door]) for name, door in names.items()}
    urls |= {"pack": reverse("assessment:preview_pack", args=[test.uuid, started]), "end": end}
    props = {
        "attempt": f"xem-truoc:{test.uuid}:{started}",
        "test": str(test.uuid),
        "title": test.title,
        "person": str(request.actor.person_id),  # type: ignore[attr-defined]
        "count": test.paper.item_count if test.paper else 0,
        "mode": test.mode,
        "language": interface_language(),
        "fullscreen": TestSettings.read(test.settings).wants_fullscreen,
        "preview": True,
        "urls": urls,
        "clock": services.preview_clock(test, preview),
    }
    context = {"attempt": {"test": test}, "is_preview": True, "props": json.dumps(props, ensure_ascii=False)}
    response = render(request, "sessions/player.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
@access(gives_tests)
def pack(request: HttpRequest, test_uuid: UUID, started: int) -> JsonResponse:
    """Answer the pack a candidate would get."""
    test = _managed(request, test_uuid)
    _preview(request, test, started)
    return JsonResponse(services.preview_pack(test), headers={"Cache-Control": "private, no-store"})


@require_POST
@access(gives_tests)
def door(request: HttpRequest, test_uuid: UUID, started: int, name: str) -> JsonResponse:
    """Answer what the player asks for, as the doors of an attempt would."""
    test = _managed(request, test_uuid)
    preview = _preview(request, test, started)
    try:
        if name == "tep":
            return JsonResponse({"message": _("Xem trước không nhận tệp; học sinh thì nộp được.")}, status=422)
        return JsonResponse(_answer(request, test, preview, name, body_of(request)))
    except SessionError as error:
        return JsonResponse({"code": error.code, "message": error.message}, status=422)


def _answer(request: HttpRequest, test: Test, preview: Preview, name: str, body: dict[str, Any]) -> dict[str, Any]:
    actor = request.actor  # type: ignore[attr-defined]
    end = reverse("assessment:preview_end", args=[test.uuid, preview.started_ms])
    if name == "thu":
        asked = {key: body.get(key) for key in ("position", "response", "hint")}
        said = services.check_preview(actor=actor, test=test, preview=preview, **asked)
        return {**said, "end": end} if said["mastered"] else said
    if name in ("dang", "may"):
        return services.preview_state(test, preview)
    changes, moves = body.get("changes", []), body.get("moves", [])
    if not isinstance(changes, list) or not isinstance(moves, list):
        raise SessionError("change.bad")
    services.keep_preview(actor=actor, test=test, preview=preview, changes=changes, moves=moves, ends=name == "nop")
    clock = services.preview_clock(test, preview)
    if name == "nop":
        return {"state": "submitted", "answered": len(preview.answers), "end": end}
    if name == "nhip":
        return {**clock, "mine": True, "messages": []}
    deadline = datetime.fromtimestamp(clock["deadline"] / 1000, UTC).isoformat() if clock["deadline"] else None
    return {
        "number": preview.number,
        **{key: clock[key] for key in ("state", "revision", "paused", "locked")},
        "deadline": deadline,
        "mine": True,
    }


@require_GET
@access(gives_tests)
def end(request: HttpRequest, test_uuid: UUID, started: int) -> HttpResponse:
    """Say what the machine would give; nothing was kept."""
    test = _managed(request, test_uuid)
    result = services.preview_result(test, _preview(request, test, started))
    return render(request, "sessions/preview_end.html", {"test": test, "result": result})
