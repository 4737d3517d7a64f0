"""Rows of agents, verbs and activities, found or made in sets: the same number of queries for one and for a thousand."""

import json
from collections.abc import Callable, Iterable
from typing import Any, cast
from uuid import UUID

from django.db.models import Field, Model

from core.lib.lengths import require_lengths
from lms.records.interop.jsontext import text_of
from lms.records.interop.references import agent_key, digest_of
from lms.records.models import XapiActivity, XapiAgent, XapiVerb
from lms.records.rules import merged_definition, merged_names

Json = dict[str, Any]


def agent_ids(agents: Iterable[Json], *, may_define: bool) -> dict[UUID, int]:
    """Return the row of each identified agent or group by its digest, made where missing; remembers names if it may."""
    told: dict[UUID, list[str]] = {}
    for agent in agents:
        names = told.setdefault(digest_of(agent_key(agent)), [])
        if "name" in agent:
            names.append(agent["name"])

    def merge(text: str, digest: UUID) -> str:
        names = json.loads(text)
        for name in told[digest]:
            if name not in names:
                names = merged_names(names, name)
        return text_of(names)

    return _rows(XapiAgent, "names", {digest: {} for digest in told}, merge if may_define else None)


def verb_ids(verbs: Iterable[Json], *, may_define: bool) -> dict[str, int]:
    """Return the row of each verb by its IRI, made where missing; keeps displays if it may."""
    told: dict[str, Json] = {}
    for verb in verbs:
        told.setdefault(verb["id"], {}).update(verb.get("display", {}))
    return _by_iri(XapiVerb, "display", told, lambda known, new: {**known, **new}, may_define)


def activity_ids(activities: Iterable[Json], *, may_define: bool) -> dict[str, int]:
    """Return the row of each activity by its IRI, made where missing; keeps definitions if it may."""
    told: dict[str, Json] = {}
    for activity in activities:
        iri = activity["id"]
        told[iri] = merged_definition(told.get(iri, {}), activity.get("definition", {}))
    return _by_iri(XapiActivity, "definition", told, merged_definition, may_define)


def _by_iri(
    model: type[XapiVerb] | type[XapiActivity], field: str, told: dict[str, Json], combine: Callable[[Json, Json], Json], may_define: bool
) -> dict[str, int]:
    iris = {digest_of(iri): iri for iri in told}

    def merge(text: str, digest: UUID) -> str:
        new = told[iris[digest]]
        return text_of(combine(json.loads(text), new)) if new else text

    ids = _rows(model, field, {digest: {"iri": iri} for digest, iri in iris.items()}, merge if may_define else None)
    return {iris[digest]: row_id for digest, row_id in ids.items()}


def _rows(model: type[Model], field: str, wanted: dict[UUID, Json], merge: Callable[[str, UUID], str] | None) -> dict[UUID, int]:
    """Find or make the rows with the `wanted` digests, and bring `field` of those that say something new up to date."""
    if not wanted:
        return {}
    objects = model._default_manager
    found = {row.digest: row for row in objects.filter(digest__in=wanted)}  # type: ignore[attr-defined]
    missing = sorted(digest for digest in wanted if digest not in found)
    if missing:
        empty = str(cast(Field[Any, Any], model._meta.get_field(field)).get_default())
        fresh = [model(digest=one, **{field: merge(empty, one) if merge else empty}, **wanted[one]) for one in missing]
        objects.bulk_create(fresh, ignore_conflicts=True)
        found |= {row.digest: row for row in objects.filter(digest__in=missing)}  # type: ignore[attr-defined]
    if merge:
        stale = [row.pk for digest, row in found.items() if merge(getattr(row, field), digest) != getattr(row, field)]
        if stale:
            rows = list(objects.select_for_update().filter(pk__in=stale).order_by("pk"))
            for row in rows:
                setattr(row, field, merge(getattr(row, field), row.digest))  # type: ignore[attr-defined]
            require_lengths(rows, [field])
            objects.bulk_update(rows, [field])
    return {digest: row.pk for digest, row in found.items()}
