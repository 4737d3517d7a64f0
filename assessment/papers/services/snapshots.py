"""Freezing papers: everything needed to show, print and score is copied, so that later changes of items change nothing."""

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from core.lib.markup import plain_text

from ...items.models import Item, ItemVersion
from ...items.services import count_usage
from ..enums import PaperState
from ..errors import PaperError
from ..models import Paper, PaperForm
from ..policies import can_edit_paper
from ..rules.shuffling import CodeProblem, Entry, codes, form_order, is_pinned_wording, seeds
from ..selectors.snapshots import build_snapshot
from .composing import locked

MOST_FORMS = 48


@transaction.atomic
def freeze_paper(*, actor: Actor, paper: Paper, revision: int | None = None) -> Paper:
    """Freeze a paper: it is never changed again. `PaperError`: `paper.empty`, `paper.no_points`, `paper.frozen`, `paper.changed`.

    Side effects: the versions it pins are frozen, usage is counted, form "" (as written) is made, audit.
    """
    paper = locked(actor, paper, revision)
    snapshot = build_snapshot(paper)
    items = [item for part in snapshot["parts"] for item in part["items"]]
    if not items:
        raise PaperError("paper.empty")
    for item in items:
        if Decimal(item["points"]) <= 0:
            raise PaperError("paper.no_points", number=item["position"])
    now = timezone.now()
    paper.snapshot, paper.state, paper.frozen_at = snapshot, PaperState.FROZEN, now
    paper.total_points, paper.item_count = Decimal(snapshot["total_points"]), len(items)
    paper.save(update_fields=["snapshot", "state", "frozen_at", "total_points", "item_count", "updated_at"])
    ItemVersion.objects.filter(frozen_at=None, pk__in=paper.entries.values("version_id")).update(frozen_at=now)
    PaperForm.objects.create(paper=paper, code="", seed=0, order=[{"position": item["position"], "lists": {}} for item in items])
    count_usage(item_ids=[item["item_id"] for item in items])
    record(actor=actor, verb="assessment.paper.frozen", obj=paper, unit_path=paper.unit.path, unit_id=paper.unit_id)
    return paper


def shuffling_entries(snapshot: dict[str, Any]) -> list[Entry]:
    """Return the items of a snapshot as shuffling sees them."""
    from assessment.hooks import ItemKind

    entries = []
    for part in snapshot["parts"]:
        for item in part["items"]:
            kind, content = ItemKind.of(item["kind"]), item["content"]
            options = content.get("options", []) if item["kind"] in ("single_choice", "multiple_response") else []
            wording = {row["id"] for row in options if is_pinned_wording(plain_text(row["html"]))}
            right = [row["id"] for row in options if row.get("is_right")]
            entries.append(
                Entry(
                    position=item["position"],
                    part=part["key"],
                    group=item["stimulus"],
                    is_pinned=item["is_pinned"],
                    keeps_order=snapshot["stimuli"].get(item["stimulus"], {}).get("shuffles") is False,
                    lists={} if item.get("keeps_options") else kind.orders(content),
                    pinned=kind.pinned(content) | wording,
                    key=right[0] if item["kind"] == "single_choice" and len(right) == 1 else "",
                )
            )
    return entries


def order_for(snapshot: dict[str, Any], seed: int) -> list[dict[str, Any]]:
    """Return the order of a form of a snapshot for a seed (0: as written)."""
    parts = {part["key"]: part for part in snapshot["parts"]}
    return form_order(
        shuffling_entries(snapshot),
        seed,
        shuffles_items=lambda key: bool(parts[key]["shuffles_items"]),
        shuffles_options=lambda key: bool(parts[key]["shuffles_options"]),
    )


@transaction.atomic
def make_forms(*, actor: Actor, paper: Paper, count: int, style: str = "101", typed: str = "", seed: int = 0) -> list[PaperForm]:
    """Make `count` shuffled forms (mã đề) of a frozen paper; those of before go unless a test uses them.

    `PaperError`: `paper.not_frozen`, `codes.number`, `codes.count`, `codes.form`, `codes.twice`.
    """
    require(can_edit_paper, actor, paper)
    paper = Paper.objects.select_for_update(of=("self",)).select_related("unit").get(pk=paper.pk)
    if paper.state != PaperState.FROZEN or paper.snapshot is None:
        raise PaperError("paper.not_frozen")
    if not 1 <= count <= MOST_FORMS:
        raise PaperError("codes.number", field="count")
    try:
        names = codes(count, style=style, typed=typed)
    except CodeProblem as problem:
        raise PaperError(problem.code, field="typed", **problem.params) from problem
    used = set(paper.forms.filter(pk__in=paper.tests.values("packs__form_id")).values_list("code", flat=True))
    paper.forms.exclude(code="").exclude(code__in=used).delete()
    taken = used & set(names)
    if taken:
        raise PaperError("codes.there", field="typed", text=sorted(taken)[0])
    first = seed or paper.seed or paper.pk
    made = [
        PaperForm(paper=paper, code=code, seed=one, order=order_for(paper.snapshot, one))
        for code, one in zip(names, seeds(first, count), strict=True)
    ]
    PaperForm.objects.bulk_create(made)
    record(
        actor=actor,
        verb="assessment.forms.made",
        obj=paper,
        unit_path=paper.unit.path,
        unit_id=paper.unit_id,
        changes={"codes": tuple(names)},
    )
    return list(paper.forms.exclude(code="").order_by("code"))


def usable_version(item: Item) -> ItemVersion | None:
    """Return the version papers take of an item: the ready one."""
    return item.ready
