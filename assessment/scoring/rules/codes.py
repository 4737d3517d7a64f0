"""Codes under which markers know candidates."""

import base64
import hashlib
import json


def script_code(test_uuid: str, attempt_id: int) -> str:
    """Return the code of a script: stable, unlike in every test, telling nothing of the candidate. Five letters and digits."""
    digest = hashlib.sha256(f"{test_uuid}:{attempt_id}".encode()).digest()
    return base64.b32encode(digest)[:5].decode()


def answer_digest(response: object) -> str:
    """Return a short digest of a response, to notice that an answer changed after somebody marked it."""
    return hashlib.sha256(json.dumps(response, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]
