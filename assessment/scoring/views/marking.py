"""Marking: who marks, the queues, one answer after the other without reloading."""

import json
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.access.errors import AccessRefused
from core.access.views import access
from core.ports.serving import answer_with_file, disposition

from ...sessions.models import AnswerFile, Test
from ...sessions.types import TestSettings
from .. import services
from ..enums import MarkRound
from ..errors import ScoringError
from ..models import ItemScore
from ..policies import can_manage_test, gives_tests, is_anonymous, marking_rounds
from ..selectors import marking as queues
from ..selectors import tests
from ..types import MarkFacts

PRESSED = 12
SAFE_INLINE = ("image/", "audio/")


def marked_test(request: HttpRequest, test_uuid: UUID) -> Test:
    """Return a test the actor marks, or answer 404."""
    found = tests.marked_test(request.actor, test_uuid)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


def _round(request: HttpRequest, test: Test) -> str:
    """Return the round asked for, if it is the actor's; else its usual one."""
    rounds = marking_rounds(request.actor, test)  # type: ignore[attr-defined]
    if not rounds:
        raise Http404
    wanted = request.POST.get("round") or request.GET.get("luot", "")
    return wanted if wanted in rounds else str(rounds[0])


@require_GET
@access(gives_tests)
def overview(request: HttpRequest, test_uuid: UUID) -> HttpResponse:
    """Show what there is to mark, by question or by script, and who marks."""
    actor = request.actor  # type: ignore[attr-defined]
    test = marked_test(request, test_uuid)
    rounds, round_name = marking_rounds(actor, test), _round(request, test)
    manages = can_manage_test(actor, test)
    progress = queues.progress_of(test, round_name)
    by_script = request.GET.get("theo") == "bai"
    context: dict[str, Any] = {
        "test": test,
        "round": round_name,
        "is_double": MarkRound.RECONCILE in rounds,
        "is_second": round_name == MarkRound.SECOND,
        "to_settle": queues.waiting_scores(test, MarkRound.RECONCILE).count() if MarkRound.RECONCILE in rounds else 0,
        "progress": progress,
        "left": sum(row.left for row in progress),
        "total": sum(row.total for row in progress),
        "has_scripts": bool(progress) or tests.has_scripts(test),
        "by_script": by_script,
        "scripts": queues.scripts_page(test, round_name, page_start(request)) if by_script else None,
        "is_anonymous": is_anonymous(test),
        "manages": manages,
        "markers": tests.markers_of(test) if manages else [],
        "possible": tests.possible_markers(test) if manages else [],
    }
    return render(request, "scoring/marking.html", context)


def page_start(request: HttpRequest) -> int:
    """Return where in a list a page begins, 0 for what isn't a place."""
    after = request.GET.get("sau", "")
    return int(after) if after.isdecimal() and len(after) < 7 else 0


@require_POST
@access(gives_tests)
def staff(request: HttpRequest, test_uuid: UUID) -> HttpResponse:
    """Add or take away a marker."""
    test = marked_test(request, test_uuid)
    person = request.POST.get("person", "")
    try:
        services.set_marker(
            actor=request.actor,  # type: ignore[attr-defined]
            test=test,
            person_id=int(person) if person.isdecimal() and len(person) < 12 else 0,
            role=request.POST.get("role", ""),
            is_on="bo" not in request.POST,
        )
    except ScoringError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Đã lưu người chấm."))
    return redirect("assessment:marking", test_uuid=test.uuid)


@require_GET
@access(gives_tests)
def by_question(request: HttpRequest, test_uuid: UUID, position: int) -> HttpResponse:
    """Mark the answers to one question; `?bai=` names the answer, `?manh=1` answers only what changes."""
    test = marked_test(request, test_uuid)
    return _desk(request, test, reverse("assessment:marking_question", args=[test.uuid, position]), position=position)


@require_GET
@access(gives_tests)
def by_script(request: HttpRequest, test_uuid: UUID, code: str) -> HttpResponse:
    """Mark the answers of one script."""
    test = marked_test(request, test_uuid)
    attempt_id = tests.script_codes(test).get(code)
    if attempt_id is None:
        raise Http404
    return _desk(request, test, reverse("assessment:marking_script", args=[test.uuid, code]), attempt_id=attempt_id)


