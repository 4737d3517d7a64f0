"""An exam in a bad hour: the server is killed twice, the database crashes once, the network is cut for a third of the candidates.

Each candidate answers forty questions, some of them several times, and keeps what isn't acknowledged, as the player does. In the end
every acknowledged change must be in the log once, and everybody's answers must be what the candidate last answered.
"""

import atexit
import contextlib
import json
import os
import random
import shutil
import subprocess
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from pathlib import Path

from django.conf import settings
from django.db import OperationalError, connection
from django.urls import reverse

from assessment.events import AttemptSubmitted
from assessment.models import AnswerChange, Attempt
from core.models import OutboxEvent
from tests.bench.exam import QUESTIONS, _exam
from tests.with_services import postgres_tool

from .processes import Server

TOKEN = "a" * 32
PATIENCE = 300


class Candidate(threading.Thread):
    """One candidate's phone: answers at its own pace, sends what waits, hands in when all is answered."""

    def __init__(self, server: Server, cookie: str, attempt: Attempt, seed: int, pace: float) -> None:
        super().__init__(daemon=True)
        self.server, self.cookie, self.attempt, self.pace = server, cookie, str(attempt.uuid), pace
        self.door = reverse("assessment:door", args=[attempt.test.uuid])
        self.random = random.Random(seed)
        self.device = f"may-{seed}"
        self.number = 0
        self.oracle: dict[str, str] = {}
        self.unsent: list[dict] = []
        self.acknowledged: set[int] = set()
        self.cut_until = 0.0
        self.refusals: list[str] = []
        self.is_in = False

    def run(self) -> None:
        """Enter, answer, hand in."""
        deadline = time.monotonic() + PATIENCE
        while not self._enter() and time.monotonic() < deadline:
            time.sleep(0.5)
        for position in self._script():
            self._answer(position)
            self._send()
            time.sleep(self.pace * (0.5 + self.random.random()))
        deadline = time.monotonic() + PATIENCE
        while not self.is_in and time.monotonic() < deadline:
            self._hand_in()
            time.sleep(0 if self.is_in else 0.5)

    def _script(self) -> list[int]:
        again = self.random.sample(range(1, QUESTIONS + 1), 10)
        order = [*range(1, QUESTIONS + 1), *again]
        self.random.shuffle(order)
        return order

    def _answer(self, position: int) -> None:
        self.number += 1
        response = f"o{self.random.randint(1, 4)}"
        self.oracle[str(position)] = response
        made = int(time.time() * 1000)
        self.unsent.append({"number": self.number, "answers": {str(position): response}, "made_at_ms": made, "base": self.number - 1})

    def _enter(self) -> bool:
        return self._post(self.door, f"device={self.device}".encode(), "application/x-www-form-urlencoded") is not None

    def _send(self) -> None:
        batch = self.unsent[:40]
        answer = self._call("luu", {"device": self.device, "changes": batch})
        if answer is not None:
            self.acknowledged |= {one["number"] for one in batch}
            self.unsent = self.unsent[len(batch) :]

    def _hand_in(self) -> None:
        answer = self._call("nop", {"device": self.device, "changes": self.unsent})
        if answer is not None and answer.get("state") == "submitted":
            self.acknowledged |= {one["number"] for one in self.unsent}
            self.unsent, self.is_in = [], True

    def _call(self, name: str, body: dict) -> dict | None:
        answer = self._post(f"/kiem-tra/lam/{self.attempt}/{name}/", json.dumps(body).encode(), "application/json")
        try:
            return json.loads(answer) if answer else None
        except ValueError:
            return None

    def _post(self, path: str, body: bytes, kind: str) -> bytes | None:
        if time.monotonic() < self.cut_until:
            return None
        cookie = f"{settings.SESSION_COOKIE_NAME}={self.cookie}; csrftoken={TOKEN}"
        headers = {"Content-Type": kind, "X-CSRFToken": TOKEN, "Cookie": cookie, "Accept": "application/json"}
        try:
            request = urllib.request.Request(f"{self.server.url}{path}", body, headers)
            with urllib.request.urlopen(request, timeout=15) as answer:
                return answer.read()
        except urllib.error.HTTPError as problem:
            if problem.code < 500:
                self.refusals.append(f"{path} {problem.code} {problem.read()[:200]!r}")
            return None
        except OSError:
            return None


