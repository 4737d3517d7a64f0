"""Models of social, re-exported for Django."""

from social.feeds.models import Comment, Entry, Post, PostEdit, Reaction, Receipt
from social.files.models import Attachment
from social.groups.models import Space, SpaceMember, SpaceState

__all__ = ["Attachment", "Comment", "Entry", "Post", "PostEdit", "Reaction", "Receipt", "Space", "SpaceMember", "SpaceState"]
