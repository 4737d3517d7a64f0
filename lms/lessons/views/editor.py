"""The editor's page and its JSON door."""

import json
from datetime import datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access.views import access
from lms.courses.services import rename_activity, set_completion, set_release, store_file

from ..models import Lesson
from ..selectors import editing
from ..services.comments import add_comment, resolve_comment
from ..services.drafts import save_draft
from ..services.publishing import publish_lesson, schedule_lesson, set_offline, unschedule_lesson
from .door import BadRequest, answered, lesson_page, may_author, posted_json


@require_safe
@access(may_author)
@lesson_page
def edit(request: HttpRequest, lesson: Lesson) -> HttpResponse:
    """Show the editor."""
    state = editing.editor_state(request.actor, lesson)  # type: ignore[attr-defined]
    context = {
        "lesson": lesson,
        "activity": lesson.activity,
        "course": lesson.activity.course,
        "props": json.dumps(state, ensure_ascii=False),
    }
    return render(request, "lessons/edit.html", context)


@require_http_methods(["GET", "PATCH"])
@access(may_author)
@answered
def draft(request: HttpRequest, lesson: Lesson) -> HttpResponse:
    """Give the draft, or save it: `{base, blocks, goal}` against the number the editor began from."""
    actor = request.actor  # type: ignore[attr-defined]
    if request.method == "PATCH":
        data = posted_json(request)
        base = data.get("base")
        if not isinstance(base, int):
            raise BadRequest(_("Thiếu số của bản nháp."))
        goal = data.get("goal")
        words = goal if isinstance(goal, str) else None
        save_draft(actor=actor, lesson=lesson, base_number=base, body=data.get("blocks"), goal=words, fork=data.get("fork") is True)
        lesson = editing.lesson_for(actor, lesson.activity.uuid)
        body, _goal = editing.draft_state(lesson)
        return JsonResponse({**editing.status(lesson), **editing.review(body)})
    state = editing.editor_state(actor, lesson)
    author = lesson.latest_revision.user if lesson.latest_revision else None
    return JsonResponse({**state, "author": author.person.full_name if author else ""})


@require_POST
@access(may_author)
@answered
def files(request: HttpRequest, lesson: Lesson) -> HttpResponse:
    """Keep an uploaded file and say what it is."""
    actor = request.actor  # type: ignore[attr-defined]
    upload = request.FILES.get("file")
    if upload is None:
        raise BadRequest(_("Chưa có tệp nào được gửi lên."))
    return JsonResponse(editing.file_facts(actor, store_file(actor=actor, course=lesson.activity.course, upload=upload)), status=201)


@require_safe
@access(may_author)
@answered
def packages(request: HttpRequest, lesson: Lesson) -> HttpResponse:
    """List H5P packages to choose from."""
    return JsonResponse({"packages": editing.packages_to_choose(request.actor, request.GET.get("q", ""))})  # type: ignore[attr-defined]


@require_POST
@access(may_author)
@answered
def publish(request: HttpRequest, lesson: Lesson) -> HttpResponse:
    """Give the lesson to its classes now."""
    actor = request.actor  # type: ignore[attr-defined]
    publish_lesson(actor=actor, lesson=lesson)
    return JsonResponse(editing.status(editing.lesson_for(actor, lesson.activity.uuid)))


def _moment(text: object) -> datetime:
    moment = parse_datetime(text) if isinstance(text, str) else None
    if moment is None:
        raise BadRequest(_("Ngày giờ không đọc được."))
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)


@require_POST
@access(may_author)
@answered
def schedule(request: HttpRequest, lesson: Lesson) -> HttpResponse:
    """Set the time a lesson is given at, or take it back (`at` empty)."""
    actor = request.actor  # type: ignore[attr-defined]
    at = posted_json(request).get("at")
    if at:
        schedule_lesson(actor=actor, lesson=lesson, go_live_at=_moment(at))
    else:
        unschedule_lesson(actor=actor, lesson=lesson)
    return JsonResponse(editing.status(editing.lesson_for(actor, lesson.activity.uuid)))


@require_POST
@access(may_author)
@answered
def settings(request: HttpRequest, lesson: Lesson) -> HttpResponse:
    """Change settings of the activity: `title`, `dueAt`, `mustPass`, `offline`, whichever are sent."""
    actor, data, activity = request.actor, posted_json(request), lesson.activity  # type: ignore[attr-defined]
    if isinstance(data.get("title"), str):
        activity = rename_activity(actor=actor, activity=activity, title=data["title"])
    if "dueAt" in data:
        due_at = _moment(data["dueAt"]) if data["dueAt"] else None
        activity = set_release(
            actor=actor, activity=activity, available_from=activity.available_from, due_at=due_at, after_id=activity.after_id,
            after_score_ratio=activity.after_score_ratio,
        )  # fmt: skip
    if isinstance(data.get("mustPass"), bool):
        activity = set_completion(actor=actor, activity=activity, completion="checkpoints" if data["mustPass"] else "seen")
    if isinstance(data.get("offline"), bool):
        set_offline(actor=actor, lesson=lesson, is_allowed=data["offline"])
    fresh = editing.lesson_for(actor, lesson.activity.uuid)
    return JsonResponse(editing.settings_state(fresh.activity))


@require_http_methods(["GET", "POST"])
@access(may_author)
@answered
def comments(request: HttpRequest, lesson: Lesson) -> HttpResponse:
    """List the open notes, leave one (`{block, text}`), or close one (`{resolve: id}`)."""
    actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        data = posted_json(request)
        if isinstance(data.get("resolve"), int):
            resolve_comment(actor=actor, comment=editing.comment_for(actor, lesson, data["resolve"]))
        else:
            add_comment(actor=actor, lesson=lesson, block_id=str(data.get("block") or ""), text=str(data.get("text") or ""))
    return JsonResponse({"comments": [editing.comment_facts(comment) for comment in editing.open_comments(lesson)]})
