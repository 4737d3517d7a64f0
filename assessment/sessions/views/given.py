"""Tests as who gives them sees them: the list, making one, its candidates."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.access.views import access
from core.organisations.models import Unit

from .. import services
from ..enums import TestState
from ..errors import SessionError
from ..forms import TestForm
from ..models import Test
from ..policies import belongs, can_make_test, can_manage_test, gives_tests, sets_grading
from ..selectors import tests
from .entering import link_of


def given_test(request: HttpRequest, test_uuid: UUID) -> Test:
    """Return a test the actor looks after, or answer 404."""
    found = tests.test_by_uuid(request.actor, test_uuid)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


@require_GET
@access(belongs)
def index(request: HttpRequest) -> HttpResponse:
    """Show Kiểm tra for the hat: what one gives, or what one takes."""
    actor = request.actor  # type: ignore[attr-defined]
    if not gives_tests(actor):
        return render(request, "sessions/own.html", {"tests": tests.own_list(actor)})
    after = request.GET.get("sau", "")
    page = tests.given_page(
        actor,
        text=request.GET.get("q", "")[:80],
        state=request.GET.get("trang-thai", ""),
        after=int(after) if after.isdecimal() and len(after) < 12 else 0,
    )
    context = {"page": page, "text": request.GET.get("q", ""), "state": request.GET.get("trang-thai", ""), "states": TestState.choices}
    return render(
        request,
        "sessions/given.html",
        {**context, "may_make": can_make_test(actor), "may_grade": sets_grading(actor), "own": tests.own_list(actor)[:5]},
    )


@require_http_methods(["GET", "POST"])
@access(can_make_test)
def new(request: HttpRequest) -> HttpResponse:
    """Make a test; `?de=` chooses its paper beforehand."""
    actor = request.actor  # type: ignore[attr-defined]
    form = TestForm(request.POST or None, actor=actor)
    if request.method == "GET" and request.GET.get("de", "").isdecimal():
        chosen = form.fields["paper"].queryset.filter(pk=request.GET["de"]).first()  # type: ignore[attr-defined]
        if chosen is not None:
            form.initial.update(paper=chosen.pk, title=chosen.title, minutes=chosen.minutes)
    if request.method == "POST" and form.is_valid():
        unit = get_object_or_404(Unit, pk=actor.unit_id)
        try:
            made = services.create_test(actor=actor, unit=unit, facts=form.facts(), settings=form.settings())
            if "giao" in request.POST:
                services.schedule_test(actor=actor, test=made)
                messages.success(request, _("Đã giao bài. Hệ thống đang chuẩn bị đề cho từng em."))
        except SessionError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            back = request.GET.get("ve", "")
            if url_has_allowed_host_and_scheme(back, allowed_hosts=None):
                return redirect(f"{back}?test={made.uuid}")
            return redirect("assessment:test", test_uuid=made.uuid)
    return render(request, "sessions/form.html", {"form": form})


@require_http_methods(["GET", "POST"])
@access(gives_tests)
def edit(request: HttpRequest, test_uuid: UUID) -> HttpResponse:
    """Change a test."""
    actor = request.actor  # type: ignore[attr-defined]
    test = given_test(request, test_uuid)
    if not can_manage_test(actor, test):
        raise Http404
    form = TestForm(request.POST or None, actor=actor, test=test)
    if request.method == "POST" and form.is_valid():
        revision = form.cleaned_data["revision"]
        try:
            services.update_test(
                actor=actor, test=test, facts=form.facts(), settings=form.settings(), revision=revision if revision is not None else -1
            )
        except SessionError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _("Đã lưu."))
            return redirect("assessment:test", test_uuid=test.uuid)
    return render(request, "sessions/form.html", {"form": form, "test": test})


@require_GET
@access(gives_tests)
def test(request: HttpRequest, test_uuid: UUID) -> HttpResponse:
    """Show a test: its terms, its candidates, what can be done now."""
    actor = request.actor  # type: ignore[attr-defined]
    found = given_test(request, test_uuid)
    after = request.GET.get("sau", "")
    page = tests.candidates_page(
        found, text=request.GET.get("q", "")[:60], after=int(after) if after.isdecimal() and len(after) < 12 else 0
    )
    context: dict[str, Any] = {
        "test": found,
        "page": page,
        "text": request.GET.get("q", ""),
        "classes": found.classes.select_related("class_group"),
        "may_manage": can_manage_test(actor, found),
        "link": link_of(request, found) if found.state == TestState.SCHEDULED else None,
        "has_code": bool(found.settings.get("access_code")),
    }
    return render(request, "sessions/test.html", context)


@require_POST
@access(gives_tests)
def act(request: HttpRequest, test_uuid: UUID, verb: str) -> HttpResponse:
    """Give, take back, close or remove a test."""
    actor = request.actor  # type: ignore[attr-defined]
    found = given_test(request, test_uuid)
    try:
        if verb == "giao":
            services.schedule_test(actor=actor, test=found)
            messages.success(request, _("Đã giao bài. Hệ thống đang chuẩn bị đề cho từng em."))
        elif verb == "thu-hoi":
            services.withdraw_test(actor=actor, test=found)
            messages.success(request, _("Đã thu hồi; bài trở lại bản soạn."))
        elif verb == "dong":
            services.close_test(actor=actor, test=found)
            messages.success(request, _("Đã đóng bài. Bài của các em đang làm được thu ngay."))
        else:
            services.remove_test(actor=actor, test=found)
            messages.success(request, _("Đã xoá bài kiểm tra."))
            return redirect("assessment:tests")
    except SessionError as error:
        messages.error(request, error.message)
    return redirect("assessment:test", test_uuid=found.uuid)


@require_POST
@access(gives_tests)
def sealed(request: HttpRequest, test_uuid: UUID) -> HttpResponse:
    """Take in answer files that candidates brought because the network never came back."""
    found = given_test(request, test_uuid)
    files = request.FILES.getlist("file")
    if not files:
        messages.error(request, _("Chưa chọn tệp."))
    for file in files[:50]:
        try:
            attempt, new = services.take_sealed(actor=request.actor, test=found, file=file.read())  # type: ignore[attr-defined]
        except SessionError as error:
            messages.error(request, f"{file.name}: {error.message}")
        else:
            words = ngettext("%(name)s: nhận %(count)s thay đổi mới.", "%(name)s: nhận %(count)s thay đổi mới.", new)
            messages.success(request, words % {"name": attempt.person.full_name, "count": new})
    return redirect("assessment:test", test_uuid=found.uuid)
