"""Storing statements: a batch in one transaction, with a number of queries that doesn't grow with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from lms.records.enums import Facet
from lms.records.errors import ConflictError, InvalidRequestError
from lms.records.interop.comparing import fingerprint, settle
from lms.records.interop.formats import parse_timestamp, utc_text
from lms.records.interop.jsontext import text_of
from lms.records.interop.multipart import RawAttachment
from lms.records.interop.references import References, agent_key, digest_of, references_of
from lms.records.interop.validation import check_statement
from lms.records.interop.validation.statement import VOIDED
from lms.records.models import Statement, StatementMatch
from lms.records.policies import can_define, can_write_statements, demand
from lms.records.rules import BATCH_LIMIT
from lms.records.types import Client, Stored

from .attachments import keep_attachments, match_attachments
from .names import activity_ids, agent_ids, verb_ids
from .targets import follow_targets, void_targets

Json = dict[str, Any]
_LOCK = 0x78415049


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A checked statement on its way into the store."""

    uuid: UUID
    body: Json
    fingerprint: str
    timestamp: datetime | None
    references: References


def store_statements(*, client: Client, statements: Sequence[Json], attachments: Sequence[RawAttachment] = ()) -> Stored:
    """Check and store a batch: all of it or nothing. A statement that is stored already, and equal, changes nothing.

    `statements` are parsed JSON and are changed on the way (ids, authority, stored). Raises `InvalidRequestError`,
    `NotPermittedError`, `ConflictError` (another statement has the id). Voids what voiding statements name.
    """
    demand(can_write_statements, client)
    if len(statements) > BATCH_LIMIT:
        raise InvalidRequestError(f"a batch holds at most {BATCH_LIMIT} statements")
    prepared = [_prepare(one, f"statement[{number}]", client) for number, one in enumerate(statements)]
    if len({one.uuid for one in prepared}) < len(prepared):
        raise InvalidRequestError("two statements of the batch have the same id")
    contents = match_attachments([one.body for one in prepared], attachments)
    try:
        new_count = _store(client, prepared, contents)
    except IntegrityError:
        new_count = _store(client, prepared, contents)
    return Stored([str(one.body["id"]) for one in prepared], new_count)


def _prepare(statement: Json, path: str, client: Client) -> _Prepared:
    check_statement(statement, path, version_2=client.speaks_2)
    settle(statement, version_2=client.speaks_2)
    statement.setdefault("id", str(uuid4()))
    statement["authority"] = client.authority
    moment = parse_timestamp(statement["timestamp"]) if "timestamp" in statement else None
    return _Prepared(UUID(statement["id"]), statement, fingerprint(statement), moment, references_of(statement))


@transaction.atomic
def _store(client: Client, prepared: list[_Prepared], contents: dict[str, RawAttachment]) -> int:
    _take_turn(has_targets=any(one.references.target for one in prepared))
    new = _without_known(prepared)
    if not new:
        return 0
    may_define = can_define(client)
    agents = agent_ids([client.authority, *(agent for one in new for agent in _all_agents(one.references))], may_define=may_define)
    verbs = verb_ids([verb for one in new for verb in one.references.verbs], may_define=may_define)
    activities = activity_ids([thing for one in new for thing in _all_activities(one.references)], may_define=may_define)
    stored = timezone.now()
    rows = Statement.objects.bulk_create([_row(one, stored, client, agents, verbs, activities) for one in new])
    matches = [match for one, row in zip(new, rows, strict=True) for match in _matches(one.references, row, agents, activities)]
    StatementMatch.objects.bulk_create(matches)
    keep_attachments(rows, [one.body for one in new], contents)
    void_targets(rows)
    follow_targets(rows)
    return len(new)


def _take_turn(*, has_targets: bool) -> None:
    """Let statements that name others, and the others, see each other: the former are stored alone."""
    if connection.vendor == "postgresql":
        name = "pg_advisory_xact_lock" if has_targets else "pg_advisory_xact_lock_shared"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {name}(%s)", [_LOCK])


def _without_known(prepared: list[_Prepared]) -> list[_Prepared]:
    known = {
        row.uuid: row for row in Statement.objects.filter(uuid__in=[one.uuid for one in prepared]).only("uuid", "fingerprint", "timestamp")
    }
    for one in prepared:
        row = known.get(one.uuid)
        if row is None:
            continue
        same_time = one.timestamp is None or one.timestamp == row.timestamp
        if row.fingerprint != one.fingerprint or not same_time:
            raise ConflictError(f"another statement has the id {one.uuid}")
    return [one for one in prepared if one.uuid not in known]


def _all_agents(found: References) -> list[Json]:
    return [*([found.actor] if found.actor else []), *found.agents, *found.related_agents]


def _all_activities(found: References) -> list[Json]:
    return [*([found.activity] if found.activity else []), *found.related_activities]


def _row(
    one: _Prepared, stored: datetime, client: Client, agents: dict[UUID, int], verbs: dict[str, int], activities: dict[str, int]
) -> Statement:
    found = one.references
    one.body["stored"] = utc_text(stored)
    one.body.setdefault("timestamp", one.body["stored"])
    return Statement(
        uuid=one.uuid,
        stored=stored,
        timestamp=one.timestamp or stored,
        verb_id=verbs[found.verb["id"]],
        actor_id=agents[_digest(found.actor)] if found.actor else None,
        activity_id=activities[found.activity["id"]] if found.activity else None,
        authority_id=agents[_digest(client.authority)],
        registration=found.registration,
        target=found.target,
        is_voiding=found.verb["id"] == VOIDED,
        fingerprint=one.fingerprint,
        body=text_of(one.body),
    )


def _matches(found: References, row: Statement, agents: dict[UUID, int], activities: dict[str, int]) -> list[StatementMatch]:
    keys = {(Facet.AGENT, agents[_digest(agent)]) for agent in found.agents}
    related = {agents[_digest(agent)] for agent in found.related_agents}
    keys |= {(Facet.RELATED_AGENT, key) for key in related if (Facet.AGENT, key) not in keys}
    keys |= {(Facet.RELATED_ACTIVITY, activities[one["id"]]) for one in found.related_activities}
    return [StatementMatch(facet=facet, key=key, stored=row.stored, statement=row) for facet, key in sorted(keys)]


def _digest(agent: Json) -> UUID:
    return digest_of(agent_key(agent))