def _desk(request: HttpRequest, test: Test, here: str, *, position: int = 0, attempt_id: int = 0) -> HttpResponse:
    """Answer the desk with one answer on it, the next one that waits unless one is named; nothing left: say so."""
    actor, round_name = request.actor, _round(request, test)  # type: ignore[attr-defined]
    wanted = request.GET.get("bai", "")
    score: ItemScore | None = None
    if wanted.isdecimal() and len(wanted) < 15:
        score = queues.score_for(actor, test, int(wanted))
        if score is None or (position and score.position != position) or (attempt_id and score.attempt_id != attempt_id):
            raise Http404
    else:
        score = queues.next_score(test, round_name, after=None, position=position, attempt_id=attempt_id)
        score = queues.score_for(actor, test, score.pk) if score else None
    waiting = queues.waiting_scores(test, round_name)
    waiting = waiting.filter(position=position) if position else waiting.filter(attempt_id=attempt_id)
    left = waiting.count()
    context: dict[str, Any] = {
        "test": test,
        "here": here,
        "round": round_name,
        "left": left,
        "position": position,
        "back": _back(test, position),
    }
    if score is None:
        name = "scoring/_done.html" if "manh" in request.GET else "scoring/desk.html"
        return render(request, name, context)
    made = queues.script(actor, test, score, round_name)
    following = queues.next_score(test, round_name, after=score, position=position, attempt_id=attempt_id)
    context |= {
        "script": made,
        "unsaved": request.session.pop(f"unsaved-mark-{score.pk}", None),
        "next_id": following.pk if following and following.pk != score.pk else None,
        "steps": _steps(made.most, TestSettings.read(test.settings).points_step),
        "comments": queues.comments_of(actor, test.subject_id),
        "is_anonymous": is_anonymous(test),
    }
    return render(request, "scoring/_script.html" if "manh" in request.GET else "scoring/desk.html", context)


def _back(test: Test, position: int) -> str:
    return reverse("assessment:marking", args=[test.uuid]) + ("" if position else "?theo=bai")


def _steps(most: Decimal, step: float) -> list[str]:
    """Return the points one can press: whole steps, as long as they fit in a row or two."""
    one = Decimal(str(step))
    if most / one > PRESSED:
        return []
    steps = [one * place for place in range(int(most / one) + 1)]
    if steps[-1] != most:
        steps.append(most)
    return [f"{value.normalize() + 0:f}".replace(".", ",") for value in steps]


def _facts(request: HttpRequest, round_name: str) -> MarkFacts:
    given = request.POST
    try:
        annotations = json.loads(given.get("annotations") or "[]")
    except ValueError:
        annotations = []
    revision = given.get("revision", "")
    return MarkFacts(
        points=given.get("points", "")[:20],
        comment=given.get("comment", ""),
        criteria={key.removeprefix("c-"): value for key, value in given.items() if key.startswith("c-") and value},
        annotations=annotations if isinstance(annotations, list) else [],
        round_name=round_name,
        revision=int(revision) if revision.isdecimal() and len(revision) < 9 else 0,
        is_final=given.get("final", "1") == "1",
    )


@require_POST
@access(gives_tests)
def save(request: HttpRequest, test_uuid: UUID, score_id: int) -> HttpResponse:
    """Save a mark: for the desk's script as JSON, without scripts as a form that goes on to the next answer."""
    actor = request.actor  # type: ignore[attr-defined]
    test = tests.marked_test(actor, test_uuid)
    score = queues.score_for(actor, test, score_id) if test is not None else None
    if test is None or score is None:
        raise Http404
    round_name = MarkRound.APPEAL if request.POST.get("round") == MarkRound.APPEAL else _round(request, test)
    wants_json = "application/json" in request.headers.get("accept", "")
    try:
        mark = services.save_mark(actor=actor, score=score, facts=_facts(request, round_name))
        if mark.is_final and mark.comment and "keep" in request.POST:
            services.keep_comment(actor=actor, text=mark.comment, subject_id=test.subject_id)
    except ScoringError as error:
        return _refused(request, test, score, round_name, error, wants_json)
    if not wants_json:
        return redirect(_next_address(request, test))
    made = queues.script(actor, test, score, round_name)
    return JsonResponse({"revision": mark.revision, "final": mark.is_final, "points": _typed(mark.points), "answer": made.answer})


