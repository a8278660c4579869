"""Keys of a DuckDB generation, which it keeps as no index: each is asked before the file is published."""

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Column, Engine, Integer, Table, func, select, text

from tests.support.stores import closing
from tilannekuva.store.engine import Store
from tilannekuva.store.files import building
from tilannekuva.store.keys import broken_keys
from tilannekuva.store.tables import metadata

REFERENCES = sorted(
    ((table, next(iter(key.columns))) for table in metadata.tables.values() for key in table.foreign_key_constraints), key=lambda pair: str(pair[1])
)
"""In an order: SQLAlchemy keeps a table's references in a set, and those who share the tests out need the same list."""
ONE = "(SELECT min(claim_id) FROM claim WHERE workstream_code = 'grant_model')"
LOOSE = {
    "claim.scope": f"UPDATE claim SET scope = 'Lappi' WHERE claim_id = {ONE}",
    "claim.step_code": f"UPDATE claim SET step_code = 'cso_members_invited' WHERE claim_id = {ONE}",
    "source.parent_source_id": "UPDATE source SET parent_source_id = 'nowhere' WHERE source_id = (SELECT min(source_id) FROM source)",
}
"""A change for each code that names something without a foreign key, among them a step that another workstream has."""


@pytest.fixture(scope="module")
def built(real_store: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The real data and a finding in a file that can be written to; what a test changes is rolled back."""
    path = tmp_path_factory.mktemp("keys") / "board.duckdb"
    with closing(Store(real_store)) as store:
        shutil.copy(store.generations.path(store.generations.current()), path)
    with building(path) as engine:
        with engine.begin() as db:
            db.execute(
                text("INSERT INTO finding (finding_no, load_no, code, severity, file) SELECT 1, load_no, 'bad_url', 'warning', 'a.csv' FROM load")
            )
        yield engine


def test_the_keys_of_the_real_data_hold(built: Engine) -> None:
    """All of them."""
    with built.connect() as db:
        assert broken_keys(db) == []


@pytest.mark.parametrize("name", LOOSE)
def test_a_key_that_does_not_hold_is_named(built: Engine, name: str) -> None:
    """A code of nothing."""
    with built.connect() as db:
        db.execute(text(LOOSE[name]))
        assert broken_keys(db) == [name]


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: str(table.name))
def test_a_row_that_stands_twice_is_named(built: Engine, table: Table) -> None:
    """In every table."""
    with built.connect() as db:
        db.execute(text(f"INSERT INTO {table.name} SELECT * FROM {table.name} LIMIT 1"))
        assert f"{table.name}.{next(iter(table.primary_key.columns)).name}" in broken_keys(db)


@pytest.mark.parametrize(("table", "column"), REFERENCES, ids=[str(column) for _, column in REFERENCES])
def test_a_reference_to_nothing_is_named(built: Engine, table: Table, column: Column[Any]) -> None:
    """Every foreign key, in one row of many."""
    own = next(iter(table.primary_key.columns))
    nothing = 999 if isinstance(column.type, Integer) else "nothing"
    with built.connect() as db:
        first = select(func.min(own)).scalar_subquery()
        db.execute(table.update().where(own == first).values({column.name: nothing}))
        assert str(column) in broken_keys(db)
