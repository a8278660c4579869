"""Stores for the tests of this folder: each test that asks for `store` runs on DuckDB and on PostgreSQL."""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.stores import closing, giver, new_database
from tilannekuva.store.engine import Store


@pytest.fixture(params=["duckdb", pytest.param("postgresql", marks=pytest.mark.postgres)])
def store_address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty store, on each engine in turn."""
    if request.param == "duckdb":
        yield str(tmp_path / "store")
        return
    with new_database(request.getfixturevalue("postgres_uri"), f"test_{uuid.uuid4().hex}") as address:
        yield address


@pytest.fixture
def store(store_address: str) -> Iterator[Store]:
    """An empty store, on each engine in turn; `given` fills it, `store.connect()` reads it."""
    with closing(Store(store_address)) as opened:
        yield opened


@pytest.fixture
def given(store: Store) -> Callable[..., int | None]:
    """A function that publishes small text tables: `given(region=\"\"\"region_code | name_fi …\"\"\", claim=…)`."""
    return giver(store)
