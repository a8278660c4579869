"""Generations as PostgreSQL schemas: `generation_000042`, and the one row of `tilannekuva.current` that points.

A load is one transaction that fills a new schema, verifies it, moves the pointer and drops what is too old; a reader
looks at the pointer inside its own read-only snapshot, so it sees the old generation or the new one, never a mix.
"""

import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from tilannekuva.store.errors import NoSuchGeneration, StoreBusy, StoreEmpty, StoreUnreachable, StoreUnreadable
from tilannekuva.store.files import KEPT

LOCK_KEY = 7201842
"""Key of the advisory lock that a load holds; any number will do, it only has to be the same in every process."""

_BASE = """
    CREATE SCHEMA IF NOT EXISTS tilannekuva;
    CREATE TABLE IF NOT EXISTS tilannekuva.current (one boolean PRIMARY KEY DEFAULT true CHECK (one), generation integer NOT NULL);
    CREATE TABLE IF NOT EXISTS tilannekuva.kept_file (name text PRIMARY KEY, content bytea NOT NULL);
"""


def _schema(number: int) -> str:
    return f"generation_{number:06d}"


class SchemaGenerations:
    """The generation schemas of one PostgreSQL database."""

    def __init__(self, address: str) -> None:
        self._engine = create_engine(
            address,
            pool_pre_ping=True,
            pool_size=10,
            pool_timeout=5,
            connect_args={"connect_timeout": 5, "application_name": "tilannekuva"},
        )
        self._writer: Connection | None = None

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            db = self._engine.connect().execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        except OperationalError as error:
            raise StoreUnreachable(what=type(error).__name__) from error
        with db:
            db.exec_driver_sql("SET LOCAL statement_timeout = '5s'")
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
        with self._reading() as db:
            chosen = _current(db) if number is None else number
            if number is not None and number not in _numbers(db):
                raise NoSuchGeneration(generation=number)
            db.exec_driver_sql(f"SET LOCAL search_path = {_schema(chosen)}")
            db.info["generation"] = chosen
            yield db

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the database for one writer, in the transaction of the load.  Raises StoreBusy."""
        try:
            connection = self._engine.connect()
        except OperationalError as error:
            raise StoreUnreachable(what=type(error).__name__) from error
        with connection, connection.begin():
            if not connection.execute(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": LOCK_KEY}).scalar():
                raise StoreBusy(store=self._engine.url.database or "postgresql")
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

    def publish(self, number: int, fill: Callable[[Connection, Path], None], check: Callable[[Connection], None]) -> None:
        """Fill, verify and publish one generation in the transaction of `writing`."""
        db = self._held()
        db.exec_driver_sql(f"CREATE SCHEMA {_schema(number)}")
        db.exec_driver_sql(f"SET LOCAL search_path = {_schema(number)}")
        with tempfile.TemporaryDirectory() as folder:
            fill(db, Path(folder))
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
            except ProgrammingError:
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
        raise StoreEmpty(store=db.engine.url.database or "postgresql") from error
    except DBAPIError as error:
        raise StoreUnreadable(store=db.engine.url.database or "postgresql") from error
    if number is None:
        raise StoreEmpty(store=db.engine.url.database or "postgresql")
    return int(number)
