"""Writing posts, comments and reactions."""

from .posts import approve_post, publish_due, reject_post, remove_post, save_post, set_pinned

__all__ = ["approve_post", "publish_due", "reject_post", "remove_post", "save_post", "set_pinned"]
