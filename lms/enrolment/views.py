"""Lớp học: the list of courses; and the people of a course."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from core.access.enums import Role
from core.access.policies import with_hat
from core.access.types import Actor
from core.access.views import access
from core.organisations.models import ClassGroup
from core.people.models import Person
from lms.courses import services as courses
from lms.courses.errors import CourseRefused
from lms.courses.models import Course
from lms.courses.policies import can_author
from lms.courses.selectors.pages import course_to_edit

from . import services
from .selectors.cards import CardFilter, card_page, learner_cards, shelves, ward_cards
from .selectors.people import people_page, person_by_code

SHELF_LABELS = {
    "running": lambda: pgettext("shelf", "Đang dùng"),
    "templates": lambda: _("Mẫu của đơn vị"),
    "archived": lambda: _("Đã cất"),
}


@require_GET
@access(with_hat)
def course_list(request: HttpRequest) -> HttpResponse:
    """Show Lớp học as the hat needs it: courses one teaches or oversees, takes, or one's children take."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.has_role(Role.GUARDIAN):
        return render(request, "enrolment/wards.html", {"wards": ward_cards(actor)})
    known = shelves(actor)
    if not known:
        return render(request, "enrolment/learning.html", {"cards": learner_cards(actor)})
    wanted = _filter(request, known)
    tabs = [
        {"label": SHELF_LABELS[key](), "url": "?" if key == "running" else f"?ke={key}", "current": key == wanted.shelf} for key in known
    ]
    context = {
        "page": card_page(actor, wanted),
        "wanted": wanted,
        "tabs": tabs,
        "taken": learner_cards(actor) if wanted.shelf == "running" and wanted.before_id is None and not wanted.words else [],
        "can_author": can_author(actor),
    }
    return render(request, "enrolment/_cards.html" if request.htmx else "enrolment/teaching.html", context)  # type: ignore[attr-defined]


def _filter(request: HttpRequest, known: list[str]) -> CardFilter:
    shelf, before = request.GET.get("ke", "running"), request.GET.get("sau", "")
    return CardFilter(
        shelf=shelf if shelf in known else "running",
        words=request.GET.get("q", "").strip()[:100],
        before_id=int(before) if before.isdecimal() and len(before) < 16 else None,
    )


@require_GET
@access(with_hat)
def people(request: HttpRequest, course_uuid: UUID) -> HttpResponse:
    """Show classes, teachers and single learners of a course."""
    actor = request.actor  # type: ignore[attr-defined]
    course = course_to_edit(actor, course_uuid)
    return render(request, "enrolment/people.html", {"course": course, "page": people_page(actor, course)})


@require_POST
@access(with_hat)
def change_people(request: HttpRequest, course_uuid: UUID, verb: str) -> HttpResponse:
    """Give the course to a class or take it back; add and remove teachers and learners."""
    actor = request.actor  # type: ignore[attr-defined]
    course = course_to_edit(actor, course_uuid)
    try:
        messages.success(request, _VERBS[verb](actor, course, request.POST.get("id", "").strip()))
    except CourseRefused as refused:
        messages.error(request, str(refused))
    return HttpResponseRedirect(reverse("lms:course_people", args=[course.uuid]))


def _class(key: str) -> ClassGroup:
    found = ClassGroup.objects.filter(pk=int(key)).first() if key.isdecimal() else None
    if found is None:
        raise CourseRefused("not_in_course")
    return found


def _person(key: str) -> Person:
    found = Person.objects.filter(pk=int(key)).first() if key.isdecimal() else None
    if found is None:
        raise CourseRefused("not_in_course")
    return found


def _assign(actor: Actor, course: Course, key: str) -> str:
    class_group = _class(key)
    services.assign_class(actor=actor, course=course, class_group=class_group)
    return _("Đã giao khoá học cho lớp %(class)s.") % {"class": class_group.name}


def _unassign(actor: Actor, course: Course, key: str) -> str:
    class_group = _class(key)
    services.unassign_class(actor=actor, course=course, class_group=class_group)
    return _("Lớp %(class)s không học khoá này nữa. Bài các em đã làm vẫn còn.") % {"class": class_group.name}


def _teacher(actor: Actor, course: Course, key: str) -> str:
    person = _person(key)
    courses.add_teacher(actor=actor, course=course, person=person)
    return _("%(name)s cùng soạn khoá học từ bây giờ.") % {"name": person.full_name}


def _no_teacher(actor: Actor, course: Course, key: str) -> str:
    person = _person(key)
    courses.remove_teacher(actor=actor, course=course, person=person)
    return _("%(name)s không soạn khoá học này nữa.") % {"name": person.full_name}


def _owner(actor: Actor, course: Course, key: str) -> str:
    person = _person(key)
    courses.make_owner(actor=actor, course=course, person=person)
    return _("%(name)s phụ trách khoá học từ bây giờ.") % {"name": person.full_name}


def _learner(actor: Actor, course: Course, key: str) -> str:
    person = person_by_code(actor, key)
    if person is None:
        raise CourseRefused("nobody_found", typed=key)
    services.add_learner(actor=actor, course=course, person=person)
    return _("%(name)s học khoá này từ bây giờ.") % {"name": person.full_name}


def _no_learner(actor: Actor, course: Course, key: str) -> str:
    person = _person(key)
    services.remove_learner(actor=actor, course=course, person=person)
    return _("%(name)s không học khoá này nữa. Bài đã làm vẫn còn.") % {"name": person.full_name}


_VERBS: dict[str, Any] = {
    "giao-lop": _assign,
    "bo-lop": _unassign,
    "them-giao-vien": _teacher,
    "bo-giao-vien": _no_teacher,
    "phu-trach": _owner,
    "them-nguoi-hoc": _learner,
    "bo-nguoi-hoc": _no_learner,
}
