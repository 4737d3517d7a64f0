"""Mending keys and scoring again."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessment.hooks import ItemKind
from core.access.views import access
from core.jobs.models import Job

from ...items.selectors.rendering import drawn_html, question
from .. import services
from ..errors import ScoringError
from ..forms import KeyForm
from ..models import KeyChange
from ..policies import gives_tests
from ..selectors import tests
from ..selectors.counting import items_of
from .release import managed_test

SHOWN = 200


@require_GET
@access(gives_tests)
def keys(request: HttpRequest, test_uuid: UUID) -> HttpResponse:
    """Show the keys of a test, the ones that were mended, the regrades."""
    test = managed_test(request, test_uuid)
    items = items_of(test, with_pending=True)
    rows = [
        {"position": position, "key": _key(item), "html": _html(item), "text": _text(item), "kind": ItemKind.of(item["kind"]).label}
        for position, item in items.items()
    ]
    changes = tests.key_changes(test)
    pending = [change for change in changes if change.applied_at is None]
    context = {"test": test, "rows": rows, "changes": changes, "pending": pending, "regrades": tests.regrades_of(test)}
    return render(request, "scoring/keys.html", context)


def _key(item: dict[str, Any]) -> str:
    content = item["content"]
    if "give" in content:
        return str(_("cả lớp được điểm")) if content["give"] == "all" else str(_("ai trả lời cũng được điểm"))
    return ItemKind.of(item["kind"]).key_text(content)


def _html(item: dict[str, Any]) -> str:
    """Return the question as it is asked, formulas drawn; "" where it has no wording of its own."""
    return drawn_html(item["content"].get("prompt", "")) if "give" not in item["content"] else ""


def _text(item: dict[str, Any]) -> str:
    return "" if "give" in item["content"] else ItemKind.of(item["kind"]).text(item["content"])[:120]


@require_http_methods(["GET", "POST"])
@access(gives_tests)
def mend(request: HttpRequest, test_uuid: UUID, position: int) -> HttpResponse:
    """Mend the key of one question."""
    test = managed_test(request, test_uuid)
    item = items_of(test, with_pending=True).get(position)
    if item is None:
        raise Http404
    written = items_of(test).get(position) or item
    content = item["content"] if "give" not in item["content"] else _written(test, position)
    form = KeyForm(request.POST or None, kind=item["kind"], content=content)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_key(
                actor=request.actor,  # type: ignore[attr-defined]
                test=test,
                position=position,
                content=form.mended(),
                reason=form.cleaned_data["reason"],
            )
        except ScoringError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _("Đã ghi đáp án mới. Xem ai đổi điểm rồi áp dụng."))
            return redirect("assessment:keys", test_uuid=test.uuid)
    kind = ItemKind.of(item["kind"])
    shown = question(kind=kind, content=content, number=position, position=position, points=item["points"], mode="key")
    return render(
        request,
        "scoring/mend.html",
        {"test": test, "form": form, "position": position, "question": shown, "is_given": "give" in written["content"]},
    )


def _written(test: Any, position: int) -> dict[str, Any]:
    parts = test.paper.snapshot["parts"]
    return next(item["content"] for part in parts for item in part["items"] if item["position"] == position)


@require_POST
@access(gives_tests)
def drop(request: HttpRequest, test_uuid: UUID, change_id: int) -> HttpResponse:
    """Take back a mended key that does not count yet."""
    test = managed_test(request, test_uuid)
    change = get_object_or_404(KeyChange.objects.select_related("test__unit"), pk=change_id, test=test)
    try:
        services.drop_key_change(actor=request.actor, change=change)  # type: ignore[attr-defined]
    except ScoringError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Đã bỏ lần sửa đáp án."))
    return redirect("assessment:keys", test_uuid=test.uuid)


@require_POST
@access(gives_tests)
def start(request: HttpRequest, test_uuid: UUID) -> HttpResponse:
    """Have it worked out who would change."""
    test = managed_test(request, test_uuid)
    made = services.dry_regrade(actor=request.actor, test=test)  # type: ignore[attr-defined]
    return redirect("assessment:regrade", test_uuid=test.uuid, regrade_uuid=made.uuid)


@require_http_methods(["GET", "POST"])
@access(gives_tests)
def regrade(request: HttpRequest, test_uuid: UUID, regrade_uuid: UUID) -> HttpResponse:
    """Show who changes and by how much; apply it."""
    test = managed_test(request, test_uuid)
    found = tests.regrade_by(test, regrade_uuid)
    if found is None:
        raise Http404
    if request.method == "POST":
        try:
            services.apply_regrade(actor=request.actor, regrade=found)  # type: ignore[attr-defined]
        except ScoringError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("Đang chấm lại. Em nào đổi điểm đã trả sẽ được báo."))
        return redirect("assessment:regrade", test_uuid=test.uuid, regrade_uuid=found.uuid)
    rows = [{**row, "up": float(row["after"]) > float(row["before"])} for row in tests.changes_of(test, found)]
    classes = sorted({row["class"] for row in rows if row["class"]})
    side, group = request.GET.get("chieu", ""), request.GET.get("lop", "")
    chosen = [row for row in rows if (not side or row["up"] == (side == "tang")) and (not group or row["class"] == group)]
    context = {
        "test": test,
        "regrade": found,
        "rows": chosen[:SHOWN],
        "more": max(0, len(chosen) - SHOWN),
        "up": sum(row["up"] for row in rows),
        "down": sum(not row["up"] for row in rows),
        "classes": classes,
        "side": side,
        "group": group,
        "is_stale": found.applied_at is None and services.is_stale(found),
        "job": Job.objects.filter(pk=found.job_id or 0).first(),
    }
    return render(request, "scoring/regrade.html", context)
