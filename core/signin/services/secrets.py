"""Sealing what must rest on disk or in a row for a while: printed slips, the keys of authenticator apps."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def _box(purpose: str) -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet(
        [Fernet(base64.urlsafe_b64encode(hmac.digest(str(key).encode(), f"cayda:{purpose}".encode(), hashlib.sha256))) for key in keys]
    )


def seal(purpose: str, data: bytes) -> bytes:
    """Return `data` encrypted and signed for one purpose, under the server's key."""
    return _box(purpose).encrypt(data)


def unseal(purpose: str, sealed: bytes) -> bytes:
    """Return what was sealed; `cryptography.fernet.InvalidToken` when it is damaged or another purpose's."""
    return _box(purpose).decrypt(sealed)


def keyed_digest(purpose: str, text: str) -> str:
    """Return a hex digest of `text` that only this server can make (HMAC-SHA256 under its key)."""
    return hmac.new(str(settings.SECRET_KEY).encode(), f"cayda:{purpose}:{text}".encode(), hashlib.sha256).hexdigest()
