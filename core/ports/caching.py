"""The cache over Redis, which pages can do without: while it is away they work more, but they work."""

import threading
from collections.abc import Callable
from typing import Any, TypeVar

import redis
from django.contrib.sessions.backends.cached_db import KEY_PREFIX as SESSIONS
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache

from .outages import Outage

T = TypeVar("T")
AWAY = (redis.ConnectionError, redis.TimeoutError)
MOST_MISSED = 20_000


class EnduringRedisCache(RedisCache):
    """Redis, or while it is away the memory of this process, so that counters and limits still hold.

    Sessions are then read from the database alone. What was to be changed or deleted meanwhile is deleted in Redis when it is
    back, before it is read again: nobody who signed out is signed in once more by an old copy.
    """

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._near = LocMemCache(f"near-{id(self)}", {})
        self._outage = Outage("redis-cache", self._catch_up)
        self._missed: set[str] = set()
        self._missed_lock = threading.Lock()

    def _either(self, there: Callable[[], T], here: Callable[[], T], *, changes: tuple[str, ...] = ()) -> T:
        """Return what Redis says, or what the memory says while it is away; remember the keys that `changes` names."""
        if not self._outage.is_on:
            try:
                return there()
            except AWAY as problem:
                self._outage.begin(problem)
        if changes:
            with self._missed_lock:
                self._missed.update(changes)
        return here()

    def _catch_up(self) -> bool:
        """Delete in Redis what changed without it; False while more came meanwhile."""
        client = self._cache.get_client(write=True)
        with self._missed_lock:
            missed, self._missed = self._missed, set()
        try:
            if len(missed) > MOST_MISSED:
                client.flushdb()
            elif missed:
                client.delete(*[self.make_and_validate_key(key) for key in missed])
            else:
                client.ping()
        except AWAY:
            with self._missed_lock:
                self._missed |= missed
            raise
        self._near.clear()
        return not self._missed

    def add(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> bool:
        there = super().add
        return bool(self._either(lambda: there(key, value, timeout, version), lambda: self._near.add(key, value, timeout), changes=(key,)))

    def get(self, key: str, default: Any = None, version: Any = None) -> Any:
        there = super().get
        return self._either(lambda: there(key, default, version), lambda: self._near.get(key, default))

    def set(self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> None:
        there = super().set
        self._either(lambda: there(key, value, timeout, version), lambda: self._keep(key, value, timeout), changes=(key,))

    def _keep(self, key: str, value: Any, timeout: Any) -> None:
        if not key.startswith(SESSIONS):  # another process may end the session
            self._near.set(key, value, timeout)

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> bool:
        there = super().touch
        return bool(self._either(lambda: there(key, timeout, version), lambda: self._near.touch(key, timeout)))

    def delete(self, key: str, version: Any = None) -> bool:
        there = super().delete
        return bool(self._either(lambda: there(key, version), lambda: self._near.delete(key), changes=(key,)))

    def get_many(self, keys: Any, version: Any = None) -> dict[str, Any]:
        there, wanted = super().get_many, list(keys)
        return self._either(lambda: there(wanted, version), lambda: self._near.get_many(wanted))

    def has_key(self, key: str, version: Any = None) -> bool:
        there = super().has_key
        return bool(self._either(lambda: there(key, version), lambda: self._near.has_key(key)))

    def incr(self, key: str, delta: int = 1, version: Any = None) -> int:
        there = super().incr
        return int(self._either(lambda: there(key, delta, version), lambda: self._count(key, delta), changes=(key,)))

    def _count(self, key: str, delta: int) -> int:
        """Count in memory; what was counted in Redis before it went is unknown here, so it begins anew."""
        self._near.add(key, 0)
        return self._near.incr(key, delta)

    def set_many(self, data: dict[str, Any], timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> list[str]:
        there = super().set_many
        return list(self._either(lambda: there(data, timeout, version), lambda: self._keep_many(data, timeout), changes=tuple(data)))

    def _keep_many(self, data: dict[str, Any], timeout: Any) -> list[str]:
        for key, value in data.items():
            self._keep(key, value, timeout)
        return []

    def delete_many(self, keys: Any, version: Any = None) -> None:
        there, wanted = super().delete_many, list(keys)
        self._either(lambda: there(wanted, version), lambda: self._near.delete_many(wanted), changes=tuple(wanted))

    def clear(self) -> None:
        there = super().clear
        self._either(lambda: there(), lambda: self._near.clear())
