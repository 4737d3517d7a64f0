"""Writing: opening a conversation, sending, reading, recalling. Each locks what it changes."""

from .absences import ask_absence, decide_absence, pass_on, withdraw_absence
from .arriving import release_due
from .exporting import export_chats
from .grouping import change_group, found_group, leave_group
from .moderating import hide_message, judge_message
from .opening import open_channels, open_direct
from .quieting import save_quiet_hours
from .reading import mark_all_delivered, mark_delivered, mark_read
from .recalling import recall
from .sending import send

__all__ = [
    "ask_absence",
    "change_group",
    "decide_absence",
    "export_chats",
    "found_group",
    "hide_message",
    "judge_message",
    "leave_group",
    "mark_all_delivered",
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
