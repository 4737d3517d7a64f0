"""The proctor console: who stands how, live, and what a proctor does."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from core.access.views import access

from ...sessions.models import Attempt, Test
from .. import selectors, services
from ..enums import SignalKind, Standing
from ..errors import IntegrityError
from ..policies import supervises
from ..types import ConsoleFilter


def wanted_test(request: HttpRequest, test_uuid: UUID) -> Test:
    """Return the test the actor may supervise, or answer 404."""
    test = selectors.supervised_test(request.actor, test_uuid)  # type: ignore[attr-defined]
    if test is None:
        raise Http404
    return test


def _attempt(request: HttpRequest, test: Test, attempt_uuid: UUID) -> Attempt:
    attempt = selectors.supervised_attempt(request.actor, test, attempt_uuid)  # type: ignore[attr-defined]
    if attempt is None:
        raise Http404
    return attempt


def _filter(request: HttpRequest) -> ConsoleFilter:
    given = request.GET
    standing = given.get("tinh-trang", "")
    after, class_id = given.get("sau", ""), given.get("lop", "")
    return ConsoleFilter(
        standing=standing if standing in Standing.values else "",
        room=given.get("phong", "")[:40],
        class_id=int(class_id) if class_id.isdecimal() else None,
        text=given.get("q", "")[:60],
        after=int(after) if after.isdecimal() else 0,
    )


@require_GET
@access(supervises)
def console(request: HttpRequest, test_uuid: UUID) -> HttpResponse:
    """Show the console; `?phan=bang` answers only what moves, for the page's own refreshing."""
    test = wanted_test(request, test_uuid)
    actor = request.actor  # type: ignore[attr-defined]
    wanted = _filter(request)
    counts = selectors.figures(actor, test)
    context = {
        "test": test,
        "page": selectors.console_page(actor, test, wanted),
        "figures": counts,
        "wanted": wanted,
        "tabs": _tabs(request, counts),
    }
    if request.GET.get("phan") == "bang":
        return render(request, "integrity/_moving.html", context)
    notes, words = selectors.protocol(actor, test)
    return render(request, "integrity/console.html", {**context, "rooms": selectors.rooms_of(actor, test), "notes": notes, "words": words})


def _tabs(request: HttpRequest, counts: Any) -> list[dict[str, Any]]:
    """Return the standings as tabs with their counts; other filters stay."""
    entries = [("", _("Tất cả"), counts.total)]
    entries += [(value, str(label), getattr(counts, value)) for value, label in Standing.choices]
    current = request.GET.get("tinh-trang", "")
    tabs = []
    for value, label, count in entries:
        query = request.GET.copy()
        for name in ("sau", "phan", "tinh-trang"):
            query.pop(name, None)
        if value:
            query["tinh-trang"] = value
        tabs.append({"label": label, "count": count, "url": f"?{query.urlencode()}", "current": value == current})
    return tabs


@require_GET
@access(supervises)
def candidate(request: HttpRequest, test_uuid: UUID, attempt_uuid: UUID) -> HttpResponse:
    """Show one candidate: how the attempt stands, what was noticed, what can be done."""
    test = wanted_test(request, test_uuid)
    attempt = _attempt(request, test, attempt_uuid)
    actor = request.actor  # type: ignore[attr-defined]
    notes, words = selectors.candidate_notes(actor, attempt)
    labels = dict(SignalKind.choices)
    lines = [(line, labels.get(line.kind, line.kind)) for line in selectors.attempt_timeline(actor, attempt)]
    standing = selectors.standing_of(attempt, timezone.now())
    context = {"test": test, "attempt": attempt, "lines": lines, "notes": notes, "words": words}
    return render(request, "integrity/candidate.html", {**context, "standing": standing, "standing_label": Standing(standing).label})


Act = Callable[[HttpRequest, Test, Attempt | None], str]


def _minutes(request: HttpRequest) -> int:
    text = request.POST.get("minutes", "").strip()
    return int(text) if text.isdecimal() and len(text) < 5 else 0


def _pause(request: HttpRequest, test: Test, attempt: Attempt | None) -> str:
    services.pause_test(actor=request.actor, test=test)  # type: ignore[attr-defined]
    return _("Đã tạm dừng. Đồng hồ của mọi em đứng lại, bài đang làm được giữ nguyên.")


def _resume(request: HttpRequest, test: Test, attempt: Attempt | None) -> str:
    services.resume_test(actor=request.actor, test=test)  # type: ignore[attr-defined]
    return _("Cả phòng làm bài tiếp; thời gian dừng được cộng lại cho mỗi em.")


def _add_time(request: HttpRequest, test: Test, attempt: Attempt | None) -> str:
    reason = request.POST.get("reason", "")
    minutes = _minutes(request)
    count = services.add_time(actor=request.actor, test=test, minutes=minutes, attempt=attempt, reason=reason)  # type: ignore[attr-defined]
    words = ngettext("Đã thêm %(minutes)s phút cho %(count)s em.", "Đã thêm %(minutes)s phút cho %(count)s em.", count)
    return words % {"minutes": minutes, "count": count}


def _message(request: HttpRequest, test: Test, attempt: Attempt | None) -> str:
    services.send_message(actor=request.actor, test=test, text=request.POST.get("text", ""), attempt=attempt)  # type: ignore[attr-defined]
    return _("Đã gửi lời nhắn.")


def _note(request: HttpRequest, test: Test, attempt: Attempt | None) -> str:
    services.write_incident(actor=request.actor, test=test, text=request.POST.get("text", ""), attempt=attempt)  # type: ignore[attr-defined]
    return _("Đã ghi vào biên bản.")


def _lock(request: HttpRequest, test: Test, attempt: Attempt | None) -> str:
    if attempt is None:
        raise Http404
    services.lock_attempt(actor=request.actor, attempt=attempt, reason=request.POST.get("reason", ""))  # type: ignore[attr-defined]
    return _("Đã khoá bài của em.")


def _unlock(request: HttpRequest, test: Test, attempt: Attempt | None) -> str:
    if attempt is None:
        raise Http404
    services.unlock_attempt(actor=request.actor, attempt=attempt)  # type: ignore[attr-defined]
    return _("Đã mở khoá. Em làm tiếp được ngay trên máy của mình hoặc máy khác.")


def _collect(request: HttpRequest, test: Test, attempt: Attempt | None) -> str:
    count = services.collect(actor=request.actor, test=test, attempt=attempt)  # type: ignore[attr-defined]
    return ngettext("Đã thu bài của %(count)s em.", "Đã thu bài của %(count)s em.", count) % {"count": count}


ACTS: dict[str, Act] = {
    "tam-dung": _pause,
    "tiep-tuc": _resume,
    "them-gio": _add_time,
    "nhan": _message,
    "ghi-chu": _note,
    "khoa": _lock,
    "mo-khoa": _unlock,
    "thu-bai": _collect,
}


@require_POST
@access(supervises)
def act(request: HttpRequest, test_uuid: UUID, verb: str, attempt_uuid: UUID | None = None) -> HttpResponse:
    """Do what a proctor pressed, for one candidate or for all, and say what happened."""
    test = wanted_test(request, test_uuid)
    attempt = _attempt(request, test, attempt_uuid) if attempt_uuid else None
    try:
        messages.success(request, ACTS[verb](request, test, attempt))
    except IntegrityError as error:
        messages.error(request, error.message)
    if attempt:
        return HttpResponseRedirect(reverse("assessment:console_candidate", args=[test.uuid, attempt.uuid]))
    return HttpResponseRedirect(reverse("assessment:console", args=[test.uuid]))
