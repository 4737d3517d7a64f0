"""Writes of tests and attempts, one verb each."""

from .attempts import (
    acknowledgement,
    attempt_at,
    entry_problem,
    keep_notes,
    note_seen,
    record_changes,
    start_attempt,
    submit_attempt,
    take_over,
    window_of,
)
from .closing import close_ended, collect_test, submit_overdue
from .files import keep_answer_file
from .grading import set_grading
from .practice import check_practice
from .preparing import attempt_for, candidate_of, make_packs, prepare_test
from .sealed import take_sealed
from .tests import close_test, create_test, override_candidate, remove_test, schedule_test, update_test, withdraw_test

__all__ = [
    "acknowledgement",
    "attempt_at",
    "attempt_for",
    "candidate_of",
    "check_practice",
    "close_ended",
    "close_test",
    "collect_test",
    "create_test",
    "entry_problem",
    "keep_answer_file",
    "keep_notes",
    "make_packs",
    "note_seen",
    "override_candidate",
    "prepare_test",
    "record_changes",
    "remove_test",
    "schedule_test",
    "set_grading",
    "start_attempt",
    "submit_attempt",
    "submit_overdue",
    "take_over",
    "take_sealed",
    "update_test",
    "window_of",
    "withdraw_test",
]
