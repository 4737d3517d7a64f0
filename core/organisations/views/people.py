"""A person's record, changing it, adding people and hats, families."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.access.enums import Role
from core.access.policies import require
from core.access.views import ActorRequest, access
from core.people.errors import MergeRefused
from core.people.models import Guardianship, Person
from core.people.rules import spoken_code

from ..errors import HatRefused
from ..forms import FamilySightForm, GuardianForm, HatForm, PersonForm
from ..forms.base import attempt
from ..forms.people import PlaceForm
from ..models import Membership
from ..policies import belongs_somewhere, can_edit_person, can_grant_hats, can_manage_family, can_manage_people, works_with_people
from ..selectors import find_person, find_unit, person_record, search_people
from ..services import (
    add_guardian,
    add_person,
    end_guardianship,
    end_hat,
    grant_hat,
    issue_guardian_codes,
    look_at_person,
    merge_people,
    set_guardian_sight,
    update_person,
    verify_guardian,
)
from .frame import unit_frame

HANDLES = require_http_methods(["GET", "POST"])


def _to_person(person: Person) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("core:person", args=[person.uuid]))


@require_GET
@access(works_with_people)
def show(request: ActorRequest, uuid: UUID) -> HttpResponse:
    """A person's record; looking at another's is written down."""
    person = find_person(request.actor, uuid)
    if person.uuid != uuid:
        return _to_person(person)
    look_at_person(actor=request.actor, person=person)
    record = person_record(request.actor, person)
    return render(
        request, "organisations/person.html", {"record": record, "person": person, "is_self": person.pk == request.actor.person_id}
    )


@HANDLES
@access(belongs_somewhere)
def edit(request: ActorRequest, uuid: UUID) -> HttpResponse:
    """Change a person's record."""
    person = find_person(request.actor, uuid)
    require(can_edit_person, request.actor, person)
    form = PersonForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: update_person(actor=request.actor, person=person, changes=form.written()))
        if done is not None:
            messages.success(request, _("Đã lưu hồ sơ."))
            return _to_person(done)
    if request.method == "GET":
        look_at_person(actor=request.actor, person=person)
    return _person_form(request, person, form, heading=_("Sửa hồ sơ"), button=_("Lưu hồ sơ"))


def _person_form(request: ActorRequest, person: Person, form: Any, **extra: Any) -> HttpResponse:
    context = {"person": person, "form": form, **extra}
    return render(request, "organisations/person_form.html", context, status=422 if form.errors else 200)


@HANDLES
@access(belongs_somewhere)
def add(request: ActorRequest, uuid: UUID) -> HttpResponse:
    """Add a person to a unit; somebody of the same name and birth date is shown before a second record is made."""
    unit = find_unit(request.actor, uuid)
    require(can_manage_people, request.actor, unit)
    form = PlaceForm(request.POST or None, unit=unit, granter_path=request.actor.unit_path)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = attempt(
            form,
            lambda: add_person(
                actor=request.actor, unit=unit, data=form.person_data(), role=Role(data["role"]), class_group=data["class_group"],
                title=data["title"], allow_similar=data["allow_similar"],
            ),
        )  # fmt: skip
        if made is not None:
            messages.success(request, _("Đã thêm %(name)s.") % {"name": made.full_name})
            return _to_person(made)
        form.ask_about_similar()
    context = {**unit_frame(request.actor, unit, "people"), "form": form, "heading": _("Thêm người"), "button": _("Thêm vào đơn vị")}
    return render(request, "organisations/form.html", context, status=422 if form.errors else 200)


