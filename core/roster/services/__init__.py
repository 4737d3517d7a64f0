"""Importing rosters: upload, check (dry run), run as a job, undo."""

from .imports import check_import, launch_import, run_import, set_mapping, start_import
from .undoing import undo_import

__all__ = ["check_import", "launch_import", "run_import", "set_mapping", "start_import", "undo_import"]
