"""The processes of the app: each started, asked whether it is ready, started again when it dies, ended in turn."""

import http.client
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
START_SECONDS, STOP_SECONDS = 60.0, 15.0
LOOK_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 30.0
NO_ANSWER = "no answer"
LIVED_SECONDS = 60.0
"""A process that lived so long is started again at once when it dies; one that dies sooner, after a pause that doubles."""


class Process:
    """One process: the app on a port of this machine, or nginx."""

    def __init__(self, name: str, command: Sequence[str], port: int | None = None) -> None:
        self.name, self.port = name, port
        self._command = list(command)
        self._running: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._pause = 0.0

    def start(self) -> None:
        """Start it."""
        self._started = time.monotonic()
        self._running = subprocess.Popen(self._command, cwd=PROJECT, stdin=subprocess.DEVNULL)

    def has_died(self) -> bool:
        """Tell whether it was started here and runs no more."""
        return self._running is not None and self._running.poll() is not None

    def revive(self) -> int | None:
        """Start it again where it has died, after a pause if it dies often; return the code with which it ended, or None."""
        if self._running is None or not self.has_died():
            return None
        lived = time.monotonic() - self._started
        if lived < self._pause:
            return None
        code = self._running.returncode
        self._pause = 0.0 if lived > LIVED_SECONDS else min(LONGEST_PAUSE_SECONDS, max(1.0, 2 * self._pause))
        self.start()
        return code

    def stop(self) -> None:
        """End it, by force if it does not go."""
        if self._running is None:
            return
        self._running.terminate()
        try:
            self._running.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._running.kill()
            self._running.wait()
        self._running = None

    def readiness(self) -> tuple[int, str]:
        """Return the status and the words of `/readyz`; 0 while nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=6)
        try:
            connection.request("GET", "/readyz", headers={"Host": "localhost"})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            connection.close()

    def wait_until_ready(self, ended: Callable[[], bool]) -> str:
        """Wait until it is ready to serve; return what it last said of itself where it is not, else nothing.

        A store that is away or empty is no reason to wait on: the process says so to its readers.
        """
        end = time.monotonic() + START_SECONDS
        status, said = 0, ""
        while status == 0 and time.monotonic() < end and not self.has_died() and not ended():
            status, said = self.readiness()
            if status == 0:
                time.sleep(LOOK_SECONDS / 2)
        return "" if status == 200 else said or NO_ANSWER


def app(port: int) -> Process:
    """Return the app at a port of this machine, not started yet."""
    options = ["--server.port", str(port), "--server.address", "127.0.0.1", "--server.headless", "true"]
    return Process(f"process {port}", [sys.executable, "-m", "streamlit", "run", "dashboard.py", *options], port)
