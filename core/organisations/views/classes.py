"""Classes and the places in them."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.access.policies import require
from core.access.views import ActorRequest, access
from core.people.rules import spoken_code

from ..enums import EnrolmentState
from ..forms import ClassForm, ReceiveForm
from ..forms.base import attempt
from ..forms.classes import TeachingForm
from ..forms.people import CompleteForm, LearnerForm, UndoCompletionForm
from ..models import ClassGroup, Enrolment, TeachingAssignment
from ..policies import belongs_somewhere, can_manage_class, can_manage_people
from ..selectors import class_page, current_year, find_class, find_unit
from ..selectors.classes import completing, undoing
from ..services import (
    assign_teacher,
    complete,
    issue_guardian_codes,
    leave,
    open_class,
    receive,
    release_teacher,
    suspend,
    transfer_class,
    transfer_out,
    undo_completion,
)
from .frame import unit_frame

HANDLES = require_http_methods(["GET", "POST"])


def _to_class(group: ClassGroup) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("core:class_page", args=[group.uuid]))


@require_GET
@access(belongs_somewhere)
def show(request: ActorRequest, uuid: UUID) -> HttpResponse:
    """A class: its learners by name, its teachers."""
    group = find_class(request.actor, uuid)
    return render(request, "organisations/class.html", {"page": class_page(request.actor, group), "group": group})


@HANDLES
@access(belongs_somewhere)
def open_in_unit(request: ActorRequest, uuid: UUID) -> HttpResponse:
    """Open a class in a school."""
    unit = find_unit(request.actor, uuid)
    require(can_manage_people, request.actor, unit)
    form = ClassForm(request.POST or None, unit=unit, initial={"school_year": current_year()})
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: open_class(actor=request.actor, unit=unit, **form.cleaned_data))
        if made is not None:
            messages.success(request, _("Đã mở lớp %(name)s.") % {"name": made.name})
            return _to_class(made)
    context = {**unit_frame(request.actor, unit, "classes"), "form": form, "heading": _("Mở lớp"), "button": _("Mở lớp")}
    return render(request, "organisations/form.html", context, status=422 if form.errors else 200)


@HANDLES
@access(belongs_somewhere)
def receive_learner(request: ActorRequest, uuid: UUID) -> HttpResponse:
    """Take in a learner from another school by the numbers on the transfer papers."""
    unit = find_unit(request.actor, uuid)
    require(can_manage_people, request.actor, unit)
    form = ReceiveForm(request.POST or None, unit=unit)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: receive(actor=request.actor, **form.cleaned_data))
        if made is not None:
            messages.success(request, _("Đã tiếp nhận học sinh vào lớp."))
            return _to_class(made.class_group)
    note = _("Nhà trường chỉ tìm được học sinh của trường khác khi biết cả mã định danh và ngày sinh ghi trên giấy chuyển trường.")
    context = {
        **unit_frame(request.actor, unit, "people"),
        "form": form,
        "heading": _("Tiếp nhận học sinh"),
        "button": _("Tiếp nhận"),
        "note": note,
    }
    return render(request, "organisations/form.html", context, status=422 if form.errors else 200)


@HANDLES
@access(belongs_somewhere)
def teaching(request: ActorRequest, uuid: UUID) -> HttpResponse:
    """Give a teacher a subject or the homeroom of a class."""
    group = find_class(request.actor, uuid)
    require(can_manage_class, request.actor, group)
    form = TeachingForm(request.POST or None, class_group=group)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = attempt(
            form, lambda: assign_teacher(actor=request.actor, person=data["teacher"], class_group=group, subject=data["subject"])
        )
        if made is not None:
            messages.success(request, _("Đã phân công %(name)s.") % {"name": made.person.full_name})
            return _to_class(group)
    return _class_form(request, group, form, heading=_("Phân công giảng dạy"), button=_("Phân công"))


def _class_form(request: ActorRequest, group: ClassGroup, form: Any, **extra: Any) -> HttpResponse:
    return render(request, "organisations/class_form.html", {"group": group, "form": form, **extra}, status=422 if form.errors else 200)


@require_POST
@access(belongs_somewhere)
def release(request: ActorRequest, uuid: UUID, pk: int) -> HttpResponse:
    """End a teacher's duty in a class."""
    group = find_class(request.actor, uuid)
    duty = get_object_or_404(TeachingAssignment, pk=pk, class_group=group)
    release_teacher(actor=request.actor, assignment=duty)
    messages.success(request, _("Đã kết thúc phân công."))
    return _to_class(group)


