"""What became of reports, in numbers."""

import csv

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.access.views import ActorRequest, access
from core.organisations.models import Unit

from ..policies import can_read_figures
from ..selectors.figures import FigureRow, figures


def _headings() -> list[str]:
    return [
        _("Tháng"), _("Đơn vị"), _("Lượt báo"), _("Vụ việc"), _("Lời kêu cứu"), _("Đã xử lí"), _("Không vi phạm"), _("Ẩn"), _("Nhắc nhở"),
        _("Tạm dừng viết"), _("Khoá viết"), _("Đúng hạn"), _("Số giờ trung bình"), _("Khiếu nại"), _("Hủy quyết định"),
    ]  # fmt: skip


def _cells(row: FigureRow) -> list[object]:
    return [
        row.month.strftime("%m/%Y"), row.unit, row.reports, row.cases, row.cries, row.decided, row.none, row.hide, row.warn, row.mute,
        row.suspend, row.in_time, "" if row.hours is None else row.hours, row.appeals, row.reversed,
    ]  # fmt: skip


@require_safe
@access(can_read_figures)
def safety_figures(request: ActorRequest) -> HttpResponse:
    """Twelve months of reports and decisions of the unit and those below; `dang=csv` is a file with a row for each month and unit."""
    if request.GET.get("dang") == "csv":
        response = HttpResponse(
            content_type="text/csv; charset=utf-8", headers={"Content-Disposition": 'attachment; filename="an-toan.csv"'}
        )
        response.write("\ufeff")  # Excel
        writer = csv.writer(response)
        writer.writerow(_headings())
        writer.writerows(_cells(row) for row in figures(request.actor, by_unit=True))
        return response
    rows = figures(request.actor)
    context = {"unit": Unit.objects.get(pk=request.actor.unit_id), "rows": rows, "last": rows[0] if rows else None}
    return render(request, "safety/figures.html", context)
