"""The campaigns. Each returns what was lost and what was doubled; both must be none."""

import io
import json
import os
import random
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from uuid import uuid4

from django.conf import settings
from django.db import connection

from core.access.types import Actor
from core.jobs.models import Job
from core.models import Account, Enrolment, Person, SchoolYear
from core.roster.services import check_import, launch_import, start_import
from lms.delivery.models import ActivityProgress, LearnerChange
from lms.lessons.models import Lesson
from lms.records.interop.statements import completed
from lms.records.models import Statement, StatementDraft
from lms.records.services.queue import queue_statements
from lms.records.types import LearningObject, Outcome, Study
from tests.bench.roster import book
from tests.browsers import session_of

from .exam import exam
from .messages import messages
from .processes import Killable, Server
from .telling import telling


def _finish(worker: Killable, kills: int, is_done, seconds: float = 240) -> int:
    """Kill and restart the worker at random moments until `is_done`; returns how often it was killed."""
    chance, killed = random.Random(7), 0
    worker.start()
    deadline = time.monotonic() + seconds
    next_kill = time.monotonic() + 6
    while not is_done() and time.monotonic() < deadline:
        time.sleep(0.2)
        if killed < kills and time.monotonic() > next_kill:
            worker.kill()
            killed += 1
            Job.objects.filter(state="running").update(lease_until="2020-01-01T00:00:00Z")
            worker.start()
            next_kill = time.monotonic() + 5 + chance.random() * 3
    worker.stop()
    return killed


def roster_import(demo, *, rows: int, kills: int) -> dict[str, int]:
    """The worker dies in the middle of an import: every row is imported, nobody twice."""
    unit, actor = demo.units["GDTX-SONDUONG"], Actor.system("faults")
    year = SchoolYear.objects.get(key="2026-2027")
    roster = start_import(actor=actor, unit=unit, kind="students", stream=io.BytesIO(book(rows)), file_name="ds.xlsx", school_year=year)
    check_import(actor=actor, roster=roster)
    launch_import(actor=actor, roster=roster)
    killed = _finish(Killable("worker"), kills, lambda: type(roster).objects.get(pk=roster.pk).state == "done")
    people = Person.objects.filter(moet_id__gte="4000000000", moet_id__lt=str(4_000_000_000 + rows))
    places = Enrolment.objects.filter(unit=unit, valid_to=None).count()
    return {"lost": rows - people.count(), "doubled": max(0, places - rows), "kills": killed}


def statements(demo, *, count: int, kills: int) -> dict[str, int]:
    """The worker dies while it stores statements: each is stored once."""
    lesson = LearningObject(uuid4(), "lesson", "Bài 1")
    from django.utils import timezone

    many = [completed(Study("http://localhost", uuid4(), lesson, timezone.now()), Outcome(score_ratio=1.0)) for _ in range(count)]
    queue_statements(many)
    killed = _finish(Killable("worker"), kills, lambda: not StatementDraft.objects.filter(problem="").exists())
    wanted = [one["id"] for one in many]
    stored = Statement.objects.filter(uuid__in=wanted).count()
    return {"lost": count - stored, "doubled": 0, "kills": killed}


class Phone(threading.Thread):
    """A pupil's phone: sends its changes in small batches, again and again until each is acknowledged."""

    def __init__(self, server: Server, account: Account, activity: str, blocks: list[str], rounds: int) -> None:
        super().__init__(daemon=True)
        self.server, self.person, self.cookie = server, str(account.person.uuid), session_of(account)
        self.outbox = [self._change(activity, blocks[n % len(blocks)]) for n in range(rounds)]
        self.sent = [change["id"] for change in self.outbox]
        self.acknowledged: set[str] = set()
        self.refused: list[str] = []

    @staticmethod
    def _change(activity: str, block: str) -> dict[str, object]:
        return {"id": str(uuid4()), "activity": activity, "kind": "seen", "block": block, "at": int(time.time() * 1000), "data": {}}

    def run(self) -> None:
        """Send until nothing waits."""
        deadline = time.monotonic() + 240
        while self.outbox and time.monotonic() < deadline:
            batch = self.outbox[:3]
            answer = self._post(batch)
            if answer is None:
                time.sleep(0.3)
                continue
            done = set(answer["done"]) | {one["id"] for one in answer["refused"]}
            self.acknowledged |= set(answer["done"])
            self.refused += [one["id"] for one in answer["refused"]]
            self.outbox = [change for change in self.outbox if change["id"] not in done]
            time.sleep(0.05)

    def _post(self, batch: list[dict[str, object]]) -> dict | None:
        body = json.dumps({"person": self.person, "sent_at": int(time.time() * 1000), "changes": batch}).encode()
        token = "a" * 32
        headers = {
            "Content-Type": "application/json",
            "X-CSRFToken": token,
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={self.cookie}; csrftoken={token}",
        }
        try:
            request = urllib.request.Request(f"{self.server.url}/lop-hoc/dong-bo/", body, headers)
            with urllib.request.urlopen(request, timeout=10) as answer:
                return json.loads(answer.read())
        except (OSError, ValueError):
            return None


