"""What a client may do, by the scopes of its credential (xAPI 1.0.3 Communication 4.2).

A client is a program, not a person under a hat; the platform's own client holds `Scope.ALL`.
"""

from collections.abc import Callable

from django.db.models import QuerySet

from core.access.types import Actor

from .enums import DocumentKind, Scope
from .errors import NotPermittedError
from .models import Statement
from .types import Client

_ANY_READ = (Scope.ALL, Scope.ALL_READ, Scope.STATEMENTS_READ)


def can_write_statements(client: Client, obj: object = None) -> bool:
    """Permit clients that may write statements."""
    return client.has(Scope.ALL, Scope.STATEMENTS_WRITE)


def can_read_statements(client: Client, obj: object = None) -> bool:
    """Permit clients that may read statements, all or their own."""
    return client.has(*_ANY_READ, Scope.STATEMENTS_READ_MINE)


def visible_statements(client: Client, authority_id: int | None) -> QuerySet[Statement]:
    """Return the statements a client may read: all, its own (by the row of its authority), or none."""
    if client.has(*_ANY_READ):
        return Statement.objects.all()
    return Statement.objects.filter(authority_id=authority_id) if can_read_statements(client) and authority_id else Statement.objects.none()


def can_define(client: Client, obj: object = None) -> bool:
    """Permit clients whose statements may change how verbs, activities and agents are described."""
    return client.has(Scope.ALL, Scope.DEFINE)


def can_read_documents(client: Client, kind: str) -> bool:
    """Permit clients that may read documents of a kind."""
    return client.has(Scope.ALL, Scope.ALL_READ, _scope_of(kind))


def can_write_documents(client: Client, kind: str) -> bool:
    """Permit clients that may write documents of a kind."""
    return client.has(Scope.ALL, _scope_of(kind))


def can_read_objects(client: Client, obj: object = None) -> bool:
    """Permit every client with some right to read: what activities and agents are."""
    return client.has(*_ANY_READ, Scope.STATEMENTS_READ_MINE, Scope.STATE, Scope.PROFILE)


def can_manage_credentials(actor: Actor, obj: object = None) -> bool:
    """Permit the people who run the platform to give out and revoke credentials."""
    return actor.is_platform_staff


def demand(policy: Callable[[Client, str], bool], client: Client, obj: str = "") -> None:
    """Raise `NotPermittedError` unless the policy permits."""
    if not policy(client, obj):
        raise NotPermittedError(f"the credential's scopes don't cover this ({policy.__name__})")


def _scope_of(kind: str) -> Scope:
    return Scope.STATE if kind == DocumentKind.STATE else Scope.PROFILE
