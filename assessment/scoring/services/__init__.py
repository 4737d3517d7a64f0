"""Writes of scores, marks, results, one verb each."""

from .appeals import close_appeal, make_appeal, may_appeal
from .marking import keep_comment, read_mark, save_mark
from .regrading import apply_regrade, change_key, dry_regrade
from .releasing import release_due, release_results, results_of, tell_released, unmarked_count, withdraw_results
from .scoring import items_of, score_attempt, score_test, total_attempt

__all__ = [
    "apply_regrade",
    "change_key",
    "close_appeal",
    "dry_regrade",
    "items_of",
    "keep_comment",
    "make_appeal",
    "may_appeal",
    "read_mark",
    "release_due",
    "release_results",
    "results_of",
    "save_mark",
    "score_attempt",
    "score_test",
    "tell_released",
    "total_attempt",
    "unmarked_count",
    "withdraw_results",
]
