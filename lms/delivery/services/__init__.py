"""Writes of studying, one verb each."""

from .board import end_session, pause_class, save_seating, send_hint, settle_help, start_session
from .changes import take_changes
from .looks import look_at_child, look_at_child_course, look_at_work
from .nudges import nudge
from .people import merge_learners
from .results import record_result

__all__ = [
    "end_session",
    "look_at_child",
    "look_at_child_course",
    "look_at_work",
    "merge_learners",
    "nudge",
    "pause_class",
    "record_result",
    "save_seating",
    "send_hint",
    "settle_help",
    "start_session",
    "take_changes",
]
