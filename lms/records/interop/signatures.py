"""Signed statements: the JSON web signature among the attachments (xAPI 1.0.3 Data 2.6, RFC 7515)."""

import base64
import binascii
import re
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm

from lms.records.errors import InvalidRequestError

from .comparing import fingerprint
from .formats import parse_timestamp
from .jsontext import parse_json

USAGE_TYPE = "http://adlnet.gov/expapi/attachments/signature"
CONTENT_TYPE = "application/octet-stream"
_ALGORITHMS: dict[str, type[HashAlgorithm]] = {"RS256": SHA256, "RS384": SHA384, "RS512": SHA512}
_BASE64URL = re.compile(r"[A-Za-z0-9_\-]*\Z")


def check_signature(statement: dict[str, Any], signature: bytes, path: str) -> None:
    """Check that a JWS is well made, signs this very statement and, when it brings its certificate, verifies.

    `InvalidRequestError` names `path` (the attachment) and what is wrong.
    """
    try:
        head, body, mark = signature.decode("ascii").strip().split(".")
    except ValueError:
        raise InvalidRequestError(f"{path}: the signature is not a compact JWS") from None
    header = parse_json(_decoded(head, path), f"{path}: the JWS header")
    if not isinstance(header, dict) or header.get("alg") not in _ALGORITHMS:
        raise InvalidRequestError(f"{path}: the JWS algorithm must be one of {', '.join(_ALGORITHMS)}")
    signed = parse_json(_decoded(body, path), f"{path}: the JWS payload")
    if not isinstance(signed, dict) or not _same(signed, statement):
        raise InvalidRequestError(f"{path}: the JWS signs another statement")
    octets = _decoded(mark, path)
    if header.get("x5c") is not None:
        _verify(header, octets, f"{head}.{body}".encode(), path)


def _decoded(text: str, path: str) -> bytes:
    try:
        if not _BASE64URL.match(text):
            raise binascii.Error
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        raise InvalidRequestError(f"{path}: the JWS is not base64url") from None


def _same(signed: dict[str, Any], statement: dict[str, Any]) -> bool:
    if str(signed.get("id", statement.get("id"))).lower() != str(statement.get("id")).lower():
        return False
    first, second = signed.get("timestamp"), statement.get("timestamp")
    if first is not None and second is not None and parse_timestamp(str(first)) != parse_timestamp(str(second)):
        return False
    try:
        return fingerprint(signed) == fingerprint(statement)
    except (AttributeError, TypeError, KeyError):
        return False


def _verify(header: dict[str, Any], signature: bytes, text: bytes, path: str) -> None:
    chain = header["x5c"]
    try:
        certificate = x509.load_der_x509_certificate(base64.b64decode(chain[0], validate=True))
        key = certificate.public_key()
    except (ValueError, TypeError, LookupError, binascii.Error, UnicodeError):
        raise InvalidRequestError(f"{path}: the first certificate in x5c can't be read") from None
    if not isinstance(key, rsa.RSAPublicKey):
        raise InvalidRequestError(f"{path}: the certificate in x5c holds no RSA key")
    try:
        key.verify(signature, text, padding.PKCS1v15(), _ALGORITHMS[header["alg"]]())
    except InvalidSignature:
        raise InvalidRequestError(f"{path}: the signature does not verify with the certificate in x5c") from None
