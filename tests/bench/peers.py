"""The servers that are measured, each with what it has used: ours, Dash with the same board, and Streamlit's bare hello."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
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
