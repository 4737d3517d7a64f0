"""Messages to open pages, over the channel layer, from any thread or process.

Embedded, the layer lives in the server's event loop: other threads hand their messages over to it.
"""

import asyncio
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import InMemoryChannelLayer, get_channel_layer
from django.db import transaction

_server_loop: asyncio.AbstractEventLoop | None = None
_sending: set[asyncio.Task[None]] = set()


def remember_server_loop() -> None:
    """Keep the event loop of the server; called once by the first live connection."""
    global _server_loop
    _server_loop = asyncio.get_running_loop()


def person_group(person_id: int) -> str:
    """Return the channel group of one person's open pages."""
    return f"person-{person_id}"


def topic_group(topic: str) -> str:
    """Return the channel group of a watched topic, `board:12` as `topic-board-12`."""
    return "topic-" + topic.replace(":", "-")


def broadcast(group: str, message: dict[str, Any]) -> None:
    """Send `message` (JSON-ready) to the sockets of `group`. Best effort: pages also ask when they open."""
    layer = get_channel_layer()
    event = {"type": "live.message", "message": message}
    try:
        running: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
    except RuntimeError:
        running = None
    if not isinstance(layer, InMemoryChannelLayer):
        if running is not None:
            _sending.add(task := running.create_task(layer.group_send(group, event)))
            task.add_done_callback(_sending.discard)
        else:
            async_to_sync(layer.group_send)(group, event)
    elif _server_loop is not None and _server_loop.is_running():
        if running is _server_loop:
            _sending.add(task := _server_loop.create_task(layer.group_send(group, event)))
            task.add_done_callback(_sending.discard)
        else:
            asyncio.run_coroutine_threadsafe(layer.group_send(group, event), _server_loop)


def broadcast_on_commit(group: str, message: dict[str, Any]) -> None:
    """Send `message` once the current transaction has committed."""
    transaction.on_commit(lambda: broadcast(group, message), robust=True)
