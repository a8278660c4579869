"""The beginning of a generation: a DuckDB file into which rows in bulk are taken before anything is published.

A folder of generations makes this file its next generation; PostgreSQL copies the rows from it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Table, exists, func, select

from tilannekuva.store.files import building
from tilannekuva.store.keys import BARE, ONE
from tilannekuva.store.rows import copy_rows
from tilannekuva.store.tables import claim, first_seen


class Begun:
    """The file `board.duckdb` of a folder of its own, with claims that were taken in in bulk."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "board.duckdb"
        self.counts: dict[str, int] = {}

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open the file to take rows in; afterwards it is closed, and `counts` tells how many are in."""
        with building(self.path) as engine, engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
            BARE.tables["claim"].create(db, checkfirst=False)
            yield db
            self.counts = {"claim": _count(db, claim)}

    def finish(self, db: Connection) -> None:
        """Bring the claims in where they are not yet, and say of each without a day of first sight that it is the one it was recorded."""
        if db.dialect.name == "postgresql":
            with building(self.path) as engine, engine.connect().execution_options(yield_per=20_000) as taken:
                copy_rows(db, claim, taken.execute(select(claim)))
        before = _count(db, first_seen)
        seen = select(claim.c.claim_id, claim.c.recorded_on).where(~exists(select(ONE).where(first_seen.c.claim_id == claim.c.claim_id)))
        db.execute(first_seen.insert().from_select(["claim_id", "first_seen_on"], seen))
        self.counts["first_seen"] = _count(db, first_seen) - before


def _count(db: Connection, table: Table) -> int:
    return db.execute(select(func.count()).select_from(table)).scalar_one()
