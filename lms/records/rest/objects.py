"""The Agents, Activities and About resources (xAPI 1.0.3 Communication 2.4, 2.5, 2.8)."""

from django.http import HttpResponse

from lms.records.interop.jsontext import text_of
from lms.records.selectors.objects import activity_object, person_object

from .asked import VERSION_HEADER, Asked

_VERSIONS_1 = ["1.0.3", "1.0.2", "1.0.1", "1.0.0"]
_VERSIONS_2 = ["2.0.0"]


def get_activity(asked: Asked) -> HttpResponse:
    """Answer the complete Activity object."""
    asked.only({"activityId"})
    return _json(activity_object(client=asked.client, iri=asked.iri("activityId")))


def get_person(asked: Asked) -> HttpResponse:
    """Answer the Person object of an agent."""
    asked.only({"agent"})
    return _json(person_object(client=asked.client, agent=asked.agent("agent")))


def get_about(asked: Asked) -> HttpResponse:
    """Answer the versions. Who asks in a 1.0.x version is told of those, since 1.0.3 allows no others in the list."""
    asked.only(())
    asks_in_1 = asked.headers.get(VERSION_HEADER.lower(), "").startswith("1.")
    return _json({"version": _VERSIONS_1 if asks_in_1 else [*_VERSIONS_2, *_VERSIONS_1]})


def _json(value: object) -> HttpResponse:
    return HttpResponse(text_of(value), content_type="application/json")
