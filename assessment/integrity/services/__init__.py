"""What proctors do, what players tell, rooms and numbers."""

from .control import add_time, collect, lock_attempt, pause_test, resume_test, send_message, unlock_attempt
from .seating import clear_seating, seat_candidates
from .traces import forget_details, note_signal, record_signals, write_incident

__all__ = [
    "add_time",
    "clear_seating",
    "collect",
    "forget_details",
    "lock_attempt",
    "note_signal",
    "pause_test",
    "record_signals",
    "resume_test",
    "seat_candidates",
    "send_message",
    "unlock_attempt",
    "write_incident",
]
