"""Composing papers by hand: parts, items, points, order."""

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.db.models import Max

from assessment.hooks import ItemKind
from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.lib.vietnamese import tidy
from core.organisations.models import Unit

from ...items.models import Item
from ...items.policies import visible_items
from ..enums import PaperState, PartForm
from ..errors import PaperError
from ..models import Paper, PaperEntry, PaperPart
from ..policies import can_edit_paper, can_start, can_view_paper
from ..rules.presets import INSTRUCTIONS, PART_TITLES, ROMAN
from ..types import PaperFacts

DEFAULT_POINTS = {"choice": Decimal("0.25"), "true_false": Decimal(1), "short": Decimal("0.5"), "essay": Decimal(1), "mixed": Decimal(1)}


@transaction.atomic
def create_paper(*, actor: Actor, unit: Unit, facts: PaperFacts) -> Paper:
    """Begin an empty paper in the unit of the hat. `PaperError` `paper.title`."""
    require(can_start, actor)
    title = tidy(facts.title)[:200]
    if not title:
        raise PaperError("paper.title", field="title")
    paper = Paper.objects.create(
        unit=unit,
        owner_id=actor.person_id,
        subject_id=facts.subject_id,
        grade_id=facts.grade_id,
        title=title,
        minutes=facts.minutes,
        header=facts.header,
    )
    record(actor=actor, verb="assessment.paper.created", obj=paper, unit_path=unit.path, unit_id=unit.pk)
    return paper


@transaction.atomic
def start_paper(*, actor: Actor, unit: Unit, facts: PaperFacts, items: Sequence[Item]) -> Paper:
    """Begin a paper with these questions in it, or not at all."""
    paper = create_paper(actor=actor, unit=unit, facts=facts)
    add_items(actor=actor, paper=paper, items=items)
    return paper


def locked(actor: Actor, paper: Paper, revision: int | None = None) -> Paper:
    """Return the paper under a lock, to be changed by its owner.

    `PaperError`: `paper.frozen`; `paper.changed` when it has moved on since `revision` was shown (None: whatever is there).
    """
    require(can_edit_paper, actor, paper)
    fresh = Paper.objects.select_for_update(of=("self",)).select_related("unit").get(pk=paper.pk)
    if fresh.state == PaperState.FROZEN:
        raise PaperError("paper.frozen")
    if revision is not None and revision != fresh.revision:
        raise PaperError("paper.changed")
    return fresh


def touch(paper: Paper) -> None:
    """Count the change and keep the sums of the paper."""
    rows = list(PaperEntry.objects.filter(paper=paper).values_list("part_id", "points"))
    limits = dict(paper.parts.exclude(answer_count=None).values_list("pk", "answer_count"))
    total = Decimal(0)
    for part_id in {part for part, _points in rows}:
        points = sorted((value for part, value in rows if part == part_id), reverse=True)
        total += sum(points[: limits[part_id]] if part_id in limits else points, Decimal(0))
    paper.item_count, paper.total_points, paper.revision = len(rows), total, paper.revision + 1
    paper.save(update_fields=["item_count", "total_points", "revision", "updated_at"])


@transaction.atomic
def update_paper(*, actor: Actor, paper: Paper, facts: PaperFacts, revision: int | None = None) -> Paper:
    """Change what a draft says of itself; `paper.changed` when it has moved on since `revision` was shown."""
    paper = locked(actor, paper, revision)
    paper.revision += 1
    paper.title = tidy(facts.title)[:200]
    if not paper.title:
        raise PaperError("paper.title", field="title")
    paper.minutes, paper.subject_id, paper.grade_id, paper.header = facts.minutes, facts.subject_id, facts.grade_id, facts.header
    paper.save(update_fields=["title", "minutes", "subject", "grade", "header", "revision", "updated_at"])
    return paper


def part_for(paper: Paper, form: str) -> PaperPart:
    """Return the part of a form, made at its official place when there is none."""
    found = paper.parts.filter(form=form).order_by("position").first()
    return found or place_part(paper, form)


