"""The class board and what a teacher does from it."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.access.views import access
from core.people.models import Person
from lms.delivery import services
from lms.delivery.errors import DeliveryError
from lms.delivery.policies import leads
from lms.delivery.selectors import wording
from lms.delivery.selectors.board import Board, board_activity, board_data, class_board, course_class_of


def _settings(board: Board) -> str:
    """Return what the board's script must know, as JSON."""
    session = board.session
    return json.dumps(
        {
            "topic": f"board:{board.activity.pk}:{board.class_group.pk}",
            "activity": str(board.activity.uuid),
            "data": reverse("lms:board_data", args=_args(board)),
            "work": reverse("lms:pupil_work", args=[*_args(board), "00000000-0000-0000-0000-000000000000"]),
            "lead": board.may_lead,
            "parts": [[count.part.title, count.passed] for count in board.parts],
            "ends": int(session.ends_at.timestamp()) if session else 0,
            "paused": bool(session and session.paused_at),
            "people": {str(seat.person.pk): [str(seat.person.uuid), seat.name] for seat in board.pupils if seat.person},
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )


def _args(board: Board) -> list[Any]:
    return [board.course.uuid, board.activity.uuid, board.class_group.uuid]


@require_GET
@access(leads)
def board(request: HttpRequest, course_uuid: UUID, activity_uuid: UUID, class_uuid: UUID) -> HttpResponse:
    """Show the board; with `?chieu` the projector's view, given names and progress only."""
    found = class_board(request.actor, course_uuid, activity_uuid, class_uuid)  # type: ignore[attr-defined]
    template = "delivery/projector.html" if "chieu" in request.GET else "delivery/board.html"
    words = json.dumps(wording.board_words(), ensure_ascii=False)
    return render(request, template, {"board": found, "settings": _settings(found), "words": words, "args": _args(found)})


@require_GET
@access(leads)
def data(request: HttpRequest, course_uuid: UUID, activity_uuid: UUID, class_uuid: UUID) -> JsonResponse:
    """Answer the board's state as diffs, for pages whose socket is down."""
    return JsonResponse(board_data(class_board(request.actor, course_uuid, activity_uuid, class_uuid)))  # type: ignore[attr-defined]


def _act(request: HttpRequest, course_uuid: UUID, activity_uuid: UUID, class_uuid: UUID, verb: str) -> str:
    """Run one of the board's verbs and return what to say; domain errors become messages."""
    actor = request.actor  # type: ignore[attr-defined]
    course_class = course_class_of(actor, course_uuid, class_uuid)
    where: dict[str, Any] = {
        "actor": actor,
        "course_class": course_class,
        "activity": board_activity(course_class, activity_uuid),
    }
    if verb == "bat-dau":
        minutes = request.POST.get("minutes", "45")
        services.start_session(**where, minutes=int(minutes) if minutes.isdecimal() else 45)
        return _("Đã bắt đầu giờ học.")
    if verb == "ket-thuc":
        services.end_session(**where)
        return _("Đã kết thúc giờ học.")
    if verb in ("dung", "tiep"):
        services.pause_class(**where, on=verb == "dung", block_id=request.POST.get("block", ""))
        return _("Cả lớp đang dừng.") if verb == "dung" else _("Cả lớp học tiếp.")
    if verb == "nhac":
        person = _learner(request) if request.POST.get("person") else None
        count = services.nudge(**where, person_ids=[person.pk] if person else None, with_guardians=bool(request.POST.get("with_guardians")))
        return ngettext("Đã nhắc %(count)s em.", "Đã nhắc %(count)s em.", count) % {"count": count}
    person = _learner(request)
    if verb == "goi-y":
        services.send_hint(**where, person=person, text=request.POST.get("text", ""))
        return _("Đã gửi gợi ý cho %(name)s.") % {"name": person.short_name}
    services.settle_help(**where, person=person)
    return _("Đã đánh dấu đã giúp %(name)s.") % {"name": person.short_name}


def _learner(request: HttpRequest) -> Person:
    """Return the person of the form; that they learn in the class is the service's to say."""
    try:
        wanted = UUID(request.POST.get("person", ""))
    except ValueError as error:
        raise Http404 from error
    return get_object_or_404(Person, uuid=wanted)


@require_POST
@access(leads)
def act(request: HttpRequest, course_uuid: UUID, activity_uuid: UUID, class_uuid: UUID, verb: str) -> HttpResponse:
    """Start, end, pause, remind, hint, settle; answers JSON to the board's script and goes back for a plain form."""
    try:
        said, ok = _act(request, course_uuid, activity_uuid, class_uuid, verb), True
    except DeliveryError as error:
        said, ok = error.message, False
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"ok": ok, "message": said}, status=200 if ok else 422)
    (messages.success if ok else messages.warning)(request, said)
    return HttpResponseRedirect(reverse("lms:board", args=[course_uuid, activity_uuid, class_uuid]))


@require_http_methods(["GET", "POST"])
@access(leads)
def seating(request: HttpRequest, course_uuid: UUID, activity_uuid: UUID, class_uuid: UUID) -> HttpResponse:
    """Change who sits where: numbers without scripts, two taps or a drag with them."""
    found = class_board(request.actor, course_uuid, activity_uuid, class_uuid)  # type: ignore[attr-defined]
    back = reverse("lms:board", args=_args(found))
    status = 200
    if request.method == "POST":
        try:
            columns, order = _posted_plan(request, found)
            services.save_seating(actor=request.actor, class_group=found.class_group, columns=columns, order=order)  # type: ignore[attr-defined]
            messages.success(request, _("Đã lưu sơ đồ chỗ ngồi."))
            return HttpResponseRedirect(back)
        except DeliveryError as error:
            messages.error(request, error.message)
            status = 422
    return render(request, "delivery/seating.html", {"board": found, "back": back}, status=status)


def _posted_plan(request: HttpRequest, found: Board) -> tuple[int, list[int | None]]:
    """Read the places `cho-<person id>` (numbers from 1, row by row) of a plan with `columns` seats a row."""
    columns = request.POST.get("columns", "")
    wide = int(columns) if columns.isdecimal() else found.columns
    places: dict[int, int] = {}
    last = 0
    for seat in found.pupils:
        if seat.person is None:
            continue
        raw = request.POST.get(f"cho-{seat.person.pk}", "")
        place = int(raw) if raw.isdecimal() and 1 <= int(raw) <= 200 else 0
        if place == 0 or place in places:
            place = -len(places) - 1
        places[place] = seat.person.pk
        last = max(last, place)
    order: list[int | None] = [places.get(number) for number in range(1, last + 1)]
    return wide, order + [key for place, key in places.items() if place < 0]


@require_GET
@access(leads)
def pupil(request: HttpRequest, course_uuid: UUID, activity_uuid: UUID, class_uuid: UUID, person_uuid: UUID) -> HttpResponse:
    """Show one pupil's answers; the look is recorded."""
    work = services.look_at_work(
        actor=request.actor,  # type: ignore[attr-defined]
        course_uuid=course_uuid,
        activity_uuid=activity_uuid,
        class_uuid=class_uuid,
        person_uuid=person_uuid,
    )
    args = [course_uuid, activity_uuid, class_uuid]
    return render(request, "delivery/pupil.html", {"work": work, "args": args, "back": reverse("lms:board", args=args)})
