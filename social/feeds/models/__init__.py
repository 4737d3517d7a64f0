"""Models of feeds."""

from .posts import Comment, Entry, Post, PostEdit, Reaction

__all__ = ["Comment", "Entry", "Post", "PostEdit", "Reaction"]
