"""Lists of papers and blueprints; beginning new ones; questions from the bank into a paper."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.access.views import access
from core.organisations.models import Unit

from ...items.models import Item
from ...items.selectors.items import items_by_ids
from .. import services
from ..errors import PaperError
from ..forms import BlueprintForm, PaperForm
from ..models import Blueprint, Paper
from ..policies import can_start, composes
from ..selectors import blueprints, papers
from ..types import PaperFacts

MOST_CHOSEN = 200


def number(text: str | None) -> int | None:
    """Return the row id somebody sent, None for anything else."""
    return int(text) if text and text.isdecimal() and len(text) < 17 else None


def paper_of(request: HttpRequest, paper_uuid: UUID) -> Paper:
    """Return a paper the actor may see, or answer 404."""
    found = papers.paper_by_uuid(request.actor, paper_uuid)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


def blueprint_of(request: HttpRequest, blueprint_uuid: UUID) -> Blueprint:
    """Return a blueprint the actor may use, or answer 404."""
    found = blueprints.blueprint_by_uuid(request.actor, blueprint_uuid)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


def unit_of(request: HttpRequest) -> Unit:
    """Return the unit of the hat."""
    return get_object_or_404(Unit, pk=request.actor.unit_id)  # type: ignore[attr-defined]


@require_GET
@access(composes)
def index(request: HttpRequest) -> HttpResponse:
    """Papers, newest first."""
    text = request.GET.get("q", "")[:100]
    page = papers.paper_page(request.actor, after=number(request.GET.get("sau")), text=text)  # type: ignore[attr-defined]
    return render(request, "papers/papers.html", {"page": page, "text": text, "person_id": request.actor.person_id})  # type: ignore[attr-defined]


@require_GET
@access(composes)
def blueprint_index(request: HttpRequest) -> HttpResponse:
    """Blueprints one may use, newest first."""
    page = blueprints.blueprint_page(request.actor, after=number(request.GET.get("sau")))  # type: ignore[attr-defined]
    return render(request, "papers/blueprints.html", {"page": page, "person_id": request.actor.person_id})  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
@access(can_start)
def new_blueprint(request: HttpRequest) -> HttpResponse:
    """Begin a blueprint from an official pattern or empty."""
    form = BlueprintForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = services.create_blueprint(
                actor=request.actor,  # type: ignore[attr-defined]
                unit=unit_of(request),
                name=data["name"],
                preset_key=data["preset"],
                subject_id=data["subject"].pk if data["subject"] else None,
                grade_id=data["grade"].pk if data["grade"] else None,
                scale=data["scale"],
            )
        except PaperError as error:
            form.add_error(error.field or None, error.message)
        else:
            return redirect("assessment:blueprint", blueprint_uuid=made.uuid)
    return render(request, "papers/new.html", {"form": form, "is_blueprint": True}, status=422 if form.errors else 200)


def facts(form: PaperForm) -> PaperFacts:
    """Return what a valid form says of a paper."""
    data = form.cleaned_data
    return PaperFacts(
        data["title"],
        data["minutes"],
        data["subject"].pk if data["subject"] else None,
        data["grade"].pk if data["grade"] else None,
        {name: data[name] for name in ("above", "school", "exam", "notes") if data[name]},
    )


@require_http_methods(["GET", "POST"])
@access(can_start)
def new_paper(request: HttpRequest) -> HttpResponse:
    """Begin an empty paper."""
    form = PaperForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.create_paper(actor=request.actor, unit=unit_of(request), facts=facts(form))  # type: ignore[attr-defined]
        except PaperError as error:
            form.add_error(error.field or None, error.message)
        else:
            return redirect("assessment:paper", paper_uuid=made.uuid)
    return render(request, "papers/new.html", {"form": form, "is_blueprint": False}, status=422 if form.errors else 200)


@require_POST
@access(can_start)
def add_items(request: HttpRequest) -> HttpResponse:
    """Take questions chosen in the bank: ask for the paper, then put them into it; a refusal leaves everything as it was."""
    actor = request.actor  # type: ignore[attr-defined]
    ids = [pk for pk in map(number, request.POST.getlist("cau")[:MOST_CHOSEN]) if pk]
    chosen = {item.pk: item for item in items_by_ids(actor, ids)}
    items = [chosen[pk] for pk in dict.fromkeys(ids) if pk in chosen]
    if not items:
        messages.error(request, _("Chọn ít nhất một câu rồi hãy thêm vào đề."))
        return redirect("assessment:banks")
    target = request.POST.get("de", "")
    if target:
        try:
            paper, added = _put(request, target, items)
        except PaperError as error:
            messages.error(request, error.message)
        else:
            messages.success(
                request,
                ngettext("Đã thêm %(count)s câu vào đề.", "Đã thêm %(count)s câu vào đề.", added) % {"count": added},
            )
            return redirect("assessment:paper", paper_uuid=paper.uuid)
    context = {"items": items, "drafts": papers.own_drafts(actor), "title": request.POST.get("title", "")}
    return render(request, "papers/add.html", context, status=422 if target else 200)


def _put(request: HttpRequest, target: str, items: list[Item]) -> tuple[Paper, int]:
    """Put questions into a draft of one's own or a new paper; returns it and how many were added."""
    actor = request.actor  # type: ignore[attr-defined]
    if target == "moi":
        facts = PaperFacts(request.POST.get("title", ""))
        paper = services.start_paper(actor=actor, unit=unit_of(request), facts=facts, items=items)
        return paper, paper.entries.count()
    try:
        paper = paper_of(request, UUID(target))
    except ValueError:
        raise Http404 from None
    return paper, services.add_items(actor=actor, paper=paper, items=items)
