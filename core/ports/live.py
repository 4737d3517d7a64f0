"""Messages to open pages, from any thread or process, and taking away what open pages may hear.

Embedded, messages go straight to the hub of the server process (`fanout`); with REDIS_URL over Redis to all of them (`backbone`).
Best effort by design: who shows something also fetches it, when it opens and when it is told to `resync`.
"""

import asyncio
import hashlib
from functools import lru_cache
from typing import Any

import orjson
from django.conf import settings
from django.db import transaction

from .backbone import CONTROL, Publisher
from .fanout import deliver_here

RECHECK = f"{CONTROL}recheck"
ENDED = f"{CONTROL}ended:"


def person_group(person_id: int) -> str:
    """Return the group of one person's open pages."""
    return f"person-{person_id}"


def topic_group(topic: str) -> str:
    """Return the group of a watched topic such as `board:12`."""
    return f"topic-{topic}"


@lru_cache(maxsize=2)
def _publisher(url: str) -> Publisher:
    return Publisher(url)


def _send(group: str, text: str) -> None:
    if not settings.REDIS_URL:
        deliver_here(group, text)
        return
    publisher = _publisher(settings.REDIS_URL)
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        publisher.publish(group, text)
    else:
        publisher.publish_soon(group, text)


def broadcast(group: str, message: dict[str, Any]) -> None:
    """Send `message` (JSON-ready) to the sockets of `group`. Never raises for want of Redis."""
    _send(group, orjson.dumps(message, option=orjson.OPT_NON_STR_KEYS).decode())


def broadcast_on_commit(group: str, message: dict[str, Any]) -> None:
    """Send `message` once the current transaction has committed."""
    transaction.on_commit(lambda: broadcast(group, message), robust=True)


def revoke(person_id: int) -> None:
    """Let every socket of the person ask again, now, whether it may listen and what it may watch. Call it after the change."""
    _send(person_group(person_id), RECHECK)


def revoke_on_commit(person_id: int) -> None:
    """`revoke` once the current transaction has committed."""
    transaction.on_commit(lambda: revoke(person_id), robust=True)


def session_digest(session_key: str) -> str:
    """Return what stands for a session in a message; the key itself is a secret."""
    return hashlib.sha256(session_key.encode()).hexdigest()


def end_sockets_of(person_id: int, session_key: str) -> None:
    """Close the person's sockets that were opened in a session that has ended."""
    _send(person_group(person_id), ENDED + session_digest(session_key))
