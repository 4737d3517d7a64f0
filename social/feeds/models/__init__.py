"""Models of feeds."""

from .answers import Receipt
from .posts import Comment, Entry, Post, PostEdit, Reaction

__all__ = ["Comment", "Entry", "Post", "PostEdit", "Reaction", "Receipt"]
