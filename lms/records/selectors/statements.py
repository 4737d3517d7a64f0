"""Finding statements: a page costs the same few index reads wherever it lies in the store.

Each filter can match a statement's own column or one of its `StatementMatch` rows. The most selective filter drives: its
column and its matches are read separately, each in the order of pages and no longer than a page, and merged; the others are
checked on what comes along.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.db.models import Exists, OuterRef, Q, QuerySet

from lms.records.enums import Facet
from lms.records.interop.multipart import RawAttachment
from lms.records.interop.references import agent_key, digest_of, registration_key
from lms.records.interop.rendering import canonical, ids_only, mentioned
from lms.records.models import Statement, StatementAttachment, StatementMatch, XapiActivity, XapiAgent, XapiVerb
from lms.records.policies import can_read_statements, demand, visible_statements
from lms.records.rules import ATTACHMENTS_PER_PAGE_BYTES
from lms.records.types import Client, StatementFilter, StatementPage

from .objects import definitions_of, displays_of

Place = tuple[datetime, int]


@dataclass(frozen=True, slots=True)
class _Condition:
    """One filter, resolved: columns it may match, with the value, and facets, with the key."""

    columns: tuple[str, ...]
    value: Any
    facets: tuple[Facet, ...]
    key: int


def find_statement(*, client: Client, uuid: UUID, is_voided: bool = False) -> tuple[int, str, datetime] | None:
    """Return row, text and time of storing of one statement; a voided one only with `is_voided`, and then only such."""
    demand(can_read_statements, client)
    return _visible(client).filter(uuid=uuid, is_voided=is_voided).values_list("id", "body", "stored").first()


def find_statements(*, client: Client, wanted: StatementFilter) -> StatementPage:
    """Return a page of statements that match all filters, newest first (or oldest with `ascending`), never a voided one."""
    demand(can_read_statements, client)
    conditions = _conditions(wanted)
    if conditions is None:
        return StatementPage([], [])
    places = _places(_visible(client).filter(is_voided=False), conditions, wanted)
    page = places[: wanted.limit]
    texts = dict(Statement.objects.filter(pk__in=[row_id for _, row_id in page]).values_list("pk", "body"))
    return StatementPage(page, [texts[row_id] for _, row_id in page], has_more=len(places) > wanted.limit)


def attachments_of(ids: Sequence[int]) -> tuple[int, list[RawAttachment]]:
    """Return the raw data of the attachments of statements, each once, and how many of the statements they cover.

    Fewer than all when the data would be too much for one answer; at least one.
    """
    by_statement: dict[int, list[StatementAttachment]] = {row_id: [] for row_id in ids}
    for row in StatementAttachment.objects.filter(statement__in=list(ids)).order_by("id"):
        by_statement[row.statement_id].append(row)
    chosen: dict[str, StatementAttachment] = {}
    size = covered = 0
    for row_id in ids:
        fresh = [row for row in by_statement[row_id] if row.sha2 not in chosen]
        size += sum(row.size_bytes for row in fresh)
        if size > ATTACHMENTS_PER_PAGE_BYTES and covered:
            break
        chosen.update({row.sha2: row for row in fresh})
        covered += 1
    return covered, [_read(row) for row in chosen.values()]


def rendered(texts: Sequence[str], *, form: str, languages: list[str]) -> list[str]:
    """Return the texts of statements in the `exact`, `ids` or `canonical` format."""
    if form == "exact":
        return list(texts)
    statements = [json.loads(text) for text in texts]
    if form == "ids":
        changed = [ids_only(one) for one in statements]
    else:
        found = [mentioned(one) for one in statements]
        displays = displays_of({iri for verbs, _ in found for iri in verbs})
        definitions = definitions_of({iri for _, activities in found for iri in activities})
        changed = [canonical(one, displays=displays, definitions=definitions, languages=languages) for one in statements]
    return [json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in changed]


def _visible(client: Client) -> QuerySet[Statement]:
    return visible_statements(client, _row_id(XapiAgent.objects, agent_key(client.authority)) if client.credential_id else None)


def _row_id(objects: Any, text: str) -> int | None:
    found: int | None = objects.filter(digest=digest_of(text)).values_list("pk", flat=True).first()
    return found


def _conditions(wanted: StatementFilter) -> list[_Condition] | None:
    """Return the filters, the most selective first; None when one names what no statement mentions."""
    found: list[_Condition] = []
    if wanted.registration:
        key = registration_key(wanted.registration)
        found.append(_Condition(("registration",), wanted.registration, (Facet.REGISTRATION,), key))
    looked_up: Iterable[tuple[Any, str | None, tuple[str, ...], tuple[Facet, ...]]] = (
        (
            XapiAgent.objects,
            agent_key(wanted.agent) if wanted.agent else None,
            ("actor", "authority") if wanted.related_agents else ("actor",),
            (Facet.AGENT, Facet.RELATED_AGENT) if wanted.related_agents else (Facet.AGENT,),
        ),
        (
            XapiActivity.objects,
            wanted.activity,
            ("activity",),
            (Facet.ACTIVITY, Facet.RELATED_ACTIVITY) if wanted.related_activities else (Facet.ACTIVITY,),
        ),
        (XapiVerb.objects, wanted.verb, ("verb",), (Facet.VERB,)),
    )
    for objects, text, columns, facets in looked_up:
        if text is None:
            continue
        row_id = _row_id(objects, text)
        if row_id is None:
            return None
        found.append(_Condition(columns, row_id, facets, row_id))
    return found


def _places(rows: QuerySet[Statement], conditions: list[_Condition], wanted: StatementFilter) -> list[Place]:
    """Return where the next statements are, in order, one more than a page."""
    count = wanted.limit + 1
    order = ("stored", "id") if wanted.ascending else ("-stored", "-id")
    rows = _in_time(rows, wanted)
    for condition in conditions[1:]:
        rows = rows.filter(_matches(condition))
    if not conditions:
        return list(rows.order_by(*order).values_list("stored", "id")[:count])
    driver = conditions[0]
    places: set[Place] = set()
    for column in driver.columns:
        places.update(rows.filter(**{column: driver.value}).order_by(*order).values_list("stored", "id")[:count])
    for facet in driver.facets:
        bounds: dict[str, Any] = {"matches__facet": facet, "matches__key": driver.key}
        if wanted.after:
            bounds[f"matches__stored__{'gte' if wanted.ascending else 'lte'}"] = wanted.after[0]
        matched = rows.filter(**bounds)
        inner_order = [name.replace("stored", "matches__stored").replace("id", "matches__statement_id") for name in order]
        places.update(matched.order_by(*inner_order).values_list("stored", "id")[:count])
    return sorted(places, reverse=not wanted.ascending)[:count]


def _in_time(rows: QuerySet[Statement], wanted: StatementFilter) -> QuerySet[Statement]:
    if wanted.since:
        rows = rows.filter(stored__gt=wanted.since)
    if wanted.until:
        rows = rows.filter(stored__lte=wanted.until)
    if wanted.after:
        stored, row_id = wanted.after
        side = "gt" if wanted.ascending else "lt"
        rows = rows.filter(Q(**{f"stored__{side}e": stored})).filter(~Q(stored=stored) | Q(**{f"id__{side}": row_id}))
    return rows


def _matches(condition: _Condition) -> Q:
    found = Q()
    for column in condition.columns:
        found |= Q(**{column: condition.value})
    return found | Q(Exists(StatementMatch.objects.filter(statement=OuterRef("pk"), facet__in=condition.facets, key=condition.key)))


def _read(row: StatementAttachment) -> RawAttachment:
    with default_storage.open(row.path) as file:
        return RawAttachment(row.sha2, row.content_type, file.read())
