"""The grid of a blueprint: what is asked, what the banks have, drawing."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from core.access.enums import Right
from core.access.views import access
from core.jobs.models import Job

from ...items.selectors.banks import usable_banks
from .. import services
from ..errors import PaperError
from ..forms import points_text
from ..models import Blueprint
from ..policies import can_edit_blueprint, can_start, composes
from ..rules.drawing import Wants
from ..rules.presets import PART_TITLES, ROMAN, preset
from ..rules.totals import LEVELS
from ..selectors import blueprints, papers
from ..services.blueprints import MOST_ROWS
from ..types import DrawRule, PartFacts, RowFacts, Shortage
from .lists import blueprint_of, number, unit_of
from .words import LEVEL_WORDS, part_form_words

TARGETS = {"de": 0.75, "vua": 0.6, "kho": 0.45}
BLANK_ROWS = 3
CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def typed(given: Mapping[str, Any], blueprint: Blueprint) -> list[dict[str, Any]]:
    """Return the rows as they were typed, unchecked, in the shape of `blueprints.grid`."""
    levels, keys = LEVELS[blueprint.scale], [str(part["key"]) for part in blueprint.parts]
    count = min(number(str(given.get("rows"))) or 0, MOST_ROWS)
    return [
        {
            "topic": given.get(f"t-{place}", "")[:300],
            "content": given.get(f"n-{place}", "")[:500],
            "outcome": given.get(f"o-{place}", "")[:500],
            "outcomes_text": given.get(f"y-{place}", "")[:4000],
            "counts": {key: {level: given.get(f"c-{place}-{key}-{level}", "").strip() for level in levels} for key in keys},
        }
        for place in range(1, count + 1)
    ]


def read_rows(rows: list[dict[str, Any]], outcomes: dict[str, int]) -> list[RowFacts]:
    """Return typed rows as facts; `PaperError` names the row and column of what can't be read."""
    read = []
    for place, row in enumerate(rows, 1):
        counts: dict[str, dict[str, int]] = {}
        for part, inside in row["counts"].items():
            for level, text in inside.items():
                if not text:
                    continue
                if not str(text).isdecimal() or int(text) > 200:
                    column = f"{_('Phần')} {part} – {LEVEL_WORDS[level]}"
                    raise PaperError("blueprint.count", field=f"c-{place}-{part}-{level}", row=place, column=column, text=text)
                counts.setdefault(part, {})[level] = int(text)
        name = row["outcome"].strip()
        if name and name not in outcomes:
            raise PaperError("blueprint.outcome", field=f"o-{place}", row=place, text=name)
        read.append(RowFacts(row["topic"], row["content"], outcomes.get(name), row["outcomes_text"], counts))
    return read


def read_parts(given: QueryDict, blueprint: Blueprint) -> list[PartFacts]:
    """Return the parts as typed: form, points; a part without a form goes, `phan-moi` adds one."""
    parts = []
    for part in blueprint.parts:
        key = part["key"]
        form = given.get(f"f-{key}", part["form"])
        if form:
            points = float(services.read_points(given.get(f"d-{key}", part["item_points"])))
            parts.append(PartFacts(form, points, part.get("answer_count"), part.get("wanted")))
    new = str(given.get("phan-moi", ""))
    if new in PART_TITLES and len(parts) < len(ROMAN):
        parts.append(PartFacts(new, float(services.composing.DEFAULT_POINTS[new])))
    return parts


@require_http_methods(["GET", "POST"])
@access(composes)
def blueprint(request: HttpRequest, blueprint_uuid: UUID) -> HttpResponse:
    """Show and save the grid. With `?nh=` (banks) each cell says whether the banks have enough."""
    actor = request.actor  # type: ignore[attr-defined]
    current = blueprint_of(request, blueprint_uuid)
    if request.method == "GET":
        rows = blueprints.typed_rows(blueprints.rows_of(current))
        return _page(request, current, rows)
    if not can_edit_blueprint(actor, current):
        raise Http404
    rows = typed(request.POST, current)
    rule = DrawRule(request.POST.get("max_spread", current.max_spread), "whole_passages" in request.POST)
    outcomes = {name: pk for pk, name in blueprints.outcome_names(actor, current)}
    try:
        services.save_blueprint(
            actor=actor,
            blueprint=current,
            revision=number(request.POST.get("revision")) or 0,
            name=request.POST.get("name", ""),
            rows=read_rows(rows, outcomes),
            minutes=min(number(request.POST.get("minutes")) or 45, 600),
            is_preset="is_preset" in request.POST if Right.BANKS_OVERSEE in actor.rights else None,
            parts=read_parts(request.POST, current),
            rule=rule,
        )
    except PaperError as error:
        current.max_spread, current.whole_passages = rule.max_spread, rule.whole_passages  # type: ignore[assignment]  # as typed
        current.name = request.POST.get("name", "")
        return _page(request, current, rows, error=error, status=409 if error.code == "blueprint.changed" else 422)
    messages.success(request, _("Đã lưu ma trận."))
    banks = "&".join(f"nh={pk}" for pk in request.POST.getlist("nh") if number(pk))
    address = reverse("assessment:blueprint", args=[current.uuid])
    return redirect(f"{address}?{banks}" if banks else address)


