"""Pages of messages: the list, a conversation, sending and catching up."""

from .absences import absence_act, absence_new, absences
from .chats import chat, chats, new_chat
from .lines import messages, read, take_back
from .quiet import quiet_hours

__all__ = ["absence_act", "absence_new", "absences", "chat", "chats", "messages", "new_chat", "quiet_hours", "read", "take_back"]
