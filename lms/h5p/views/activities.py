"""Choosing the package of an activity: from the store, or by uploading one."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core.access.views import access
from core.organisations.models import Unit

from ..errors import PackageRefused, words
from ..forms import UploadForm
from ..models import H5PActivity, H5PPackage
from ..policies import can_author
from ..selectors import activity_for, frame_context, package_for, packages_for
from ..services import choose_package, import_package


@require_http_methods(["GET", "HEAD", "POST"])
@access(can_author)
def choose(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the chosen package and the store; take a choice or a new file."""
    actor = request.actor  # type: ignore[attr-defined]
    activity = activity_for(actor, uuid)
    form = UploadForm(request.POST or None, request.FILES or None)
    report = None
    if request.method == "POST":
        package, report = _posted(request, form)
        if package is not None:
            choose_package(actor=actor, activity=activity, package=package)
            messages.success(request, _("Đã chọn “%(title)s” cho hoạt động này.") % {"title": package.title})
            return HttpResponseRedirect(request.path)
    choice = H5PActivity.objects.select_related("package", "published_package").filter(activity=activity).first()
    chosen = choice.package if choice else None
    search = request.GET.get("q", "").strip()[:100]
    data = {
        "activity": activity,
        "chosen": chosen,
        "is_published": bool(choice and choice.published_package_id and choice.published_package_id == choice.package_id),
        "frame": frame_context(actor, chosen, activity, is_kept=False) if chosen else None,
        "packages": packages_for(actor, search=search, limit=30),
        "search": search,
        "form": form,
        "report": report,
        "max_bytes": settings.MAX_UPLOAD_BYTES,
    }
    return render(request, "h5p/choose.html", data, status=200 if request.method != "POST" else 422)


def _posted(request: HttpRequest, form: UploadForm) -> tuple[H5PPackage | None, dict[str, Any] | None]:
    actor = request.actor  # type: ignore[attr-defined]
    wanted = request.POST.get("package", "")
    if wanted:
        try:
            return package_for(actor, UUID(wanted)), None
        except ValueError:
            return None, None
    if not form.is_valid():
        return None, None
    file = form.cleaned_data["file"]
    try:
        package, _new = import_package(actor=actor, unit=Unit.objects.get(pk=actor.unit_id), file=file, name=file.name)
    except PackageRefused as refused:
        rows = [{"file": row.file, "code": row.code, "words": words(row)} for row in refused.problems[:50]]
        return None, {"name": file.name, "errors": rows, "more": max(len(refused.problems) - 50, 0), "warnings": []}
    return package, None
