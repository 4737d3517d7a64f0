"""The outcomes of one's own unit, beside the national ones."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from core.access.views import access
from core.organisations.models import Subject, Unit

from .. import services
from ..errors import ItemError
from ..forms import OwnOutcomeForm
from ..models import Outcome
from ..policies import authors, can_write_outcomes
from ..selectors import outcomes
from .bank import number


def _page(request: HttpRequest, subject: Subject | None, form: OwnOutcomeForm | None = None, status: int = 200) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    unit = get_object_or_404(Unit, pk=actor.unit_id)
    subject_id = subject.pk if subject else None
    may_write = can_write_outcomes(actor, unit)
    form = form or OwnOutcomeForm(parents=outcomes.parent_choices(actor, subject_id, None))
    context: dict[str, Any] = {
        "unit": unit,
        "subject": subject,
        "subjects": Subject.objects.all(),
        "rows": outcomes.own_outcomes(actor, subject_id),
        "may_write": may_write,
        "form": form if may_write else None,
    }
    return render(request, "items/own_outcomes.html", context, status=status)


@require_GET
@access(authors)
def index(request: HttpRequest) -> HttpResponse:
    """Show what the unit and units above have added to the curriculum, subject by subject."""
    return _page(request, outcomes.subject_by_id(number(request.GET.get("mon"))))


@require_POST
@access(can_write_outcomes)
def add(request: HttpRequest) -> HttpResponse:
    """Add a topic or an outcome; what was typed stays when it can't be."""
    actor = request.actor  # type: ignore[attr-defined]
    subject = get_object_or_404(Subject, pk=number(request.POST.get("mon")) or 0)
    form = OwnOutcomeForm(request.POST, parents=outcomes.parent_choices(actor, subject.pk, None))
    if form.is_valid():
        data = form.cleaned_data
        grade, parent = data["grade"], data["parent"]
        try:
            services.add_outcome(
                actor=actor,
                unit=get_object_or_404(Unit, pk=actor.unit_id),
                subject_id=subject.pk,
                grade_id=grade.pk if grade else None,
                parent=parent,
                name=data["name"],
            )
        except ItemError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _("Đã thêm “%(name)s”.") % {"name": data["name"]})
            return _back(subject.pk)
    return _page(request, subject, form, status=422)


def _back(subject_id: int) -> HttpResponse:
    return redirect(f"{reverse('assessment:own_outcomes')}?mon={subject_id}")


@require_POST
@access(can_write_outcomes)
def act(request: HttpRequest, outcome_id: int) -> HttpResponse:
    """Rename, close, open again or remove one of the unit's own."""
    actor = request.actor  # type: ignore[attr-defined]
    row = get_object_or_404(Outcome.objects.select_related("unit"), pk=outcome_id, unit_id=actor.unit_id)
    verb = request.POST.get("viec", "")
    try:
        if verb == "doi-ten":
            services.rename_outcome(actor=actor, outcome=row, name=request.POST.get("name", ""))
        elif verb in ("dong", "mo"):
            services.close_outcome(actor=actor, outcome=row, is_closed=verb == "dong")
        elif verb == "xoa":
            services.remove_outcome(actor=actor, outcome=row)
        else:
            raise Http404
    except ItemError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Đã lưu."))
    return _back(row.subject_id)
