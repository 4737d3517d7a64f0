"""Reads of courses."""

from .files import file_for_token, file_url, file_urls, files_of
from .outlines import publish_changes, published_outline, published_outline_of, working_json, working_outline

__all__ = [
    "file_for_token",
    "file_url",
    "file_urls",
    "files_of",
    "publish_changes",
    "published_outline",
    "published_outline_of",
    "working_json",
    "working_outline",
]
