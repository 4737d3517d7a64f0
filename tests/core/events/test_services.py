"""Events: written with the change, delivered to each subscriber."""

from dataclasses import dataclass
from typing import ClassVar

import pytest
from django.db import transaction

from core.events.models import OutboxEvent
from core.events.services import _subscribers, publish, subscribe
from core.events.types import DECLARED, Event, declare
from core.models import Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def happened():
    @declare
    @dataclass(frozen=True)
    class Happened(Event):
        name: ClassVar[str] = "test.happened.v1"
        value: int

    yield Happened
    del DECLARED["test.happened.v1"]
    _subscribers.pop("test.happened.v1", None)


def test_each_subscriber_gets_the_event(happened, run_jobs):
    got = []
    subscribe(happened, "one")(lambda event: got.append(("one", event.value)))
    subscribe(happened, "two")(lambda event: got.append(("two", event.value)))
    publish(happened(5))
    run_jobs()
    assert sorted(got) == [("one", 5), ("two", 5)]


def test_rolled_back_change_announces_nothing(happened):
    subscribe(happened, "one")(lambda event: None)
    with pytest.raises(RuntimeError), transaction.atomic():
        publish(happened(1))
        raise RuntimeError
    assert (OutboxEvent.objects.count(), Job.objects.count()) == (0, 0)


def test_failing_subscriber_is_tried_again_and_stops_nobody_else(happened, run_jobs):
    got = []

    def broken(event):
        raise ValueError

    subscribe(happened, "broken")(broken)
    subscribe(happened, "good")(lambda event: got.append(event.value))
    publish(happened(2))
    run_jobs()
    assert got == [2]
    assert Job.objects.get(payload__subscriber="broken").state == "queued"


def test_subscriber_that_is_gone_is_skipped(happened, run_jobs):
    subscribe(happened, "gone")(lambda event: None)
    publish(happened(1))
    _subscribers["test.happened.v1"].clear()
    run_jobs()
    assert Job.objects.get().state == "done"
