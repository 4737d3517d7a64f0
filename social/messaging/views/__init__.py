"""Pages of messages: the list, a conversation, sending and catching up."""

from .chats import chat, chats, new_chat
from .lines import messages, read, take_back
from .quiet import quiet_hours

__all__ = ["chat", "chats", "messages", "new_chat", "quiet_hours", "read", "take_back"]
