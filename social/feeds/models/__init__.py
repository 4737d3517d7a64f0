"""Models of feeds."""

from .answers import Attendance, Receipt, Vote
from .posts import Comment, Entry, Post, PostEdit, Reaction

__all__ = ["Attendance", "Comment", "Entry", "Post", "PostEdit", "Reaction", "Receipt", "Vote"]
