"""Who a program is."""

import hashlib
import hmac
from collections.abc import Iterable

from django.conf import settings

from lms.records.enums import Scope
from lms.records.errors import UnauthenticatedError
from lms.records.models import XapiCredential
from lms.records.types import Client


def secret_digest(secret: str) -> str:
    """Return the HMAC-SHA256 a secret is kept as. Fast on purpose: secrets have 256 random bits, nobody chose them."""
    return hmac.new(b"xapi" + settings.SECRET_KEY.encode(), secret.encode(), hashlib.sha256).hexdigest()


def client_for(*, key: str, secret: str, version: str) -> Client:
    """Return the client of a valid credential; `UnauthenticatedError` when key or secret are wrong or it was revoked."""
    row = XapiCredential.objects.filter(key=key[:40]).first()
    expected = row.secret_digest if row else secret_digest("nobody")
    if not hmac.compare_digest(secret_digest(secret), expected) or row is None or row.revoked_at is not None:
        raise UnauthenticatedError("the key or the secret is wrong")
    authority = {"objectType": "Agent", "name": row.name, "account": {"homePage": settings.BASE_URL, "name": f"credential:{row.key}"}}
    return Client(row.name, authority, _scopes(row.scopes), row.pk, version)


def _scopes(names: Iterable[str]) -> frozenset[Scope]:
    known = {scope.value for scope in Scope}
    return frozenset(Scope(name) for name in names if name in known)
