"""Conversations in a bad hour: servers and worker are killed, networks flap, Redis goes away.

Mothers write to the homeroom teacher and into the channel of the class, teachers answer. In the end everybody must show every message of
the own conversations once and in the server's order, and nothing may be shown as sent that the database does not have.
"""

import asyncio
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from django.db import connection
from django.urls import reverse

from core.models import Account, Guardianship, TeachingAssignment
from core.organisations.selectors import actor_for
from social.messaging.models import Conversation, Message, QuietHours
from social.messaging.selectors import contacts_of
from social.messaging.services import open_channels, open_direct
from tests.browsers import session_of
from tests.redis_server import OwnRedis

from .phones import Phone, Wire
from .processes import Killable, Server

PATIENCE = 1200
SETTLE = 240
QUIET_SECONDS = 2


def people(demo: Any, count: int, ports: list[int]) -> list[Phone]:
    """Open the conversations of classes until there are `count` people in them; returns a phone for each."""
    chance, phones = random.Random(11), []
    for group in demo.classes.values():
        homeroom = TeachingAssignment.objects.get(class_group=group, kind="homeroom").person
        if len(phones) >= count or homeroom.pk in {phone.person_id for phone in phones}:
            continue
        QuietHours.objects.update_or_create(person=homeroom, defaults={"is_on": False})
        teacher = actor_for(homeroom.account, None)[0]
        open_channels(actor=teacher)
        channel = Conversation.objects.get(kind="parents", class_group=group)
        mothers = Guardianship.objects.filter(child__enrolments__class_group=group, relation="mother").order_by("pk")
        families = {}
        for row in mothers[: min(19, count - len(phones) - 1)]:
            mother = actor_for(row.guardian.account, None)[0]
            key = next(one.key for one in contacts_of(mother) if one.person == homeroom and one.child == row.child)
            families[row.guardian.account] = open_direct(actor=mother, key=key)
        phones.append(phone_of(homeroom.account, [channel, *families.values()], ports, chance))
        phones += [phone_of(account, [channel, family], ports, chance) for account, family in families.items()]
    return phones


def phone_of(account: Account, chats: list[Conversation], ports: list[int], chance: random.Random) -> Phone:
    """Return the phone of a person with its conversations open."""
    wire = Wire(ports, session_of(account), random.Random(chance.random()))
    addresses = {str(chat.uuid): reverse("social:chat_messages", args=[chat.uuid]) for chat in chats}
    first, last = ({str(chat.uuid): getattr(chat, name) for chat in chats} for name in ("last_seq", "last_change"))
    return Phone(wire, account.person_id, addresses, first, last)


async def talk(phone: Phone, rounds: int, pace: float) -> None:
    """Write `rounds` messages here and there, then stay until nothing waits."""
    chance, chats = phone.wire.chance, list(phone.chats)
    for number in range(rounds):
        await asyncio.sleep(pace * (0.5 + chance.random()))
        await phone.write(chats[0] if chance.random() < 0.2 else chance.choice(chats), f"Tin {number} của {phone.person_id}")
    await send_the_rest(phone)


async def say(phone: Phone, chat: str) -> None:
    """Write a last word, and stay until it is sent."""
    await phone.write(chat, f"Hết giờ rồi, {phone.person_id} chào cả nhà")
    await send_the_rest(phone)


async def send_the_rest(phone: Phone) -> None:
    """Try again and again until nothing waits, as the page does."""
    deadline = time.monotonic() + PATIENCE
    while phone.outbox and time.monotonic() < deadline:
        await asyncio.sleep(0.5)
        await phone.flush()


async def flap(phone: Phone, pause: float) -> None:
    """Lose the network now and then, for a moment or for a while, in the middle of whatever is going on."""
    while True:
        await asyncio.sleep(pause * (0.3 + phone.wire.chance.random() * 1.4))
        phone.wire.cut(phone.wire.chance.choice([0, 0, 0.5, 3]))


async def lived(phones: list[Phone], rounds: int, pace: float, flaps: float, trouble: Callable[[], Awaitable[Any]]) -> float:
    """Let everybody write while `trouble` goes on; returns after how many seconds of quiet everybody showed everything.

    Then somebody says one more word in each conversation: nobody asks by the clock, so it is shown only where live has come back.
    """
    background = [asyncio.create_task(work()) for phone in phones for work in (phone.listen, phone.catch_up)]
    flapping = [asyncio.create_task(flap(phone, flaps)) for phone in phones] if flaps else []
    await asyncio.gather(trouble(), *(talk(phone, rounds, pace) for phone in phones))
    for task in flapping:
        task.cancel()
    seconds = await settled(phones)
    speakers = {chat: phone for phone in phones for chat in phone.chats}
    await asyncio.gather(*(say(phone, chat) for chat, phone in speakers.items()))
    await settled(phones)
    await asyncio.sleep(QUIET_SECONDS)  # what comes twice may come late
    for task in background:
        task.cancel()
    await asyncio.gather(*background, *flapping, return_exceptions=True)
    return seconds


async def settled(phones: list[Phone]) -> float:
    """Wait until everybody shows everything; returns how long it took, at most `SETTLE`."""
    started, wanted = time.monotonic(), await asyncio.to_thread(kept, phones)
    while time.monotonic() - started < SETTLE:
        if all(set(phone.seen[chat]) >= set(wanted.get(chat, [])) for phone in phones for chat in phone.chats):
            break
        await asyncio.sleep(0.2)
    return time.monotonic() - started


