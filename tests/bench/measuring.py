"""Measuring two things side by side on a noisy machine."""

import gc
import json
import statistics
import time
from collections.abc import Callable
from typing import Any

ROUNDS = 40


def cpu_seconds(call: Callable[[], Any]) -> float:
    """Return the CPU seconds of this process that `call` takes."""
    started = time.process_time()
    call()
    return time.process_time() - started


def ratio(subject: Callable[[], Any], baseline: Callable[[], Any], rounds: int = ROUNDS) -> float:
    """Return the median CPU of `subject` in units of the median CPU of `baseline`, measured alternately after a warm-up."""
    for _ in range(3):
        subject()
        baseline()
    gc.collect()
    pairs = [(cpu_seconds(subject), cpu_seconds(baseline)) for _ in range(rounds)]
    return statistics.median(a for a, _ in pairs) / statistics.median(b for _, b in pairs)


def say(name: str, value: float, limit: float, **facts: Any) -> bool:
    """Print one JSON line; returns whether the ratio keeps its limit."""
    print(json.dumps({"name": name, "ratio": float(f"{value:.4g}"), "limit": limit, **facts}), flush=True)
    return value <= limit
