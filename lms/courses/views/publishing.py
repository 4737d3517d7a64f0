"""Publishing a course, and its versions."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.access.policies import with_hat
from core.access.views import access

from .. import services
from ..errors import CourseRefused
from ..forms import PublishForm, add_refusal
from ..selectors.pages import course_to_edit, editor_page, versions_of


@require_http_methods(["GET", "POST"])
@access(with_hat)
def publish(request: HttpRequest, course_uuid: UUID) -> HttpResponse:
    """Say what publishing will change for learners, and do it."""
    actor = request.actor  # type: ignore[attr-defined]
    course = course_to_edit(actor, course_uuid)
    form = PublishForm(request.POST or None, initial={"publish_drafts": True})
    if request.method == "POST" and form.is_valid():
        try:
            version = services.publish_course(actor=actor, course=course, **form.cleaned_data)
            messages.success(request, _("Đã mở khoá học, bản %(number)s.") % {"number": version.number})
            return _done(request, reverse("lms:course_edit", args=[course.uuid]))
        except CourseRefused as refused:
            add_refusal(form, refused)
    page = editor_page(actor, course)
    titles = {item.activity.id: item.activity.title for part in page.parts for item in part.items}
    context = {
        "form": form,
        "course": course,
        "page": page,
        "added": [titles[pk] for pk in page.changes.added if pk in titles],
        "is_dialog": bool(request.htmx),  # type: ignore[attr-defined]
    }
    template = "courses/_publish.html" if request.htmx else "courses/publish.html"  # type: ignore[attr-defined]
    return render(request, template, context, status=422 if form.errors else 200)


def _done(request: HttpRequest, url: str) -> HttpResponse:
    return HttpResponse(headers={"HX-Redirect": url}) if request.htmx else HttpResponseRedirect(url)  # type: ignore[attr-defined]


@require_GET
@access(with_hat)
def versions(request: HttpRequest, course_uuid: UUID) -> HttpResponse:
    """Show the history of a course."""
    actor = request.actor  # type: ignore[attr-defined]
    course = course_to_edit(actor, course_uuid)
    return render(request, "courses/versions.html", {"course": course, "versions": versions_of(actor, course)})


@require_POST
@access(with_hat)
def restore(request: HttpRequest, course_uuid: UUID, number: int) -> HttpResponse:
    """Bring the working outline back to a version; 0 is what learners see now."""
    actor = request.actor  # type: ignore[attr-defined]
    course = course_to_edit(actor, course_uuid)
    try:
        if number:
            services.restore_version(actor=actor, version=get_object_or_404(course.versions, number=number))
            said = _("Khung khoá học đã trở về bản %(number)s. Bấm “Mở khoá học” để học sinh thấy.") % {"number": number}
        else:
            services.discard_changes(actor=actor, course=course)
            said = _("Đã bỏ các thay đổi chưa mở. Khung khoá học giống như học sinh đang thấy.")
        messages.success(request, said)
    except CourseRefused as refused:
        messages.error(request, str(refused))
    return HttpResponseRedirect(reverse("lms:course_edit", args=[course.uuid]))
