"""From the log of changes to the answers of an attempt.

For each question the answer made last wins: by the time the device made it (its clock corrected by the server's, never later than
it arrived), then by arrival. So neither the order of arrival nor a second copy of a change matters, and a phone that comes back
after an hour never overwrites what was answered meanwhile on another.
"""

from collections.abc import Callable, Iterable
from typing import Any

from ..types import Change

MOST_ANSWERS = 400


def clamped(made_at_ms: Any, *, started_ms: int, received_ms: int) -> int:
    """Return when a change was made, between the start of the attempt and its arrival: a device's clock is not to be trusted."""
    if not isinstance(made_at_ms, int | float) or made_at_ms != made_at_ms:
        return received_ms
    return int(max(started_ms, min(received_ms, made_at_ms)))


def fold(changes: Iterable[Change], accepts: Callable[[str, Change], bool] | None = None) -> dict[str, Any]:
    """Return `{position: response}` of the changes that count; late ones don't. None means that an answer was taken back.

    `accepts(position, change)` may leave out single answers of a change (their section was closed).
    """
    last: dict[str, tuple[tuple[int, int, int], Any]] = {}
    for change in changes:
        if change.is_late:
            continue
        rank = (change.made_at_ms, change.order, change.number)
        for position, response in change.answers.items():
            if accepts is not None and not accepts(position, change):
                continue
            if position not in last or rank > last[position][0]:
                last[position] = (rank, response)
    return {
        position: response for position, (_rank, response) in sorted(last.items(), key=lambda pair: int(pair[0])) if response is not None
    }


def clean_answers(answers: Any, item_count: int) -> dict[str, Any] | None:
    """Return answers with positions of the paper only, None when it isn't a set of answers at all."""
    if not isinstance(answers, dict) or len(answers) > MOST_ANSWERS:
        return None
    clean: dict[str, Any] = {}
    for position, response in answers.items():
        if not isinstance(position, str) or not position.isascii() or not position.isdecimal() or len(position) > 4:
            return None
        if not 1 <= int(position) <= item_count:
            return None
        clean[str(int(position))] = response
    return clean
