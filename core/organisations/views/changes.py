"""Opening, renaming, moving, merging and closing a unit: a form, a question in plain words, the answer."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.access.policies import require
from core.access.views import ActorRequest, access

from ..forms import CloseForm, ContactForm, MergeForm, MoveForm, RenameForm, UnitForm
from ..forms.base import attempt
from ..models import Unit
from ..policies import belongs_somewhere, can_manage_unit, can_open_unit_under, can_reorganise_unit
from ..rules import PARENTS, may_merge
from ..selectors import find_unit, find_units
from ..services import close_unit, merge_units, move_unit, open_unit_under, plan_merge, rename_unit, update_unit_contact
from .frame import unit_frame

HANDLES = require_http_methods(["GET", "POST"])


def _to(unit: Unit, text: str, request: ActorRequest) -> HttpResponseRedirect:
    messages.success(request, text)
    return HttpResponseRedirect(reverse("core:unit", args=[unit.uuid]))


def _form_page(request: ActorRequest, unit: Unit, form: BaseForm, **extra: Any) -> HttpResponse:
    context = {**unit_frame(request.actor, unit, ""), "form": form, **extra}
    return render(request, "organisations/form.html", context, status=422 if form.errors else 200)


def _run(request: ActorRequest, form: BaseForm, call: Callable[[], Unit]) -> Unit | None:
    return attempt(form, call) if request.method == "POST" and form.is_valid() else None


@HANDLES
@access(belongs_somewhere)
def open_below(request: ActorRequest, uuid: UUID) -> HttpResponse:
    """Open a unit below this one."""
    unit = find_unit(request.actor, uuid)
    require(can_open_unit_under, request.actor, unit)
    form = UnitForm(request.POST or None, parent=unit)
    made = _run(
        request,
        form,
        lambda: open_unit_under(
            actor=request.actor, parent=unit, unit=form.new_unit(), on=form.cleaned_data["on"], decision=form.cleaned_data["decision"]
        ),
    )
    if made is not None:
        return _to(made, _("Đã mở %(name)s.") % {"name": made.name}, request)
    return _form_page(request, unit, form, heading=_("Mở đơn vị trực thuộc"), button=_("Mở đơn vị"))


@HANDLES
@access(belongs_somewhere)
def rename(request: ActorRequest, uuid: UUID) -> HttpResponse:
    """Give the unit a new name."""
    unit = find_unit(request.actor, uuid)
    require(can_reorganise_unit, request.actor, unit)
    form = RenameForm(request.POST or None, initial={"name": unit.name, "short_name": unit.short_name})
    done = _run(request, form, lambda: rename_unit(actor=request.actor, unit=unit, **form.cleaned_data))
    if done is not None:
        return _to(done, _("Đã đổi tên. Tên cũ vẫn có trong lịch sử."), request)
    note = _("Tên cũ được giữ trong lịch sử. Hồ sơ, lớp và tài khoản không thay đổi.")
    return _form_page(request, unit, form, heading=_("Đổi tên đơn vị"), button=_("Đổi tên"), note=note)


@HANDLES
@access(belongs_somewhere)
def contact(request: ActorRequest, uuid: UUID) -> HttpResponse:
    """Write address and telephone."""
    unit = find_unit(request.actor, uuid)
    require(can_manage_unit, request.actor, unit)
    form = ContactForm(request.POST or None, initial={"address": unit.address, "phone": unit.phone})
    done = _run(request, form, lambda: update_unit_contact(actor=request.actor, unit=unit, **form.cleaned_data))
    if done is not None:
        return _to(done, _("Đã lưu liên hệ."), request)
    return _form_page(request, unit, form, heading=_("Liên hệ của đơn vị"), button=_("Lưu"))


def _picker(request: ActorRequest, unit: Unit, rows: list[Unit], **extra: Any) -> HttpResponse:
    context = {**unit_frame(request.actor, unit, ""), "rows": rows, "q": request.GET.get("q", ""), **extra}
    return render(request, "organisations/pick_unit.html", context)


@HANDLES
@access(belongs_somewhere)
def move(request: ActorRequest, uuid: UUID) -> HttpResponse:
    """Choose a new parent, then say it in plain words, then do it."""
    unit = find_unit(request.actor, uuid)
    require(can_reorganise_unit, request.actor, unit)
    chosen = request.GET.get("den", "")
    if not chosen:
        kinds = frozenset(kind for kind in PARENTS[unit.kind] if kind is not None)
        own = unit.get_parent()
        rows = [row for row in find_units(request.actor, request.GET.get("q", ""), kinds=kinds) if own is None or row.pk != own.pk]
        lead = _("Chọn đơn vị sẽ quản lí “%(name)s”.") % {"name": unit.name}
        return _picker(request, unit, rows, heading=_("Chuyển cơ quan quản lí"), lead=lead)
    parent = find_unit(request.actor, _uuid(chosen))
    form = MoveForm(request.POST or None)
    done = _run(request, form, lambda: move_unit(actor=request.actor, unit=unit, parent=parent, **form.cleaned_data))
    if done is not None:
        return _to(done, _("Đã chuyển về %(name)s.") % {"name": parent.name}, request)
    note = _("“%(unit)s” cùng mọi điểm trường, lớp và người của đơn vị sẽ thuộc “%(parent)s”. Vai và tài khoản giữ nguyên.")
    words = note % {"unit": unit.name, "parent": parent.name}
    return _form_page(request, unit, form, heading=_("Chuyển cơ quan quản lí"), button=_("Chuyển đơn vị"), note=words)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


@HANDLES
@access(belongs_somewhere)
def merge(request: ActorRequest, uuid: UUID) -> HttpResponse:
    """Merge the unit with others: choose, see what will happen, confirm."""
    unit = find_unit(request.actor, uuid)
    require(can_reorganise_unit, request.actor, unit)
    parent, text = unit.get_parent(), request.GET.get("q", "")
    near = find_units(request.actor, text, size=200)
    rows = [row for row in near if row.pk != unit.pk and may_merge(row.kind, unit.kind) and (text or _siblings(row, parent))]
    form = MergeForm(request.POST or None, unit=unit, candidates=rows[:60])
    confirmed = request.POST.get("confirm") == "1"
    plan = None
    if request.method == "POST" and form.is_valid():
        if confirmed:
            done = attempt(form, lambda: _merge(request, form))
            if done is not None:
                return _to(done, _("Đã sáp nhập. Dữ liệu cũ đọc được trong mục Lịch sử."), request)
        else:
            into = form.into() or unit
            sources = [row for row in form.sources() if row.pk != into.pk]
            plan = attempt(form, lambda: plan_merge(actor=request.actor, units=sources, into=into, on=form.cleaned_data["on"]))
    context = {**unit_frame(request.actor, unit, ""), "form": form, "plan": plan, "q": text}
    if plan is not None:
        context |= {"sources": form.sources(), "target": form.into(), "new": form.new_unit()}
    return render(request, "organisations/merge.html", context, status=422 if form.errors else 200)


def _siblings(row: Unit, parent: Unit | None) -> bool:
    return parent is not None and row.path.startswith(parent.path) and row.depth == parent.depth + 1


def _merge(request: ActorRequest, form: MergeForm) -> Unit:
    data = form.cleaned_data
    options = {key: data[key] for key in ("on", "decision", "move_staff", "move_classes")}
    return merge_units(actor=request.actor, units=form.sources(), into=form.into(), new=form.new_unit(), **options)


@HANDLES
@access(belongs_somewhere)
def close(request: ActorRequest, uuid: UUID) -> HttpResponse:
    """End a unit that nobody takes over."""
    unit = find_unit(request.actor, uuid)
    require(can_reorganise_unit, request.actor, unit)
    form = CloseForm(request.POST or None)
    done = _run(request, form, lambda: close_unit(actor=request.actor, unit=unit, **form.cleaned_data))
    if done is not None:
        return _to(done, _("Đã giải thể %(name)s.") % {"name": unit.name}, request)
    note = _("Mọi vai ở “%(name)s” hết hiệu lực. Hồ sơ, lớp và điểm cũ vẫn đọc được từ cơ quan cấp trên.") % {"name": unit.name}
    return _form_page(request, unit, form, heading=_("Giải thể đơn vị"), button=_("Giải thể"), note=note, is_danger=True)
