"""Models of social, re-exported for Django."""

from social.feeds.models import Bookmark, Comment, Entry, Post, PostEdit, Reaction, Receipt
from social.files.models import Attachment
from social.groups.models import Space, SpaceMember, SpaceState
from social.messaging.models import Conversation, Message, Participant, QuietHours
from social.moderation.models import Block

__all__ = [
    "Attachment",
    "Block",
    "Bookmark",
    "Comment",
    "Conversation",
    "Entry",
    "Message",
    "Participant",
    "Post",
    "PostEdit",
    "QuietHours",
    "Reaction",
    "Receipt",
    "Space",
    "SpaceMember",
    "SpaceState",
]
