"""The cache while Redis is away: pages go on, counters hold, and no old session comes back."""

import shutil
import time

import pytest
from django.core.cache import cache
from django.test import Client

from core.ports.caching import EnduringRedisCache
from tests.browsers import session_of
from tests.factories.core import make_account, make_membership, make_person, make_unit
from tests.redis_server import OwnRedis

pytestmark = pytest.mark.skipif(not shutil.which("redis-server"), reason="redis-server is not installed")


@pytest.fixture
def own_redis(settings):
    server = OwnRedis()
    server.start()
    options = {"socket_connect_timeout": 0.5, "socket_timeout": 1}
    settings.CACHES = {"default": {"BACKEND": "core.ports.caching.EnduringRedisCache", "LOCATION": server.url, "OPTIONS": options}}
    yield server
    server.remove()


def until_back(kept: EnduringRedisCache) -> None:
    deadline = time.monotonic() + 20
    while kept._outage.is_on and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not kept._outage.is_on


def test_the_memory_stands_in_and_old_copies_are_gone(own_redis):
    kept = cache._connections[cache._alias]
    assert isinstance(kept, EnduringRedisCache)
    cache.set_many({"stays": 1, "goes": 2, "changes": 3, "counter": 5})
    own_redis.freeze(frozen=True)
    started = time.monotonic()
    assert cache.get("stays", "không biết") == "không biết"
    cache.delete("goes")
    cache.set("changes", 4)
    assert (cache.get("changes"), cache.add("changes", 9), cache.add("new", 1), cache.incr("new"), cache.incr("counter", 2)) == (
        4,
        False,
        True,
        2,
        2,
    )
    assert (cache.get_many(["changes", "none"]), cache.has_key("none")) == ({"changes": 4}, False)
    assert time.monotonic() - started < 4
    own_redis.freeze(frozen=False)
    until_back(kept)
    assert cache.get_many(["stays", "goes", "changes", "new", "counter"]) == {"stays": 1}


@pytest.mark.django_db
def test_pages_go_on_and_signing_out_stays_signed_out(own_redis):
    account = make_account(make_membership(make_person(), make_unit()).person)
    client, other = Client(), Client()
    client.cookies["sessionid"] = other.cookies["sessionid"] = session_of(account)
    assert client.get("/").status_code == 200
    own_redis.freeze(frozen=True)
    assert client.get("/").status_code == 200
    client.logout()
    assert other.get("/").status_code == 302
    own_redis.freeze(frozen=False)
    until_back(cache._connections[cache._alias])
    assert other.get("/").status_code == 302
