"""Import from Word: upload, look, take over."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.access.views import access

from ..errors import ContentRefused, DocumentRefused
from ..models import DocumentImport, Lesson
from ..selectors import editing
from ..selectors.rendering import render_document
from ..selectors.wording import note_texts, problem_text
from ..services.imports import drop_word, read_word, use_word
from .door import lesson_page, may_author

MAX_UPLOAD = 40 * 1024 * 1024


@require_http_methods(["GET", "POST"])
@access(may_author)
@lesson_page
def upload(request: HttpRequest, lesson: Lesson) -> HttpResponse:
    """Take a Word file; a file that can't be read is said so and the lesson stays as it is."""
    problem = ""
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None:
            problem = _("Hãy chọn một tệp Word (.docx).")
        elif (file.size or 0) > MAX_UPLOAD:
            problem = problem_text("docx.large", {"name": file.name, "limit_mb": MAX_UPLOAD // 1024 // 1024})
        else:
            try:
                document = read_word(actor=request.actor, lesson=lesson, name=file.name or "", data=file.read())  # type: ignore[attr-defined]
                return HttpResponseRedirect(reverse("lms:lesson_word_look", args=[lesson.activity.uuid, document.uuid]))
            except DocumentRefused as refused:
                problem = problem_text(refused.code, refused.params)
    context = {"lesson": lesson, "activity": lesson.activity, "course": lesson.activity.course, "problem": problem}
    return render(request, "lessons/word_upload.html", context, status=422 if problem else 200)


@require_http_methods(["GET", "POST"])
@access(may_author)
@lesson_page
def look(request: HttpRequest, lesson: Lesson, document: UUID) -> HttpResponse:
    """Show what was recognised; take it over or let it go."""
    row = editing.document_for(request.actor, lesson, document)  # type: ignore[attr-defined]
    problem = ""
    if request.method == "POST":
        if request.POST.get("do") == "drop":
            drop_word(actor=request.actor, document=row)  # type: ignore[attr-defined]
            messages.info(request, _("Đã bỏ tệp Word. Bài học không thay đổi."))
            return HttpResponseRedirect(reverse("lms:lesson_edit", args=[lesson.activity.uuid]))
        try:
            _take(request, row)
            return HttpResponseRedirect(reverse("lms:lesson_edit", args=[lesson.activity.uuid]))
        except ContentRefused as refused:
            problem = problem_text(refused.code, refused.params)
    shown = render_document(request.actor, lesson, row.blocks)  # type: ignore[attr-defined]
    present, _goal = editing.draft_state(lesson)
    context = {
        "lesson": lesson,
        "activity": lesson.activity,
        "course": lesson.activity.course,
        "document": row,
        "blocks": shown,
        "notes": note_texts(row.notes),
        "problem": problem,
        "has_content": any(block["type"] != "text" or block["value"]["html"] for block in present),
    }
    return render(request, "lessons/word_look.html", context, status=422 if problem else 200)


def _take(request: HttpRequest, row: DocumentImport) -> None:
    kept = set(request.POST.getlist("block"))
    left_out = {block["id"] for block in row.blocks} - kept
    mode = "replace" if request.POST.get("mode") == "replace" else "append"
    use_word(actor=request.actor, document=row, mode=mode, left_out=left_out)  # type: ignore[attr-defined]
    messages.success(request, _("Đã đưa %(count)s khối từ “%(name)s” vào bài.") % {"count": len(kept), "name": row.name})
