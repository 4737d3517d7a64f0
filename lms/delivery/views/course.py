"""The course page, by who looks; the lessons kept on this phone."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from core.access.policies import signed_in, with_hat
from core.access.views import access
from lms.courses.models import Course
from lms.courses.policies import can_edit_course, can_view_course
from lms.delivery.policies import guards, studied_courses
from lms.delivery.selectors.course import course_page
from lms.delivery.selectors.guardian import children_in_course


@require_GET
@access(with_hat)
def course(request: HttpRequest, course_uuid: UUID) -> HttpResponse:
    """Show a learner the course; send a guardian to the child in it and its authors to their own page."""
    actor = request.actor  # type: ignore[attr-defined]
    if guards(actor):
        children = children_in_course(actor, course_uuid)
        if children:
            return HttpResponseRedirect(reverse("lms:child_course", args=[children[0].uuid, course_uuid]))
    if not studied_courses(actor).filter(uuid=course_uuid).exists():
        found = Course.objects.filter(uuid=course_uuid).first()
        if found is not None and not guards(actor) and can_view_course(actor, found):
            name = "lms:course_edit" if can_edit_course(actor, found) else "lms:course_outline"
            return HttpResponseRedirect(reverse(name, args=[course_uuid]))
    return render(request, "delivery/course.html", {"page": course_page(actor, course_uuid)})


@require_GET
@access(signed_in)
def kept(request: HttpRequest) -> HttpResponse:
    """Show the lessons kept on this phone; the list itself is the phone's."""
    return render(request, "delivery/kept.html")
