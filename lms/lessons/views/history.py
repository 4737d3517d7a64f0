"""Revisions: the list, what changed since, going back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from core.access.views import access

from ..models import Lesson
from ..selectors import editing
from ..selectors.rendering import render_changes
from ..services.drafts import restore_revision
from .door import lesson_page, may_author

PAGE = 30


@require_safe
@access(may_author)
@lesson_page
def history(request: HttpRequest, lesson: Lesson) -> HttpResponse:
    """List the revisions of a lesson, newest first."""
    before = request.GET.get("truoc", "")
    rows = editing.revisions_of(lesson, int(before) if before.isdecimal() else None, PAGE + 1)
    context = {
        "lesson": lesson,
        "activity": lesson.activity,
        "course": lesson.activity.course,
        "revisions": rows[:PAGE],
        "next_key": rows[PAGE - 1].pk if len(rows) > PAGE else None,
    }
    return render(request, "lessons/history.html", context)


@require_safe
@access(may_author)
@lesson_page
def compare(request: HttpRequest, lesson: Lesson, revision: int) -> HttpResponse:
    """Show, block by block, what has changed since a revision."""
    row = editing.revision_for(lesson, revision)
    lines = render_changes(request.actor, lesson, editing.comparison(lesson, row))  # type: ignore[attr-defined]
    context = {"lesson": lesson, "activity": lesson.activity, "course": lesson.activity.course, "revision": row, "lines": lines}
    return render(request, "lessons/compare.html", context)


@require_POST
@access(may_author)
@lesson_page
def restore(request: HttpRequest, lesson: Lesson, revision: int) -> HttpResponse:
    """Make a revision the draft again."""
    row = editing.revision_for(lesson, revision)
    restore_revision(actor=request.actor, lesson=lesson, revision_id=row.pk)  # type: ignore[attr-defined]
    messages.success(request, _("Đã lấy lại bản cũ. Bản vừa rồi vẫn còn trong lịch sử."))
    return HttpResponseRedirect(reverse("lms:lesson_edit", args=[lesson.activity.uuid]))
