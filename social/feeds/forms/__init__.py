"""What is typed on the writing page: the fields all posts have (`base`), and those of each kind."""

from .base import KindForm, MomentField, PostForm, input_of

__all__ = ["KindForm", "MomentField", "PostForm", "input_of"]
