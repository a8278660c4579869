"""Generations as PostgreSQL schemas: `generation_000042`, and the one row of `tilannekuva.current` that points.

A load is one transaction that fills a new schema, verifies it, moves the pointer and drops what is too old; a reader
looks at the pointer inside its own read-only snapshot, so it sees the old generation or the new one, never a mix.
"""

import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, NullPool, create_engine, event, text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from tilannekuva.store import patience
from tilannekuva.store.errors import NoSuchGeneration, StoreBusy, StoreEmpty
from tilannekuva.store.files import KEPT
from tilannekuva.store.scratch import PASSING, held_folder
from tilannekuva.store.told import state, told

LOCK_KEY = 7201842
"""Key of the advisory lock that a load holds; any number will do, it only has to be the same in every process."""

_BASE = """
    CREATE SCHEMA IF NOT EXISTS tilannekuva;
    CREATE TABLE IF NOT EXISTS tilannekuva.current (one boolean PRIMARY KEY DEFAULT true CHECK (one), generation integer NOT NULL);
    CREATE TABLE IF NOT EXISTS tilannekuva.kept_file (name text PRIMARY KEY, content bytea NOT NULL);
"""
_SETTINGS = text(
    "SELECT set_config('statement_timeout', :limit, true), set_config('idle_in_transaction_session_timeout', :idle, true), "
    "set_config('search_path', :schema, true), set_config('enable_nestloop', 'off', true)"
)
"""Nested loops off: the planner takes our derived tables for one row each, and the board took four times as long with them."""
CONNECTIONS = 5
"""Kept open by a process, and as many again for a moment: a server with 100 connections serves ten processes."""
POOL_SECONDS = 0.5
IDLE_SECONDS = 10
"""A reader that vanished in mid-transaction does not keep a load from dropping what is old for longer."""
TO_READ = {
    "connect_timeout": 2, "application_name": "tilannekuva", "tcp_user_timeout": 2000, "keepalives_idle": 1, "keepalives_interval": 1,
    "keepalives_count": 2,
}  # fmt: skip
TO_WRITE = {"connect_timeout": 5, "application_name": "tilannekuva load", "keepalives_idle": 30}
"""A load waits as long as the server works: a full disk cache may keep a COPY from moving for seconds."""
GONE = ("3F000", "42P01")
"""SQLSTATE: no such schema, no such table."""


def _schema(number: int) -> str:
    return f"generation_{number:06d}"


def _to_read(address: str) -> Engine:
    # Without pool_pre_ping: the first statement of a read is the ping, watched like the rest, and a read is tried twice.
    engine = create_engine(address, pool_size=CONNECTIONS, max_overflow=CONNECTIONS, pool_timeout=POOL_SECONDS, connect_args=TO_READ)

    @event.listens_for(engine, "do_connect")
    def connect(dialect: Any, record: object, places: list[Any], names: dict[str, Any]) -> Any:
        waiting = patience.current()
        if waiting is None:
            return None
        made = patience.within(min(patience.CONNECT_SECONDS, waiting.left), lambda: dialect.connect(*places, **names))
        waiting.watch(made)
        return made

    return engine


