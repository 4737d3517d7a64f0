"""Blueprints: making, changing, drawing papers from them."""

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from assessment.hooks import ItemKind
from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.jobs.models import Job
from core.jobs.services import enqueue
from core.lib.vietnamese import tidy
from core.organisations.models import Unit

from ...items.models import Item, Outcome
from ...items.policies import visible_banks
from ...items.rules.levels import stored_levels
from ...items.selectors.items import ready_items
from ..enums import LevelScale
from ..errors import PaperError
from ..models import Blueprint, BlueprintRow, Paper, PaperEntry, PaperPart
from ..policies import can_edit_blueprint, can_start, can_view_blueprint
from ..rules.drawing import Candidate, Cell, Drawn, Wants, draw, shortages
from ..rules.presets import INSTRUCTIONS, PART_TITLES, ROMAN, preset
from ..rules.totals import LEVELS, clean_counts
from ..types import DrawRule, PaperFacts, PartFacts, RowFacts, Shortage
from .composing import create_paper, touch
from .tables import level_words

MOST_ROWS = 60
MOST_PAPERS = 8
LEAST_SPREAD, MOST_SPREAD = 0.005, 0.5


def parts_of_preset(key: str) -> tuple[int, list[dict[str, Any]]]:
    """Return (minutes, parts) of an official pattern as a blueprint keeps them; without one, one part of choice."""
    found = preset(key)
    if found is None:
        return 45, [{"key": "I", "form": "choice", "title": PART_TITLES["choice"], "item_points": 0.5, "answer_count": None}]
    return found.minutes, [
        {
            "key": part.key,
            "form": part.form,
            "title": PART_TITLES[part.form],
            "item_points": part.item_points,
            "answer_count": part.answer_count,
            "wanted": part.count,
        }
        for part in found.parts
    ]


@transaction.atomic
def create_blueprint(
    *,
    actor: Actor,
    unit: Unit,
    name: str,
    preset_key: str = "",
    subject_id: int | None = None,
    grade_id: int | None = None,
    scale: str = "three",
) -> Blueprint:
    """Begin a blueprint, from an official pattern or empty, with one row to fill."""
    require(can_start, actor)
    name = tidy(name)[:200]
    if not name:
        raise PaperError("blueprint.name", field="name")
    minutes, parts = parts_of_preset(preset_key)
    pattern = preset(preset_key)
    made = Blueprint.objects.create(
        unit=unit,
        owner_id=actor.person_id,
        subject_id=subject_id,
        grade_id=grade_id,
        name=name,
        preset=preset_key,
        minutes=minutes,
        parts=parts,
        whole_passages=pattern is not None and pattern.whole_passages,
        scale=scale if scale in LevelScale.values else LevelScale.THREE,
    )
    BlueprintRow.objects.create(blueprint=made, position=1, topic="")
    record(actor=actor, verb="assessment.blueprint.created", obj=made, unit_path=unit.path, unit_id=unit.pk)
    return made


