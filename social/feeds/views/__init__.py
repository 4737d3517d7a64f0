"""Pages of feeds."""

from .reading import feed, post, space
from .talk import comment, comment_act, post_act, react
from .writing import edit, edits, mine, write

__all__ = ["comment", "comment_act", "edit", "edits", "feed", "mine", "post", "post_act", "react", "space", "write"]
