"""The one place that opens a store; beside the shell and the ETL's entry, the only one that reads the environment."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, select
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from tilannekuva.store.errors import AddressUnknown, StoreTooNew, StoreUnreadable
from tilannekuva.store.files import FileGenerations
from tilannekuva.store.read_tables import stand_in
from tilannekuva.store.reading import Reading
from tilannekuva.store.schemas import SchemaGenerations
from tilannekuva.store.tables import READ_TABLES_SINCE, SCHEMA_VERSION, load
from tilannekuva.store.told import told

PROJECT = Path(__file__).resolve().parents[2]
DEFAULT_FOLDER = PROJECT / "data" / "store"
POSTGRESQL = ("postgresql+psycopg", "postgresql", "postgres")
"""Schemes of a PostgreSQL address; our driver is psycopg, whether it is named or not."""


class Store:
    """A store of generations; *address* is a folder, or a `postgresql+psycopg://` URL.  Raises AddressUnknown."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.generations = _generations(address)

    @contextmanager
    def connect(self, generation: int | None = None) -> Iterator[Connection]:
        """Open a generation, by default the one served; `db.info["generation"]` names it.

        Raises StoreEmpty, StoreUnreadable, StoreUnreachable, StoreTooNew, NoSuchGeneration.
        """
        with told(), self.generations.connect(generation) as db:
            _refuse_newer_schema(db)
            if db.info["schema"] < READ_TABLES_SINCE:
                stand_in(db)
            yield db

    def pointer(self) -> tuple[int, int]:
        """Return the generation that is served, and the newest that is kept.  Raises StoreEmpty, StoreUnreadable, StoreUnreachable."""
        with told():
            return self.generations.current(), max(self.generations.numbers(), default=0)

    def kept_file(self, name: str) -> bytes | None:
        """Return a file kept beside the generations, such as the outlines of the map, or None.  Raises StoreUnreadable, StoreUnreachable."""
        with told():
            return self.generations.kept_file(name)

    def keep_file(self, name: str, content: bytes) -> None:
        """Keep a file beside the generations.  Raises StoreBusy, StoreUnreadable, StoreUnreachable."""
        with told():
            self.generations.keep_file(name, content)


def _generations(address: str) -> SchemaGenerations | FileGenerations:
    scheme, mark, rest = address.partition("://")
    if not mark:
        return FileGenerations(Path(address))
    # The rest of the address may hold a password, so no fault repeats it.
    if scheme not in POSTGRESQL:
        raise AddressUnknown(scheme=scheme)
    try:
        return SchemaGenerations(f"{POSTGRESQL[0]}://{rest}")
    except (ArgumentError, ValueError) as error:
        raise AddressUnknown(scheme=scheme) from error


def _refuse_newer_schema(db: Connection) -> None:
    number = db.info["generation"]
    if db.info.get("checked") == number:
        return
    try:
        # No parameter: DuckDB's first statement with one imports pandas, which a load does not need.
        version = dict(db.execute(select(load.c.load_no, load.c.schema_version)).all()).get(number)
    except SQLAlchemyError as error:
        if db.dialect.name == "postgresql":
            # What PostgreSQL says is told by those who opened the connection.
            raise
        raise StoreUnreadable(store=f"{number}") from error
    if version is None:
        raise StoreUnreadable(store=f"{number}")
    if version > SCHEMA_VERSION:
        raise StoreTooNew(found=version, known=SCHEMA_VERSION)
    db.info["checked"], db.info["schema"] = number, version


@cache
def _open(address: str) -> Store:
    return Store(address)


@cache
def _reading(*addresses: str) -> Reading:
    return Reading(*map(_open, addresses))


def open_store(address: str | None = None) -> Store:
    """Return the store of loads: at *address*, else at TILANNEKUVA_STORE, else the folder data/store; one object per address."""
    return _open(address or os.environ.get("TILANNEKUVA_STORE") or str(DEFAULT_FOLDER))


def open_reading(address: str | None = None) -> Reading:
    """Return what readers ask: the store at *address*, else at TILANNEKUVA_READ_STORE and behind it the one of loads, else that alone."""
    replica, primary = os.environ.get("TILANNEKUVA_READ_STORE"), os.environ.get("TILANNEKUVA_STORE")
    if address or not replica:
        return _reading(open_store(address).address)
    # Without a word on the primary there is none behind: data/store beside a replica would be another board.
    return _reading(*dict.fromkeys(one for one in (replica, primary) if one))
