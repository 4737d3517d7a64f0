"""What a candidate sees of an attempt, when."""

from collections.abc import Mapping
from datetime import datetime

from ..types import SHOWN


def moment_of(*, is_submitted: bool, closes_at: datetime | None, is_released: bool, now: datetime) -> str:
    """Return the moment the review policy speaks of: `during`, `after`, `closed` or `released`."""
    if is_released:
        return "released"
    if not is_submitted:
        return "during"
    return "closed" if closes_at and now > closes_at else "after"


def shown(review: Mapping[str, list[str]], moment: str) -> frozenset[str]:
    """Return what is shown at a moment; unknown words show nothing."""
    return frozenset(word for word in review.get(moment, ()) if word in SHOWN)
