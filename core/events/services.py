"""Publishing events and delivering them."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from core.jobs.services import enqueue

from .models import OutboxEvent
from .types import DECLARED, Event

Subscriber = Callable[[Any], None]
_subscribers: dict[str, dict[str, Subscriber]] = defaultdict(dict)


def subscribe(event: type[Event], name: str) -> Callable[[Subscriber], Subscriber]:
    """Register a subscriber called `name` (unique for the event). It gets the event object, maybe more than once."""

    def register(subscriber: Subscriber) -> Subscriber:
        _subscribers[event.name][name] = subscriber
        return subscriber

    return register


def publish(event: Event) -> OutboxEvent:
    """Write the event into the outbox in the current transaction and enqueue one delivery for each subscriber."""
    row = OutboxEvent.objects.create(name=event.name, payload=event.payload())
    for subscriber in _subscribers[event.name]:
        enqueue("events.deliver", {"event_id": row.pk, "subscriber": subscriber}, dedupe_key=f"event:{row.pk}:{subscriber}")
    return row


def deliver(*, event_id: int, subscriber: str) -> None:
    """Hand one event to one subscriber; a subscriber that is gone is skipped."""
    row = OutboxEvent.objects.get(pk=event_id)
    handler = _subscribers[row.name].get(subscriber)
    if handler is not None:
        handler(DECLARED[row.name](**row.payload))
