"""Build, verify, publish, list and roll back generations, alike on DuckDB files and PostgreSQL schemas."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, literal_column, select, update

from tilannekuva.store.begun import Begun
from tilannekuva.store.engine import Store
from tilannekuva.store.errors import NoSuchGeneration, NotVerified, StoreEmpty, StoreUnreadable
from tilannekuva.store.first_days import fill_first_days
from tilannekuva.store.keys import broken_keys, create_tables
from tilannekuva.store.read_tables import make, wrong
from tilannekuva.store.rows import Content, Row, Rows, content, copy_in, hash_method
from tilannekuva.store.tables import SCHEMA_VERSION, first_seen, load, load_file, metadata


@dataclass(frozen=True)
class Run:
    """What a load knows of itself: when, by which program, and the counts of each file."""

    loaded_at: datetime
    program_version: str
    files: tuple[Row, ...]


class _Unchanged(Exception):
    """What was built is what is served."""


def publish(store: Store, rows: Rows, run: Run, begun: Begun | None = None) -> int | None:
    """Publish the rows as a new generation and return its number, or None where the served one holds the same.

    *rows* holds every table but load and load_file, of `first_seen` only the claims met now: the days kept so far are carried along.
    *begun* is the file of rows in bulk that were taken in already.
    Raises StoreBusy, NotVerified.
    """
    try:
        with store.generations.writing():
            return _publish(store, rows, run, begun)
    except _Unchanged:
        return None


def _publish(store: Store, rows: Rows, run: Run, begun: Begun | None) -> int:
    earlier = _served(store)
    served = earlier[-1] if earlier else None
    number = max([0, *store.generations.numbers()]) + 1
    full = _with_run(store, rows, run, number, earlier or [])
    meant: list[Content] = []
    due = {name: len(of_table) for name, of_table in full.items()}

    def fill(db: Connection, folder: Path) -> None:
        create_tables(db, begun.counts if begun else ())
        for table in metadata.sorted_tables:
            if table is not first_seen:
                copy_in(db, table, full[table.name], folder)
        due[first_seen.name] = fill_first_days(db, store, full[first_seen.name], folder)
        if begun:
            begun.finish(db)
            due.update({name: due[name] + count for name, count in begun.counts.items()})
        meant.append(content(db))
        if served and (served["content_hash"], served["schema_version"]) == (meant[0].content_hash, SCHEMA_VERSION):
            raise _Unchanged
        make(db)
        # No parameter: DuckDB's first statement with one imports pandas, which a load does not need.
        db.execute(
            update(load).where(load.c.load_no == literal_column(str(number))).values(content_hash=literal_column(f"'{meant[0].content_hash}'"))
        )

    store.generations.publish(number, fill, lambda db: _check(db, due, number, meant[0]), begun.path if begun else None)
    return number


def _served(store: Store) -> list[Row] | None:
    try:
        with store.connect() as db:
            return loads(db)
    except (StoreEmpty, StoreUnreadable):
        # A store in which nothing is whole is mended by the next load.
        return None


def loads(db: Connection) -> list[Row]:
    """Return the runs that a generation knows of, its own last."""
    return [dict(row) for row in db.execute(select(load).order_by(load.c.load_no)).mappings()]


def _with_run(store: Store, rows: Rows, run: Run, number: int, history: list[Row]) -> dict[str, list[Row]]:
    full: dict[str, list[Row]] = {table.name: list(rows.get(table.name, ())) for table in metadata.sorted_tables}
    full["finding"] = [{**row, "load_no": number} for row in full["finding"]]
    if history:
        with store.connect() as db:
            full["load_file"] = [dict(row) for row in db.execute(select(load_file)).mappings()]
    own = {
        "load_no": number,
        "loaded_at": run.loaded_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "schema_version": SCHEMA_VERSION,
        "program_version": run.program_version,
        "content_hash": "",  # known once all is in
        **{name: sum(file[name] for file in run.files) for name in ("records_in", "rows_kept", "rows_set_aside")},
    }
    full["load"] = [*history, own]
    full["load_file"] = [*full["load_file"], *({**file, "load_no": number} for file in run.files)]
    return full


def _check(db: Connection, due: Mapping[str, int], number: int, meant: Content) -> None:
    found = content(db)
    for name, count in due.items():
        if found.counts[name] != count:
            raise NotVerified(generation=number, what=f"{name}: {found.counts[name]} ≠ {count}")
    if found != meant:
        raise NotVerified(generation=number, what="content_hash")
    if faults := [*broken_keys(db), *wrong(db, number)]:
        raise NotVerified(generation=number, what=", ".join(faults))


def verify(store: Store, number: int | None = None) -> dict[str, Any]:
    """Check a kept generation, by default the served one, against its checksum and content hash, and return its load.

    A generation of an older schema has other tables than those hashed now: of it only the checksum is asked.
    Raises NotVerified, NoSuchGeneration, StoreEmpty.
    """
    chosen = store.generations.current() if number is None else number
    if chosen not in store.generations.numbers():
        raise NoSuchGeneration(generation=chosen)
    if not store.generations.is_whole(chosen):
        raise NotVerified(generation=chosen, what="sha256")
    with store.connect(chosen) as db:
        own = loads(db)[-1]
        if own["schema_version"] != SCHEMA_VERSION:
            return dict(own)
        # Row hashes of another version of the engine cannot be made again: then the checksum of the file speaks alone.
        found = content(db)
        if own["content_hash"].startswith(hash_method(db)) and found.content_hash != own["content_hash"]:
            raise NotVerified(generation=chosen, what="content_hash")
        if faults := wrong(db, chosen):
            raise NotVerified(generation=chosen, what=", ".join(faults))
        return {**own, "tables": found.counts}


def rollback(store: Store, number: int | None = None) -> int:
    """Serve an earlier generation, by default the one before the served one, and return its number.

    Raises NoSuchGeneration, NotVerified.
    """
    with store.generations.writing():
        current = store.generations.current()
        earlier = [kept for kept in store.generations.numbers() if kept < current]
        if number is None and not earlier:
            raise NoSuchGeneration(generation="–")
        chosen = earlier[-1] if number is None else number
        store.generations.point(chosen)
        return chosen
