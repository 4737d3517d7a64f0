"""What open pages are told: seats that changed, to boards, twice a second at most; hints and pauses, to readers."""

import threading
import time
from collections import defaultdict
from typing import Any

from django.db import transaction

from core.ports.live import broadcast, broadcast_on_commit, person_group, topic_group
from lms.delivery.rules import parts_of
from lms.delivery.selectors.seats import seat_of
from lms.delivery.types import Step

from .store import OpenRow

INTERVAL_SECONDS = 0.5


class Coalescer:
    """Gathers what changed for a topic and sends it at most once in `INTERVAL_SECONDS`, the last word on each pupil."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[str, dict[int, dict[str, Any]]] = defaultdict(dict)
        self._last: dict[str, float] = {}

    def add(self, topic: str, seat: dict[str, Any]) -> None:
        """Send at once when the topic was quiet, else soon."""
        with self._lock:
            is_first = not self._waiting[topic]
            self._waiting[topic][seat["p"]] = seat
            if not is_first:
                return
            wait = self._last.get(topic, 0.0) + INTERVAL_SECONDS - time.monotonic()
        if wait <= 0:
            self._send(topic)
        else:
            timer = threading.Timer(wait, self._send, [topic])
            timer.daemon = True
            timer.start()

    def _send(self, topic: str) -> None:
        with self._lock:
            seats = list(self._waiting.pop(topic, {}).values())
            self._last[topic] = time.monotonic()
            if len(self._last) > 5000:
                self._last.clear()
        if seats:
            broadcast(topic_group(topic), {"type": "board", "topic": topic, "seats": seats})


_seats = Coalescer()


def board_topic(activity_id: int, class_group_id: int) -> str:
    """Return the live topic of a class's board."""
    return f"board:{activity_id}:{class_group_id}"


def study_topic(activity_id: int, class_group_id: int) -> str:
    """Return the live topic the readers of a class watch."""
    return f"study:{activity_id}:{class_group_id}"


def tell_boards(opened: OpenRow, class_ids: list[int]) -> None:
    """Tell the boards of the learner's classes about one changed row, once the transaction has committed."""
    if not class_ids:
        return
    steps: tuple[Step, ...] = opened.completion.steps
    seat = seat_of(opened.row, parts_of(steps, split_checkpoints=True))
    for class_id in class_ids:
        topic = board_topic(opened.activity.pk, class_id)
        transaction.on_commit(lambda topic=topic: _seats.add(topic, seat), robust=True)  # type: ignore[misc]


def tell_board(activity_id: int, class_group_id: int, message: dict[str, Any]) -> None:
    """Send a message about the whole class to its board and its readers, on commit."""
    broadcast_on_commit(topic_group(board_topic(activity_id, class_group_id)), message)
    broadcast_on_commit(topic_group(study_topic(activity_id, class_group_id)), message)


def tell_learner(person_id: int, message: dict[str, Any]) -> None:
    """Send a message to the open pages of one learner, on commit."""
    broadcast_on_commit(person_group(person_id), message)
