"""Answer files of candidates whose network never came back: sealed in the browser, opened by the server.

A file is JSON `{v: 1, test, attempt, key, iv, data}`, base64: an AES-256-GCM key wrapped with the test's public key (RSA-OAEP,
SHA-256) and the changes encrypted with it (W3C Web Cryptography API). Nobody but the server reads or changes it unnoticed.
"""

import base64
import json
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MOST_BYTES = 5 * 1024 * 1024
_OAEP = padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)


class SealProblem(ValueError):  # noqa: N818
    """A file that can't be opened; `why` is a short word: `form`, `key`, `data`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def make_keys() -> tuple[str, str]:
    """Return (private key as PEM, public key as base64 SPKI) for a test."""
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()
    spki = private.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return pem, base64.b64encode(spki).decode()


def seal(payload: Any, public_key: str, **names: str) -> bytes:
    """Return a sealed file as the player makes it (for tests, and as its description)."""
    key, iv = AESGCM.generate_key(256), b"\0" * 12
    data = AESGCM(key).encrypt(iv, json.dumps(payload).encode(), None)
    public: Any = serialization.load_der_public_key(base64.b64decode(public_key))
    parts = {"key": public.encrypt(key, _OAEP), "iv": iv, "data": data}
    return json.dumps({"v": 1, **names, **{name: base64.b64encode(value).decode() for name, value in parts.items()}}).encode()


def read_names(file: bytes) -> dict[str, Any]:
    """Return the outer JSON of a file; raises `SealProblem` `form`."""
    try:
        outer = json.loads(file)
    except (ValueError, UnicodeDecodeError):
        raise SealProblem("form") from None
    if len(file) > MOST_BYTES or not isinstance(outer, dict) or outer.get("v") != 1:
        raise SealProblem("form")
    return outer


def unseal(file: bytes, private_key: str) -> Any:
    """Return what a file holds; raises `SealProblem`: not such a file, another test's, or changed since."""
    outer = read_names(file)
    try:
        key, iv, data = (base64.b64decode(str(outer[name]), validate=True) for name in ("key", "iv", "data"))
    except (KeyError, ValueError):
        raise SealProblem("form") from None
    private: Any = serialization.load_pem_private_key(private_key.encode(), None)
    try:
        plain = AESGCM(private.decrypt(key, _OAEP)).decrypt(iv, data, None)
    except (ValueError, InvalidTag):
        raise SealProblem("key") from None
    try:
        return json.loads(plain)
    except ValueError:
        raise SealProblem("data") from None