def place_part(paper: Paper, form: str) -> PaperPart:
    """Make an empty part at the official place of its form, behind those of the same form."""
    order = [str(one) for one in PartForm.values]
    before = paper.parts.filter(form__in=order[: order.index(form) + 1]).aggregate(last=Max("position"))["last"] or 0
    for part in paper.parts.filter(position__gt=before).order_by("-position"):
        part.position += 1
        part.save(update_fields=["position"])
    key = next(name for name in ROMAN if not paper.parts.filter(key=name).exists())
    made = PaperPart.objects.create(
        paper=paper,
        position=before + 1,
        key=key,
        title=PART_TITLES[form],
        instruction=INSTRUCTIONS[form],
        form=form,
        item_points=DEFAULT_POINTS[form],
        shuffles_options=form != "true_false",
    )
    rename_parts(paper)
    made.refresh_from_db(fields=["key"])
    return made


def rename_parts(paper: Paper) -> None:
    """Name the parts I, II, III in their order (two steps: keys are unique)."""
    parts = list(paper.parts.order_by("position", "pk"))
    for place, part in enumerate(parts):
        part.key = f"~{place}"
    PaperPart.objects.bulk_update(parts, ["key"])
    for place, part in enumerate(parts):
        part.key = ROMAN[place] if place < len(ROMAN) else str(place + 1)
    PaperPart.objects.bulk_update(parts, ["key"])


def form_of(item: Item) -> str:
    """Return the part an item belongs to by its kind."""
    form = ItemKind.of(item.kind).form
    return form if form in PartForm.values else PartForm.MIXED.value


@transaction.atomic
def add_items(
    *, actor: Actor, paper: Paper, items: Sequence[Item], part: PaperPart | None = None, row_ids: Sequence[int | None] = ()
) -> int:
    """Put items at the end of their parts (or of `part`); a passage brings its usable questions. Returns how many were added.

    `PaperError`: `entry.twice`, `entry.not_ready`, `entry.friends`.
    """
    paper = locked(actor, paper)
    wanted = _with_questions(actor, items)
    there = {entry.item_id: entry.item for entry in paper.entries.select_related("item")}
    friends = {item.friends: item for item in there.values() if item.friends}
    made = []
    for place, item in enumerate(wanted):
        if item.pk in there:
            raise PaperError("entry.twice", key=item.key)
        if item.ready_id is None or item.state == "retired":
            raise PaperError("entry.not_ready", key=item.key)
        if item.friends and item.friends in friends:
            raise PaperError("entry.friends", key=item.key, other=friends[item.friends].key)
        target = part or part_for(paper, form_of(item))
        position = (PaperEntry.objects.filter(part=target).aggregate(last=Max("position"))["last"] or 0) + 1
        there[item.pk] = item
        if item.friends:
            friends[item.friends] = item
        row_id = row_ids[place] if place < len(row_ids) else None
        made.append(
            PaperEntry.objects.create(
                paper=paper,
                part=target,
                item=item,
                version_id=item.ready_id,
                position=position,
                points=item.points or target.item_points,
                row_id=row_id,
            )
        )
    touch(paper)
    return len(made)


def _with_questions(actor: Actor, items: Sequence[Item]) -> list[Item]:
    found: list[Item] = []
    for item in items:
        if item.kind == "stimulus":
            inside = visible_items(actor).filter(stimulus=item).exclude(ready=None).exclude(state="retired").order_by("position", "pk")
            found += [one for one in inside.select_related("ready") if one not in found]
        elif item not in found:
            found.append(item)
    return found


@transaction.atomic
def copy_paper(*, actor: Actor, paper: Paper, unit: Unit) -> Paper:
    """Make a draft with the same parts and items, pinned to what is ready now where there is something newer."""
    require(can_view_paper, actor, paper)
    made = create_paper(
        actor=actor, unit=unit, facts=PaperFacts(f"{paper.title} (2)"[:200], paper.minutes, paper.subject_id, paper.grade_id, paper.header)
    )
    for part in paper.parts.order_by("position"):
        entries = list(part.entries.select_related("item").order_by("position"))
        part.pk, part.paper = None, made
        part.save()
        for entry in entries:
            entry.pk, entry.paper, entry.part = None, made, part
            entry.version_id = entry.item.ready_id or entry.version_id
        PaperEntry.objects.bulk_create(entries)
    touch(made)
    return made


@transaction.atomic
def remove_paper(*, actor: Actor, paper: Paper) -> None:
    """Take a paper away; one that a test uses stays (`paper.assigned`)."""
    require(can_edit_paper, actor, paper)
    if paper.tests.filter(is_removed=False).exists():
        raise PaperError("paper.assigned")
    paper.is_removed = True
    paper.save(update_fields=["is_removed", "updated_at"])
    record(actor=actor, verb="assessment.paper.removed", obj=paper, unit_path=paper.unit.path, unit_id=paper.unit_id)
