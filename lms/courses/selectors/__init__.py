"""Reads of courses."""

from .files import file_chunks, file_for_token, file_url, file_urls, files_of

__all__ = ["file_chunks", "file_for_token", "file_url", "file_urls", "files_of"]
