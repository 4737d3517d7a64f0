"""Live delivery to 500 sockets of one process: our consumer (one subscription, one encoding, a fan-out here) against a plain group of Channels.

Both take part as ASGI applications over the same real Redis and say what they get to a counting `send`; measured is the CPU of the process
from the first broadcast until the last socket has the last frame. What Redis itself works (more for Channels) is not counted.
"""

import asyncio
import json
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer
from channels.layers import get_channel_layer
from django.conf import settings
from django.test import override_settings

from core.hooks import LiveTopic
from core.models import Account
from core.notifications.consumers import LiveConsumer
from core.ports.live import broadcast, topic_group

from .measuring import say

SOCKETS, FRAMES, ROUNDS = 500, 20, 3
LAYER = "bench"
FRAME = {"type": "post", "space": 12, "entry": 34567, "from": "Cô Lý Hồng Vân", "about": "Thông báo họp phụ huynh đầu năm học"}


class BenchTopic(LiveTopic):
    """`bench:<anything>`: to everybody."""

    prefix = "bench"

    def may_watch(self, actor: Any, key: str) -> bool:
        return True


class PlainConsumer(AsyncWebsocketConsumer):
    """What the Channels tutorial does: each socket in a group, a message to the group, each socket encodes and sends."""

    channel_layer_alias = LAYER

    async def connect(self) -> None:
        await self.channel_layer.group_add("bench", self.channel_name)
        await self.accept()

    async def live_message(self, event: dict[str, Any]) -> None:
        await self.send(text_data=json.dumps(event["message"]))


class Crowd:
    """Sockets of one application that count what they get."""

    def __init__(self, application: Any, scope: dict[str, Any], hello: dict[str, Any] | None = None) -> None:
        self.application, self.scope, self.hello = application, scope, hello
        self.got = self.ready = self.wanted = 0
        self.full = asyncio.Event()
        self.tasks: list[asyncio.Task[None]] = []

    async def _send(self, message: dict[str, Any]) -> None:
        if message["type"] == "websocket.accept":
            self.ready += self.hello is None
        elif message["type"] == "websocket.send":
            said = message.get("text") or ""
            if '"watching"' in said:
                self.ready += 1
            elif '"post"' in said:
                self.got += 1
                if self.got >= self.wanted:
                    self.full.set()

    async def come(self) -> None:
        """Open all sockets; returns when each has said that it listens."""
        for _ in range(SOCKETS):
            waiting: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
            waiting.put_nowait({"type": "websocket.connect"})
            if self.hello is not None:
                waiting.put_nowait({"type": "websocket.receive", "text": json.dumps(self.hello)})
            scope = {"type": "websocket", "path": "/ws/live/", "headers": [], "query_string": b"", "subprotocols": [], **self.scope}
            self.tasks.append(asyncio.create_task(self.application(scope, waiting.get, self._send)))
        while self.ready < SOCKETS:
            await asyncio.sleep(0.05)
            for task in self.tasks:
                if task.done():
                    task.result()

    async def hear(self, tell: Callable[[], Awaitable[None]]) -> float:
        """Broadcast `FRAMES` times; returns the CPU seconds until everybody has everything."""
        self.got, self.wanted = 0, SOCKETS * FRAMES
        self.full.clear()
        started = time.process_time()
        for _ in range(FRAMES):
            await tell()
        await asyncio.wait_for(self.full.wait(), 120)
        return time.process_time() - started

    async def go(self) -> None:
        """Close all sockets."""
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


async def _measured(account: Account) -> tuple[list[float], list[float]]:
    ours = Crowd(LiveConsumer.as_asgi(), {"user": account, "session": {}}, {"type": "watch", "topic": "bench:1"})
    plain = Crowd(PlainConsumer.as_asgi(), {})
    layer = get_channel_layer(LAYER)

    async def tell_ours() -> None:
        broadcast(topic_group("bench:1"), FRAME)

    async def tell_plain() -> None:
        await layer.group_send("bench", {"type": "live.message", "message": FRAME})

    await ours.come()
    await plain.come()
    pairs = [(await ours.hear(tell_ours), await plain.hear(tell_plain)) for _ in range(ROUNDS + 1)][1:]
    await ours.go()
    await plain.go()
    return [mine for mine, _ in pairs], [theirs for _, theirs in pairs]


def run(demo: Any) -> Iterator[bool]:
    """Measure; without Redis there is nothing to compare."""
    if not settings.REDIS_URL:
        return
    # Each of the crowd waits on a connection of its own, as long as nobody says anything. Ours takes no part in the layer.
    host = {"address": settings.REDIS_URL, "max_connections": 4 * SOCKETS, "socket_timeout": None}
    layers = {LAYER: {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": [host], "capacity": 2 * FRAMES}}}
    hook = BenchTopic()
    LiveTopic.registry.append(hook)
    try:
        with override_settings(CHANNEL_LAYERS=layers):
            mine, theirs = asyncio.run(_measured(demo.people["ha"].account))
    finally:
        LiveTopic.registry.remove(hook)
    rates = [round(SOCKETS * FRAMES / statistics.median(one)) for one in (mine, theirs)]
    name = "live: a broadcast to 500 sockets, in units of a plain group of Channels"
    yield say(name, statistics.median(mine) / statistics.median(theirs), 1 / 3, deliveries_a_cpu_second=rates[0], channels=rates[1])
