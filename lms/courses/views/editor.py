"""The outline editor: one page, and a door for each change. With htmx the outline comes back, without it the page."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.access.policies import with_hat
from core.access.views import access
from lms.hooks import ActivityType

from .. import services
from ..errors import CourseRefused
from ..forms import AddActivityForm
from ..models import Activity, Course, Section
from ..policies import can_author
from ..rules.outlines import shifted
from ..selectors import working_json
from ..selectors.pages import activity_to_edit, course_to_edit, editor_page


@require_GET
@access(with_hat)
def edit(request: HttpRequest, course_uuid: UUID) -> HttpResponse:
    """Show the working outline to its authors."""
    course = course_to_edit(request.actor, course_uuid)  # type: ignore[attr-defined]
    actor = request.actor  # type: ignore[attr-defined]
    context = {"page": editor_page(actor, course), "course": course, "may_copy": can_author(actor)}
    return render(request, "courses/editor.html", context)


def outline_answer(request: HttpRequest, course: Course, *, refused: CourseRefused | None = None, said: str = "") -> HttpResponse:
    """Answer a change: the new outline for htmx, the whole page else; what was refused is said in words."""
    if not request.htmx:  # type: ignore[attr-defined]
        if refused or said:
            (messages.error if refused else messages.success)(request, str(refused or said))
        return HttpResponseRedirect(reverse("lms:course_edit", args=[course.uuid]))
    fresh = course_to_edit(request.actor, course.uuid)  # type: ignore[attr-defined]
    context = {"page": editor_page(request.actor, fresh), "course": fresh, "refused": refused, "said": said}  # type: ignore[attr-defined]
    return render(request, "courses/_outline.html", context)


@require_POST
@access(with_hat)
def add_section(request: HttpRequest, course_uuid: UUID) -> HttpResponse:
    """Add a section at the end."""
    course = course_to_edit(request.actor, course_uuid)  # type: ignore[attr-defined]
    try:
        services.add_section(actor=request.actor, course=course, title=request.POST.get("title", ""))  # type: ignore[attr-defined]
    except CourseRefused as refused:
        return outline_answer(request, course, refused=refused)
    return outline_answer(request, course, said=_("Đã thêm chương."))


def _section(course: Course, section_id: int) -> Section:
    section = Section.objects.filter(course=course, pk=section_id, is_removed=False).first()
    if section is None:
        raise CourseRefused("not_in_course")
    return section


@require_POST
@access(with_hat)
def change_section(request: HttpRequest, course_uuid: UUID, section_id: int, verb: str) -> HttpResponse:
    """Rename, move or remove a section."""
    actor = request.actor  # type: ignore[attr-defined]
    course = course_to_edit(actor, course_uuid)
    said = ""
    try:
        section = _section(course, section_id)
        if verb == "doi-ten":
            services.rename_section(actor=actor, section=section, title=request.POST.get("title", ""))
        elif verb == "chuyen":
            services.move_section(actor=actor, section=section, to_index=_target(request, section.position))
        else:
            services.remove_section(actor=actor, section=section)
            said = _("Đã bỏ chương “%(title)s”.") % {"title": section.title}
    except CourseRefused as refused:
        return outline_answer(request, course, refused=refused)
    return outline_answer(request, course, said=said)


def _target(request: HttpRequest, position: int) -> int:
    """Return the place asked for: `index`, or one `step` from the present one."""
    index, step = request.POST.get("index", ""), request.POST.get("step", "")
    if index.isdecimal():
        return min(int(index), 100_000)
    return position + {"up": -1, "down": 1}.get(step, 0)


@require_POST
@access(with_hat)
def add_activity(request: HttpRequest, course_uuid: UUID, section_id: int) -> HttpResponse:
    """Add an activity to a section and go on to its content."""
    actor = request.actor  # type: ignore[attr-defined]
    course = course_to_edit(actor, course_uuid)
    form = AddActivityForm(request.POST)
    try:
        section = _section(course, section_id)
        if not form.is_valid():
            raise CourseRefused("title_missing" if "title" in form.errors else "unknown_kind")
        activity = services.add_activity(actor=actor, section=section, **form.cleaned_data)
    except CourseRefused as refused:
        return outline_answer(request, course, refused=refused)
    url = ActivityType.of(activity.kind).edit_url(activity)
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponse(headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


@require_POST
@access(with_hat)
def change_activity(request: HttpRequest, course_uuid: UUID, activity_uuid: UUID, verb: str) -> HttpResponse:
    """Rename, move, remove, publish or hide an activity."""
    actor = request.actor  # type: ignore[attr-defined]
    activity = activity_to_edit(actor, course_uuid, activity_uuid)
    said = ""
    try:
        if verb == "doi-ten":
            services.rename_activity(actor=actor, activity=activity, title=request.POST.get("title", ""))
        elif verb == "chuyen":
            _move(actor, activity, request)
        else:
            said = _REST[verb](actor, activity)
    except CourseRefused as refused:
        return outline_answer(request, activity.course, refused=refused)
    return outline_answer(request, activity.course, said=said)


def _move(actor: Any, activity: Activity, request: HttpRequest) -> None:
    """Move to `section` and `index`, or one `step` up or down, over the edge of the section into the next."""
    section_id, index = request.POST.get("section", ""), request.POST.get("index", "")
    if section_id.isdecimal() and index.isdecimal():
        section = _section(activity.course, int(section_id))
        services.move_activity(actor=actor, activity=activity, section=section, to_index=min(int(index), 100_000))
        return
    place = shifted(working_json(activity.course), activity.pk, -1 if request.POST.get("step") == "up" else 1)
    if place:
        services.move_activity(actor=actor, activity=activity, section=_section(activity.course, place[0]), to_index=place[1])


def _removed(actor: Any, activity: Activity) -> str:
    services.remove_activity(actor=actor, activity=activity)
    return _("Đã bỏ “%(title)s” khỏi khung. Bài làm của học sinh vẫn còn.") % {"title": activity.title}


def _published(actor: Any, activity: Activity) -> str:
    services.publish_activity(actor=actor, activity=activity)
    return _("Đã mở “%(title)s”.") % {"title": activity.title}


def _hidden(actor: Any, activity: Activity) -> str:
    services.hide_activity(actor=actor, activity=activity)
    return _("Đã ẩn “%(title)s” với học sinh.") % {"title": activity.title}


_REST = {"xoa": _removed, "mo": _published, "an": _hidden}