def rows_of(phones: list[Phone]) -> list[tuple[str, int, int, str, str]]:
    """Return what was written since the pages were opened: conversation, number, author, id of the device, words, in order."""
    first = {chat: last for phone in phones for chat, last in phone.first.items()}
    rows = Message.objects.filter(conversation__uuid__in=list(first)).order_by("seq")
    found = [
        (str(uuid), seq, author, str(client_id), body)
        for uuid, seq, author, client_id, body in rows.values_list("conversation__uuid", "seq", "author_id", "client_id", "body")
        if seq > first[str(uuid)]
    ]
    connection.close()
    return found


def kept(phones: list[Phone]) -> dict[str, list[int]]:
    """Return the numbers of what was written, by conversation, in order."""
    found: dict[str, list[int]] = {}
    for chat, seq, *_rest in rows_of(phones):
        found.setdefault(chat, []).append(seq)
    return found


def counted(phones: list[Phone]) -> dict[str, Any]:
    """Compare what phones wrote, what they show and what the database has."""
    wanted, rows = kept(phones), rows_of(phones)
    stored = {client_id: (chat, body) for chat, _seq, _author, client_id, body in rows}
    order: dict[tuple[int, str], list[str]] = {}
    for chat, _seq, author, _client_id, body in rows:
        order.setdefault((author, chat), []).append(body)
    written = {one.id: (one.chat, one.body) for phone in phones for one in phone.written}
    shown = {one for phone in phones for one in phone.shown_as_sent}
    missing = disordered = repeated = 0
    for phone in phones:
        for chat, seen in phone.seen.items():
            missing += len(set(wanted.get(chat, [])) - set(seen))
            repeated += len(seen) - len(set(seen))
            disordered += seen != sorted(seen)
            mine = [one.body for one in phone.written if one.chat == chat]
            disordered += order.get((phone.person_id, chat), []) != mine
    disordered += sum(numbers != list(range(numbers[0], numbers[0] + len(numbers))) for numbers in wanted.values())
    twice = Counter((author, body, chat) for (author, chat), bodies in order.items() for body in bodies)
    return {
        "lost": len(written.keys() - stored.keys()) + missing + sum(stored[one] != written[one] for one in written.keys() & stored.keys()),
        "doubled": repeated + sum(count - 1 for count in twice.values()),
        "disordered": disordered,
        "falsely_sent": len(shown - stored.keys()),
        "written": len(written),
        "unsent": sum(len(phone.outbox) for phone in phones),
        "deliveries": sum(len(seen) for phone in phones for seen in phone.seen.values()),
        "refused": [text for phone in phones for text in phone.refused][:3],
    }


class Trouble:
    """What goes wrong while people write: servers and the worker killed in turn, then Redis away, pages asked for meanwhile."""

    def __init__(self, fleet: list[Server], worker: Killable, redis: OwnRedis, visitor: Phone) -> None:
        self.fleet, self.worker, self.redis, self.visitor = fleet, worker, redis, visitor
        self.pages: list[tuple[int, float]] = []

    async def kill(self, turn: int) -> None:
        """Kill a server and the worker, as a power cut would, and start them again."""
        server = self.fleet[turn % len(self.fleet)]
        for process in (server, self.worker):
            if process.process is not None:
                process.kill()
                process.start()
        await asyncio.to_thread(server.wait)

    async def lose_redis(self, seconds: float) -> None:
        """Kill Redis and start it after `seconds`; somebody opens pages all the while."""
        self.redis.kill()
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            started = time.monotonic()
            status, _body = await self.visitor.wire.call(reverse("social:chats"))
            self.pages.append((status, time.monotonic() - started))
            await asyncio.sleep(0.2)
        self.redis.start()


def messages(
    demo: Any, *, clients: int, rounds: int, pace: float, flaps: float = 0, kills: int = 0, servers: int = 1, away_seconds: float = 0
) -> dict[str, Any]:
    """Everybody writes over flapping networks while processes are killed and Redis is away."""
    redis = OwnRedis()
    redis.start()
    fleet = [Server(REDIS_URL=redis.url) for _ in range(servers)]
    worker = Killable("worker", REDIS_URL=redis.url, DATABASE_POOL="4")
    for process in (*fleet, worker) if kills > 1 else fleet:
        process.start()
    phones = people(demo, clients, [server.port for server in fleet])
    trouble = Trouble(fleet, worker, redis, Phone(Wire(phones[0].wire.ports, "", random.Random(1)), 0, {}, {}, {}))
    trouble.visitor.wire.cookie = phones[0].wire.cookie
    for server in fleet:
        server.wait()

    async def come() -> None:
        steps = kills + bool(away_seconds)
        for turn in range(steps):
            while sum(len(phone.shown_as_sent) for phone in phones) < len(phones) * rounds * (turn + 1) / (steps + 1):
                await asyncio.sleep(0.1)
            await (trouble.kill(turn) if turn < kills else trouble.lose_redis(away_seconds))

    try:
        seconds = asyncio.run(lived(phones, rounds, pace, flaps, come))
    finally:
        for process in (*fleet, worker):
            process.stop()
        redis.remove()
    report, times = counted(phones), [seconds for _status, seconds in trouble.pages]
    return {
        **report,
        "lost": report["lost"] + sum(status != 200 for status, _seconds in trouble.pages),
        "clients": len(phones),
        "kills": kills,
        "settled_seconds": round(seconds, 1),
        "pages_without_redis": len(times),
        "slowest_page_seconds": round(max(times, default=0), 2),
    }
