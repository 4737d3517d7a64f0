"""Writing: opening a conversation, sending, reading, recalling. Each locks what it changes."""

from .arriving import release_due
from .moderating import hide_message, judge_message
from .opening import open_channels, open_direct
from .quieting import save_quiet_hours
from .reading import mark_delivered, mark_read
from .recalling import recall
from .sending import send

__all__ = [
    "hide_message",
    "judge_message",
    "mark_delivered",
    "mark_read",
    "open_channels",
    "open_direct",
    "recall",
    "release_due",
    "save_quiet_hours",
    "send",
]
