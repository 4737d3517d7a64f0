"""Models of social, re-exported for Django."""

from social.feeds.models import Comment, Entry, Post, PostEdit, Reaction, Receipt
from social.files.models import Attachment
from social.groups.models import Space, SpaceMember, SpaceState
from social.moderation.models import Block

__all__ = [
    "Attachment",
    "Block",
    "Comment",
    "Entry",
    "Post",
    "PostEdit",
    "Reaction",
    "Receipt",
    "Space",
    "SpaceMember",
    "SpaceState",
]