@transaction.atomic
def save_blueprint(
    *,
    actor: Actor,
    blueprint: Blueprint,
    revision: int,
    name: str,
    rows: Sequence[RowFacts],
    minutes: int = 45,
    is_preset: bool | None = None,
    parts: Sequence[PartFacts] = (),
    rule: DrawRule | None = None,
) -> Blueprint:
    """Save a blueprint's name and rows. `blueprint.changed` when somebody else saved meanwhile; rows without words and counts go.

    `parts` (if given) are all parts in order, named I, II, III: rows speak of them by these names.
    """
    require(can_edit_blueprint, actor, blueprint)
    blueprint = Blueprint.objects.select_for_update(of=("self",)).select_related("unit").get(pk=blueprint.pk)
    if revision != blueprint.revision:
        raise PaperError("blueprint.changed")
    blueprint.name = tidy(name)[:200]
    if not blueprint.name:
        raise PaperError("blueprint.name", field="name")
    if parts:
        blueprint.parts = [_part(part, place) for place, part in enumerate(parts[: len(ROMAN)])]
    keys, levels = [str(part["key"]) for part in blueprint.parts], LEVELS[blueprint.scale]
    kept: list[BlueprintRow] = []
    for number, row in enumerate(rows[:MOST_ROWS], 1):
        counts = clean_counts(row.counts, keys, levels)
        topic = tidy(row.topic)[:300]
        if not topic and counts:
            raise PaperError("blueprint.topic", field="topic", row=number)
        if topic:
            kept.append(
                BlueprintRow(
                    blueprint=blueprint,
                    position=len(kept) + 1,
                    topic=topic,
                    content=tidy(row.content)[:500],
                    outcome_id=row.outcome_id,
                    outcomes_text=row.outcomes_text.strip()[:4000],
                    counts=counts,
                )
            )
    blueprint.rows.all().delete()
    BlueprintRow.objects.bulk_create(kept)
    if rule is not None:
        blueprint.max_spread, blueprint.whole_passages = _spread(rule.max_spread), rule.whole_passages
    blueprint.minutes, blueprint.revision = minutes, blueprint.revision + 1
    if is_preset is not None:
        blueprint.is_preset = is_preset
    blueprint.save(update_fields=["name", "minutes", "revision", "is_preset", "parts", "max_spread", "whole_passages", "updated_at"])
    return blueprint


def _spread(typed: Any) -> float:
    try:
        value = float(str(typed).strip().replace(",", "."))
    except ValueError:
        value = 0.0
    if not LEAST_SPREAD <= value <= MOST_SPREAD:
        raise PaperError("blueprint.spread", field="max_spread")
    return round(value, 3)


def _part(part: PartFacts, place: int) -> dict[str, Any]:
    if part.form not in PART_TITLES or not 0 <= part.item_points <= 100:
        raise PaperError("points.bad", field="points")
    return {
        "key": ROMAN[place],
        "form": part.form,
        "title": PART_TITLES[part.form],
        "item_points": part.item_points,
        "answer_count": part.answer_count,
        "wanted": part.wanted,
    }


@transaction.atomic
def copy_blueprint(*, actor: Actor, blueprint: Blueprint, unit: Unit) -> Blueprint:
    """Make a copy of one's own of a blueprint, rows and all."""
    require(can_view_blueprint, actor, blueprint)
    require(can_start, actor)
    rows = list(blueprint.rows.all())
    made = Blueprint.objects.create(
        unit=unit,
        owner_id=actor.person_id,
        subject_id=blueprint.subject_id,
        grade_id=blueprint.grade_id,
        name=f"{blueprint.name} (2)"[:200],
        preset=blueprint.preset,
        minutes=blueprint.minutes,
        scale=blueprint.scale,
        parts=blueprint.parts,
        max_spread=blueprint.max_spread,
        whole_passages=blueprint.whole_passages,
    )
    for row in rows:
        row.pk, row.blueprint = None, made
    BlueprintRow.objects.bulk_create(rows)
    return made


@transaction.atomic
def remove_blueprint(*, actor: Actor, blueprint: Blueprint) -> None:
    """Take a blueprint away; papers drawn from it stay."""
    require(can_edit_blueprint, actor, blueprint)
    blueprint.is_removed = True
    blueprint.save(update_fields=["is_removed", "updated_at"])


def _cells(blueprint: Blueprint, rows: Sequence[BlueprintRow]) -> list[tuple[Cell, BlueprintRow, dict[str, Any], str]]:
    parts = {str(part["key"]): part for part in blueprint.parts}
    return [
        (Cell(f"{row.pk}:{key}:{level}", count), row, parts[key], level)
        for row in rows
        for key, inside in row.counts.items()
        for level, count in inside.items()
    ]


