"""Pages of feeds."""

from .reading import feed, kept, post, seen, space
from .receipts import answer, posts_read, receipts, receipts_file, remind_rest
from .tabs import space_events, space_files
from .talk import comment, comment_act, comment_edit, keep, people, post_act, react
from .writing import edit, edits, mine, write

__all__ = [
    "answer", "comment", "comment_act", "comment_edit", "edit", "edits", "feed", "keep", "kept", "mine", "people", "post", "post_act",
    "posts_read", "react", "receipts", "receipts_file", "remind_rest", "seen", "space", "space_events", "space_files", "write",
]  # fmt: skip