@HANDLES
@access(belongs_somewhere)
def merge(request: ActorRequest, uuid: UUID) -> HttpResponse:
    """Make two records of one human one: find the other, compare, confirm."""
    person = find_person(request.actor, uuid)
    require(can_edit_person, request.actor, person)
    other = find_person(request.actor, UUID(request.GET["voi"])) if _is_uuid(request.GET.get("voi", "")) else None
    if other is None:
        text = request.GET.get("q", person.full_name)
        rows = [row for row in search_people(request.actor, text, 20) if row.person.pk != person.pk]
        return render(request, "organisations/pick_person.html", {"person": person, "rows": rows, "q": text})
    require(can_edit_person, request.actor, other)
    problem = ""
    if request.method == "POST":
        try:
            merge_people(actor=request.actor, keep=person, duplicate=other)
        except MergeRefused as refusal:
            problem = str(refusal)
        else:
            messages.success(request, _("Đã gộp hai hồ sơ."))
            return _to_person(person)
    look_at_person(actor=request.actor, person=other)
    pair = (person_record(request.actor, person), person_record(request.actor, other))
    return render(request, "organisations/merge_people.html", {"person": person, "other": other, "pair": pair, "problem": problem})


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@HANDLES
@access(belongs_somewhere)
def give_hat(request: ActorRequest, uuid: UUID) -> HttpResponse:
    """Choose a person, then a role in the unit."""
    unit = find_unit(request.actor, uuid)
    require(can_grant_hats, request.actor, unit)
    frame = unit_frame(request.actor, unit, "hats")
    chosen = request.GET.get("nguoi", "")
    if not _is_uuid(chosen):
        text = request.GET.get("q", "")
        rows = search_people(request.actor, text, 20) if text.strip() else []
        return render(request, "organisations/pick_hat.html", {**frame, "rows": rows, "q": text})
    person = find_person(request.actor, UUID(chosen))
    form = HatForm(request.POST or None, unit=unit, granter_path=request.actor.unit_path, initial={"valid_from": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        data = {**form.cleaned_data, "role": Role(form.cleaned_data["role"])}
        done = attempt(form, lambda: grant_hat(actor=request.actor, person=person, unit=unit, **data))
        if done is not None:
            messages.success(request, _("Đã trao vai cho %(name)s.") % {"name": person.full_name})
            return HttpResponseRedirect(reverse("core:unit_hats", args=[unit.uuid]))
    context = {**frame, "form": form, "heading": _("Trao vai cho %(name)s") % {"name": person.full_name}, "button": _("Trao vai")}
    return render(request, "organisations/form.html", context, status=422 if form.errors else 200)


@HANDLES
@access(belongs_somewhere)
def take_hat(request: ActorRequest, uuid: UUID, pk: int) -> HttpResponse:
    """Ask once, then end a hat."""
    unit = find_unit(request.actor, uuid)
    require(can_grant_hats, request.actor, unit)
    hat = get_object_or_404(Membership.objects.select_related("person", "unit"), pk=pk, unit=unit)
    problem = ""
    if request.method == "POST":
        try:
            end_hat(actor=request.actor, membership=hat)
        except HatRefused as refusal:
            problem = str(refusal)
        else:
            messages.success(request, _("Đã thu hồi vai của %(name)s.") % {"name": hat.person.full_name})
            return HttpResponseRedirect(reverse("core:unit_hats", args=[unit.uuid]))
    return render(request, "organisations/take_hat.html", {**unit_frame(request.actor, unit, "hats"), "hat": hat, "problem": problem})


@HANDLES
@access(works_with_people)
def add_to_family(request: ActorRequest, uuid: UUID) -> HttpResponse:
    """Write down a guardian of a child."""
    child = find_person(request.actor, uuid)
    require(can_manage_family, request.actor, child)
    form = GuardianForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        done = attempt(
            form,
            lambda: add_guardian(
                actor=request.actor,
                child=child,
                relation=data["relation"],
                data=form.person_data(),
                is_main_contact=data["is_main_contact"],
            ),
        )
        if done is not None:
            messages.success(request, _("Đã thêm phụ huynh."))
            return _to_person(child)
    return _person_form(request, child, form, heading=_("Thêm phụ huynh"), button=_("Thêm phụ huynh"))


@HANDLES
@access(works_with_people)
def guardian(request: ActorRequest, uuid: UUID, pk: int) -> HttpResponse:
    """Choose what a guardian sees; confirm or end the guardianship."""
    child = find_person(request.actor, uuid)
    require(can_manage_family, request.actor, child)
    row = get_object_or_404(Guardianship.objects.select_related("guardian"), pk=pk, child=child)
    form = FamilySightForm(request.POST or None, initial={"may_see": row.may_see, "is_main_contact": row.is_main_contact})
    if request.method == "POST":
        step = request.POST.get("step", "")
        if step == "end":
            end_guardianship(actor=request.actor, guardianship=row)
        elif step == "verify":
            verify_guardian(actor=request.actor, guardianship=row)
        elif form.is_valid():
            set_guardian_sight(actor=request.actor, guardianship=row, **form.cleaned_data)
        messages.success(request, _("Đã lưu."))
        return _to_person(child)
    return render(request, "organisations/guardian.html", {"person": child, "row": row, "form": form})


@require_POST
@access(works_with_people)
def guardian_code(request: ActorRequest, uuid: UUID) -> HttpResponse:
    """Make a joining code for one child's family and show it once."""
    child = find_person(request.actor, uuid)
    code = issue_guardian_codes(actor=request.actor, children=[child])[0]
    return render(request, "organisations/guardian_codes.html", {"rows": [(child, spoken_code(code.code))], "expires_at": code.expires_at})
