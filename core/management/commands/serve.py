"""`manage.py serve`: the embedded run, one process: pages, live sockets and the job worker."""

import threading

import uvicorn
from django.conf import settings
from django.core.management.base import BaseCommand

from core.jobs.services import wake_up, work
from core.signin.selectors import demo_logins


class Command(BaseCommand):
    help = "Serves pages and live sockets, with the job worker beside them (WORKER_IN_PROCESS)."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args, **options):
        stop = threading.Event()
        worker = threading.Thread(target=work, kwargs={"stop": stop}, name="worker", daemon=True)
        if settings.WORKER_IN_PROCESS:
            worker.start()
        self.greet(options["port"])
        try:
            uvicorn.run(
                "config.asgi:application",
                host=options["host"],
                port=options["port"],
                lifespan="off",
                log_level="warning",
                ws_max_size=65536,
            )
        finally:
            stop.set()
            wake_up.set()
            if worker.is_alive():
                worker.join(20)

    def greet(self, port):
        self.stdout.write(f"\n  Cây Đa: http://localhost:{port}\n")
        logins = demo_logins()
        if logins:
            self.stdout.write("  Tài khoản dùng thử:\n")
            for login in logins:
                self.stdout.write(f"    {login['username']:<22} {login['password']:<18} {login['label']}\n")
        self.stdout.write("")
        self.stdout.flush()