def _candidates(actor: Actor, blueprint: Blueprint, rows: Sequence[BlueprintRow], bank_ids: Sequence[int]) -> list[Candidate]:
    """Return the items of the banks with the cells they fit: one query for items, one for outcomes.

    Where passages are taken whole, those with a usable question no cell asks for are left out: they never could be.
    """
    allowed = visible_banks(actor).filter(pk__in=bank_ids).values("pk")
    found = ready_items(actor, bank_ids).filter(bank__in=allowed).filter(Q(sealed_until=None) | Q(sealed_until__lte=timezone.now()))
    if blueprint.subject_id:
        found = found.filter(Q(subject_id=blueprint.subject_id) | Q(subject=None))
    forms = {kind.key: kind.form for kind in ItemKind.all()}
    wanted = {row.outcome_id for row in rows if row.outcome_id}
    below: dict[int, set[int]] = {pk: {pk} for pk in wanted}
    for pk, path in Outcome.objects.filter(subject_id=blueprint.subject_id or 0).values_list("pk", "path"):
        for parent in wanted:
            if f"/{parent}/" in f"/{path.strip('/')}/":
                below[parent].add(pk)
    cells = _cells(blueprint, rows)
    candidates: list[Candidate] = []
    sizes: Counter[int] = Counter()
    values = ("pk", "kind", "level", "outcome_id", "difficulty", "usage_count", "friends", "stimulus_id")
    for pk, kind, level, outcome_id, difficulty, usage, friends, stimulus_id in found.order_by("pk").values_list(*values)[:20_000]:
        sizes[stimulus_id or 0] += 1
        fits = tuple(
            cell.key
            for cell, row, part, wanted_level in cells
            if _form_fits(forms.get(kind, ""), str(part["form"]))
            and level in stored_levels(wanted_level)
            and (row.outcome_id is None or outcome_id in below[row.outcome_id])
        )
        if fits:
            candidates.append(Candidate(pk, fits, difficulty if difficulty is not None else 0.5, usage, friends, stimulus_id or 0))
    if not blueprint.whole_passages:
        return candidates
    fitting = Counter(one.stimulus for one in candidates)
    return [one for one in candidates if not one.stimulus or fitting[one.stimulus] == sizes[one.stimulus]]


def _form_fits(form: str, wanted: str) -> bool:
    return form == wanted or wanted == "mixed"


def shortages_of(*, actor: Actor, blueprint: Blueprint, bank_ids: Sequence[int]) -> list[Shortage]:
    """Return the cells the banks can't fill, before anything is drawn."""
    require(can_view_blueprint, actor, blueprint)
    rows = list(blueprint.rows.all())
    cells = _cells(blueprint, rows)
    lacking = shortages([cell for cell, *_rest in cells], _candidates(actor, blueprint, rows, bank_ids))
    return [
        Shortage(row.position, row.topic, str(part["key"]), level, *lacking[cell.key])
        for cell, row, part, level in cells
        if cell.key in lacking
    ]


def draw_papers(*, actor: Actor, blueprint: Blueprint, unit: Unit, bank_ids: Sequence[int], wants: Wants) -> tuple[list[Paper], Drawn]:
    """Draw `wants.papers` parallel papers from a blueprint, as drafts. The solving happens outside the transaction.

    Spread and passages are the blueprint's own, whatever `wants` says. Returns the papers and how they were drawn.
    `PaperError`: `draw.banks`, `blueprint.rows`, `draw.short` (names the cells, with what is there), `draw.conflict`, `draw.passages`,
    `draw.late` (time ran out; nothing is known to be impossible).
    """
    require(can_view_blueprint, actor, blueprint)
    require(can_start, actor)
    if not bank_ids:
        raise PaperError("draw.banks", field="banks")
    rows = list(blueprint.rows.all())
    cells = _cells(blueprint, rows)
    if not cells:
        raise PaperError("blueprint.rows")
    words = level_words()
    names = {cell.key: f"{row.topic} – {part['key']} – {words[level]}" for cell, row, part, level in cells}
    candidates = _candidates(actor, blueprint, rows, bank_ids)
    wants = replace(
        wants,
        papers=max(1, min(wants.papers, MOST_PAPERS)),
        max_spread=blueprint.max_spread,
        whole_passages=blueprint.whole_passages,
    )
    found = draw([cell for cell, *_rest in cells], candidates, wants)
    if found.shortages:
        lacking = "; ".join(f"{names[key]}: {there}/{asked}" for key, (there, asked) in found.shortages.items())
        raise PaperError("draw.short", cells=lacking)
    if found.is_late and not found.is_whole:
        raise PaperError("draw.late")
    if not found.is_whole:
        code = "draw.passages" if found.needs_split_passages else "draw.conflict"
        raise PaperError(code, cells="; ".join(names[key] for key in found.conflicts))
    return _write_papers(actor, blueprint, unit, found, wants.seed), found


