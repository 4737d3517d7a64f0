"""Models of feeds."""

from .answers import Receipt
from .posts import Bookmark, Comment, Entry, Post, PostEdit, Reaction

__all__ = ["Bookmark", "Comment", "Entry", "Post", "PostEdit", "Reaction", "Receipt"]
