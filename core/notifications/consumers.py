"""The live socket of a page: the person's own messages, and topics it may watch."""

import asyncio
import random
import time
from contextlib import suppress
from contextvars import copy_context
from typing import Any

import orjson
import structlog
from channels.auth import get_user
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from core.access.types import Actor
from core.hooks import LiveTopic
from core.organisations.middleware import HAT_SESSION_KEY, PICTURE_SESSION_KEY, SHARED_SESSION_KEY, SHARED_UNTIL_KEY
from core.organisations.selectors import actor_for
from core.ports.fanout import Outlet, current_hub
from core.ports.live import broadcast, person_group, session_digest, topic_group

from .selectors import hook_of, unread_count

log = structlog.get_logger("cayda.live")

MAX_TOPICS = 64
RELAY_SECONDS = 3
RECHECK_SECONDS = 300
LATER_SECONDS = 20
WINDOW_SECONDS, FRAMES_IN_WINDOW = 10, 200
UNAUTHENTICATED, OVERRUN = 4401, 4408


def may_listen(user: Any, session: Any) -> bool:
    """Say whether a socket may open: signed in, the first password changed (a child by pictures has none), shared time not over."""
    if not user.is_authenticated or time.time() > float(session.get(SHARED_UNTIL_KEY, "inf")):
        return False
    return not user.must_change_password or bool(session.get(PICTURE_SESSION_KEY))


class LiveConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """Sends `{type: unread, count}` at once, then whatever is broadcast to the person or to watched topics.

    The page asks with `{type: watch, topic: "board:12"}`; a refused topic answers `{type: refused, topic}`, also later, when access
    was taken away. Who may not listen (any more) is closed with 4401, who sends or reads too slowly or too much with 4408.
    """

    async def connect(self) -> None:
        """Take signed-in people in; others are told to stay away (a refusal before that would look like a broken line)."""
        self.outlet: Outlet | None = None
        self.topics: dict[str, LiveTopic] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._lock = asyncio.Lock()
        self._context = copy_context()
        self._waits_for_recheck = False
        self._relayed_at = self._window_at = 0.0
        self._frames = 0
        if not may_listen(self.scope["user"], self.scope["session"]):
            await self.accept()
            await self.close(code=UNAUTHENTICATED)
            return
        await self.accept()
        async with self._lock:
            self.person_id = self.scope["user"].person_id
            self.hub = current_hub()
            self.outlet = Outlet(self.send, self._on_control, lambda: self._start(self._end(OVERRUN)))
            await self.hub.join(self.outlet, person_group(self.person_id))
            self.actor = await self._actor()
            self._say({"type": "unread", "count": await database_sync_to_async(unread_count)(self.actor)})
        self._start(self._recheck_now_and_then())

    async def disconnect(self, code: int) -> None:
        """Leave everything."""
        if self.outlet is not None:
            self.hub.leave_all(self.outlet)
        for task in list(self._tasks):
            task.cancel()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Watch or leave a topic, or pass a frame on."""
        if self.outlet is None or self._is_flooding():
            await self._end(OVERRUN)
            return
        try:
            content = orjson.loads(text_data or "")
        except orjson.JSONDecodeError:
            content = None
        if not isinstance(content, dict):
            self._say({"type": "refused", "topic": ""})
            return
        topic, kind = str(content.get("topic", ""))[:80], str(content.get("type", ""))
        if kind == "watch":
            await self._watch(topic)
        elif kind == "leave" and topic in self.topics:
            self._drop(topic)
        elif topic in self.topics and kind in self.topics[topic].relays:
            await self._relay(kind, topic)
        else:
            self._say({"type": "refused", "topic": topic})

    async def _watch(self, topic: str) -> None:
        async with self._lock:
            if self.outlet is None:
                return
            hook = hook_of(topic)
            if hook is None or (len(self.topics) >= MAX_TOPICS and topic not in self.topics):
                self._say({"type": "refused", "topic": topic})
                return
            self.actor = await self._actor()
            if not await database_sync_to_async(hook.may_watch)(self.actor, topic.partition(":")[2]):
                self._drop(topic)
                self._say({"type": "refused", "topic": topic})
                return
            await self.hub.join(self.outlet, topic_group(topic))
            self.topics[topic] = hook
            self._say({"type": "watching", "topic": topic})

    def _drop(self, topic: str) -> None:
        if self.topics.pop(topic, None) is not None and self.outlet is not None:
            self.hub.leave(self.outlet, topic_group(topic))

    async def _relay(self, kind: str, topic: str) -> None:
        """Pass a frame on to all who watch the topic; more than one in three seconds is dropped without a word."""
        now = time.monotonic()
        if now - self._relayed_at < RELAY_SECONDS:
            return
        self._relayed_at = now
        person = await database_sync_to_async(self.topics[topic].sender)(self.actor)
        broadcast(topic_group(topic), {"type": kind, "topic": topic, "person": person})

    def _is_flooding(self) -> bool:
        now = time.monotonic()
        if now - self._window_at > WINDOW_SECONDS:
            self._window_at, self._frames = now, 0
        self._frames += 1
        return self._frames > FRAMES_IN_WINDOW

    def _say(self, message: dict[str, Any]) -> None:
        if self.outlet is not None:
            self.outlet.put(orjson.dumps(message).decode())

    # --- access that is taken away ---------------------------------------------------------------------------------

    def _on_control(self, word: str) -> None:
        if word == "recheck":
            self._start_recheck(0)
        elif word == "recheck-later":
            self._start_recheck(random.random() * LATER_SECONDS)  # noqa: S311 (spreads sockets, no secret)
        elif word.startswith("ended:") and word[6:] == session_digest(getattr(self.scope["session"], "session_key", None) or ""):
            self._start(self._end(UNAUTHENTICATED))

    def _start(self, coroutine: Any) -> None:
        # In the socket's own context: in that of the thread that sent the word, a database thread would be "already used".
        self._tasks.add(task := asyncio.get_running_loop().create_task(coroutine, context=self._context.copy()))
        task.add_done_callback(self._tasks.discard)

    def _start_recheck(self, seconds: float) -> None:
        """Check soon. One that waits for its turn already sees the newest state; one that waits for its time does not count."""
        if seconds or not self._waits_for_recheck:
            self._waits_for_recheck = self._waits_for_recheck or not seconds
            self._start(self._recheck(seconds))

    async def _recheck_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(RECHECK_SECONDS * (0.8 + random.random() * 0.4))  # noqa: S311
            await self._recheck(0)

    async def _recheck(self, seconds: float) -> None:
        """Ask again whether the person may listen and watch; what is refused is dropped."""
        await asyncio.sleep(seconds)
        async with self._lock:
            self._waits_for_recheck = False
            try:
                user, session = await self._who_now()
                if not may_listen(user, session) or user.person_id != self.person_id:
                    await self._end(UNAUTHENTICATED)
                    return
                refused = await self._refused_now(user, session)
            except Exception:  # without a database nobody can be asked
                log.exception("recheck_failed")
                self._start_recheck(LATER_SECONDS)
                return
            for topic in refused:
                self._drop(topic)
                self._say({"type": "refused", "topic": topic})

    async def _who_now(self) -> tuple[Any, Any]:
        """Return the person and the session as they are stored now."""
        session = self.scope["session"]
        if key := getattr(session, "session_key", None):
            session = session.__class__(key)
            return await get_user({"session": session}), session
        return self.scope["user"], session

    @database_sync_to_async
    def _refused_now(self, user: Any, session: Any) -> list[str]:
        self.scope["user"] = user
        self.actor = self._actor_of(user, session)
        return [topic for topic, hook in self.topics.items() if not hook.may_watch(self.actor, topic.partition(":")[2])]

    async def _end(self, code: int) -> None:
        """Close; from here on nothing more is written, whether or not the page still reads."""
        outlet, self.outlet = self.outlet, None
        if outlet is not None:
            self.hub.leave_all(outlet)
            self.topics.clear()
        with suppress(OSError, RuntimeError):  # it has just gone by itself
            await self.close(code=code)

    @database_sync_to_async
    def _actor(self) -> Actor:
        return self._actor_of(self.scope["user"], self.scope["session"])

    @staticmethod
    def _actor_of(user: Any, session: Any) -> Actor:
        return actor_for(user, session.get(HAT_SESSION_KEY), is_shared_device=bool(session.get(SHARED_SESSION_KEY)))[0]
