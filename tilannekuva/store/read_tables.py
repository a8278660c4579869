"""Tables of a generation that are made from its other tables, so that a page reads few and narrow rows, not every claim.

Each is defined beside the query that it is made by; `make` fills them when a generation is published. Belongs here: what is done
with them all. Not here: what is in them (cell_tables, mark_tables, plan_tables).
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import ClauseElement, Connection, Select, Table, event, func, literal, select, union_all

from tilannekuva.store.cell_tables import cell_claim, cell_claims, cell_round, cell_rounds
from tilannekuva.store.mark_tables import cell_conflict, cell_conflicts, group_claim, group_claims
from tilannekuva.store.plan_tables import plan_cell, plan_cells, plan_claim, plan_claims, plan_told, plan_tolds
from tilannekuva.store.reach import within
from tilannekuva.store.tables import made

MADE_BY: dict[Table, Callable[..., Select[Any]]] = {
    cell_round: cell_rounds, cell_claim: cell_claims, plan_cell: plan_cells, plan_claim: plan_claims, plan_told: plan_tolds,
    cell_conflict: cell_conflicts, group_claim: group_claims,
}  # fmt: skip
"""The query of each table, in the order in which they are made: one may read those before it."""
NUMBERED_BY = {cell_claim: cell_round, plan_claim: plan_cell, plan_told: plan_cell}
"""Tables of claims, and the table that numbers their cells; the number is the first column of each. Their queries may be asked for some regions."""
SAMPLED_ROWS = 5_000
"""So many rows of a table of claims are compared with what they are made from, or those of one region where it has more."""


def make(db: Connection) -> None:
    """Make the read tables of a generation that has just been filled."""
    made.create_all(db, checkfirst=False)
    # Weighing how to compress costs DuckDB as much as all the rest; of these few narrow columns little would be won.
    with _uncompressed(db):
        for table, query in MADE_BY.items():
            db.exec_driver_sql(_text(db, table.insert().from_select(table.columns.keys(), query())))


@contextmanager
def _uncompressed(db: Connection) -> Iterator[None]:
    if db.dialect.name != "duckdb":
        yield
        return
    db.exec_driver_sql("SET force_compression = 'uncompressed'")
    yield
    db.exec_driver_sql("SET force_compression = 'auto'")


def _text(db: Connection, statement: ClauseElement) -> str:
    # No parameter: DuckDB's first statement with one imports pandas, which a load does not need.
    return str(statement.compile(dialect=db.dialect, compile_kwargs={"literal_binds": True}))


def wrong(db: Connection, chosen: int) -> list[str]:
    """Name the read tables that do not hold what they are made from: those of claims by a share of the regions; *chosen* chooses it."""
    return [table.name for table in MADE_BY if _differ(db, *_compared(db, table, chosen))]


def _compared(db: Connection, table: Table, chosen: int) -> tuple[Select[Any], Select[Any]]:
    """What a table should hold, and what it does: whole regions, which are made without a look at the others."""
    due, kept, cells = MADE_BY[table], select(table), NUMBERED_BY.get(table)
    if cells is None:
        return due(), kept
    rows = db.execute(select(func.count()).select_from(table)).scalar_one()
    regions = list(db.execute(select(cells.c.region_code).distinct().order_by(cells.c.region_code)).scalars())
    shares = min(1 + rows // SAMPLED_ROWS, len(regions))
    if shares < 2:
        return due(), kept
    of_share = regions[chosen % shares :: shares]
    numbers = select(cells.c[0]).where(cells.c.region_code.in_(of_share))
    return due(within(of_share)), kept.where(table.c[0].in_(numbers))


def _differ(db: Connection, due: Select[Any], kept: Select[Any]) -> bool:
    sides = [select(*rows, literal(side).label("side")) for rows, side in ((due.subquery("due").c, 1), (kept.subquery("kept").c, -1))]
    either = union_all(*sides).subquery("either")
    rows = [column for column in either.c if column.name != "side"]
    query = select(func.count()).select_from(either).group_by(*rows).having(func.sum(either.c.side) != 0).limit(1)
    return db.exec_driver_sql(_text(db, query)).first() is not None


def stand_in(db: Connection) -> None:
    """Let reads of a generation that is older than the read tables take the query of each for it."""

    def with_queries(_db: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> tuple[str, Any]:
        if not any(table.name in statement for table in MADE_BY):
            return statement, parameters
        queries = ", ".join(f"{table.name} AS ({_text(db, query())})" for table, query in MADE_BY.items())
        begins = re.match(r"WITH( RECURSIVE)?\s", statement)
        rest = statement[begins.end() :] if begins else statement
        return f"{begins[0] if begins else 'WITH '}{queries}{', ' if begins else ' '}{rest}", parameters

    event.listen(db, "before_cursor_execute", with_queries, retval=True)
