"""What the store remembers of earlier loads: the rows that are served, and the day on which each claim was first seen."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import String, select

from tilannekuva.store.engine import Store
from tilannekuva.store.errors import FirstDaysLost, StoreEmpty, StoreUnreadable
from tilannekuva.store.generations import loads
from tilannekuva.store.tables import claim, first_seen, source

FIRST_SEEN_SINCE = 2
"""The schema version that first kept the days of first sight; before it, the served claims held what was known of them."""


def served_rows(store: Store, table_name: str, ids: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
    """Return the served rows of `claim` or `source` with these ids, by id: their texts as given, codes, and file."""
    table = {"claim": claim, "source": source}[table_name]
    given = [column for column in table.columns if isinstance(column.type, String)]
    try:
        with store.connect() as db:
            rows = [dict(row) for row in db.execute(select(*given)).mappings()]
    except (StoreEmpty, StoreUnreadable):
        # Nothing is served, so no row has the better right.
        return {}
    return {row[f"{table_name}_id"]: row for row in rows if row[f"{table_name}_id"] in set(ids)}


def first_days(store: Store) -> dict[str, date]:
    """Return the day on which each claim was first seen, as the newest whole generation has it; empty before the first load.

    The newest, not the served one: after a rollback it still knows the claims that came later. Raises FirstDaysLost.
    """
    numbers = store.generations.numbers()
    whole = next((number for number in reversed(numbers) if store.generations.is_whole(number)), None)
    if whole is None:
        if numbers:
            raise FirstDaysLost
        return {}
    with store.connect(whole) as db:
        if loads(db)[-1]["schema_version"] < FIRST_SEEN_SINCE:
            return dict(map(tuple, db.execute(select(claim.c.claim_id, claim.c.recorded_on))))
        return dict(map(tuple, db.execute(select(first_seen.c.claim_id, first_seen.c.first_seen_on))))
