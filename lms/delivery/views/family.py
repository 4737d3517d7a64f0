"""A guardian's pages of a child."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.access.views import access
from lms.delivery import services
from lms.delivery.policies import guards


@require_GET
@access(guards)
def child(request: HttpRequest, child_uuid: UUID) -> HttpResponse:
    """Show a child's week; the look is recorded."""
    card = services.look_at_child(actor=request.actor, child_uuid=child_uuid)  # type: ignore[attr-defined]
    return render(request, "delivery/child.html", {"card": card})


@require_GET
@access(guards)
def child_course(request: HttpRequest, child_uuid: UUID, course_uuid: UUID) -> HttpResponse:
    """Show a child's course; the look is recorded."""
    child, page = services.look_at_child_course(actor=request.actor, child_uuid=child_uuid, course_uuid=course_uuid)  # type: ignore[attr-defined]
    return render(request, "delivery/child_course.html", {"child": child, "page": page})
