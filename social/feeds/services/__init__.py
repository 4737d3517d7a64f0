"""Writing posts, comments and reactions, and judging them."""

from .judging import (
    approve_comment,
    approve_post,
    hide_comment,
    hide_post,
    reject_comment,
    reject_post,
    restore_comment,
    restore_post,
)
from .posts import publish_due, remove_post, save_post, set_pinned
from .talk import edit_comment, mark_seen, react, remove_comment, set_bookmark, write_comment

__all__ = [
    "approve_comment", "approve_post", "edit_comment", "hide_comment", "hide_post", "mark_seen", "publish_due", "react", "reject_comment", "reject_post",
    "remove_comment", "remove_post", "restore_comment", "restore_post", "save_post", "set_bookmark", "set_pinned", "write_comment",
]  # fmt: skip
