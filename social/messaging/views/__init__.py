"""Pages of messages: the list, a conversation, sending and catching up."""

from .absences import absence_act, absence_new, absences
from .chats import chat, chats, chats_fresh, new_chat
from .groups import export, group, new_group
from .lines import messages, read, take_back
from .quiet import quiet_hours

__all__ = [
    "absence_act",
    "absence_new",
    "absences",
    "chat",
    "chats",
    "chats_fresh",
    "export",
    "group",
    "messages",
    "new_chat",
    "new_group",
    "quiet_hours",
    "read",
    "take_back",
]
