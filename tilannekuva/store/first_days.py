"""Days of first sight: which generation knows them, and how they pass from it into the next one without a way round by Python."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Date, MetaData, Select, Table, column, exists, func, select, table

from tilannekuva.store.engine import Store
from tilannekuva.store.keys import ONE
from tilannekuva.store.rows import Row, copy_in
from tilannekuva.store.tables import first_seen

FIRST_SEEN_SINCE = 2
"""The schema version that first kept the days of first sight; before it, the served claims held what was known of them."""
NAMES = tuple(first_seen.columns.keys())
NOW = Table("met_now", MetaData(), *(Column(name, first_seen.c[name].type) for name in NAMES))
"""The claims met now and their days. It goes before anything is published; a temporary table the writer of PostgreSQL may not make."""


def newest_whole(store: Store) -> int | None:
    """Return the newest generation that is whole, or None where there is none.

    The newest, not the served one: after a rollback it still knows the claims that came later.
    """
    return next((number for number in reversed(store.generations.numbers()) if store.generations.is_whole(number)), None)


def days_of(version: int, schema: str | None = None) -> Select[Any]:
    """Return the days that a generation of a schema version knows.  Columns: claim_id, first_seen_on."""
    name, day = ("claim", "recorded_on") if version < FIRST_SEEN_SINCE else (first_seen.name, "first_seen_on")
    told = table(name, column("claim_id"), column(day, Date), schema=schema)
    return select(told.c.claim_id, told.c[day].label("first_seen_on"))


def fill_first_days(db: Connection, store: Store, met: Sequence[Row], folder: Path) -> int:
    """Fill `first_seen` with the days kept so far and with those of the claims *met* that had none, and return how many there are."""
    newest = newest_whole(store)
    if newest is None:
        copy_in(db, first_seen, met, folder)
        return len(met)
    with store.connect(newest) as known:
        version = known.info["schema"]
    kept = days_of(version, store.generations.beside(db, newest)).subquery("kept")
    NOW.create(db, checkfirst=False)
    copy_in(db, NOW, met, folder)
    new = select(NOW).where(~exists(select(ONE).where(kept.c.claim_id == NOW.c.claim_id)))
    counts = []
    for days in (select(kept), new):
        counts.append(db.execute(select(func.count()).select_from(days.subquery())).scalar_one())
        db.execute(first_seen.insert().from_select(NAMES, days))
    NOW.drop(db, checkfirst=False)
    return sum(counts)
