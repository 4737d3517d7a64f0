"""Writes of courses, one verb each."""

from .files import store_file
from .previews import prepare_preview

__all__ = ["prepare_preview", "store_file"]
