"""Publishing events and delivering them."""

from collections import defaultdict
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import transaction

from core.jobs.services import enqueue

from .models import OutboxEvent
from .types import DECLARED, Event

Subscriber = Callable[[Any], None]
_subscribers: dict[str, dict[str, Subscriber]] = defaultdict(dict)
_at_commit: dict[str, dict[str, Subscriber]] = defaultdict(dict)


def subscribe(event: type[Event], name: str) -> Callable[[Subscriber], Subscriber]:
    """Register a subscriber called `name` (unique for the event). It gets the event object, maybe more than once."""

    def register(subscriber: Subscriber) -> Subscriber:
        _subscribers[event.name][name] = subscriber
        return subscriber

    return register


def at_commit(event: type[Event], name: str) -> Callable[[Subscriber], Subscriber]:
    """Register who hears of the event right after its commit, in the same process, at most once.

    For what must not wait for a job and may be lost without harm (open pages). It must be quick; its errors are logged.
    """

    def register(subscriber: Subscriber) -> Subscriber:
        _at_commit[event.name][name] = subscriber
        return subscriber

    return register


def publish(event: Event) -> OutboxEvent:
    """Write the event into the outbox in the current transaction and enqueue one delivery for each subscriber."""
    row = OutboxEvent.objects.create(name=event.name, payload=event.payload())
    for subscriber in _subscribers[event.name]:
        enqueue("events.deliver", {"event_id": row.pk, "subscriber": subscriber}, dedupe_key=f"event:{row.pk}:{subscriber}")
    for listener in _at_commit[event.name].values():
        transaction.on_commit(partial(listener, event), robust=True)
    return row


def deliver(*, event_id: int, subscriber: str) -> None:
    """Hand one event to one subscriber; a subscriber that is gone is skipped."""
    row = OutboxEvent.objects.get(pk=event_id)
    handler = _subscribers[row.name].get(subscriber)
    if handler is not None:
        handler(DECLARED[row.name](**row.payload))
