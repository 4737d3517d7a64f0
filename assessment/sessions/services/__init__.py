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
from .guests import come_back, erase_guests, join_as_guest, remove_guest, set_openness
from .links import join_by_link
from .overrides import override_candidate, override_class
from .practice import check_practice
from .preparing import attempt_for, candidate_of, make_packs, prepare_test
from .previews import (
    begin_preview,
    check_preview,
    keep_preview,
    preview_at,
    preview_clock,
    preview_pack,
    preview_result,
    preview_state,
)
from .sealed import take_sealed
from .sections import finish_section, shift_sections
from .tests import close_test, create_test, remove_test, schedule_test, update_test, withdraw_test

__all__ = [
    "acknowledgement",
    "attempt_at",
    "attempt_for",
    "begin_preview",
    "candidate_of",
    "check_practice",
    "check_preview",
    "close_ended",
    "close_test",
    "collect_test",
    "come_back",
    "create_test",
    "entry_problem",
    "erase_guests",
    "finish_section",
    "join_as_guest",
    "join_by_link",
    "keep_answer_file",
    "keep_notes",
    "keep_preview",
    "make_packs",
    "note_seen",
    "override_candidate",
    "override_class",
    "prepare_test",
    "preview_at",
    "preview_clock",
    "preview_pack",
    "preview_result",
    "preview_state",
    "record_changes",
    "remove_guest",
    "remove_test",
    "schedule_test",
    "set_grading",
    "set_openness",
    "shift_sections",
    "start_attempt",
    "submit_attempt",
    "submit_overdue",
    "take_over",
    "take_sealed",
    "update_test",
    "window_of",
    "withdraw_test",
]
