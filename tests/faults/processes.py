"""Processes that get killed: the worker and the server, on a database of the campaign's own."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.request

from tests.with_services import free_port

PYTHON = sys.executable


class Killable:
    """A `manage.py` process that can be killed without warning and started again."""

    def __init__(self, *arguments: str, **environment: str) -> None:
        self.arguments, self.environment = arguments, environment
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it."""
        quiet = {**os.environ, "LOG_LEVEL": "CRITICAL", **self.environment}
        self.process = subprocess.Popen(
            [PYTHON, "manage.py", *self.arguments], env=quiet, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def kill(self) -> None:
        """Kill it with SIGKILL, as a power cut would."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def stop(self) -> None:
        """Ask it to end."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(20)
            self.kill()


class Server(Killable):
    """The pages' server on a free port."""

    def __init__(self, **environment: str) -> None:
        self.port = free_port()
        super().__init__("serve", "--port", str(self.port), **environment)

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def wait(self, seconds: float = 240) -> None:
        """Wait until it answers."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.url}/healthz", timeout=1):
                return
            time.sleep(0.2)
        raise RuntimeError("the server does not answer")
