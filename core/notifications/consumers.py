"""The live socket of a page: the person's own messages, and topics it may watch."""

import time
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer

from core.access.types import Actor
from core.hooks import LiveTopic
from core.organisations.middleware import HAT_SESSION_KEY, PICTURE_SESSION_KEY, SHARED_SESSION_KEY, SHARED_UNTIL_KEY
from core.organisations.selectors import actor_for
from core.ports.live import person_group, remember_server_loop, topic_group

from .selectors import unread_count

MAX_TOPICS = 8


def may_listen(user: Any, session: Any) -> bool:
    """Say whether a socket may open: signed in, the first password changed (a child by pictures has none), shared time not over."""
    if not user.is_authenticated or time.time() > float(session.get(SHARED_UNTIL_KEY, "inf")):
        return False
    return not user.must_change_password or bool(session.get(PICTURE_SESSION_KEY))


class LiveConsumer(AsyncJsonWebsocketConsumer):  # type: ignore[misc]
    """Sends `{type: unread, count}` at once, then whatever is broadcast to the person or to watched topics.

    The page asks with `{type: watch, topic: "board:12"}`; a refused topic answers `{type: refused, topic}`.
    """

    async def connect(self) -> None:
        """Accept signed-in people only."""
        remember_server_loop()
        user = self.scope["user"]
        if not may_listen(user, self.scope["session"]):
            await self.close(code=4401)
            return
        self.topics: set[str] = set()
        actor = await self._actor()
        self.person_id = actor.person_id
        await self.channel_layer.group_add(person_group(actor.person_id), self.channel_name)
        await self.accept()
        await self.send_json({"type": "unread", "count": await database_sync_to_async(unread_count)(actor)})

    async def disconnect(self, code: int) -> None:
        """Leave all groups."""
        if getattr(self, "person_id", None):
            await self.channel_layer.group_discard(person_group(self.person_id), self.channel_name)
        for topic in getattr(self, "topics", ()):
            await self.channel_layer.group_discard(topic_group(topic), self.channel_name)

    async def receive_json(self, content: Any, **kwargs: Any) -> None:
        """Watch or leave a topic."""
        topic = str(content.get("topic", ""))[:80] if isinstance(content, dict) else ""
        kind = content.get("type") if isinstance(content, dict) else None
        if kind == "watch" and len(self.topics) < MAX_TOPICS and await self._may_watch(topic):
            self.topics.add(topic)
            await self.channel_layer.group_add(topic_group(topic), self.channel_name)
            await self.send_json({"type": "watching", "topic": topic})
        elif kind == "leave" and topic in self.topics:
            self.topics.discard(topic)
            await self.channel_layer.group_discard(topic_group(topic), self.channel_name)
        else:
            await self.send_json({"type": "refused", "topic": topic})

    async def live_message(self, event: dict[str, Any]) -> None:
        """Pass a broadcast on."""
        await self.send_json(event["message"])

    @database_sync_to_async
    def _actor(self) -> Actor:
        session = self.scope["session"]
        return actor_for(self.scope["user"], session.get(HAT_SESSION_KEY), is_shared_device=bool(session.get(SHARED_SESSION_KEY)))[0]

    async def _may_watch(self, topic: str) -> bool:
        prefix, _, key = topic.partition(":")
        hook = next((hook for hook in LiveTopic.all() if hook.prefix == prefix), None)
        if hook is None:
            return False
        actor = await self._actor()
        return bool(await database_sync_to_async(hook.may_watch)(actor, key))
