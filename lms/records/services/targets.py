"""Statements that name other statements: voiding, and being found by what the other is found by.

Source: xAPI 1.0.3 Data 2.3.2 (voiding), Communication 2.1.3 (filter conditions for StatementRefs, applied recursively).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import QuerySet

from lms.records.enums import Facet
from lms.records.interop.references import registration_key
from lms.records.models import Statement, StatementMatch

MAX_CHAIN = 16
_COLUMNS = ("id", "uuid", "stored", "target", "actor_id", "authority_id", "activity_id", "verb_id", "registration")
Key = tuple[int, int]


def void_targets(rows: Sequence[Statement]) -> None:
    """Mark what new voiding statements name, and new statements that were voided before they came. A voiding one never is."""
    named = [row.target for row in rows if row.is_voiding and row.target]
    if named:
        Statement.objects.filter(uuid__in=named, is_voiding=False).update(is_voided=True)
    new = {row.uuid: row for row in rows if not row.is_voiding}
    voided = Statement.objects.filter(target__in=list(new), is_voiding=True).values_list("target", flat=True)
    early = [new[uuid].pk for uuid in voided if uuid is not None]
    if early:
        Statement.objects.filter(pk__in=early).update(is_voided=True)


def follow_targets(rows: Sequence[Statement]) -> None:
    """Make statements findable by all that the statements they name are found by, along the whole chain."""
    new = {row.uuid: row for row in rows}
    pending = [row for row in rows if row.target] + list(_naming(new))
    for _ in range(MAX_CHAIN):
        if not pending:
            return
        targets = {row.uuid: row for row in Statement.objects.only(*_COLUMNS).filter(uuid__in={row.target for row in pending})}
        changed = [row for row in pending if row.target in targets]
        if not changed:
            return
        keys = _keys_of(targets.values())
        StatementMatch.objects.bulk_create(
            [
                StatementMatch(facet=facet, key=key, stored=row.stored, statement_id=row.pk)
                for row in changed
                for facet, key in sorted(keys[targets[row.target].pk])  # type: ignore[index]
            ],
            ignore_conflicts=True,
        )
        pending = list(_naming({row.uuid: row for row in changed}))


def _naming(rows: dict[UUID, Statement]) -> QuerySet[Statement]:
    return Statement.objects.only(*_COLUMNS).filter(target__in=list(rows))


def _keys_of(rows: Iterable[Statement]) -> dict[int, set[Key]]:
    """Return all that each statement is found by: its own columns and its matches."""
    keys: dict[int, set[Key]] = defaultdict(set)
    for row in rows:
        own = keys[row.pk]
        own |= {(Facet.VERB, row.verb_id), (Facet.RELATED_AGENT, row.authority_id)}
        if row.actor_id:
            own.add((Facet.AGENT, row.actor_id))
        if row.activity_id:
            own.add((Facet.ACTIVITY, row.activity_id))
        if row.registration:
            own.add((Facet.REGISTRATION, registration_key(row.registration)))
    for statement_id, facet, key in StatementMatch.objects.filter(statement__in=list(keys)).values_list("statement_id", "facet", "key"):
        keys[statement_id].add((facet, key))
    return keys
