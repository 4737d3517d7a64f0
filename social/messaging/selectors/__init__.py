"""Reading conversations."""

from .absences import absences_of, ways_to_ask
from .chats import chats_of, find_conversation, unit_of
from .contacts import contacts_named, contacts_of
from .headings import Headings, name_of
from .lines import PAGE, lines_of, marks_of, news_of
from .quiet import quiet_hours_of, quiet_of, urgent_left
from .unread import people_of_chat, unread_chats

__all__ = [
    "PAGE",
    "Headings",
    "absences_of",
    "chats_of",
    "contacts_named",
    "contacts_of",
    "find_conversation",
    "lines_of",
    "marks_of",
    "name_of",
    "news_of",
    "people_of_chat",
    "quiet_hours_of",
    "quiet_of",
    "unit_of",
    "unread_chats",
    "urgent_left",
    "ways_to_ask",
]
