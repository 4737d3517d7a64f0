"""Writing: opening a conversation, sending, reading, recalling. Each locks what it changes."""

from .absences import ask_absence, decide_absence, pass_on, withdraw_absence
from .arriving import release_due
from .moderating import hide_message, judge_message
from .opening import open_channels, open_direct
from .quieting import save_quiet_hours
from .reading import mark_delivered, mark_read
from .recalling import recall
from .sending import send

__all__ = [
    "ask_absence",
    "decide_absence",
    "hide_message",
    "judge_message",
    "mark_delivered",
    "mark_read",
    "open_channels",
    "open_direct",
    "pass_on",
    "recall",
    "release_due",
    "save_quiet_hours",
    "send",
    "withdraw_absence",
]
