"""Passing folders of a load: each is held by a lock as long as its run lives, so that what killed runs left can be told and removed."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCK = ".held"
PASSING = "tilannekuva-etl-"
"""Begin of the names of our folders among the passing files of the system."""


@contextmanager
def held_folder(prefix: str, parent: Path | None = None) -> Iterator[Path]:
    """Yield a new folder in *parent*, by default the system's folder for passing files; it goes afterwards.

    Folders of that prefix which killed runs have left go too. A number of a process would not tell them: another container counts anew.
    """
    place = parent or Path(tempfile.gettempdir())
    for left in place.glob(f"{prefix}*"):
        if _is_left(left):
            shutil.rmtree(left, ignore_errors=True)
    work = Path(tempfile.mkdtemp(prefix=prefix, dir=place))
    try:
        with (work / f"{LOCK}-soon").open("w", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            # Only now it has its name: a lock that others find free was let go by its run.
            (work / f"{LOCK}-soon").rename(work / LOCK)
            yield work
    finally:
        shutil.rmtree(work)


def _is_left(folder: Path) -> bool:
    """Tell whether a folder of ours has a lock that nobody holds."""
    try:
        if folder.is_symlink() or folder.stat().st_uid != os.geteuid():
            return False
        with (folder / LOCK).open("r", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        # Held, not made wholly yet, or gone in the meantime.
        return False
    return True
