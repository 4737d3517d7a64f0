"""Quiet times."""

from datetime import time


def is_quiet(clock: time, start: time | None, end: time | None) -> bool:
    """Say whether a local time lies in a quiet time; one that starts after it ends runs over midnight."""
    if start is None or end is None or start == end:
        return False
    return (clock >= start or clock < end) if start > end else start <= clock < end
