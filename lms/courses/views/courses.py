"""Courses themselves: new, settings, templates, copies, the plain outline."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.access.policies import with_hat
from core.access.views import access

from .. import services
from ..errors import CourseRefused
from ..forms import CopyForm, CourseForm, add_refusal
from ..models import Course
from ..policies import can_author
from ..selectors import published_outline
from ..selectors.pages import course_to_edit, course_to_view, source_to_copy, teachers_of, templates_for


def _to_editor(course: Course) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("lms:course_edit", args=[course.uuid]))


@require_http_methods(["GET", "POST"])
@access(can_author, absent=False)
def new(request: HttpRequest) -> HttpResponse:
    """Start a course."""
    form = CourseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _to_editor(services.create_course(actor=request.actor, facts=form.facts()))  # type: ignore[attr-defined]
        except CourseRefused as refused:
            add_refusal(form, refused)
    return render(request, "courses/new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@access(with_hat)
def settings(request: HttpRequest, course_uuid: UUID) -> HttpResponse:
    """Change what a course says of itself, put it away or take it back."""
    course = course_to_edit(request.actor, course_uuid)  # type: ignore[attr-defined]
    facts = {name: getattr(course, name) for name in ("title", "subject", "grade", "summary", "is_template")}
    form = CourseForm(request.POST or None, initial=facts)
    if request.method == "POST" and form.is_valid():
        try:
            services.update_course(actor=request.actor, course=course, facts=form.facts())  # type: ignore[attr-defined]
            messages.success(request, _("Đã lưu thông tin khoá học."))
            return HttpResponseRedirect(request.path)
        except CourseRefused as refused:
            add_refusal(form, refused)
    context = {"form": form, "course": course, "may_copy": can_author(request.actor)}  # type: ignore[attr-defined]
    return render(request, "courses/settings.html", context, status=422 if form.errors else 200)


@require_POST
@access(with_hat)
def change_state(request: HttpRequest, course_uuid: UUID, verb: str) -> HttpResponse:
    """Put a course away, take it back, or hide it from learners."""
    course = course_to_edit(request.actor, course_uuid)  # type: ignore[attr-defined]
    act, said = _STATES[verb]
    act(actor=request.actor, course=course)  # type: ignore[attr-defined]
    messages.success(request, said() % {"title": course.title})
    return HttpResponseRedirect(reverse("lms:course_settings", args=[course.uuid]))


_STATES: dict[str, tuple[Any, Any]] = {
    "cat": (services.archive_course, lambda: _("Đã cất khoá học “%(title)s”.")),
    "lay-lai": (services.reopen_course, lambda: _("Đã lấy lại khoá học “%(title)s” dưới dạng bản nháp.")),
    "dong": (services.unpublish_course, lambda: _("Đã đóng khoá học “%(title)s” với học sinh.")),
}


@require_GET
@access(can_author, absent=False)
def templates(request: HttpRequest) -> HttpResponse:
    """Show the templates shared with the actor's unit."""
    return render(request, "courses/templates.html", {"cards": templates_for(request.actor)})  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
@access(can_author, absent=False)
def copy(request: HttpRequest, course_uuid: UUID) -> HttpResponse:
    """Choose what to copy, and copy it."""
    source, outline = source_to_copy(request.actor, course_uuid)  # type: ignore[attr-defined]
    ids = [activity.id for activity in outline.activities]
    initial = {"title": source.title if source.is_template else _("%(title)s (bản sao)") % {"title": source.title}}
    form = CopyForm(request.POST or None, ids=ids, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            course = services.copy_course(
                actor=request.actor,  # type: ignore[attr-defined]
                source=source,
                title=data["title"],
                activity_ids=form.chosen(),
                is_template=data["is_template"],
            )
            messages.success(request, _("Đã tạo bản sao. Bạn là người phụ trách khoá học này."))
            return _to_editor(course)
        except CourseRefused as refused:
            add_refusal(form, refused)
    chosen = set(form.data.getlist("activities")) if form.is_bound else {str(pk) for pk in ids}  # type: ignore[attr-defined]
    context = {"form": form, "source": source, "outline": outline, "chosen": chosen}
    return render(request, "courses/copy.html", context, status=422 if form.errors else 200)


@require_GET
@access(with_hat)
def outline(request: HttpRequest, course_uuid: UUID) -> HttpResponse:
    """Show the published outline to whoever may read it: leaders, homeroom teachers, guardians."""
    actor = request.actor  # type: ignore[attr-defined]
    course = course_to_view(actor, course_uuid)
    context = {"course": course, "outline": published_outline(actor, course), "teachers": teachers_of(actor, course)}
    return render(request, "courses/outline.html", context)
