"""Drawing and printing off the request path; old prints are forgotten."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from core.access.types import Actor
from core.jobs.services import job
from core.jobs.types import JobContext
from core.organisations.models import Unit
from core.organisations.selectors import actor_for
from core.people.models import Account

from . import services
from .errors import PaperError
from .models import Blueprint, Paper, PaperExport
from .rules.drawing import SECONDS, Wants

KEPT_DAYS = 7
DRAW_SECONDS: float = SECONDS


def _actor(account_id: int, hat: str) -> Actor | None:
    account = Account.objects.select_related("person").filter(pk=account_id, is_active=True).first()
    if account is None:
        return None
    actor, _hats = actor_for(account, hat)
    return actor if actor.hat and actor.hat.key == hat else None


@job("papers.draw", max_attempts=3)
def draw(
    context: JobContext,
    *,
    account_id: int,
    hat: str,
    blueprint_id: int,
    bank_ids: list[int],
    count: int,
    seed: int,
    target: float | None = None,
    has_wishes: bool = True,
) -> dict[str, Any]:
    """Draw papers under the hat of who asked; `{papers, is_late}` or `{error, code}` in words. A run again finds what the first one made."""
    actor = _actor(account_id, hat)
    blueprint = Blueprint.objects.select_related("unit").get(pk=blueprint_id)
    if actor is None:
        return {"papers": []}
    made = list(Paper.objects.filter(blueprint=blueprint, owner_id=actor.person_id, seed=seed).order_by("pk"))
    is_late = False
    if not made:
        unit = Unit.objects.get(pk=actor.unit_id)
        try:
            wants = Wants(papers=count, seed=seed, target=target, has_wishes=has_wishes, seconds=DRAW_SECONDS)
            made, drawn = services.draw_papers(actor=actor, blueprint=blueprint, unit=unit, bank_ids=bank_ids, wants=wants)
            is_late = drawn.is_late
        except PaperError as error:
            return {"error": error.message, "code": error.code, "blueprint": str(blueprint.uuid)}
    return {"papers": [str(paper.uuid) for paper in made], "blueprint": str(blueprint.uuid), "is_late": is_late}


@job("papers.export", max_attempts=3)
def export(context: JobContext, *, export_id: int) -> dict[str, Any]:
    """Make one printed product; what goes wrong stands in the list for the person who waits."""
    row = PaperExport.objects.select_related("paper", "blueprint").filter(pk=export_id, finished_at=None).first()
    if row is None:
        return {}
    try:
        services.run_export(export=row)
    except Exception:
        services.exports.fail_export(export_id=export_id)
        raise
    return {"export": str(row.uuid)}


@job("papers.forget", every_seconds=6 * 3600)
def forget(context: JobContext) -> dict[str, Any]:
    """Delete prints older than seven days with their files."""
    old = list(PaperExport.objects.filter(created_at__lt=timezone.now() - timedelta(days=KEPT_DAYS))[:500])
    for row in old:
        services.delete_export(export=row)
    return {"forgotten": len(old)}
