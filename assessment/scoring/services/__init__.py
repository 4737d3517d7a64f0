"""Writes of scores, marks, results, one verb each."""

from .appeals import close_appeal, make_appeal, take_appeal, withdraw_appeal
from .marking import drop_comment, keep_comment, read_mark, save_mark, set_marker
from .notices import tell_released
from .regrading import apply_regrade, change_key, compute_regrade, drop_key_change, dry_regrade, is_stale, run_regrade
from .releasing import is_open, plan_release, release_due, release_results, withdraw_results
from .scoring import points_text, score_attempt, score_attempts, score_test, total_attempt

__all__ = [
    "apply_regrade",
    "change_key",
    "close_appeal",
    "compute_regrade",
    "drop_comment",
    "drop_key_change",
    "dry_regrade",
    "is_open",
    "is_stale",
    "keep_comment",
    "make_appeal",
    "plan_release",
    "points_text",
    "read_mark",
    "release_due",
    "release_results",
    "run_regrade",
    "save_mark",
    "score_attempt",
    "score_attempts",
    "score_test",
    "set_marker",
    "take_appeal",
    "tell_released",
    "total_attempt",
    "withdraw_appeal",
    "withdraw_results",
]
