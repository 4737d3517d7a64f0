"""A Redis of a test's own, on a port it keeps, that can be killed and started again."""

import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

from tests.with_services import free_port, wait_for


class OwnRedis:
    """A Redis server without persistence. `kill` is a power cut; `freeze` a network that swallows everything."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.folder = Path(tempfile.mkdtemp(prefix="cayda-redis-"))
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self.folder)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for(self.port, self.process)

    def kill(self) -> None:
        """Kill it without warning."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def freeze(self, *, frozen: bool) -> None:
        """Let it answer nobody, or everybody again."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP if frozen else signal.SIGCONT)

    def remove(self) -> None:
        """Kill it and forget its folder."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
