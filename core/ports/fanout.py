"""The fan-out of live messages: one hub in each server process, which hands a ready text to the sockets that joined a group.

A text is made once for everybody. Embedded, it comes straight from any thread; with REDIS_URL it comes over the one subscription of
the process (`backbone`). A socket that cannot keep up is let go: it connects again and asks for what it missed.
"""

import asyncio
import contextlib
import random
from collections import deque
from collections.abc import Awaitable, Callable

from django.conf import settings

from .backbone import ALL, CONTROL, RESYNC, Subscription

MOST_FRAMES = 1000
MOST_CHARACTERS = 1_000_000
RESYNC_TEXT = '{"type":"resync"}'


class Outlet:
    """One socket of this process: a bounded queue and the task that empties it.

    `on_control` gets what is said to the server's end of the socket, never to the page (`CONTROL` and a word); `on_full` is
    called once, when `MOST_FRAMES` or `MOST_CHARACTERS` wait: the owner closes the socket.
    """

    __slots__ = ("_characters", "_on_control", "_on_full", "_queue", "_task", "_waiter", "_write", "groups", "is_full")

    def __init__(self, write: Callable[[str], Awaitable[None]], on_control: Callable[[str], None], on_full: Callable[[], None]) -> None:
        self._write, self._on_control, self._on_full = write, on_control, on_full
        self._queue: deque[str] = deque()
        self._characters, self.is_full = 0, False
        self._waiter: asyncio.Future[None] | None = None
        self.groups: set[str] = set()
        self._task = asyncio.get_running_loop().create_task(self._run())

    def put(self, text: str) -> None:
        """Take a text for the page, or a word for the server's end. Never waits."""
        if text.startswith(CONTROL):
            self._on_control(text[1:])
            return
        if self.is_full:
            return
        self._queue.append(text)
        self._characters += len(text)
        if len(self._queue) > MOST_FRAMES or self._characters > MOST_CHARACTERS:
            self.is_full = True
            self._queue.clear()
            self._on_full()
        elif self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def close(self) -> None:
        """Stop writing; what waits is dropped."""
        self.is_full = True
        self._queue.clear()
        self._task.cancel()

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            while self._queue:
                text = self._queue.popleft()
                self._characters -= len(text)
                try:
                    await self._write(text)
                except (OSError, RuntimeError):  # the page has gone or is closed; its disconnect ends this
                    return
            self._characters = 0
            self._waiter = loop.create_future()
            await self._waiter


class Hub:
    """The groups of one server process and who joined them. Lives in the event loop that made it; use it from there only."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self._groups: dict[str, set[Outlet]] = {ALL: set()}
        self._resync: asyncio.TimerHandle | None = None
        self._subscription = Subscription(settings.REDIS_URL, self) if settings.REDIS_URL else None

    def has(self, group: str) -> bool:
        """Say whether any socket of this process is in `group`."""
        return group in self._groups

    def groups(self) -> list[str]:
        """Return the groups that have a socket here, and `ALL`."""
        return list(self._groups)

    async def join(self, outlet: Outlet, group: str) -> None:
        """Put a socket into a group. When this returns, whatever is sent from now on arrives (unless Redis is away)."""
        self._groups.setdefault(group, set()).add(outlet)
        self._groups[ALL].add(outlet)
        outlet.groups.add(group)
        if self._subscription is not None:
            await self._subscription.follow(group)

    def leave(self, outlet: Outlet, group: str) -> None:
        """Take a socket out of a group; the last one out ends the subscription."""
        outlet.groups.discard(group)
        members = self._groups.get(group)
        if members is None:
            return
        members.discard(outlet)
        if not members and group != ALL:
            del self._groups[group]
            if self._subscription is not None:
                self._subscription.unfollow(group)

    def leave_all(self, outlet: Outlet) -> None:
        """Take a socket out of everything and stop its queue."""
        for group in list(outlet.groups):
            self.leave(outlet, group)
        self._groups[ALL].discard(outlet)
        outlet.close()

    def deliver(self, group: str, text: str) -> None:
        """Hand one text to every socket of a group."""
        if group == ALL and text == RESYNC:
            self.resync()
            return
        for outlet in self._groups.get(group, ()):
            outlet.put(text)

    def resync(self) -> None:
        """Tell all pages soon, once for many calls, that they may have missed something, and ask again what they may hear."""
        if self._resync is None:
            self._resync = self.loop.call_later(0.2 + random.random() / 2, self._say_resync)  # noqa: S311

    def _say_resync(self) -> None:
        self._resync = None
        for outlet in self._groups[ALL]:
            outlet.put(f"{CONTROL}recheck-later")
            outlet.put(RESYNC_TEXT)


_hub: Hub | None = None


def current_hub() -> Hub:
    """Return the hub of the running event loop, made by its first socket."""
    global _hub
    if _hub is None or _hub.loop is not asyncio.get_running_loop():
        _hub = Hub()
    return _hub


def deliver_here(group: str, text: str) -> None:
    """Hand a text to the sockets of this process, from any thread. Without any there is nothing to do."""
    hub = _hub
    if hub is None or hub.loop.is_closed():
        return
    try:
        is_inside = asyncio.get_running_loop() is hub.loop
    except RuntimeError:
        is_inside = False
    if is_inside:
        hub.deliver(group, text)
    else:
        with contextlib.suppress(RuntimeError):  # the loop has just been closed
            hub.loop.call_soon_threadsafe(hub.deliver, group, text)
