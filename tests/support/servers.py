"""Running the app for a test, as its users do: `streamlit run dashboard.py`."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 90
STOP_SECONDS = 10


class ServerFailed(RuntimeError):
    """The server ended, or did not answer in time; the message holds its log."""


@dataclass(frozen=True)
class Server:
    """A running server: its address without a slash at the end, its process, and the file that takes its log."""

    url: str
    process: "subprocess.Popen[bytes]"
    log: Path

    def log_text(self) -> str:
        """Return what the server has written so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve(root: Path, store: str, folder: Path, **settings: str) -> Iterator[Server]:
    """Serve the app of *root* from the store on a free port, and stop it afterwards; the log goes to *folder*.

    *settings* are further environment variables. Raises ServerFailed.
    """
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", "--server.port", str(port)]
    with running(command, root, port, folder / "server.log", "/healthz", TILANNEKUVA_STORE=store, **settings) as server:
        yield server


@contextmanager
def running(command: Sequence[str], root: Path, port: int, log: Path, asked: str, **settings: str) -> Iterator[Server]:
    """Run a server until its address *asked* answers 200, and stop it afterwards.  Raises ServerFailed."""
    with log.open("wb") as written:
        environment = {**os.environ, **settings}
        process = subprocess.Popen(command, cwd=root, env=environment, stdin=subprocess.DEVNULL, stdout=written, stderr=written)
    server = Server(f"http://127.0.0.1:{port}", process, log)
    try:
        _wait_until_answered(server, asked)
        yield server
    finally:
        _stop(process)


def _wait_until_answered(server: Server, asked: str) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if server.process.poll() is not None:
            raise ServerFailed(f"the server ended with {server.process.returncode}:\n{server.log_text()}")
        try:
            with urllib.request.urlopen(f"{server.url}{asked}", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            # Not up yet: the loop looks again until the time is over.
            time.sleep(0.1)
    raise ServerFailed(f"no {asked} in {START_SECONDS} s:\n{server.log_text()}")


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
