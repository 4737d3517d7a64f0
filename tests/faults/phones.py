"""Phones that write to each other as the page does: an outbox that keeps what isn't acknowledged, a live socket, catching up by cursor."""

import asyncio
import contextlib
import json
import random
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.conf import settings
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

TOKEN = "a" * 32
ANSWER_SECONDS = 30
LOST = (OSError, TimeoutError, WebSocketException, asyncio.IncompleteReadError)


@dataclass(frozen=True)
class Written:
    """A message in the outbox under the id it keeps."""

    id: str
    chat: str
    body: str


class Wire:
    """A phone's network: one request a connection, to any of the servers, as behind a balancer. It can be cut in the middle of anything."""

    def __init__(self, ports: Sequence[int], session: str, chance: random.Random) -> None:
        self.ports, self.chance = ports, chance
        self.cookie = f"{settings.SESSION_COOKIE_NAME}={session}; csrftoken={TOKEN}"
        self.down_until = 0.0
        self.socket: ClientConnection | None = None
        self._open: set[asyncio.StreamWriter] = set()

    def cut(self, seconds: float) -> None:
        """Drop everything at once and be without a network for a while."""
        self.down_until = time.monotonic() + seconds
        for writer in list(self._open):
            writer.transport.abort()
        if self.socket is not None:
            self.socket.transport.abort()

    def _port(self) -> int:
        if time.monotonic() < self.down_until:
            raise ConnectionError("no network")
        return self.chance.choice(list(self.ports))

    async def call(self, path: str, given: dict[str, Any] | None = None) -> tuple[int, bytes]:
        """GET, or POST what is given as JSON; returns status and body. Raises one of `LOST` when there is no whole answer."""
        port, body = self._port(), b"" if given is None else json.dumps(given).encode()
        head = f"{'GET' if given is None else 'POST'} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\nCookie: {self.cookie}\r\n"
        head += f"Accept: application/json\r\nContent-Type: application/json\r\nX-CSRFToken: {TOKEN}\r\nContent-Length: {len(body)}\r\n\r\n"
        reader, writer = await asyncio.wait_for(asyncio.open_connection("127.0.0.1", port), ANSWER_SECONDS)
        self._open.add(writer)
        try:
            writer.write(head.encode() + body)
            answer = await asyncio.wait_for(reader.read(), ANSWER_SECONDS)
        finally:
            self._open.discard(writer)
            writer.close()
        first, _, rest = answer.partition(b"\r\n\r\n")
        said = dict(line.lower().split(b": ", 1) for line in first.split(b"\r\n")[1:])
        if len(rest) != int(said.get(b"content-length", -1)):
            raise ConnectionError("half an answer")
        return int(first.split(b" ", 2)[1]), rest

    @contextlib.asynccontextmanager
    async def live(self) -> Any:
        """An open live socket."""
        port = self._port()
        where, origin = f"ws://127.0.0.1:{port}/ws/live/", f"http://127.0.0.1:{port}"
        options: dict[str, Any] = {"compression": None, "open_timeout": ANSWER_SECONDS, "close_timeout": 1, "ping_interval": None}
        async with connect(where, origin=origin, additional_headers={"Cookie": self.cookie}, **options) as socket:  # type: ignore[arg-type]
            self.socket = socket
            try:
                yield socket
            finally:
                self.socket = None


class Phone:
    """One person's page of some conversations. `chats` is uuid to address, `last` uuid to the last number and the last change when it was opened;
    `seen` is what it shows since: numbers by conversation, as they came.

    The rules are the outbox's (`frontend/src/chat/outbox.ts`): 200 and 201 are sent, 404, 413 and 422 refused, everything else waits;
    the oldest of a conversation goes first and holds up the others behind it.
    """

    def __init__(self, wire: Wire, person_id: int, chats: dict[str, str], first: dict[str, int], last: dict[str, int]) -> None:
        self.wire, self.person_id, self.chats, self.first, self.last = wire, person_id, chats, first, last
        self.outbox: deque[Written] = deque()
        self.written: list[Written] = []
        self.shown_as_sent: set[str] = set()
        self.refused: list[str] = []
        self.seen: dict[str, list[int]] = {chat: [] for chat in chats}
        self.signals = self.resyncs = 0
        self._is_sending = False
        self._dirty: set[str] = set()
        self._news = asyncio.Event()

    async def write(self, chat: str, body: str) -> None:
        """Put a message into the outbox and try to send."""
        one = Written(str(uuid4()), chat, body)
        self.written.append(one)
        self.outbox.append(one)
        await self.flush()

    async def flush(self) -> None:
        """Send what waits, oldest first; stops at the first that has to wait."""
        if self._is_sending:
            return
        self._is_sending = True
        with contextlib.suppress(*LOST):
            while self.outbox and await self._send(self.outbox[0]):
                self.outbox.popleft()
        self._is_sending = False

    async def _send(self, one: Written) -> bool:
        status, said = await self.wire.call(self.chats[one.chat], {"client_id": one.id, "body": one.body})
        if status in (404, 413, 422):
            self.refused.append(f"{status} {said[:200]!r}")
        elif status in (200, 201):
            self.shown_as_sent.add(one.id)
        else:
            return False
        self._ask_for(one.chat)
        return True

    def _ask_for(self, *chats: str) -> None:
        self._dirty.update(chats)
        self._news.set()

    async def listen(self) -> None:
        """Keep a socket, watch the conversations, come back by itself; after each return ask for everything."""
        while True:
            with contextlib.suppress(*LOST):
                async with self.wire.live() as socket:
                    for chat in self.chats:
                        await socket.send(json.dumps({"type": "watch", "topic": f"chat:{chat}"}))
                    await self._hear(socket)
            await asyncio.sleep(0.3 + self.wire.chance.random())

    async def _hear(self, socket: ClientConnection) -> None:
        unanswered = set(self.chats)
        async for frame in socket:
            said = json.loads(frame)
            if said["type"] in {"watching", "refused"}:
                unanswered.discard(said["topic"].partition(":")[2])
                if not unanswered:
                    self._ask_for(*self.chats)
            elif said["type"] == "message":
                self.signals += 1
                self._ask_for(said["chat"])
            elif said["type"] == "resync":
                self.resyncs += 1
                self._ask_for(*self.chats)

    async def catch_up(self) -> None:
        """Ask for what came after the last known number, one question at a time; one that wasn't answered is asked again."""
        while True:
            await self._news.wait()
            self._news.clear()
            for chat in list(self._dirty):
                self._dirty.discard(chat)
                try:
                    while await self._ask(chat):
                        pass
                except LOST:
                    self._ask_for(chat)
            await asyncio.sleep(0.5)

    async def _ask(self, chat: str) -> bool:
        status, said = await self.wire.call(f"{self.chats[chat]}?sau={self.last[chat]}")
        if status != 200:
            raise ConnectionError(str(status))
        answer = json.loads(said)
        for one in answer["messages"]:
            self.seen[chat].append(one["seq"])
        self.last[chat] = answer["cursor"]
        return bool(answer["more"])
