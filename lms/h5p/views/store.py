"""The store of packages: list, upload with its report, try out, rename, replace, remove."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.access.policies import require
from core.access.views import access
from core.organisations.models import Unit

from ..errors import PackageInUse, PackageRefused, words
from ..forms import NameForm, UploadForm
from ..models import H5PPackage
from ..policies import can_author, can_change_package
from ..selectors import frame_context, package_for, packages_page, uses_of
from ..services import import_package, remove_package, rename_package, replace_package
from ..types import Problem


@require_safe
@access(can_author)
def packages(request: HttpRequest) -> HttpResponse:
    """List the unit's packages, newest first, with search."""
    search = request.GET.get("q", "").strip()[:100]
    before = request.GET.get("truoc", "")
    page = packages_page(request.actor, search=search, before=int(before) if before.isdigit() and len(before) < 18 else None)  # type: ignore[attr-defined]
    return render(request, "h5p/packages.html", {"page": page, "search": search})


@require_http_methods(["GET", "HEAD", "POST"])
@access(can_author)
def upload(request: HttpRequest) -> HttpResponse:
    """Bring a package in: its page when it was accepted, a report naming every file at fault when it was refused."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _upload_page(request, form, status=200 if request.method != "POST" else 422)
    file = form.cleaned_data["file"]
    unit = Unit.objects.get(pk=request.actor.unit_id)  # type: ignore[attr-defined]
    try:
        package, is_new = import_package(actor=request.actor, unit=unit, file=file, name=file.name)  # type: ignore[attr-defined]
    except PackageRefused as refused:
        return _upload_page(request, form, status=422, report=_report(file.name, refused))
    if is_new:
        messages.success(request, _("Đã thêm “%(title)s” vào kho H5P.") % {"title": package.title})
    else:
        messages.info(request, _("Gói này đã có trong kho, không cần tải lên lần nữa."))
    return _go(request, package)


def _upload_page(request: HttpRequest, form: UploadForm, *, status: int, report: dict[str, Any] | None = None) -> HttpResponse:
    data = {"form": form, "report": report, "max_bytes": settings.MAX_UPLOAD_BYTES}
    if request.headers.get("HX-Request"):
        return render(request, "h5p/_report.html", data)
    return render(request, "h5p/upload.html", data, status=status)


def _report(name: str, refused: PackageRefused) -> dict[str, Any]:
    return {
        "name": name,
        "errors": [{"file": problem.file, "code": problem.code, "words": words(problem)} for problem in refused.problems[:50]],
        "more": max(len(refused.problems) - 50, 0),
        "warnings": [words(problem) for problem in refused.warnings[:50]],
    }


def _go(request: HttpRequest, package: H5PPackage) -> HttpResponse:
    url = reverse("lms:h5p_package", args=[package.uuid])
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": url})
    return HttpResponseRedirect(url)


@require_safe
@access(can_author)
def package(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Try a package out, see what it holds and where it is used."""
    return _package_page(request, package_for(request.actor, uuid))  # type: ignore[attr-defined]


def _package_page(request: HttpRequest, found: H5PPackage, *, report: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    data = {
        "package": found,
        "frame": frame_context(actor, found, is_kept=False),
        "uses": uses_of(found),
        "warnings": [words(Problem(row["code"], row["file"], row["params"])) for row in found.warnings],
        "libraries": sorted(found.uses.all(), key=lambda row: row.machine_name),
        "may_change": can_change_package(actor, found),
        "name_form": NameForm(initial={"title": found.title}),
        "upload_form": UploadForm(),
        "report": report,
        "max_bytes": settings.MAX_UPLOAD_BYTES,
    }
    return render(request, "h5p/package.html", data, status=status)


def _package_to_change(request: HttpRequest, uuid: UUID) -> H5PPackage:
    actor = request.actor  # type: ignore[attr-defined]
    found = package_for(actor, uuid)
    require(can_change_package, actor, found)
    return found


@require_POST
@access(can_author)
def rename(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give a package another title."""
    found = _package_to_change(request, uuid)
    form = NameForm(request.POST)
    if form.is_valid():
        rename_package(actor=request.actor, package=found, title=form.cleaned_data["title"])  # type: ignore[attr-defined]
        messages.success(request, _("Đã đổi tên gói."))
    else:
        messages.error(request, _("Tên gói không được để trống."))
    return _go(request, found)


@require_POST
@access(can_author)
def replace(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Put a new version into a package; what learners did stays."""
    found = _package_to_change(request, uuid)
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(str(line) for line in form.errors.get("file", [_("Hãy chọn một tệp .h5p.")])))
        return _go(request, found)
    file = form.cleaned_data["file"]
    try:
        replace_package(actor=request.actor, package=found, file=file, name=file.name)  # type: ignore[attr-defined]
    except PackageRefused as refused:
        return _package_page(request, found, report=_report(file.name, refused), status=422)
    messages.success(request, _("Đã thay bằng bản mới. Bài làm và điểm của học sinh vẫn còn."))
    return _go(request, found)


@require_POST
@access(can_author)
def remove(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a package nobody uses out of the store."""
    found = package_for(request.actor, uuid)  # type: ignore[attr-defined]
    try:
        remove_package(actor=request.actor, package=found)  # type: ignore[attr-defined]
    except PackageInUse:
        messages.error(request, _("Gói đang được dùng trong khoá học nên chưa bỏ được."))
        return _go(request, found)
    messages.success(request, _("Đã bỏ “%(title)s” khỏi kho.") % {"title": found.title})
    return HttpResponseRedirect(reverse("lms:h5p_packages"))
