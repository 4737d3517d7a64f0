"""The tabs of a unit."""

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from core.access.policies import require
from core.access.views import ActorRequest, access

from ..forms.base import DayField
from ..models import SchoolYear, Unit
from ..policies import belongs_somewhere, can_grant_hats, can_list_people, oversees_people
from ..selectors import (
    children_page,
    classes_of,
    current_year,
    find_unit,
    hats_page,
    people_page,
    predecessors_of,
    role_label,
    unit_history,
    unit_on,
)
from ..types import PeopleFilter
from .frame import unit_frame, whole_number

LIST_ROLES = ("student", "teacher", "leader", "unit_admin", "officer", "staff", "learner")


@require_GET
@access(belongs_somewhere)
def my_unit(request: ActorRequest) -> HttpResponse:
    """Go to the unit of one's hat; platform staff to the top of the tree."""
    unit = _own(request)
    if unit is None:
        return render(request, "organisations/no_unit.html")
    return HttpResponseRedirect(reverse("core:unit", args=[unit.uuid]))


@require_GET
@access(oversees_people)
def my_people(request: ActorRequest) -> HttpResponse:
    """Go to the people of one's unit."""
    unit = _own(request)
    if unit is None:
        return render(request, "organisations/no_unit.html")
    return HttpResponseRedirect(reverse("core:unit_people", args=[unit.uuid]))


def _own(request: ActorRequest) -> Unit | None:
    actor = request.actor
    rows = Unit.objects.filter(pk=actor.unit_id) if actor.unit_id else Unit.objects.filter(depth=1).order_by("path")
    unit: Unit | None = rows.first()
    return unit


@require_GET
@access(belongs_somewhere)
def about(request: ActorRequest, uuid: UUID) -> HttpResponse:
    """What a unit is and was; `?ngay=` shows what it was called and where it stood on a day."""
    unit = find_unit(request.actor, uuid)
    day = _day(request.GET.get("ngay", ""))
    context = unit_frame(request.actor, unit, "about")
    context |= {
        "history": unit_history(unit),
        "predecessors": predecessors_of(unit),
        "day": day,
        "then": unit_on(unit, day) if day else None,
    }
    return render(request, "organisations/unit.html", context)


def _day(text: str) -> date | None:
    try:
        day: date | None = DayField(required=False).clean(text)
    except ValidationError:
        return None
    return day


@require_GET
@access(belongs_somewhere)
def children(request: ActorRequest, uuid: UUID) -> HttpResponse:
    """Units below, by name, with a search."""
    unit, text = find_unit(request.actor, uuid), request.GET.get("q", "")
    page = children_page(request.actor, unit, text=text, after_id=whole_number(request, "sau"), before_id=whole_number(request, "truoc"))
    return render(request, "organisations/children.html", {**unit_frame(request.actor, unit, "below"), "rows": page, "q": text})


@require_GET
@access(belongs_somewhere)
def classes(request: ActorRequest, uuid: UUID) -> HttpResponse:
    """Classes of a school in a year."""
    unit = find_unit(request.actor, uuid)
    years = list(SchoolYear.objects.all()[:20])
    year = next((row for row in years if row.key == request.GET.get("nam")), None) or current_year()
    rows = classes_of(request.actor, unit, year)
    return render(
        request, "organisations/classes.html", {**unit_frame(request.actor, unit, "classes"), "rows": rows, "years": years, "year": year}
    )


@require_GET
@access(belongs_somewhere)
def people(request: ActorRequest, uuid: UUID) -> HttpResponse:
    """People of a unit and below, by name, with filters."""
    unit = find_unit(request.actor, uuid)
    require(can_list_people, request.actor, unit)
    role = request.GET.get("vai", "")
    wanted = PeopleFilter(
        text=request.GET.get("q", ""),
        role=role if role in LIST_ROLES else "",
        after_id=whole_number(request, "sau"),
        before_id=whole_number(request, "truoc"),
    )
    context = unit_frame(request.actor, unit, "people")
    context |= {"rows": people_page(request.actor, unit, wanted), "wanted": wanted, "roles": [(key, role_label(key)) for key in LIST_ROLES]}
    template = "organisations/_people_rows.html" if getattr(request, "htmx", False) else "organisations/people.html"
    return render(request, template, context)


@require_GET
@access(belongs_somewhere)
def hats(request: ActorRequest, uuid: UUID) -> HttpResponse:
    """Who is what in a unit."""
    unit = find_unit(request.actor, uuid)
    if not can_grant_hats(request.actor, unit):
        require(can_list_people, request.actor, unit)
    rows = [(row, row.title or role_label(row.role), role_label(row.role)) for row in hats_page(unit)]
    return render(request, "organisations/hats.html", {**unit_frame(request.actor, unit, "hats"), "rows": rows})