def crash_database() -> None:
    """Stop PostgreSQL as a crash would (no checkpoint, connections cut) and start it again on the same folder."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        folder = str(cursor.fetchone()[0])
    connection.close()
    as_owner = ["setpriv", f"--reuid={Path(folder).owner()}", "--clear-groups", "--"] if os.geteuid() == 0 else []
    tool = [*as_owner, postgres_tool("pg_ctl"), "-D", folder]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    atexit.register(lambda: Path(folder).exists() and subprocess.run([*tool, "-m", "fast", "stop"], check=False, **quiet))
    subprocess.run([*tool, "-m", "immediate", "restart", "-w", "-t", "60", "-l", "/dev/null"], check=True, **quiet)
    for _ in range(100):
        with contextlib.suppress(OperationalError):
            connection.ensure_connection()
            return
        time.sleep(0.2)


def commit_for_good() -> None:
    """Make every commit wait for its log record, as in production: the test server is set up for speed, not for crashes."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER ROLE CURRENT_USER SET synchronous_commit = on")
    connection.close()


def exam(demo, *, candidates: int, kills: int, cut_seconds: float, pace: float, crashes: int = 1) -> dict[str, object]:
    """Let candidates answer while things break; count what was lost or doubled and whose answers differ from the oracle's."""
    assert shutil.which("setpriv") or os.geteuid() != 0
    commit_for_good()
    _test, clients = _exam(candidates)
    server = Server()
    server.start()
    server.wait()
    phones = [
        Candidate(server, client.cookies[settings.SESSION_COOKIE_NAME].value, attempt, seed, pace)
        for seed, (client, attempt) in enumerate(clients)
    ]
    for phone in phones:
        phone.start()
    span = pace * 50 / (kills + crashes + 2)
    time.sleep(span)
    for phone in phones[::3]:
        phone.cut_until = time.monotonic() + cut_seconds
    for turn in range(kills):
        server.kill()
        time.sleep(1)
        server.start()
        server.wait()
        time.sleep(span)
        if turn == 0 and crashes:
            crash_database()
            time.sleep(span)
    for phone in phones:
        phone.join(PATIENCE + pace * 100)
    server.stop()
    return _counted(phones, kills, crashes)


def _counted(phones: list[Candidate], kills: int, crashes: int) -> dict[str, object]:
    attempts = {str(one.uuid): one for one in Attempt.objects.filter(uuid__in=[phone.attempt for phone in phones])}
    ids = [one.pk for one in attempts.values()]
    there = Counter(AnswerChange.objects.filter(attempt__in=ids).values_list("attempt__uuid", "device", "number"))
    known = {(str(uuid), device, number) for uuid, device, number in there}
    acknowledged = {(phone.attempt, phone.device, number) for phone in phones for number in phone.acknowledged}
    differ = [phone.attempt for phone in phones if (attempts[phone.attempt].answers or {}) != phone.oracle]
    events = Counter(row["attempt_id"] for row in OutboxEvent.objects.filter(name=AttemptSubmitted.name).values_list("payload", flat=True))
    refusals = [text for phone in phones for text in phone.refusals]
    return {
        "lost": len(acknowledged - known) + len(differ),
        "doubled": sum(count - 1 for count in there.values()) + sum(max(0, events[pk] - 1) for pk in ids),
        "differ": len(differ),
        "not_in": sum(1 for phone in phones if not phone.is_in),
        "acknowledged": len(acknowledged),
        "candidates": len(phones),
        "kills": kills,
        "crashes": crashes,
        "refused": refusals[:3],
    }
