"""The app as a shared server runs it: two processes behind nginx."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.support.needs import cannot_run
from tests.support.servers import Server, ServerFailed, free_port
from tilannekuva.serve import __main__ as command

START_SECONDS = 120
PROCESSES = 2


def nginx() -> str:
    """Return the path of nginx, or say that this cannot run here."""
    try:
        return command._nginx()
    except command.Unusable:
        cannot_run("nginx is missing; on Debian: apt-get install nginx-light")


def free_ports() -> int:
    """Return a port that is free like those after it, one for each process."""
    while True:
        first = free_port()
        with suppress(OSError):
            probes = [socket.create_server(("127.0.0.1", first + place)) for place in range(PROCESSES + 1)]
            for probe in probes:
                probe.close()
            return first


@contextmanager
def serve(root: Path, store: str, folder: Path) -> Iterator[Server]:
    """Serve the app of *root* from the store, and end it as a supervisor would."""
    nginx()
    port = free_ports()
    run = [sys.executable, "-m", "tilannekuva.serve", "--processes", str(PROCESSES), "--port", str(port)]
    with (folder / "serve.log").open("wb") as log:
        process = subprocess.Popen(run, cwd=root, env={**os.environ, "TILANNEKUVA_STORE": store}, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    running = Server(f"http://127.0.0.1:{port}", process, folder / "serve.log")
    try:
        end = time.monotonic() + START_SECONDS
        while "Serving http" not in running.log_text():
            if process.poll() is not None or time.monotonic() > end:
                raise ServerFailed(running.log_text())
            time.sleep(0.2)
        yield running
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