def _page(
    request: HttpRequest, current: Blueprint, rows: list[dict[str, Any]], *, error: PaperError | None = None, status: int = 200
) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    may_edit = can_edit_blueprint(actor, current)
    chosen = [pk for pk in map(number, request.GET.getlist("nh") or request.POST.getlist("nh")) if pk]
    lacking: list[Shortage] = []
    if chosen and error is None:
        lacking = services.shortages_of(actor=actor, blueprint=current, bank_ids=chosen)
    sums = blueprints.sums(current, blueprints.rows_of(current))
    blank = {"topic": "", "content": "", "outcome": "", "outcomes_text": "", "counts": {}}
    shown = rows + [blank] * (BLANK_ROWS if may_edit and len(rows) < MOST_ROWS else 0)
    levels = [(level, LEVEL_WORDS[level]) for level in LEVELS[current.scale]]
    found = preset(current.preset)
    context = {
        "blueprint": current,
        "rows": blueprints.grid(current, shown[:MOST_ROWS], lacking),
        "blank": blueprints.grid(current, [blank])[0],
        "levels": levels,
        "parts": [
            {**part, "sum": sums.part_points.get(str(part["key"]), 0), "level_counts": list(sums.counts.get(str(part["key"]), {}).values())}
            for part in current.parts
        ],
        "forms": part_form_words(),
        "sums": sums,
        "level_sums": [(label, sums.level_points.get(key, 0), sums.level_percent.get(key, 0)) for key, label in levels],
        "preset": found,
        "may_edit": may_edit,
        "may_share": Right.BANKS_OVERSEE in actor.rights,
        "outcomes": blueprints.outcome_names(actor, current) if may_edit else [],
        "banks": usable_banks(actor),
        "chosen": chosen,
        "lacking": [(one, LEVEL_WORDS[one.level]) for one in lacking],
        "max_spread": points_text(current.max_spread) if isinstance(current.max_spread, float) else current.max_spread,
        "error": error,
        "column_count": len(current.parts) * len(levels),
    }
    return render(request, "papers/blueprint.html", context, status=status)


@require_POST
@access(composes)
def act(request: HttpRequest, blueprint_uuid: UUID) -> HttpResponse:
    """Copy or remove a blueprint."""
    actor, current = request.actor, blueprint_of(request, blueprint_uuid)  # type: ignore[attr-defined]
    if request.POST.get("viec") == "chep":
        made = services.copy_blueprint(actor=actor, blueprint=current, unit=unit_of(request))
        messages.success(request, _("Đã tạo bản sao của riêng thầy cô."))
        return redirect("assessment:blueprint", blueprint_uuid=made.uuid)
    if request.POST.get("viec") == "xoa":
        services.remove_blueprint(actor=actor, blueprint=current)
        messages.success(request, _("Đã xoá ma trận. Các đề đã rút vẫn còn."))
        return redirect("assessment:blueprints")
    raise Http404


@require_POST
@access(can_start)
def draw(request: HttpRequest, blueprint_uuid: UUID) -> HttpResponse:
    """Put a draw into the queue and show how it goes."""
    actor, current = request.actor, blueprint_of(request, blueprint_uuid)  # type: ignore[attr-defined]
    banks = [pk for pk in map(number, request.POST.getlist("nh")) if pk]
    try:
        job = services.request_draw(
            actor=actor,
            blueprint=current,
            bank_ids=banks,
            wants=Wants(
                papers=number(request.POST.get("count")) or 1,
                seed=0,
                target=TARGETS.get(request.POST.get("kho", "")),
                has_wishes="it-mong-muon" not in request.POST,
            ),
        )
    except PaperError as error:
        messages.error(request, error.message)
        return redirect("assessment:blueprint", blueprint_uuid=current.uuid)
    return redirect("assessment:draw", job_uuid=job.uuid)


@require_GET
@access(can_start)
def drawing(request: HttpRequest, job_uuid: UUID) -> HttpResponse:
    """Show a draw: waiting, the papers it made, or which cells can't be filled. Only to who asked for it."""
    job = get_object_or_404(Job, uuid=job_uuid, name="papers.draw", created_by_id=request.actor.person_id)  # type: ignore[attr-defined]
    current = get_object_or_404(Blueprint, pk=job.payload["blueprint_id"])
    wanted = [UUID(uuid) for uuid in job.result.get("papers", [])]
    made = papers.drawn_papers(request.actor, wanted) if wanted else []  # type: ignore[attr-defined]
    if len(made) == 1:
        response = redirect("assessment:paper", paper_uuid=made[0]["paper"].uuid)
        if request.headers.get("HX-Request"):
            return HttpResponse(headers={"HX-Redirect": response["Location"]})
        return response
    spread = max((row["mean"] for row in made), default=0) - min((row["mean"] for row in made), default=0)
    banks = "&".join(f"nh={pk}" for pk in job.payload["bank_ids"])
    context = {
        "job": job,
        "blueprint": current,
        "made": made,
        "spread": spread,
        "banks": banks,
        "is_over": spread > current.max_spread + 0.0005,
        "unknown": sum(row["unknown"] for row in made),
        "shares": any(row["shares"] for row in made),
        "is_late": job.result.get("code") == "draw.late" or bool(job.result.get("is_late")),
        "target": next((key for key, value in TARGETS.items() if value == job.payload.get("target")), ""),
    }
    context["is_waiting"] = job.state in ("queued", "running")
    template = "papers/_drawing.html" if request.headers.get("HX-Request") else "papers/drawing.html"
    return render(request, template, context)


@require_GET
@access(composes)
def table(request: HttpRequest, blueprint_uuid: UUID, kind: str, extension: str) -> HttpResponse:
    """Hand out the matrix or the specification as Excel or Word."""
    current = blueprint_of(request, blueprint_uuid)
    try:
        data = services.blueprint_table(blueprint=current, kind=kind, extension=extension)
    except KeyError:
        raise Http404 from None
    response = HttpResponse(data, content_type=CONTENT_TYPES[extension])
    response["Content-Disposition"] = f'attachment; filename="{kind}.{extension}"'
    response["Cache-Control"] = "private, no-store"
    return response
