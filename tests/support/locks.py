"""A lock between the workers of a test run."""

import fcntl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def held_lock(name: str, folder: Path | None = None) -> Iterator[None]:
    """Hold the named lock; it dies with its process."""
    place = folder or Path(tempfile.gettempdir())
    with (place / f".tilannekuva-{name}.lock").open("w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
