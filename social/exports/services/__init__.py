"""Asking for exports, making, keeping and deleting them."""

from .asking import ask_space, ask_unit, cancel_export, note_taken
from .building import build_export
from .keeping import delete_files, delete_old_exports, end, expire_exports_with, settle_dead

__all__ = [
    "ask_space", "ask_unit", "build_export", "cancel_export", "delete_files", "delete_old_exports", "end", "expire_exports_with", "note_taken", "settle_dead",
]  # fmt: skip
