"""Handlers and what they are given."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol


class JobContext(Protocol):
    """What a running handler may say of itself."""

    job_id: int
    attempt: int

    def progress(self, done: int, total: int, message: str = "") -> None:
        """Record progress, prolong the lease; raises `JobCancelled` when somebody cancelled."""


Handler = Callable[..., dict[str, Any] | None]


@dataclass(frozen=True)
class Registered:
    """A named handler with its queue and how often it may try."""

    name: str
    handler: Handler
    queue: str
    max_attempts: int
    every_seconds: int | None = None
