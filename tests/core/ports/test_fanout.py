"""The hub of a process: bounded queues, one subscription a group, and what happens while Redis is away."""

import asyncio
import shutil
import threading
import time

import pytest
import redis as redis_client

from core.ports import backbone, fanout, live
from core.ports.fanout import Hub, Outlet, current_hub
from core.ports.live import broadcast, revoke
from tests.redis_server import OwnRedis

needs_redis = pytest.mark.skipif(not shutil.which("redis-server"), reason="redis-server is not installed")


class Page:
    """An outlet that keeps what it was told; `gate` closed: a phone that does not read."""

    def __init__(self):
        self.read, self.words, self.full = [], [], 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.outlet = Outlet(self._write, self.words.append, self._on_full)

    async def _write(self, text):
        await self.gate.wait()
        self.read.append(text)

    def _on_full(self):
        self.full += 1

    async def until(self, count, seconds=10):
        """Wait until `count` texts have been read; returns them."""
        deadline = time.monotonic() + seconds
        while len(self.read) < count and time.monotonic() < deadline:
            await asyncio.sleep(0.01)
        return self.read


@pytest.fixture
def own_redis(settings):
    server = OwnRedis()
    server.start()
    settings.REDIS_URL = server.url
    yield server
    server.remove()
    live._publisher.cache_clear()


async def test_texts_arrive_in_order_where_they_belong(settings):
    settings.REDIS_URL = ""
    hub, here, there = current_hub(), Page(), Page()
    await hub.join(here.outlet, "a")
    await hub.join(there.outlet, "b")
    broadcast("a", {"n": 1, 2: "khoá số"})
    await asyncio.to_thread(lambda: [broadcast("a", {"n": n}) for n in range(2, 300)])
    assert await here.until(299) == ['{"n":1,"2":"khoá số"}', *[f'{{"n":{n}}}' for n in range(2, 300)]]
    revoke(7)
    await hub.join(here.outlet, "person-7")
    revoke(7)
    assert (here.words, there.read) == (["recheck"], [])
    hub.leave_all(here.outlet)
    assert hub.groups() == [fanout.ALL, "b"]
    broadcast("a", {"n": 300})
    assert len(here.read) == 299


async def test_a_page_that_does_not_read_is_let_go_and_holds_up_nobody(settings, monkeypatch):
    settings.REDIS_URL = ""
    monkeypatch.setattr(fanout, "MOST_FRAMES", 5)
    hub, slow, quick = Hub(), Page(), Page()
    slow.gate.clear()
    for page in (slow, quick):
        await hub.join(page.outlet, "a")
    for number in range(20):
        hub.deliver("a", str(number))
        await asyncio.sleep(0)
    assert (slow.full, slow.read, quick.full) == (1, [], 0)
    assert await quick.until(20) == [str(number) for number in range(20)]
    assert len(slow.outlet._queue) == 0  # nothing is kept for it


@needs_redis
async def test_one_subscription_serves_all_sockets_and_ends_with_the_last(own_redis):
    hub, pages = current_hub(), [Page(), Page()]
    watcher = redis_client.Redis.from_url(own_redis.url)
    for page in pages:
        await hub.join(page.outlet, "space")
    assert watcher.pubsub_numsub("live:space") == [(b"live:space", 1)]
    await asyncio.to_thread(broadcast, "space", {"n": 1})
    broadcast("space", {"n": 2})  # from inside the loop
    assert [await page.until(2) for page in pages] == [['{"n":1}', '{"n":2}']] * 2
    hub.leave(pages[0].outlet, "space")
    hub.leave(pages[1].outlet, "space")
    await hub.join(pages[1].outlet, "space")  # crossing calls: the last one is right
    await asyncio.to_thread(broadcast, "space", {"n": 3})
    assert (await pages[1].until(3))[-1] == '{"n":3}'
    hub.leave(pages[1].outlet, "space")
    for _ in range(100):
        if watcher.pubsub_numsub("live:space") == [(b"live:space", 0)]:
            break
        await asyncio.sleep(0.02)
    assert watcher.pubsub_numsub("live:space") == [(b"live:space", 0)]
    watcher.close()


@needs_redis
async def test_redis_killed_and_back(own_redis, monkeypatch):
    """Nobody waits, nothing is raised, one warning; afterwards pages are told to ask, and messages flow, also to new groups."""
    said = []
    monkeypatch.setattr("core.ports.outages.log.warning", lambda event, **facts: said.append((event, facts["service"])))
    monkeypatch.setattr(backbone.log, "warning", lambda event, **facts: said.append((event, facts["service"])))
    hub, page, late = current_hub(), Page(), Page()
    await hub.join(page.outlet, "space")
    await asyncio.to_thread(broadcast, "space", {"n": 1})
    assert await page.until(1) == ['{"n":1}']
    await asyncio.to_thread(own_redis.kill)

    def publish_many():
        started = time.monotonic()
        for number in range(1000):
            broadcast("space", {"lost": number})
        return time.monotonic() - started

    assert await asyncio.to_thread(publish_many) < 2
    started = time.monotonic()
    await asyncio.sleep(0.1)
    await hub.join(late.outlet, "late")
    assert time.monotonic() - started < 1.5
    await asyncio.to_thread(own_redis.start)
    assert '{"type":"resync"}' in await page.until(2, 20)
    assert '{"type":"resync"}' in await late.until(1, 20)
    deadline = time.monotonic() + 20
    while live._publisher(own_redis.url)._outage.is_on and time.monotonic() < deadline:
        await asyncio.sleep(0.05)
    await asyncio.to_thread(broadcast, "late", {"n": 2})
    for _ in range(500):
        if '{"n":2}' in late.read:
            break
        await asyncio.sleep(0.01)
    assert '{"n":2}' in late.read
    assert not any("lost" in text for text in page.read)
    assert sorted(said) == [
        (event, service) for event in ("service_away", "service_back") for service in ("redis-live", "redis-subscription")
    ]


@needs_redis
def test_a_redis_that_swallows_everything_costs_one_request_a_moment(own_redis):
    broadcast("space", {"n": 1})
    own_redis.freeze(frozen=True)
    times = []
    try:
        for _ in range(5):
            started = time.monotonic()
            broadcast("space", {"n": 2})
            times.append(time.monotonic() - started)
    finally:
        own_redis.freeze(frozen=False)
    assert times[0] < 2
    assert max(times[1:]) < 0.01
    assert sum(thread.name == "redis-live-probe" for thread in threading.enumerate()) == 1
