"""Stores for tests: empty ones of both engines, filled by small text tables through the real publishing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import NullPool, create_engine

from tests.support.text_tables import Row, complete, parse
from tilannekuva.store.engine import Store
from tilannekuva.store.generations import Run, publish

LOADED_AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def giver(store: Store, **first: str) -> Callable[..., int | None]:
    """Return `given`: it adds its text tables to what was given before, at first *first*, and publishes all as a new generation."""
    rows: dict[str, list[Row]] = {name: parse(name, table) for name, table in first.items()}

    def given(**drawn: str) -> int | None:
        for name, table in drawn.items():
            rows.setdefault(name, []).extend(parse(name, table))
        return publish(store, complete(rows), Run(loaded_at=LOADED_AT, program_version="test", files=()))

    return given


@contextmanager
def closing(store: Store) -> Iterator[Store]:
    """Close the store's engines after the test: a connection left open is an error in these tests."""
    try:
        yield store
    finally:
        generations: Any = store.generations
        engines = [*getattr(generations, "_engines", {}).values(), getattr(generations, "_engine", None)]
        for engine in engines:
            if engine is not None:
                engine.dispose()


def address_of(uri: str) -> str:
    """Return the address of a store as ours name it, by that of PostgreSQL."""
    return uri.replace("postgresql://", "postgresql+psycopg://", 1)


@contextmanager
def new_database(server_uri: str, name: str) -> Iterator[str]:
    """Make an empty database on the server and yield its `postgresql+psycopg://` address; drop it afterwards."""
    address = address_of(server_uri)
    engine = create_engine(address, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    try:
        with engine.connect() as db:
            db.exec_driver_sql(f'CREATE DATABASE "{name}"')
        yield str(engine.url.set(database=name).render_as_string(hide_password=False))
        with engine.connect() as db:
            db.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')
    finally:
        engine.dispose()