def _next_address(request: HttpRequest, test: Test) -> str:
    here = request.POST.get("here", "")
    inside = reverse("assessment:test", args=[test.uuid])
    return here if here.startswith(inside) else reverse("assessment:marking", args=[test.uuid])


def _typed(points: Decimal | None) -> str:
    return "" if points is None else f"{points.normalize() + 0:f}".replace(".", ",")


def _refused(request: HttpRequest, test: Test, score: ItemScore, round_name: str, error: ScoringError, wants_json: bool) -> HttpResponse:
    """Answer why a mark was not saved; of a conflict with what the other one saved, so that nothing is lost on either side."""
    conflict = error.code in ("mark.changed", "mark.own_changed", "mark.other")
    theirs: dict[str, Any] | None = None
    if conflict:
        try:
            made = queues.script(request.actor, test, score, round_name)  # type: ignore[attr-defined]
        except AccessRefused:
            made = None
        if made is not None and made.mark is not None:
            theirs = {"revision": made.mark.revision, "points": _typed(made.mark.points), "comment": made.mark.comment}
    if wants_json:
        body = {"message": error.message, "field": error.field, "theirs": theirs}
        return JsonResponse(body, status=409 if conflict else 422)
    messages.error(request, error.message)
    if theirs is not None:
        words = _("Bản đang có: %(points)s điểm. %(comment)s")
        messages.warning(request, words % {"points": theirs["points"] or "–", "comment": theirs["comment"]})
    address = _next_address(request, test)
    joint = "&" if "?" in address else "?"
    request.session[f"unsaved-mark-{score.pk}"] = {
        "points": request.POST.get("points", "")[:20],
        "comment": request.POST.get("comment", "")[:5000],
    }
    return redirect(f"{address}{joint}bai={score.pk}")


@require_POST
@access(gives_tests)
def comments(request: HttpRequest) -> HttpResponse:
    """Keep a comment of one's own, or forget one; answers the list anew."""
    actor = request.actor  # type: ignore[attr-defined]
    dropped = request.POST.get("bo", "")
    subject = request.POST.get("subject", "")
    subject_id = int(subject) if subject.isdecimal() and len(subject) < 9 else None
    if dropped.isdecimal() and len(dropped) < 15:
        services.drop_comment(actor=actor, comment_id=int(dropped))
    else:
        services.keep_comment(actor=actor, text=request.POST.get("text", ""), subject_id=subject_id)
    return render(request, "scoring/_comments.html", {"comments": queues.comments_of(actor, subject_id)})


@require_GET
@access(gives_tests)
def file(request: HttpRequest, test_uuid: UUID, score_id: int, file_uuid: UUID) -> HttpResponseBase:
    """Answer a file of an answer to who marks it; only pictures and sound are shown, all else is for saving. No name of the giver."""
    test = marked_test(request, test_uuid)
    found = queues.file_for(request.actor, test, score_id, file_uuid)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return answer_file(request, found, "" if is_anonymous(test) else found.name)


def answer_file(request: HttpRequest, file: AnswerFile, name: str) -> HttpResponseBase:
    """Answer a stored file without letting the browser guess or run anything."""
    is_inline = file.content_type.startswith(SAFE_INLINE) and "svg" not in file.content_type
    stored = str(file.file.name)
    response = answer_with_file(request, stored, file.content_type if is_inline else "application/octet-stream", file.size_bytes)
    response["Content-Disposition"] = disposition(name or f"bai-lam.{stored.rsplit('.', 1)[-1][:8]}", is_inline=is_inline)
    response["Cache-Control"] = "private, max-age=3600"
    return response
