"""Giving out and revoking credentials of programs."""

import secrets

from django.db import transaction
from django.utils import timezone

from core.access.policies import require
from core.access.types import Actor
from core.audit.services import record
from lms.records.enums import Scope
from lms.records.models import XapiCredential
from lms.records.policies import can_manage_credentials
from lms.records.selectors.credentials import secret_digest


@transaction.atomic
def create_credential(
    *, actor: Actor, name: str, scopes: frozenset[Scope] = frozenset({Scope.ALL}), unit_id: int | None = None
) -> tuple[XapiCredential, str]:
    """Give out a credential; returns its row and the secret, which is told once and can't be read again."""
    require(can_manage_credentials, actor)
    secret = secrets.token_urlsafe(32)
    row = XapiCredential.objects.create(
        name=name,
        key=secrets.token_hex(16),
        secret_digest=secret_digest(secret),
        scopes=sorted(scope.value for scope in scopes),
        unit_id=unit_id,
        created_by_id=actor.person_id or None,
    )
    record(actor=actor, verb="records.credential.created", obj=row)
    return row, secret


@transaction.atomic
def revoke_credential(*, actor: Actor, credential_id: int) -> None:
    """Revoke a credential for good; its statements stay."""
    require(can_manage_credentials, actor)
    row = XapiCredential.objects.select_for_update().get(pk=credential_id)
    if row.revoked_at is None:
        row.revoked_at = timezone.now()
        row.save(update_fields=["revoked_at"])
        record(actor=actor, verb="records.credential.revoked", obj=row)
