"""What the store remembers of earlier loads: the rows that are served, and the day on which each claim was first seen."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, String, bindparam, select

from tilannekuva.store.engine import Store
from tilannekuva.store.errors import FirstDaysLost, StoreEmpty, StoreUnreadable
from tilannekuva.store.first_days import days_of, newest_whole
from tilannekuva.store.tables import claim, source

ASKED_AT_ONCE = 5_000


def served_rows(store: Store, table_name: str, ids: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """Return the served rows of `claim` or `source` with these ids, by id: their texts as given, codes, and file."""
    table = {"claim": claim, "source": source}[table_name]
    own_id = table.c[f"{table_name}_id"]
    given = [column for column in table.columns if isinstance(column.type, String)]
    try:
        with store.connect() as db:
            return {row[own_id.name]: row for row in _of(db, select(*given), own_id, ids)}
    except (StoreEmpty, StoreUnreadable):
        # Nothing is served, so no row has the better right.
        return {}


def first_days(store: Store, ids: Collection[str]) -> dict[str, date]:
    """Return the day on which each of these claims was first seen, where it is known.

    Where none is asked for nothing can be made up, so such a load mends a store that lost them.  Raises FirstDaysLost.
    """
    if not ids:
        return {}
    newest = newest_whole(store)
    if newest is None:
        if store.generations.numbers():
            raise FirstDaysLost
        return {}
    with store.connect(newest) as db:
        days = days_of(db.info["schema"])
        return {row["claim_id"]: row["first_seen_on"] for row in _of(db, days, days.selected_columns["claim_id"], ids)}


def _of(db: Connection, query: Select[Any], own_id: ColumnElement[str], ids: Collection[str]) -> Iterator[dict[str, Any]]:
    """Yield the rows of the query that have these ids, without the rows of all others ever coming here."""
    # No engine keeps a text with a zero byte, nor can be asked for one.
    all_ids = [one for one in ids if "\0" not in one]
    for start in range(0, len(all_ids), ASKED_AT_ONCE):
        some = all_ids[start : start + ASKED_AT_ONCE]
        # No parameter: DuckDB's first statement with one imports pandas, which a load does not need.
        asked = own_id.in_(bindparam("ids", some, type_=String, expanding=True, literal_execute=True))
        yield from map(dict, db.execute(query.where(asked)).mappings())