class SchemaGenerations:
    """The generation schemas of one PostgreSQL database."""

    MAY_WAIT = True
    """Whether a read waits for another machine."""

    def __init__(self, address: str) -> None:
        self._engine = _to_read(address)
        self._to_write = create_engine(address, poolclass=NullPool, connect_args=TO_WRITE)
        self._writer: Connection | None = None

    @contextmanager
    def _reading(self, schema: str = "pg_catalog") -> Iterator[Connection]:
        """Open one read-only snapshot with this search path, and with the limits of the read that runs in this thread, if one does."""
        waiting = patience.current()
        with told(), self._engine.connect().execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True) as db:
            if waiting is not None:
                waiting.watch(db.connection.driver_connection)
            # The server gives up a little before this side does, so that its word for it is heard.
            limit = 0 if waiting is None else max(1, int(waiting.left * 950))
            db.execute(_SETTINGS, {"schema": schema, "limit": str(limit), "idle": f"{IDLE_SECONDS}s"})
            if waiting is not None:
                waiting.has_answered()
            yield db

    def numbers(self) -> list[int]:
        """Return the generations that are kept, oldest first."""
        with self._reading() as db:
            return _numbers(db)

    def current(self) -> int:
        """Return the generation that is served.  Raises StoreEmpty."""
        with self._reading() as db:
            return _current(db)

    def is_whole(self, number: int) -> bool:
        """Tell whether a generation is kept; PostgreSQL itself looks after its pages."""
        return number in self.numbers()

    @contextmanager
    def connect(self, number: int | None = None) -> Iterator[Connection]:
        """Open a generation, by default the one served, in one read-only snapshot."""
        chosen = self.current() if number is None else number
        with self._reading(_schema(chosen)) as db:
            if chosen not in _numbers(db):
                raise NoSuchGeneration(generation=chosen)
            db.info["generation"] = chosen
            try:
                yield db
            except DBAPIError as error:
                # Names of tables are looked up outside of the snapshot: one that was dropped a moment ago is gone for this read too.
                if state(error) in GONE and not self.is_whole(chosen):
                    raise NoSuchGeneration(generation=chosen) from error
                raise

    def beside(self, _db: Connection, number: int) -> str:
        """Return the schema of a generation, which can be read beside the one that is built."""
        return _schema(number)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the database for one writer, in the transaction of the load.  Raises StoreBusy."""
        with told(), self._to_write.connect() as connection, connection.begin():
            if not connection.execute(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": LOCK_KEY}).scalar():
                raise StoreBusy(store=self._to_write.url.database or "postgresql")
            connection.exec_driver_sql(_BASE)
            self._writer = connection
            try:
                yield
            finally:
                self._writer = None

    def _held(self) -> Connection:
        if self._writer is None:
            raise RuntimeError("publish and point belong inside `writing`")
        return self._writer

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """Yield a folder for the beginning of a generation; it goes afterwards."""
        with held_folder(PASSING) as folder:
            yield folder

    def publish(self, number: int, fill: Callable[[Connection, Path], None], check: Callable[[Connection], None], begun: Path | None = None) -> None:
        """Fill, verify and publish one generation in the transaction of `writing`; *begun* is read by *fill* itself."""
        db = self._held()
        db.exec_driver_sql(f"CREATE SCHEMA {_schema(number)}")
        db.exec_driver_sql(f"SET LOCAL search_path = {_schema(number)}")
        with tempfile.TemporaryDirectory() as folder:
            fill(db, Path(folder))
        # Without it the first readers would wait for plans made for empty tables, until the server looks for itself.
        for name in db.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = :schema"), {"schema": _schema(number)}).scalars():
            db.exec_driver_sql(f'ANALYZE "{name}"')
        check(db)
        self.point(number)
        for old in [kept for kept in _numbers(db) if kept != number][: -(KEPT - 1)]:
            db.exec_driver_sql(f"DROP SCHEMA {_schema(old)} CASCADE")

    def point(self, number: int) -> None:
        """Make a kept generation the one served; the caller holds `writing`.  Raises NoSuchGeneration."""
        db = self._held()
        if number not in _numbers(db):
            raise NoSuchGeneration(generation=number)
        db.execute(
            text("INSERT INTO tilannekuva.current (generation) VALUES (:number) ON CONFLICT (one) DO UPDATE SET generation = excluded.generation"),
            {"number": number},
        )

    def kept_file(self, name: str) -> bytes | None:
        """Return a file kept beside the generations, or None where there is none."""
        with self._reading() as db:
            try:
                found = db.execute(text("SELECT content FROM tilannekuva.kept_file WHERE name = :name"), {"name": name}).scalar()
            except ProgrammingError as error:
                if state(error) not in GONE:
                    raise
                # No load or file has come in since the table was thought of.
                return None
        return None if found is None else bytes(found)

    def keep_file(self, name: str, content: bytes) -> None:
        """Keep a file beside the generations, in the place of one of that name.  Raises StoreBusy."""
        query = (
            "INSERT INTO tilannekuva.kept_file (name, content) VALUES (:name, :content) ON CONFLICT (name) DO UPDATE SET content = excluded.content"
        )
        with self.writing():
            self._held().execute(text(query), {"name": name, "content": content})


def _numbers(db: Connection) -> list[int]:
    names = db.execute(text("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'generation\\_%'")).scalars()
    return sorted(int(name[-6:]) for name in names if re.fullmatch(r"generation_\d{6}", name))


def _current(db: Connection) -> int:
    try:
        number = db.execute(text("SELECT generation FROM tilannekuva.current")).scalar()
    except ProgrammingError as error:
        if state(error) not in GONE:
            raise
        raise StoreEmpty(store=db.engine.url.database or "postgresql") from error
    if number is None:
        raise StoreEmpty(store=db.engine.url.database or "postgresql")
    return int(number)
