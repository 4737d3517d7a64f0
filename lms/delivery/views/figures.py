"""Figures, from the province down to a class."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from core.access.views import access
from lms.delivery.policies import reads_figures
from lms.delivery.selectors import wording
from lms.delivery.selectors.figures import figures_page


@require_GET
@access(reads_figures)
def figures(request: HttpRequest, unit_uuid: UUID | None = None) -> HttpResponse:
    """Show the figures of a unit, by default of the hat's own."""
    page = figures_page(request.actor, unit_uuid, after=request.GET.get("sau", ""))  # type: ignore[attr-defined]
    return render(request, "delivery/figures.html", {"page": page, "labels": wording.figure_labels()})
