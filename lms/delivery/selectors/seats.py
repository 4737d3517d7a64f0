"""A pupil on the board, from their row."""

from collections.abc import Sequence
from typing import Any

from lms.delivery.enums import ProgressState, SeatState
from lms.delivery.models import ActivityProgress
from lms.delivery.rules import parts_done
from lms.delivery.types import Part


def state_of(row: ActivityProgress | None) -> SeatState:
    """Return the state of a pupil: help before done, done before working."""
    if row is None:
        return SeatState.NOT
    if row.needs_help_since is not None:
        return SeatState.HELP
    return SeatState.DONE if row.state == ProgressState.COMPLETED else SeatState.IN


def seat_of(row: ActivityProgress, parts: Sequence[Part]) -> dict[str, Any]:
    """Return what a board must know of a row, small: person `p`, state `s`, mask `m` of parts passed, help `h` or None."""
    done = [True] * len(parts) if row.state == ProgressState.COMPLETED else parts_done(row.steps_seen, parts)
    seat: dict[str, Any] = {"p": row.person_id, "s": state_of(row).value, "m": "".join("01"[flag] for flag in done), "h": None}
    if row.needs_help_since is not None:
        reason = row.help_reason
        at = next((index for index, part in enumerate(parts) if reason.get("block_id") in part.step_ids), None)
        seat["h"] = {
            "since": int(row.needs_help_since.timestamp()),
            "kind": reason.get("kind", "asked"),
            "text": reason.get("text", ""),
            "tries": reason.get("tries", 0),
            "at": at,
        }
    return seat
