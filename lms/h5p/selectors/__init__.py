"""Reads of H5P packages: the store, the frame and its files, where learners stopped."""

from .files import StoredFile, chunks, content_file, library_file, stored_path
from .frames import frame_context, frame_for_token, frame_url, offline_urls, play_data
from .packages import activity_for, package_for, packages_for, packages_page, uses_of
from .states import results_of, states_of

__all__ = [
    "StoredFile",
    "activity_for",
    "chunks",
    "content_file",
    "frame_context",
    "frame_for_token",
    "frame_url",
    "library_file",
    "offline_urls",
    "package_for",
    "packages_for",
    "packages_page",
    "play_data",
    "results_of",
    "states_of",
    "stored_path",
    "uses_of",
]
