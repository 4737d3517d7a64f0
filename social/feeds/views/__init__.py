"""Pages of feeds."""

from .reading import feed, kept, post, seen, space
from .talk import comment, comment_act, comment_edit, keep, people, post_act, react
from .writing import edit, edits, mine, write

__all__ = [
    "comment", "comment_act", "comment_edit", "edit", "edits", "feed", "keep", "kept", "mine", "people", "post", "post_act", "react", "seen",
    "space", "write",
]  # fmt: skip
