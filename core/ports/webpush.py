"""Web push (RFC 8030, 8291, 8292): where it may go, our signing key, one message to one browser."""

import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from .carriers import CarrierError, post, seconds_asked

MAX_BYTES = 3000
TOKEN_SECONDS = 12 * 3600
GONE = (404, 410)


def is_push_address(endpoint: str) -> bool:
    """Say whether an address a browser told us is one of a known push service: https, the default port, no user, a listed host.

    `settings.PUSH_HOSTS` has hosts (`push.apple.com` stands for those below it too); an entry that is a whole origin
    (`http://127.0.0.1:9000`) is taken literally, for tests and services of one's own.
    """
    try:
        parts = urlsplit(endpoint)
        port = parts.port
    except ValueError:
        return False
    if len(endpoint) > 500 or not endpoint.isascii() or any(sign in endpoint for sign in " \t\r\n\\") or "@" in parts.netloc:
        return False
    if f"{parts.scheme}://{parts.netloc}" in settings.PUSH_HOSTS:
        return True
    host = (parts.hostname or "").rstrip(".")
    known = any(host == one or host.endswith("." + one) for one in settings.PUSH_HOSTS if "/" not in one)
    return parts.scheme == "https" and port in (None, 443) and known


def are_push_keys(p256dh: str, auth: str) -> bool:
    """Say whether the keys of a subscription are a point of P-256 and a secret of 16 bytes."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _decode(p256dh))
        return len(_decode(auth)) == 16
    except ValueError:
        return False


def application_server_key() -> str:
    """Return our public key as browsers take it: the uncompressed point in base64url."""
    public = _key().public_key()
    return _encode(public.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint))


def send_push(
    *, endpoint: str, p256dh: str, auth: str, payload: bytes, topic: str, is_urgent: bool = False, ttl_seconds: int = 86400
) -> str:
    """Send one encrypted message and return the id the service gave it.

    `topic` (at most 32 base64url signs) makes the service replace an undelivered message of the same topic, so that a repetition
    is not a second one. `CarrierError` when it was not taken, `is_gone` when the browser has left.
    """
    from pywebpush import WebPusher

    if not is_push_address(endpoint):
        raise CarrierError("not a push service we know", is_gone=True)
    if len(payload) > MAX_BYTES:
        raise ValueError("the payload of a push message is too long")
    keys = {"endpoint": endpoint, "keys": {"p256dh": p256dh, "auth": auth}}
    body: dict[str, Any] = WebPusher(keys).encode(payload, content_encoding="aes128gcm")
    headers = {
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(ttl_seconds),
        "Urgency": "high" if is_urgent else "normal",
        "Topic": topic,
        **_signed(endpoint),
    }
    response = post(endpoint, data=body["body"], headers=headers)
    if response.status_code in GONE:
        raise CarrierError(f"HTTP {response.status_code}", is_gone=True)
    if response.status_code == 429 or response.status_code >= 500:
        raise CarrierError(f"HTTP {response.status_code}", retry_after=seconds_asked(response))
    if not 200 <= response.status_code < 300:
        raise CarrierError(f"HTTP {response.status_code}: {response.text[:120]}", is_final=True)
    return response.headers.get("Location", "")[-200:]


def _signed(endpoint: str) -> dict[str, str]:
    from py_vapid import Vapid02

    parts = urlsplit(endpoint)
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": int(time.time()) + TOKEN_SECONDS, "sub": settings.PUSH_CONTACT}
    return dict(Vapid02(private_key=_key()).sign(claims))


def _key() -> ec.EllipticCurvePrivateKey:
    return _loaded(settings.VAPID_PRIVATE_KEY)


@lru_cache(maxsize=2)
def _loaded(text: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(_decode(text), "big"), ec.SECP256R1())


def _decode(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _encode(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()
