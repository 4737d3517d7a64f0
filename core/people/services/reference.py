"""Loading the official code lists."""

import json
from pathlib import Path

from core.access.policies import platform_staff, require
from core.access.types import Actor

from ..models import CodeValue

DATA = Path(__file__).resolve().parent.parent / "data"


def add_missing_values(list_key: str, rows: list[dict[str, object]]) -> int:
    """Add the values of one list that aren't there yet, known ones stay as an operator left them; returns how many were new."""
    known = set(CodeValue.objects.filter(list_key=list_key).values_list("code", flat=True))
    new = [CodeValue(list_key=list_key, order=order, **row) for order, row in enumerate(rows, 1) if row["code"] not in known]
    CodeValue.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def load_code_lists(*, actor: Actor) -> int:
    """Load every list of `core/people/data/` (its file's name is its key). Idempotent; returns how many values were new."""
    require(platform_staff, actor)
    return sum(add_missing_values(path.stem, json.loads(path.read_text("utf-8"))) for path in sorted(DATA.glob("*.json")))
