"""Guests of an open test on the hot path: coming in (a name, a place, an attempt), and one answer kept, against the floor of candidates."""

import secrets
from collections.abc import Callable, Iterator

from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from assessment.models import Attempt, Guest, Test
from assessment.sessions.rules.guests import KEY, Openness

from .measuring import ratio, say


def _come_in(test: Test, client: Client) -> None:
    answer = client.post(reverse("assessment:guest", args=[test.uuid]), {"name": "Sáo Mây", "group": "9A1"})
    assert answer.status_code == 302, (answer.status_code, answer.content[:300])


def _browsers(handler: object) -> Iterator[Client]:
    while True:
        client = Client()
        client.handler = handler
        client.cookies["khach"] = secrets.token_urlsafe(24)
        yield client


def measure(test: Test, handler: object, floor: Callable[[], None], keep: Callable[[Client, Attempt], None], rounds: int) -> list[bool]:
    """Measure both on a test that is opened for it; `keep` sends one answer, `floor` is the floor of candidates."""
    unit = test.unit
    unit.settings = {**(unit.settings or {}), KEY: Openness(is_allowed=True, most_guests=2000).write()}
    unit.save()
    Test.objects.filter(pk=test.pk).update(audience="open")
    cache.clear()  # all browsers here have one address
    browsers = _browsers(handler)
    good = [say("a guest comes in", ratio(lambda: _come_in(test, next(browsers)), floor, rounds), 2.5)]
    client = next(browsers)
    cache.clear()
    _come_in(test, client)
    client.post(reverse("assessment:door", args=[test.uuid]), {"device": "may-1"})
    attempt = Attempt.objects.select_related("test").get(candidate=Guest.objects.latest("pk").candidate)
    good.append(say("one answer of a guest kept", ratio(lambda: keep(client, attempt), floor, rounds), 1.3))
    return good