@HANDLES
@access(belongs_somewhere)
def learner(request: ActorRequest, uuid: UUID, pk: int) -> HttpResponse:
    """Move a learner to another class, or let the learner go."""
    group = find_class(request.actor, uuid)
    require(can_manage_class, request.actor, group)
    place = get_object_or_404(Enrolment.objects.select_related("person"), pk=pk, class_group=group)
    form = LearnerForm(request.POST or None, class_group=group, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: _step(request, place, form.cleaned_data))
        if done is not None:
            messages.success(request, _("Đã ghi nhận thay đổi của %(name)s.") % {"name": place.person.full_name})
            return _to_class(group)
    return _class_form(request, group, form, heading=_("Thay đổi của %(name)s") % {"name": place.person.full_name}, button=_("Ghi nhận"))


@HANDLES
@access(belongs_somewhere)
def completed(request: ActorRequest, uuid: UUID) -> HttpResponse:
    """Write that learners of the last grade have completed it."""
    group = find_class(request.actor, uuid)
    require(completing, request.actor, group)
    form = CompleteForm(request.POST or None, class_group=group, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        count = attempt(form, lambda: complete(actor=request.actor, class_group=group, enrolments=data["learners"], on=data["on"]))
        if count is not None:
            said = ngettext("Đã ghi nhận %(count)s học sinh hoàn thành.", "Đã ghi nhận %(count)s học sinh hoàn thành.", count)
            messages.success(request, said % {"count": count})
            return _to_class(group)
    days = settings.GRADUATE_READ_DAYS
    note = ngettext(
        "Các em rời lớp. Thêm %(count)s ngày nữa, các em và gia đình còn đọc được bảng tin và tin nhắn của lớp, không viết được.",
        "Các em rời lớp. Thêm %(count)s ngày nữa, các em và gia đình còn đọc được bảng tin và tin nhắn của lớp, không viết được.",
        days,
    ) % {"count": days}  # fmt: skip
    return _class_form(request, group, form, heading=_("Hoàn thành chương trình"), button=_("Ghi nhận"), note=note)


@HANDLES
@access(belongs_somewhere)
def completion_undone(request: ActorRequest, uuid: UUID) -> HttpResponse:
    """Take back that learners of the last grade have completed it."""
    group = find_class(request.actor, uuid)
    require(undoing, request.actor, group)
    form = UndoCompletionForm(request.POST or None, class_group=group)
    if request.method == "POST" and form.is_valid():
        count = undo_completion(actor=request.actor, class_group=group, enrolments=form.cleaned_data["learners"])
        said = ngettext("%(count)s học sinh lại học ở lớp này.", "%(count)s học sinh lại học ở lớp này.", count)
        messages.success(request, said % {"count": count})
        return _to_class(group)
    note = _("Các em và gia đình lại đọc, viết ở bảng tin và tin nhắn của lớp như trước. Em nào đã vào lớp khác thì giữ nguyên.")
    return _class_form(request, group, form, heading=_("Rút lại ghi nhận hoàn thành"), button=_("Rút lại"), note=note)


def _step(request: ActorRequest, place: Enrolment, data: dict[str, Any]) -> Enrolment:
    actor, reason, on = request.actor, data["reason"], data["on"]
    if data["step"] == EnrolmentState.TRANSFERRED_CLASS:
        return transfer_class(actor=actor, enrolment=place, to=data["to"], on=on, reason=reason)
    if data["step"] == EnrolmentState.TRANSFERRED_OUT:
        return transfer_out(actor=actor, enrolment=place, to_school=reason, on=on)
    service = suspend if data["step"] == EnrolmentState.SUSPENDED else leave
    return service(actor=actor, enrolment=place, reason=reason, on=on)


@require_POST
@access(belongs_somewhere)
def guardian_codes(request: ActorRequest, uuid: UUID) -> HttpResponse:
    """Make joining codes for the families of a class and show them once, to be printed or copied."""
    group = find_class(request.actor, uuid)
    children = [row.person for row in class_page(request.actor, group).learners]
    codes = issue_guardian_codes(actor=request.actor, children=children)
    rows = [(code.child, spoken_code(code.code)) for code in codes]
    return render(
        request, "organisations/guardian_codes.html", {"group": group, "rows": rows, "expires_at": codes[0].expires_at if codes else None}
    )
