"""The servers that are measured, each with what it has used: ours, Dash with the same board, and Streamlit's bare hello."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path

import psutil

from tests.support.servers import Server, free_port, running, serve
from tests.support.sources import ROOT

THREADS = 8
"""Requests that one worker of the Dash peer takes at a time; with threads gunicorn keeps connections open, as browsers like."""


@contextmanager
def ours(store: str, folder: Path, **settings: str) -> Iterator[Server]:
    """Serve our board from the store."""
    with serve(ROOT, store, folder, **settings) as server:
        yield server


@contextmanager
def dash(store: str, folder: Path, workers: int = 1) -> Iterator[Server]:
    """Serve the board by Dash under gunicorn."""
    port = free_port()
    options = ["--workers", str(workers), "--threads", str(THREADS), "--keep-alive", "75", "--no-control-socket", "--bind", f"127.0.0.1:{port}"]
    command = [sys.executable, "-m", "gunicorn", "tests.bench.dash_peer:server", *options]
    with running(command, ROOT, port, folder / f"dash-{workers}.log", "/_dash-layout", TILANNEKUVA_STORE=store) as server:
        yield server


@contextmanager
def hello(folder: Path) -> Iterator[Server]:
    """Serve Streamlit's bare hello with Streamlit's own settings."""
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "tests" / "bench" / "hello.py"), "--server.headless", "true"]
    options = ["--server.port", str(port), "--server.address", "127.0.0.1", "--browser.gatherUsageStats", "false"]
    with running([*command, *options], folder, port, folder / "hello.log", "/_stcore/health") as server:
        yield server


@contextmanager
def several(store: str, folder: Path, processes: int) -> Iterator[list[Server]]:
    """Serve our board by several processes: behind nginx at one address where `dev.py serve` can, else each at its own."""
    with ExitStack() as stack:
        if find_spec("tilannekuva.serve") and shutil.which("nginx"):
            port = free_port()
            command = [sys.executable, "-m", "tilannekuva.serve", "--processes", str(processes), "--port", str(port)]
            yield [stack.enter_context(running(command, ROOT, port, folder / "serve.log", "/healthz", TILANNEKUVA_STORE=store))]
            return
        print(f"No nginx, or no `dev.py serve`: {processes} processes at their own addresses, readers in turn.")
        places = [folder / f"process-{number}" for number in range(processes)]
        for place in places:
            place.mkdir()
        yield [stack.enter_context(ours(store, place)) for place in places]


def cpu_of(pid: int) -> float:
    """Return the CPU seconds that a server, by its process id, and its workers have used so far."""
    return float(sum(sum(one.cpu_times()[:2]) for one in family(pid)))


def memory_of(pid: int) -> float:
    """Return the resident memory of a server and its workers in MB; what workers share counts for each."""
    return float(sum(one.memory_info().rss for one in family(pid))) / 1024**2


def family(pid: int) -> list[psutil.Process]:
    """Return a process and all that it started."""
    first = psutil.Process(pid)
    return [first, *first.children(recursive=True)]
