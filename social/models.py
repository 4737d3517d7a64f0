"""Models of social, re-exported for Django."""

from social.feeds.models import Comment, Entry, Post, PostEdit, Reaction
from social.files.models import Attachment
from social.groups.models import Space, SpaceMember, SpaceState
from social.messaging.models import Conversation, Message, Participant, QuietHours

__all__ = [
    "Attachment",
    "Comment",
    "Conversation",
    "Entry",
    "Message",
    "Participant",
    "Post",
    "PostEdit",
    "QuietHours",
    "Reaction",
    "Space",
    "SpaceMember",
    "SpaceState",
]
