"""Models of feeds."""

from .answers import Attendance, Receipt, Vote
from .links import LinkPreview
from .posts import Bookmark, Comment, Entry, Post, PostEdit, Reaction
from .sending import SentDown

__all__ = ["Attendance", "Bookmark", "Comment", "Entry", "LinkPreview", "Post", "PostEdit", "Reaction", "Receipt", "SentDown", "Vote"]
