"""Scoring one answer of a snapshot: ratio, points and their rounding."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from assessment.hooks import ItemKind
from assessment.types import Response, Score

ITEM_STEP = Decimal("0.001")
PAPER_STEP = Decimal("0.01")


def points_of(ratio: float, points: Any) -> Decimal:
    """Return a share of an item's points, rounded half up to three decimals."""
    return (Decimal(str(ratio)) * Decimal(str(points))).quantize(ITEM_STEP, ROUND_HALF_UP)


def paper_points(points: Any) -> Decimal:
    """Return a sum of points, rounded half up to two decimals."""
    return Decimal(str(points)).quantize(PAPER_STEP, ROUND_HALF_UP)


def score_answer(snapshot_item: Mapping[str, Any], response: Response) -> tuple[Score, Decimal | None]:
    """Return the score of a response to an item of a snapshot and its points (None: a person must mark).

    `snapshot_item["content"]` may be `{"give": "all"}` (everybody gets the points) or `{"give": "answered"}` (whoever answered):
    keys of running tests are mended so.
    """
    content = snapshot_item["content"]
    give = content.get("give")
    if give:
        right = give == "all" or response is not None
        score = Score(1.0 if right else 0.0, right)
        return score, points_of(score.ratio or 0.0, snapshot_item["points"])
    kind = ItemKind.of(snapshot_item["kind"])
    score = kind.score(content, kind.clean_response(content, response))
    return score, None if score.ratio is None else points_of(score.ratio, snapshot_item["points"])


def counting(scores: Mapping[int, Decimal], parts: Mapping[str, Mapping[str, Any]], part_of: Mapping[int, str]) -> Decimal:
    """Return the points that count: of a part with `answer_count`, only so many of the answered items with the most points.

    Tin học prints six clusters of which four are answered; answering more never gives more than four clusters' points.
    """
    total = Decimal(0)
    for key, part in parts.items():
        reached = sorted((points for position, points in scores.items() if part_of[position] == key), reverse=True)
        limit = part.get("answer_count")
        total += sum(reached[:limit] if limit else reached, Decimal(0))
    return paper_points(total)
