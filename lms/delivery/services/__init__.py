"""Writes of studying, one verb each."""

from .changes import mark_answer, take_changes
from .results import record_result

__all__ = ["mark_answer", "record_result", "take_changes"]
