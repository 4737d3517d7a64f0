"""A service that is away: the first failure is logged once, then nobody waits for it until it answers again."""

import random
import threading
import time
from collections.abc import Callable

import redis
import structlog

log = structlog.get_logger("cayda.ports")

FIRST_PAUSE_SECONDS = 0.5
LAST_PAUSE_SECONDS = 5.0
AWAY = (redis.ConnectionError, redis.TimeoutError, OSError)


class Outage:
    """Whether one service of this process is away. After `begin` a thread calls `probe` with growing pauses until it succeeds.

    `probe` raises one of `AWAY` while the service is away; it returns False to be asked again at once. States: answering, away.
    """

    def __init__(self, name: str, probe: Callable[[], bool | None]) -> None:
        self._name, self._probe = name, probe
        self._lock = threading.Lock()
        self.is_on = False

    def begin(self, problem: Exception) -> None:
        """Note a failure; only the first of an outage is logged and starts probing."""
        with self._lock:
            if self.is_on:
                return
            self.is_on = True
        log.warning("service_away", service=self._name, problem=type(problem).__name__)
        threading.Thread(target=self._wait, name=f"{self._name}-probe", daemon=True).start()

    def _wait(self) -> None:
        started, pause = time.monotonic(), FIRST_PAUSE_SECONDS
        while True:
            time.sleep(pause * (0.75 + random.random() / 2))  # noqa: S311 (spreads processes, no secret)
            pause = min(pause * 2, LAST_PAUSE_SECONDS)
            try:
                while self._probe() is False:
                    pass
            except AWAY:
                continue
            self.is_on = False
            log.warning("service_back", service=self._name, seconds=round(time.monotonic() - started))
            return