def request_draw(*, actor: Actor, blueprint: Blueprint, bank_ids: Sequence[int], wants: Wants) -> Job:
    """Put a draw into the queue (the solver is large and may take its time); `tasks.draw` does it. Shortages are refused at once."""
    require(can_view_blueprint, actor, blueprint)
    require(can_start, actor)
    if not bank_ids:
        raise PaperError("draw.banks", field="banks")
    if not any(row.counts for row in blueprint.rows.all()):
        raise PaperError("blueprint.rows")
    payload = {
        "account_id": actor.account_id,
        "hat": actor.hat.key if actor.hat else "",
        "blueprint_id": blueprint.pk,
        "bank_ids": list(bank_ids),
        "count": max(1, min(wants.papers, MOST_PAPERS)),
        "seed": wants.seed or 1 + secrets.randbelow(2**53),
        "target": wants.target,
        "has_wishes": wants.has_wishes,
    }
    made = enqueue("papers.draw", payload, created_by_id=actor.person_id or None)
    assert made is not None  # noqa: S101 (only a dedupe key answers None)
    return made


@transaction.atomic
def _write_papers(actor: Actor, blueprint: Blueprint, unit: Unit, found: Drawn, seed: int) -> list[Paper]:
    made: list[Paper] = []
    items = Item.objects.in_bulk([pk for paper in found.papers for ids in paper.values() for pk in ids])
    for number, drawn in enumerate(found.papers, 1):
        title = blueprint.name if len(found.papers) == 1 else f"{blueprint.name} – {number}"
        facts = PaperFacts(title[:200], blueprint.minutes, blueprint.subject_id, blueprint.grade_id)
        paper = create_paper(actor=actor, unit=unit, facts=facts)
        paper.blueprint, paper.seed, paper.parallel_of = blueprint, seed, made[0] if made else None
        paper.save(update_fields=["blueprint", "seed", "parallel_of"])
        _write_entries(paper, blueprint, drawn, items)
        touch(paper)
        made.append(paper)
    return made


def _write_entries(paper: Paper, blueprint: Blueprint, drawn: dict[str, list[int]], items: dict[int, Item]) -> None:
    for place, part in enumerate(blueprint.parts, 1):
        form = str(part["form"])
        row = PaperPart.objects.create(
            paper=paper,
            position=place,
            key=str(part["key"]),
            title=str(part.get("title") or PART_TITLES[form]),
            instruction=INSTRUCTIONS[form],
            form=form,
            item_points=part["item_points"],
            answer_count=part.get("answer_count"),
            shuffles_options=form != "true_false",
        )
        inside: list[tuple[Item, int]] = []
        for key, ids in drawn.items():
            row_id, part_key, _level = key.split(":")
            if part_key == row.key:
                inside += [(items[pk], int(row_id)) for pk in ids]
        # Questions of a passage stand together, in the passage's order, where its first one was drawn.
        first = {item.stimulus_id: number for number, (item, _row) in reversed(list(enumerate(inside))) if item.stimulus_id}
        ranked = sorted(enumerate(inside), key=lambda pair: (first.get(pair[1][0].stimulus_id or 0, pair[0]), pair[1][0].position, pair[0]))
        PaperEntry.objects.bulk_create(
            [
                PaperEntry(paper=paper, part=row, item=item, version=item.ready, position=number, points=row.item_points, row_id=row_id)
                for number, (_place, (item, row_id)) in enumerate(ranked, 1)
            ]
        )
        if not inside:
            row.delete()
