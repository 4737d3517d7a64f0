"""Live messages between processes, over Redis publish/subscribe. Best effort: pages ask for what they missed.

Publishing is a plain synchronous call from any thread; a subscription is one connection in the event loop of a server process.
"""

import asyncio
import contextlib
import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

import redis
import structlog
from redis.asyncio import Redis as AsyncRedis
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.retry import Retry

from .outages import AWAY, FIRST_PAUSE_SECONDS, LAST_PAUSE_SECONDS, Outage

log = structlog.get_logger("cayda.ports")

PREFIX = "live:"
CONTROL = "\0"  # begins a word for the server's end of a socket; JSON never does
ALL = "*"
RESYNC = f"{CONTROL}resync"
ANSWER_SECONDS = 0.3
CONFIRM_SECONDS = 1.0
QUIET_SECONDS = 10.0
AT_ONCE = 500
LOST = (redis.RedisError, OSError)


class Publisher:
    """Says things to all server processes. While Redis is away nothing waits for it; once back, all pages are told to ask."""

    def __init__(self, url: str) -> None:
        # One retry: a connection kept from before a restart is dead, a new one is not.
        self._client = redis.Redis.from_url(
            url, socket_connect_timeout=ANSWER_SECONDS, socket_timeout=ANSWER_SECONDS, retry=Retry(NoBackoff(), 1)
        )
        self._outage = Outage("redis-live", self._announce)
        self._in_order = ThreadPoolExecutor(1, "live-publish")

    def publish(self, group: str, text: str) -> None:
        """Send a text to a group. Takes `ANSWER_SECONDS` a few times at most, once in an outage; never raises."""
        if self._outage.is_on:
            return
        try:
            self._client.publish(PREFIX + group, text)
        except AWAY as problem:
            self._outage.begin(problem)

    def publish_soon(self, group: str, text: str) -> None:
        """Send from an event loop without holding it up; what is sent so keeps its order."""
        self._in_order.submit(self.publish, group, text)

    def _announce(self) -> None:
        self._client.publish(PREFIX + ALL, RESYNC)


class Receiver(Protocol):
    """Who gets what a subscription hears: the hub."""

    def has(self, group: str) -> bool: ...
    def groups(self) -> list[str]: ...
    def deliver(self, group: str, text: str) -> None: ...
    def resync(self) -> None: ...


class Subscription:
    """The one subscription of a server process, to the groups that have a socket in it. It comes back by itself.

    States: connecting, following, away (said once in the log; tried again with growing pauses, `resync` when it is back).
    """

    def __init__(self, url: str, receiver: Receiver) -> None:
        self._receiver = receiver
        self._client = AsyncRedis.from_url(
            url, socket_connect_timeout=CONFIRM_SECONDS, retry=AsyncRetry(NoBackoff(), 0), health_check_interval=0
        )
        self._pubsub: Any = None
        self._lock = asyncio.Lock()
        self._asked: set[str] = set()
        self._confirmed: dict[str, asyncio.Event] = {}
        self._is_away = False
        self._leaving: set[asyncio.Task[None]] = set()
        self._task = asyncio.get_running_loop().create_task(self._run())

    async def follow(self, group: str) -> None:
        """Follow a group; returns when Redis has confirmed it, at the latest after `CONFIRM_SECONDS`, at once while it is away."""
        confirmed = self._confirmed.setdefault(group, asyncio.Event())
        if confirmed.is_set() or self._is_away:
            return
        await self._settle(group)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(confirmed.wait(), CONFIRM_SECONDS)

    def unfollow(self, group: str) -> None:
        """Stop following a group that has no socket here any more."""
        self._leaving.add(task := asyncio.get_running_loop().create_task(self._settle(group)))
        task.add_done_callback(self._leaving.discard)

    async def _settle(self, group: str) -> None:
        """Bring what was asked of Redis in line with who is here now; however calls cross, the last one is right."""
        async with self._lock:
            if self._pubsub is None:
                return
            wanted = self._receiver.has(group)
            try:
                if wanted and group not in self._asked:
                    self._asked.add(group)
                    await self._pubsub.subscribe(PREFIX + group)
                elif not wanted and group in self._asked:
                    self._asked.discard(group)
                    self._confirmed.pop(group, None)
                    await self._pubsub.unsubscribe(PREFIX + group)
            except LOST:
                self._asked.discard(group)  # the reader notices too, and subscribes to everything anew

    async def _run(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        while True:
            try:
                await self._begin()
                pause = FIRST_PAUSE_SECONDS
                await self._listen()
            except LOST as problem:
                if not self._is_away:
                    log.warning("service_away", service="redis-subscription", problem=type(problem).__name__)
                self._is_away = True
            await self._forget()
            await asyncio.sleep(pause * (0.75 + random.random() / 2))  # noqa: S311
            pause = min(pause * 2, LAST_PAUSE_SECONDS)

    async def _begin(self) -> None:
        pubsub = self._client.pubsub()
        async with self._lock:
            groups = self._receiver.groups()
            try:
                for start in range(0, len(groups), AT_ONCE):
                    await pubsub.subscribe(*[PREFIX + group for group in groups[start : start + AT_ONCE]])
            except LOST:
                await self._close(pubsub)
                raise
            self._asked, self._pubsub = set(groups), pubsub
        if self._is_away:
            self._is_away = False
            log.warning("service_back", service="redis-subscription")
            self._receiver.resync()

    async def _forget(self) -> None:
        async with self._lock:
            pubsub, self._pubsub = self._pubsub, None
            self._asked = set()
            for confirmed in self._confirmed.values():
                confirmed.clear()
        if pubsub is not None:
            await self._close(pubsub)

    @staticmethod
    async def _close(pubsub: Any) -> None:
        with contextlib.suppress(*LOST):
            await pubsub.aclose()

    async def _listen(self) -> None:
        silent = 0
        while True:
            message = await self._pubsub.get_message(timeout=QUIET_SECONDS)
            if message is None:
                silent += 1
                if silent > 2:
                    raise redis.ConnectionError("Redis is silent")
                await self._pubsub.ping()
                continue
            silent = 0
            self._take(message)
            await asyncio.sleep(0)  # a burst from Redis must not fill the queues before the sockets have written

    def _take(self, message: dict[str, Any]) -> None:
        if message["type"] not in ("message", "subscribe"):
            return
        group = message["channel"].decode().removeprefix(PREFIX)
        if message["type"] == "message":
            self._receiver.deliver(group, message["data"].decode())
        elif self._receiver.has(group):
            self._confirmed.setdefault(group, asyncio.Event()).set()