def phones(demo, *, pupils: int, rounds: int, kills: int) -> dict[str, int]:
    """The server is killed while phones send: what was acknowledged is there, once, and everything arrives in the end."""
    lesson = Lesson.objects.filter(activity__course__title__startswith="Toán 9").select_related("activity").order_by("id").first()
    assert lesson is not None
    blocks = [block["id"] for block in lesson.raw_body]
    server = Server()
    server.start()
    server.wait()
    accounts = [person.account for person in demo.pupils["THCS-TANTRAO/9A1"][:pupils]]
    fleet = [Phone(server, account, str(lesson.activity.uuid), blocks, rounds) for account in accounts]
    before = LearnerChange.objects.count()
    for phone in fleet:
        phone.start()
    killed = 0
    for _ in range(kills):
        time.sleep(3)
        server.kill()
        killed += 1
        server.start()
        server.wait()
    for phone in fleet:
        phone.join(240)
    server.stop()
    connection.close()
    sent = [change for phone in fleet for change in phone.sent]
    acknowledged = {change for phone in fleet for change in phone.acknowledged}
    there = {str(pk) for pk in LearnerChange.objects.filter(pk__in=sent).values_list("pk", flat=True)}
    unsent = sum(len(phone.outbox) for phone in fleet)
    rows = ActivityProgress.objects.filter(activity=lesson.activity, person__account__in=accounts).count()
    return {
        "lost": len(acknowledged - there) + unsent,
        "doubled": max(0, LearnerChange.objects.count() - before - len(sent)) + max(0, rows - pupils),
        "kills": killed,
        "changes": len(sent),
    }


FULL = {"roster import, worker killed": (roster_import, {"rows": 2000, "kills": 4}), "statements, worker killed": (statements, {"count": 4000, "kills": 4}),
        "phones, server killed": (phones, {"pupils": 30, "rounds": 60, "kills": 3}),
        "exam, server killed, database crashed, network cut": (exam, {"candidates": 300, "kills": 2, "cut_seconds": 120, "pace": 8}),
        "messages, servers and worker killed, networks flapping": (messages, {"clients": 200, "rounds": 25, "pace": 6, "flaps": 15, "kills": 4, "servers": 2}),
        "results told to parents, worker killed": (telling, {"parents": 1000, "kills": 6}),
        "messages, Redis gone": (messages, {"clients": 60, "rounds": 15, "pace": 3, "away_seconds": 30})}  # fmt: skip
SHORT = {
    "results told to parents, worker killed": (telling, {"parents": 80, "kills": 1}),
    "roster import, worker killed": (roster_import, {"rows": 600, "kills": 1}),
    "phones, server killed": (phones, {"pupils": 8, "rounds": 20, "kills": 1}),
    "exam, server killed, database crashed, network cut": (exam, {"candidates": 20, "kills": 1, "cut_seconds": 8, "pace": 0.6}),
    "messages, server killed, networks flapping, Redis gone": (
        messages,
        {"clients": 8, "rounds": 5, "pace": 1, "flaps": 4, "kills": 1, "away_seconds": 4},
    ),
}
BAD = ("lost", "doubled", "disordered", "falsely_sent")


def run(demo, campaigns) -> Iterator[dict[str, object]]:
    """Run campaigns one after the other; yields a report each."""
    for name, (campaign, sizes) in campaigns.items():
        started, cpu = time.monotonic(), sum(os.times()[:4])
        report = campaign(demo, **sizes)
        yield {"name": name, **report, "seconds": round(time.monotonic() - started), "cpu_seconds": round(sum(os.times()[:4]) - cpu)}
