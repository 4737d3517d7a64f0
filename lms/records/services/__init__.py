"""Writes of the record store, one verb each."""

from .queue import queue_statements

__all__ = ["queue_statements"]
