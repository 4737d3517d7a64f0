"""Writing posts, comments and reactions."""

from .posts import approve_post, publish_due, reject_post, remove_post, save_post, set_pinned
from .talk import approve_comment, mark_seen, react, remove_comment, write_comment

__all__ = [
    "approve_comment", "approve_post", "mark_seen", "publish_due", "react", "reject_post", "remove_comment", "remove_post", "save_post",
    "set_pinned", "write_comment",
]  # fmt: skip
