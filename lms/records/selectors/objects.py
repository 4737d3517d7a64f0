"""What the store knows of activities, verbs and agents."""

import json
from collections.abc import Iterable
from typing import Any

from lms.records.interop.references import agent_key, digest_of
from lms.records.interop.rendering import person
from lms.records.models import XapiActivity, XapiAgent, XapiVerb
from lms.records.policies import can_read_objects, demand
from lms.records.types import Client

Json = dict[str, Any]


def activity_object(*, client: Client, iri: str) -> Json:
    """Return the complete Activity object; of an unknown activity, just its id."""
    demand(can_read_objects, client)
    definition = definitions_of([iri]).get(iri)
    return {"objectType": "Activity", "id": iri, **({"definition": definition} if definition else {})}


def person_object(*, client: Client, agent: Json) -> Json:
    """Return the Person object of an agent: what came with the request and the names it is known by."""
    demand(can_read_objects, client)
    names = XapiAgent.objects.filter(digest=digest_of(agent_key(agent))).values_list("names", flat=True).first()
    return person(agent, json.loads(names) if names else [])


def definitions_of(iris: Iterable[str]) -> dict[str, Json]:
    """Return the definitions of activities by IRI; those without one are left out."""
    wanted = {digest_of(iri): iri for iri in iris}
    rows = XapiActivity.objects.filter(digest__in=wanted).values_list("digest", "definition")
    return {wanted[digest]: json.loads(text) for digest, text in rows if text != "{}"}


def displays_of(iris: Iterable[str]) -> dict[str, Json]:
    """Return the displays of verbs by IRI; those without one are left out."""
    wanted = {digest_of(iri): iri for iri in iris}
    rows = XapiVerb.objects.filter(digest__in=wanted).values_list("digest", "display")
    return {wanted[digest]: json.loads(text) for digest, text in rows if text != "{}"}
