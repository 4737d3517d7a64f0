"""For teachers: the codes of a class, its children's pictures, the QR to print or project."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.access.views import access
from core.lib.qr import qr_svg
from core.organisations.models import ClassGroup
from core.people.models import Person

from ..forms import ClassCodeForm
from ..models import ClassLoginCode
from ..policies import login_classes, opens_class_logins
from ..selectors import class_codes, class_pupils, my_login_classes
from ..services.class_codes import class_url, make_class_code, open_choosing, revoke_class_code
from ..services.pictures import reset_pictures


def _class(request: HttpRequest, class_uuid: Any) -> ClassGroup:
    visible = login_classes(request.actor).select_related("unit", "grade", "school_year")  # type: ignore[attr-defined]
    return get_object_or_404(visible, uuid=class_uuid)


def _code(request: HttpRequest, code_uuid: Any) -> ClassLoginCode:
    visible = login_classes(request.actor)  # type: ignore[attr-defined]
    return get_object_or_404(ClassLoginCode.objects.select_related("class_group__unit"), uuid=code_uuid, class_group__in=visible)


def _back(code: ClassLoginCode) -> HttpResponse:
    return HttpResponseRedirect(reverse("core:class_codes", args=[code.class_group.uuid]))


@require_safe
@access(opens_class_logins)
def class_list(request: HttpRequest) -> HttpResponse:
    """The classes one may open the log-in of."""
    return render(request, "signin/class_list.html", {"classes": my_login_classes(request.actor)})  # type: ignore[attr-defined]


@access(opens_class_logins)
@never_cache
def class_page(request: HttpRequest, class_uuid: Any) -> HttpResponse:
    """Codes and children of one class; making a code."""
    class_group = _class(request, class_uuid)
    form = ClassCodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        code = make_class_code(actor=request.actor, class_group=class_group, terms=form.terms())  # type: ignore[attr-defined]
        return HttpResponseRedirect(reverse("core:class_code", args=[code.uuid]))
    context = {
        "class_group": class_group,
        "form": form,
        "codes": class_codes(request.actor, class_group),  # type: ignore[attr-defined]
        "pupils": class_pupils(class_group),
    }
    return render(request, "signin/class_codes.html", context)


@require_safe
@access(opens_class_logins)
@never_cache
def class_code(request: HttpRequest, code_uuid: Any) -> HttpResponse:
    """The QR, big enough for the wall or the projector."""
    code = _code(request, code_uuid)
    if not code.is_open:
        return _back(code)
    url = class_url(code)
    return render(request, "signin/class_code.html", {"code": code, "url": url, "qr": mark_safe(qr_svg(url))})


@require_POST
@access(opens_class_logins)
def revoke_code(request: HttpRequest, code_uuid: Any) -> HttpResponse:
    """End a code."""
    code = revoke_class_code(actor=request.actor, code=_code(request, code_uuid))  # type: ignore[attr-defined]
    messages.success(request, _("Đã huỷ mã. Ai quét mã cũ sẽ không vào được nữa."))
    return _back(code)


@require_POST
@access(opens_class_logins)
def choosing(request: HttpRequest, code_uuid: Any) -> HttpResponse:
    """Let children without pictures choose them for an hour."""
    code = open_choosing(actor=request.actor, code=_code(request, code_uuid))  # type: ignore[attr-defined]
    messages.success(request, _("Trong 60 phút tới, em nào chưa có hình bí mật có thể chọn."))
    return _back(code)


@require_POST
@access(opens_class_logins)
def forget_pictures(request: HttpRequest, class_uuid: Any, person_uuid: Any) -> HttpResponse:
    """Forget one child's pictures."""
    class_group, person = _class(request, class_uuid), get_object_or_404(Person, uuid=person_uuid)
    reset_pictures(actor=request.actor, class_group=class_group, person=person)  # type: ignore[attr-defined]
    messages.success(request, _("Đã xoá hình của %(name)s. Em chọn lại khi thầy cô mở chọn hình.") % {"name": person.short_name})
    return HttpResponseRedirect(reverse("core:class_codes", args=[class_group.uuid]))
