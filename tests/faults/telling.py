"""Results are released to many parents while the worker is killed: everybody is told once over each channel.

What cannot be promised is counted apart: `repeated` e-mails came twice under one Message-ID (mail programmes show them once), and a chat
`in_doubt` was left alone because the messenger may or may not have taken the message before the worker died.
"""

import json
import re
import socketserver
import threading
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from core.jobs.models import Job
from core.models import Account, Delivery, Notification, OttLink, Person
from core.notifications.services import notify_each
from core.notifications.types import Letter

from .processes import Killable

KIND, KEY = "assessment.released.guardian", "released:faults"
SERVICE_SECONDS = 0.004


class PostOffice(socketserver.StreamRequestHandler):
    """Just enough SMTP; notes recipient and Message-ID before it says that it took a letter."""

    def handle(self):
        self.wfile.write(b"220 faults\r\n")
        while line := self.rfile.readline().upper():
            if line.startswith(b"RCPT"):
                self.server.recipient = re.search(rb"<(.+?)>", line)[1].decode().lower()
                to = self.server.recipient
            if line.startswith(b"DATA"):
                self.wfile.write(b"354 go on\r\n")
                letter = b""
                while (part := self.rfile.readline()) not in (b".\r\n", b""):
                    letter += part
                if not part:
                    return
                self.server.taken.append((to, re.search(rb"^Message-ID: (\S+)", letter, re.M | re.I)[1].decode()))
                time.sleep(SERVICE_SECONDS)
            self.wfile.write(b"221 bye\r\n" if line.startswith(b"QUIT") else b"250 ok\r\n")
            if line.startswith(b"QUIT"):
                return


class Telegram(BaseHTTPRequestHandler):
    """Takes every message."""

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.taken.append(body["chat_id"])
        time.sleep(SERVICE_SECONDS)
        data = json.dumps({"ok": True, "result": {"message_id": len(self.server.taken)}}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *arguments):
        pass


class Office(socketserver.ThreadingTCPServer):
    daemon_threads = allow_reuse_address = True

    def handle_error(self, request, client_address):
        """Be silent about workers that were killed while they spoke."""


def _running(server):
    server.taken = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def _parents(count: int) -> list[Person]:
    people = [
        Person(family_name="Hoàng", given_name=f"Phụ huynh {number}", full_name=f"Hoàng Phụ huynh {number}") for number in range(count)
    ]
    for person in people:
        person.save()
    Account.objects.bulk_create(
        Account(username=f"faults.{one.pk}", email=f"p{one.pk}@faults.example", person=one, password="!") for one in people
    )
    OttLink.objects.bulk_create(OttLink(person=one, gateway="telegram", address=str(one.pk)) for one in people)
    return people


def _tell(people: list[Person]) -> None:
    letters = [Letter(one.pk, {"child": "Khuê", "title": "Giữa kì"}, "/kiem-tra/") for one in people]
    notify_each(kind=KIND, letters=letters, dedupe_key=KEY)


def _kill_in_the_middle(worker: Killable, mark: int, got, is_done, seconds: float = 120) -> bool:
    """Let the worker run until `mark` messages were taken, then kill it and let its claims run out."""
    deadline = time.monotonic() + seconds
    while got() < mark and not is_done() and time.monotonic() < deadline:
        time.sleep(0.01)
    if is_done():
        return False
    worker.kill()
    Job.objects.filter(state="running").update(lease_until="2020-01-01T00:00:00Z")
    Delivery.objects.filter(state="sending").update(lease_until="2020-01-01T00:00:00Z")
    worker.start()
    return True


def telling(demo, *, parents: int, kills: int) -> dict[str, int]:
    """The worker dies in the middle of telling parents about results."""
    office = _running(Office(("127.0.0.1", 0), PostOffice))
    telegram = _running(ThreadingHTTPServer(("127.0.0.1", 0), Telegram))
    people = _parents(parents)
    mine = Delivery.objects.filter(kind=KIND, recipient__in=people)
    got = lambda: len(office.taken) + len(telegram.taken)  # noqa: E731
    told = lambda: mine.count() == 2 * parents and not mine.filter(state__in=["queued", "sending"]).exists()  # noqa: E731
    worker = Killable(
        "worker",
        DJANGO_SETTINGS_MODULE="tests.faults.settings",
        FAULTS_TELEGRAM_URL=f"http://127.0.0.1:{telegram.server_port}",
        TELEGRAM_BOT_TOKEN="1:faults",
        TELEGRAM_BOT_NAME="faults",
        EMAIL_URL=f"smtp://127.0.0.1:{office.server_address[1]}",
        QUIET_HOURS="00:00-00:00",
    )
    worker.start()
    _tell(people)
    killed = 0
    for number in range(1, kills + 1):
        killed += _kill_in_the_middle(worker, 2 * parents * number // (kills + 1), got, told)
        _tell(people)  # as a job that is run again does
    deadline = time.monotonic() + 180
    while not told() and time.monotonic() < deadline:
        time.sleep(0.2)
    worker.stop()
    office.shutdown()
    telegram.shutdown()
    return {**_counted(people, mine, office.taken, telegram.taken), "kills": killed}


def _counted(people, mine, letters, chats) -> dict[str, int]:
    """Count who was told how often, in the inbox, by e-mail, in the chat."""
    inbox = Counter(Notification.objects.filter(kind=KIND, dedupe_key=KEY, recipient__in=people).values_list("recipient_id", flat=True))
    names = Counter(to for to, _name in set(letters))
    spoken = Counter(chats)
    doubtful = set(mine.filter(channel="ott", error="in doubt").values_list("recipient_id", flat=True))
    lost = sum(one.pk not in inbox for one in people) + sum(f"p{one.pk}@faults.example" not in names for one in people)
    lost += sum(one.pk not in spoken and one.pk not in doubtful for one in people)
    doubled = sum(count - 1 for tally in (inbox, names, spoken) for count in tally.values())
    return {
        "lost": lost,
        "doubled": doubled,
        "repeated": len(letters) - len(set(letters)),
        "in_doubt": len(doubtful),
        "parents": len(people),
    }
