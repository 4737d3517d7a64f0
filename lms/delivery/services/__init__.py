"""Writes of studying, one verb each."""

from .changes import take_changes
from .results import record_result

__all__ = ["record_result", "take_changes"]
