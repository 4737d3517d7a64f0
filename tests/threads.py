"""Two callers at once: calls in threads of their own, each with its own connection."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

WAIT = 60


def _kept(call: Callable[[], Any], found: list[Any], place: int) -> None:
    try:
        found[place] = call()
    except Exception as problem:
        found[place] = problem
    finally:
        connection.close()


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Run calls at the same moment; returns what each returned or raised, in their order."""
    found: list[Any] = [None] * len(calls)
    gate = threading.Barrier(len(calls))

    def run(place: int, call: Callable[[], Any]) -> None:
        def begun() -> Any:
            gate.wait(WAIT)
            return call()

        _kept(begun, found, place)

    _join([threading.Thread(target=run, args=pair) for pair in enumerate(calls)])
    return found


def held(first: Callable[[], Any], second: Callable[[], Any], seconds: float = 0.4) -> tuple[Any, Any, bool]:
    """Run `first` and keep its transaction open while `second` begins, then commit.

    Returns what both returned or raised, and whether `second` had to wait for the commit.
    """
    found: list[Any] = [None, None]
    written, let_go = threading.Event(), threading.Event()

    def hold() -> Any:
        try:
            with transaction.atomic():
                kept = first()
                written.set()
                let_go.wait(WAIT)
            return kept
        finally:
            written.set()

    one = threading.Thread(target=_kept, args=(hold, found, 0))
    other = threading.Thread(target=_kept, args=(second, found, 1))
    one.start()
    written.wait(WAIT)
    other.start()
    other.join(seconds)
    waited = other.is_alive()
    let_go.set()
    _join([], [one, other])
    return found[0], found[1], waited


def _join(fresh: list[threading.Thread], running: list[threading.Thread] | None = None) -> None:
    for thread in fresh:
        thread.start()
    for thread in [*fresh, *(running or [])]:
        thread.join(WAIT)
        assert not thread.is_alive(), "a call never came back"
